"""Landmarks offered where an equipment is only planned: published means, at the size that was told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.symbols import Taux
from cafsim.engine.expr import Expr, as_expr
from cafsim.equipements.champs import Champ, Entrees
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import completer
from cafsim.estimation.formules import fenetre_du
from cafsim.projet.questionnaire.entretien import Entretien
from cafsim.projet.questionnaire.questions import Question, montrer
from cafsim.projet.questionnaire.reprise import en_reponse
from cafsim.vraisemblance.modele import REPERES


class Repere(NamedTuple):
    """What a field is worth in the mean, and where that comes from."""

    formule: Callable[[Entrees, Taux], Expr]
    origine: str


DE_LA_CRECHE = {
    "depenses": Repere(lambda e, b: b.charges_par_place * e.places, "moyenne nationale par place"),
    "places_nouvelles": Repere(lambda e, _: as_expr(e.places), "toutes, puisqu'elle ouvre"),
    "places_creees": Repere(lambda e, _: as_expr(e.places), "toutes, puisqu'elle ouvre"),
    "heures_facturees": Repere(
        lambda e, b: b.charges_par_place * e.places / b.cout_horaire, "moyenne nationale par place"
    ),
    "heures_realisees": Repere(lambda e, _: as_expr(e.heures_facturees), "autant que d'heures facturées"),
    "participations_familiales": Repere(
        lambda e, b: b.part_familles * b.charges_par_place * e.places, "part moyenne payée par les familles"
    ),
}
PAR_TYPE: Mapping[str, Mapping[str, Repere]] = {"eaje": DE_LA_CRECHE}


def avec_repere(question: Question, champ: Champ, entretien: Entretien) -> Question:
    """Return a question with its landmark as the answer to start from, when there is one; else as it is."""
    if champ.nom == "operation":
        return question._replace(proposee="creation")
    repere = PAR_TYPE.get(entretien.type, {}).get(champ.nom)
    if repere is None or question.proposee:
        return question
    saisi, moteur = entretien.saisi(), entretien.calcul.moteur
    e = Entrees(champs(entretien.type))
    b = Taux(moteur.baremes, REPERES, fenetre_du(None, saisi), moteur.referentiel)
    nombre = completer(saisi).nombre(repere.formule(e, b))
    if nombre is None:
        return question
    rond = Fraction(round(nombre))
    precision = f"Repère : {montrer(question, en_reponse(rond))} ({repere.origine}). Gardez-le, ou tapez votre chiffre."
    return question._replace(proposee=en_reponse(rond), precision=precision)
