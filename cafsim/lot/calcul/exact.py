"""The exact engine: from a checked equipment to its lines."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.equipements.projet import Projet
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.lot.modele import EquipementLu, Estime, Reglages

Estimer = Callable[[EquipementLu], Estime]

_TAUX_GARDES = 16
"""Sets of the user's own rates whose engine is kept."""


def estimateur(reglages: Reglages, baremes: Baremes) -> Estimer:
    """Return what estimates an equipment. An engine is kept for each set of own rates: a table repeats them."""
    commun = Moteur(baremes, reglages.referentiel, explique=False)
    particuliers: dict[tuple[tuple[str, Fraction], ...], Moteur] = {}

    def moteur_pour(lu: EquipementLu) -> Moteur:
        cle = tuple(sorted(lu.taux.items()))
        if cle not in particuliers:
            if len(particuliers) >= _TAUX_GARDES:
                particuliers.clear()
            particuliers[cle] = commun.pour(Projet(lu.projet, lu.equipement.exercice, (lu.equipement,), lu.taux))
        return particuliers[cle]

    def estimer(lu: EquipementLu) -> Estime:
        saisi = lu.equipement
        moteur = moteur_pour(lu) if lu.taux else commun
        complet = completer(saisi)
        lignes = moteur.lignes(complet, reglages.aides)
        rompus = moteur.controles.messages(complet)
        identite = (lu.projet, saisi.exercice, saisi.type, saisi.nom)
        commune = str(saisi.valeurs.get("commune") or "")
        return Estime(*identite, lignes, lu.ligne, rompus, lu.fichier, commune, lu.gardees)

    return estimer
