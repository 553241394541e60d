"""What amounts notified say of rates: told as soon as it is known, kept once all the answers are right."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cafsim.baremes import mes_taux
from cafsim.engine.numbers import french_money
from cafsim.erreurs import EntreeRefusee
from cafsim.projet.questionnaire.chiffres import Constat
from cafsim.render.mots.deduction import bornes, explication
from cafsim.typographie import majuscule


def phrases(constat: Constat, exercice: int) -> Iterator[str]:
    """Yield what an amount says of a rate, and what is done with it."""
    if constat.deduction is None or not constat.rangees:
        yield f"Ce montant de {constat.annee} ne suffit pas à retrouver le taux ; rien n'en est gardé."
        yield majuscule(explication(constat.deduction) if constat.deduction else constat.raison)
        yield "Pour corriger un chiffre : < puis Entrée. Sinon, continuez."
        return
    yield f"Taux retrouvé, pour {constat.annee} : {bornes(constat.deduction)} ({constat.blocage.libelle})."
    if constat.prevision:
        yield f"La prévision {exercice} de cette aide s'en sert : {french_money(constat.prevision)}."
    else:
        yield f"La prévision {exercice} de cette aide s'en servira, une fois connus les chiffres de {exercice}."
    yield f"À la fin, cafsim le gardera dans vos taux de {constat.annee}, pour toutes les commandes."


def garder(constats: Collection[Constat]) -> Iterator[str]:
    """Keep the rates found, each for the year notified; yield what was kept, or why it could not be."""
    for annee in sorted({c.annee for c in constats if c.rangees}):
        rangees = [v for c in constats if c.annee == annee for v in c.rangees]
        try:
            feuille = mes_taux.garder(rangees, annee)
        except EntreeRefusee as refus:
            yield f"Impossible de garder vos taux de {annee} : {refus.problemes[0].message}"
        else:
            yield f"Gardé, d'après vos notifications : {feuille}. Les voir, les oublier : cafsim baremes mes-taux"
