"""The engines that a batch can use: from checked equipments to estimated ones, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cafsim.baremes.model import Baremes
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.estimation import Moteur
from cafsim.lot.modele import Estime, Forme, Moteurs, Reglages, Saisie

Calcul = Callable[[Sequence[Saisie]], Iterator[Estime]]
"""Estimates a piece of work. Knows nothing of where it comes from, nor of where the result goes."""

_TAUX_GARDES = 16


def verifier(moteur: Moteurs, forme: Forme, *, large: bool) -> None:
    """Refuse an engine that can't write the result asked for, or is not installed. Raise EntreeRefusee."""
    if moteur == "exact":
        return
    from importlib.util import find_spec  # noqa: PLC0415

    problemes = []
    sinon = "ou choisissez --moteur exact."
    if not large:
        message = "ce moteur n'écrit qu'une ligne par équipement."
        problemes.append(Probleme("--moteur", moteur, message, f"Ajoutez --large, {sinon}"))
    if forme == "xlsx":
        message = "ce moteur n'écrit pas de classeur."
        problemes.append(Probleme("--moteur", moteur, message, f"Demandez un résultat .csv ou .parquet, {sinon}"))
    manquantes = [nom for nom in ("narwhals", "polars") if find_spec(nom) is None]
    if manquantes:
        message = f"il manque {' et '.join(manquantes)}."
        problemes.append(Probleme("--moteur", moteur, message, f"Tapez : pip install 'cafsim[colonnes]' ; {sinon}"))
    if problemes:
        raise EntreeRefusee(problemes)


def calcul(reglages: Reglages, baremes: Baremes) -> Calcul:
    """Return the engine asked for, its rates loaded."""
    return _MOTEURS[reglages.moteur](reglages, baremes)


def _exact(reglages: Reglages, baremes: Baremes) -> Calcul:
    """Return the exact reading, one equipment after the other."""
    commun = Moteur(baremes, reglages.referentiel, rapide=True)
    particuliers: dict[tuple[tuple[str, object], ...], Moteur] = {}

    def moteur_pour(saisie: Saisie) -> Moteur:
        """Return the engine for the rates of a row; those used last are kept, for a table repeats them."""
        if not saisie.taux:
            return commun
        cle = tuple(sorted(saisie.taux.items()))
        if cle not in particuliers:
            if len(particuliers) >= _TAUX_GARDES:
                particuliers.clear()
            projet = Projet(saisie.projet, saisie.equipement.exercice, (saisie.equipement,), saisie.taux)
            particuliers[cle] = commun.pour(projet)
        return particuliers[cle]

    def estimer(saisies: Sequence[Saisie]) -> Iterator[Estime]:
        for saisie in saisies:
            saisi = saisie.equipement
            lignes = moteur_pour(saisie).lignes(saisi, reglages.aides)
            yield Estime(saisie.projet, saisi.exercice, saisi.type, saisi.nom, lignes)

    return estimer


_MOTEURS: dict[Moteurs, Callable[[Reglages, Baremes], Calcul]] = {"exact": _exact, "polars": _exact}
"""What computes equipments one by one; the rows taken by columns (`ouvrier_colonnes.py`) need none."""
