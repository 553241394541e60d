"""Say what is missing: which field or rate, what to type, on which document it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from cafsim.baremes.model import Baremes, Serie
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.engine.numbers import french_quantity
from cafsim.equipements.champs import Champ
from cafsim.estimation.resultat import Manque


def manques(
    inconnus: Iterable[str], taux: Iterable[TauxDuBareme], champs: Mapping[str, Champ], baremes: Baremes
) -> Iterator[Manque]:
    """Yield the unknown fields, then the inexact ones of the rates read, each once."""
    for nom in inconnus:
        yield _champ(champs[nom])
    vues = set()
    for lu in taux:
        if lu.value is None and lu.key not in vues:
            vues.add(lu.key)
            yield _taux(lu, baremes.serie(lu.key))


def _champ(champ: Champ) -> Manque:
    ou = f" À lire sur : {champ.ou_trouver}" if champ.ou_trouver else ""
    constat = f"Il manque {champ.nom} ({champ.libelle})."
    return Manque("champ", champ.nom, champ.libelle, champ.ou_trouver, f"{constat}{ou}", constat)


def _taux(taux: TauxDuBareme, serie: Serie) -> Manque:
    valeur = taux.lecture.valeur
    ou_trouver = valeur.ou_trouver or serie.ou_trouver
    constat = _lacune(taux) if taux.high is None else _bornes(taux.low or Fraction(0), taux.high, taux)
    texte = f'{constat} Votre chiffre : "{taux.key}" = … dans [taux]. À lire sur : {ou_trouver}'
    return Manque("taux", taux.key, taux.label, ou_trouver, texte, constat)


def _lacune(taux: TauxDuBareme) -> str:
    valeur, constat = taux.lecture.valeur, f"Taux non publié : {taux.label}."
    if valeur.changement_annonce:
        constat += f" Un changement est annoncé au {valeur.changement_annonce:%d/%m/%Y}, sans montant publié."
    return f"{constat} {valeur.note}" if valeur.note else constat


def _bornes(bas: Fraction, haut: Fraction, taux: TauxDuBareme) -> str:
    de, a = french_quantity(bas, taux.unit), french_quantity(haut, taux.unit)
    return f"Taux connu seulement entre {de} et {a} : {taux.label}."
