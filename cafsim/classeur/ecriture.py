"""Write the whole workbook: what is in it, in which order, how many equipments it may hold."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, time

import xlsxwriter

from cafsim.baremes.symbols import TauxDuBareme
from cafsim.classeur import cases
from cafsim.classeur import sources as feuille_sources
from cafsim.classeur import synthese as feuille_synthese
from cafsim.classeur import taux as feuille_taux
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.equipement import Feuille
from cafsim.classeur.feuille import FeuilleDEquipement
from cafsim.classeur.presentation import Styles, noms_de_feuilles, propre
from cafsim.classeur.sources import ecrire_sources
from cafsim.classeur.synthese import Synthese
from cafsim.classeur.taux import TauxLu, ecrire_taux
from cafsim.engine.evaluation import ROUNDING
from cafsim.engine.expr import Assume, Expr, walk
from cafsim.equipements.projet import Projet
from cafsim.erreurs import refus
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION, Estimation
from cafsim.render.vues.chapitres import jour
from cafsim.render.vues.renvois import Renvois

EQUIPEMENTS_MAX = 100
"""Sheets that a person can still find, and that a spreadsheet recalculates at once."""

FIXES = (feuille_synthese.FEUILLE, feuille_taux.FEUILLE, feuille_sources.FEUILLE, cases.FEUILLE)


def verifier(nombre: int) -> None:
    """Raise EntreeRefusee for more equipments than a workbook may hold."""
    if nombre > EQUIPEMENTS_MAX:
        message = f"{nombre} équipements : un classeur en tient {EQUIPEMENTS_MAX} au plus, un par feuille."
        raise refus("--format xlsx", message, "Faites plusieurs projets, ou --format csv.")


def octets(
    moteur: Moteur, projets: Sequence[Projet], estimations: Sequence[Estimation], aides: Collection[str] = ()
) -> bytes:
    """Return the workbook of projects already estimated; `aides` keeps the aids named. See `verifier` for errors."""
    verifier(sum(len(p.equipements) for p in projets))
    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        styles = Styles(classeur)
        plans = _plans(moteur, projets, estimations, aides)
        tous = [plan for groupe in plans for plan in groupe]
        synthese = classeur.add_worksheet(feuille_synthese.FEUILLE)
        feuilles = [classeur.add_worksheet(plan.nom) for plan in tous]
        baremes, sources, cachee = (classeur.add_worksheet(nom) for nom in FIXES[1:])
        calculs = Calculs(cachee, styles)
        cachee.hide()
        taux = ecrire_taux(baremes, styles, calculs, _taux(tous))
        ecrites = [Feuille(f, styles, calculs, taux, p).ecrire() for f, p in zip(feuilles, tous, strict=True)]
        par_projet = iter(ecrites)
        groupes = [(e, [next(par_projet) for _ in groupe]) for e, groupe in zip(estimations, plans, strict=True)]
        Synthese(synthese, styles, calculs).ecrire(groupes)
        ecrire_sources(sources, styles, _renvois(tous))
        synthese.activate()
        titre = propre(", ".join(e.projet for e in estimations))[:250]
        moment = datetime.combine(jour(), time())
        classeur.set_properties(
            {"title": titre, "subject": "Estimation des aides de la Caf", "comments": MENTION, "created": moment}
        )
    return tampon.getvalue()


def _plans(
    moteur: Moteur, projets: Sequence[Projet], estimations: Sequence[Estimation], aides: Collection[str]
) -> list[list[FeuilleDEquipement]]:
    voulus = [saisi.nom for projet in projets for saisi in projet.equipements]
    noms = iter(noms_de_feuilles(voulus, FIXES))
    return [
        [
            FeuilleDEquipement.dresser(propre_au_projet, saisi, estime, next(noms), aides)
            for saisi, estime in zip(projet.equipements, estimation.equipements, strict=True)
        ]
        for projet, estimation in zip(projets, estimations, strict=True)
        for propre_au_projet in [moteur.pour(projet)]
    ]


def _noeuds(plans: Iterable[FeuilleDEquipement]) -> Iterator[tuple[FeuilleDEquipement, Expr]]:
    """Yield every node of every tree, each once."""
    vus: set[Expr] = set()
    for plan in plans:
        for node in walk(*plan.racines()):
            if node not in vus:
                vus.add(node)
                yield plan, node


def _taux(plans: Sequence[FeuilleDEquipement]) -> list[TauxLu]:
    """Return the rates in the order of the rate table, those carried for the forecast after the published ones."""
    lus = [TauxLu(node, plan.moteur.baremes) for plan, node in _noeuds(plans) if isinstance(node, TauxDuBareme)]
    rangs = {cle: rang for plan in plans for rang, cle in enumerate(plan.moteur.baremes.cles())}

    def place(lu: TauxLu) -> tuple[int, bool, int]:
        valeur = lu.rate.lecture.valeur
        return rangs.get(lu.rate.key, 0), valeur.repris_de is not None, valeur.rang

    return sorted(lus, key=place)


def _renvois(plans: Sequence[FeuilleDEquipement]) -> Renvois:
    """Return the sources of the rates, in the order of the rate table, and the hypotheses of the formulas."""
    renvois = Renvois({numero: h for plan in plans for numero, h in plan.moteur.baremes.hypotheses.items()})
    for lu in _taux(plans):
        renvois.citer(lu.baremes.sources[s] for s in lu.rate.lecture.valeur.sources)
    renvois.citer((), {ROUNDING, *(node.number for _, node in _noeuds(plans) if isinstance(node, Assume))})
    return renvois
