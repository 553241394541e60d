"""What else pays for an equipment in a year: fields of the plan de financement only, read by no aid."""

from __future__ import annotations

from fractions import Fraction

from cafsim.equipements.champs import Champ, Type

_ABSURDE_EUROS = Fraction(200_000_000)
_COMPTE = "Compte de résultat déclaré à la Caf, ou budget de l'équipement."

PARTICIPATIONS_FAMILIALES = Champ(
    nom="participations_familiales",
    libelle="participations familiales",
    type=Type.NOMBRE,
    unite="€",
    question="Combien les familles ont-elles payé dans l'année, en euros ?",
    aide="Total des participations des familles. Sert au reste à charge (cafsim plan).",
    absurde=_ABSURDE_EUROS,
    ou_trouver=_COMPTE,
    exemple="82000",
)

AUTRES_RECETTES = Champ(
    nom="autres_recettes",
    libelle="autres recettes",
    type=Type.NOMBRE,
    unite="€",
    question="Quelles autres recettes dans l'année, en euros ?",
    aide="Recettes hors Caf, hors familles et hors commune : département, Msa (mutualité sociale agricole), "
    "employeurs, dons… Sert au reste à charge (cafsim plan).",
    absurde=_ABSURDE_EUROS,
    ou_trouver=_COMPTE,
    exemple="12000",
)
