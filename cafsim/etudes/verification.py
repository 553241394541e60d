"""Replay published calculations, so that anyone can check an installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import french_money
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.fichiers import lire_toml
from cafsim.tarif.calcul import Demande, calculer

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Resultat:
    """A case replayed: what its source prints (€), what was found (None: no exact amount)."""

    titre: str
    source: str
    attendu: Fraction
    trouve: Fraction | None

    @property
    def juste(self) -> bool:
        """Whether they agree to the cent."""
        return self.attendu == self.trouve

    def __str__(self) -> str:
        attendu = french_money(self.attendu)
        if self.juste:
            return f"  juste : {self.titre} = {attendu}"
        trouve = "aucun montant exact" if self.trouve is None else french_money(self.trouve)
        return f"  FAUX  : {self.titre} : {trouve}, alors que la source donne {attendu} ({self.source})"


def chemin() -> Path:
    """Return where the packaged cases are: beside the rate table."""
    return default_path().with_name("cas.toml")


def rejouer(baremes: Baremes, path: Path | None = None) -> list[Resultat]:
    """Replay every case. Raise EntreeRefusee when the file can't be read."""
    brut = lire_toml(path or chemin())
    moteur = Moteur(baremes)
    resultats = [_rejouer_aide(moteur, cas) for cas in brut.get("cas", ())]
    return resultats + [_rejouer_tarif(baremes, cas) for cas in brut.get("tarif", ())]


def _rejouer_aide(moteur: Moteur, cas: Table) -> Resultat:
    valeurs = {nom: _donnee(v) for nom, v in cas["entrees"].items()}
    groupes = frozenset(cas.get("groupes", ()))
    saisi = EquipementSaisi(cas["equipement"], cas["titre"], cas["exercice"], valeurs, groupes)
    estimation = moteur.estimer(Projet(cas["titre"], cas["exercice"], (saisi,)), [cas["dispositif"]])
    ((champ, attendu),) = cas["attendu"].items()
    trouves = [getattr(ligne, champ) for ligne in estimation.lignes]
    connus = [t for t in trouves if t is not None]
    somme = sum(connus, Fraction(0)) if connus and len(connus) == len(trouves) else None
    return Resultat(cas["titre"], cas["source"], Fraction(attendu), somme)


def _rejouer_tarif(baremes: Baremes, cas: Table) -> Resultat:
    annuelles = "ressources_annuelles" in cas
    ressources = cas["ressources_annuelles" if annuelles else "ressources_mensuelles"]
    demande = Demande(
        ressources=Fraction(ressources),
        periode="an" if annuelles else "mois",
        enfants=cas["enfants"],
        aeeh=cas.get("aeeh", 0),
        jour=cas["date"],
    )
    attendu = Fraction(cas["attendu"]["tarif_horaire"])
    return Resultat(cas["titre"], cas["source"], attendu, calculer(baremes, demande).tarif_horaire)


def _donnee(valeur: Any) -> Donnee:  # noqa: ANN401 (what TOML holds)
    """Return a field's value: a truth value is not a number."""
    return Fraction(valeur) if isinstance(valeur, int | Decimal) and not isinstance(valeur, bool) else valeur
