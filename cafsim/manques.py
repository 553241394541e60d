"""Say what is missing: which field or rate, what to type, on which document it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from cafsim.baremes.en_vigueur import Lecture
from cafsim.baremes.model import Baremes, Serie
from cafsim.engine.expr import Rate
from cafsim.engine.numbers import french_quantity
from cafsim.equipements.champs import Champ
from cafsim.resultat import Manque


def manques(
    inconnus: Iterable[str], taux: Iterable[Rate], champs: Mapping[str, Champ], baremes: Baremes
) -> Iterator[Manque]:
    """Yield the unknown fields, then the inexact ones of the rates read, each once."""
    for nom in inconnus:
        yield _champ(champs[nom])
    vues = set()
    for rate in taux:
        if rate.value is None and rate.key not in vues:
            vues.add(rate.key)
            yield _taux(rate, baremes.serie(rate.key))


def _champ(champ: Champ) -> Manque:
    ou = f" À lire sur : {champ.ou_trouver}" if champ.ou_trouver else ""
    constat = f"Il manque {champ.nom} ({champ.libelle})."
    return Manque("champ", champ.nom, champ.libelle, champ.ou_trouver, f"{constat}{ou}", constat)


def _taux(rate: Rate, serie: Serie) -> Manque:
    origine = rate.origin
    valeur = origine.valeur if isinstance(origine, Lecture) else None
    ou_trouver = (valeur.ou_trouver if valeur else None) or serie.ou_trouver
    if rate.high is None:
        debut = f"Taux non publié : {rate.label}."
        if valeur and valeur.changement_annonce:
            debut += f" Un changement est annoncé au {valeur.changement_annonce:%d/%m/%Y}, sans montant publié."
        if valeur and valeur.note:
            debut += f" {valeur.note}"
    else:
        bas, haut = french_quantity(rate.low or Fraction(0), rate.unit), french_quantity(rate.high, rate.unit)
        debut = f"Taux connu seulement entre {bas} et {haut} : {rate.label}."
    texte = f'{debut} Votre chiffre : "{rate.key}" = … dans [taux]. À lire sur : {ou_trouver}'
    return Manque("taux", rate.key, rate.label, ou_trouver, texte, debut)
