"""Random trees as formulas: LibreOffice finds what the evaluation finds, no bound and division by zero included."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import pytest
import strategies as s
import xlsxwriter
from evaluer import appel
from hypothesis import HealthCheck, Phase, given, seed, settings
from tableur import recalculer, sans_libreoffice

from cafsim.classeur import bornes
from cafsim.classeur.bornes import Bornes
from cafsim.classeur.calculs import Calculs, ecrire_formule
from cafsim.classeur.cases import ERREUR, FAUX, FEUILLE, VRAI, Case, est_nombre, mot, si
from cafsim.classeur.formules import EnFormules, en_mots
from cafsim.classeur.portees import portees
from cafsim.classeur.presentation import Styles
from cafsim.engine.evaluation import amount
from cafsim.engine.expr import Expr, Input
from cafsim.engine.values import Scalar, bounds

EXEMPLES = 300
GRAINE = 1
F = Fraction


def tirages() -> list[tuple[Expr, dict[str, Scalar]]]:
    """Trees and values, many of each kind."""
    vus: list[tuple[Expr, dict[str, Scalar]]] = []

    @seed(GRAINE)
    @settings(
        max_examples=EXEMPLES,
        derandomize=False,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(s.arbres(), s.mondes())
    def tirer(arbre: Expr, monde: s.Monde) -> None:
        vus.append((arbre, dict(monde.dit)))

    tirer()
    return vus


def entrees(calculs: Calculs, valeurs: dict[str, Scalar]) -> tuple[dict[str, Bornes], dict[str, Case]]:
    """Inputs written as literals, known or not."""
    bornes_de: dict[str, Bornes] = {}
    connues: dict[str, Case] = {}
    for node in (*s.NOMBRES, s.CONDITION, s.CHOIX):
        valeur = valeurs.get(node.name)
        connues[node.name] = FAUX if valeur is None else VRAI
        bornes_de[node.name] = une_entree(node, valeur, connues[node.name].formule)
    return bornes_de, connues


def une_entree(node: Input, valeur: Scalar | None, connue: str) -> Bornes:
    if node is s.CHOIX:
        return Bornes(bornes.chaine(str(valeur)), connue, "choix", place=True, choix=node.choices)
    if node is s.CONDITION:
        vrai, faux = ("TRUE" if valeur is not x else "FALSE" for x in (False, True))
        return Bornes(vrai, faux, "verite", place=True)
    bas, haut = (valeur, valeur) if isinstance(valeur, Fraction) else (node.low, node.high)
    positif = node.low is not None and node.low >= 0
    return Bornes(borne(bas), borne(haut), place=True, positif=positif, net=True)


def borne(valeur: F | None) -> str:
    return "NA()" if valeur is None else bornes.litteral(valeur)


@pytest.mark.programmes
@sans_libreoffice
def test_les_formules_disent_ce_que_dit_l_intervalle(tmp_path: Path) -> None:
    tampon = io.BytesIO()
    attendus = []
    tous = tirages()
    with xlsxwriter.Workbook(tampon) as classeur:
        resultats, cachee = classeur.add_worksheet("R"), classeur.add_worksheet(FEUILLE)
        calculs = Calculs(cachee, Styles(classeur))
        taux = {r: Bornes(borne(r.low), borne(r.high), place=True, positif=True, net=True) for r in s.TAUX}
        for rang, (arbre, valeurs) in enumerate(tous):
            places, connues = entrees(calculs, valeurs)
            lecture = EnFormules(calculs, places, taux, connues, appel(valeurs).given)
            lu = lecture(arbre)
            impossible = portees(arbre, lecture, calculs).impossible
            for colonne, bout in enumerate((lu.bas, lu.haut)):
                (cellule,) = calculs.ajouter("bout", si(impossible, ERREUR, Case(bout, None)))
                texte = si(est_nombre(cellule.ailleurs), cellule.ailleurs, mot("sans borne"))
                ecrire_formule(resultats, rang, colonne, texte)
            attendus.append(bounds(amount(arbre, appel(valeurs))))
    fichier = tmp_path / "arbres.xlsx"
    fichier.write_bytes(tampon.getvalue())
    lues = recalculer([fichier], tmp_path)["arbres.xlsx"]["R"]
    assert len(lues) == len(attendus) >= EXEMPLES // 2
    for rangee, bouts, (arbre, dit) in zip(lues, attendus, tous, strict=True):
        ou = f"{en_mots(arbre)}, sachant {dit} : {rangee} au lieu de {bouts}"
        for trouve, voulu in zip(rangee, bouts, strict=True):
            if voulu is None:
                assert trouve == "sans borne", ou
            else:
                assert trouve == pytest.approx(float(voulu), rel=1e-9, abs=1e-9), ou
    assert sum(1 for x in attendus if x == (None, None)) > 10
    assert sum(1 for bas, haut in attendus if bas is not None and bas == haut) > 10
    assert sum(1 for bas, haut in attendus if None not in (bas, haut) and bas != haut) > 10
