"""Markdown fit for a délibération: what a CommonMark reader makes of it, titles, tables, amounts, hostile names."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from ecritures import en_markdown
from fabrique import HYPOTHESES, fabriquer
from markdown_it import MarkdownIt
from markdown_it.token import Token

import cafsim
from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import NBSP, french_money
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION, Estimation
from cafsim.projet.lecture import lire_projet
from cafsim.render.formes import markdown

EXEMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
LECTEUR = MarkdownIt("commonmark", {"html": True}).enable("table")
MONTANT = re.compile(rf"-?\d{{1,3}}({NBSP}\d{{3}})*,\d\d{NBSP}€")
MECHANTS = [
    "a | b", "**gras** _it_ `code`", "<script>alert(1)</script>", "[clic](javascript:alert(1))", "![x](https://e.fr/a)",
    "# titre", "- puce", "1. liste", "> cite", "a\n\n# b", "```", "~~~", "| --- |", "\\", "<!-- a", "&lt;b&gt; &copy;",
    "***", "===", "    code", "<https://e.fr>", "$x$", "[^1]: note", "__gras__", "_it_", "a _b_ c", "[x] fait", "[ ] a",
    "[1]: https://e.fr", "[a][b]", "[a] (b)", "[a]", "x_y_z",
]  # fmt: skip


@pytest.fixture(scope="module", params=[f.stem for f in EXEMPLES])
def lu(request: pytest.FixtureRequest, moteur: Moteur, baremes: Baremes) -> tuple[Estimation, str, list[Token]]:
    """An example: its estimation, its Markdown with details, the tokens that a reader makes of it."""
    (fichier,) = [f for f in EXEMPLES if f.stem == request.param]
    estimation = moteur.estimer(lire_projet(fichier, baremes))
    texte = en_markdown([estimation], baremes, detail=True)
    return estimation, texte, LECTEUR.parse(texte)


def textes(tokens: list[Token]) -> list[str]:
    """The text of each block, as shown."""
    return [
        "".join(e.content for e in t.children or [] if e.type != "html_inline") for t in tokens if t.type == "inline"
    ]


def titres(tokens: list[Token]) -> list[tuple[int, str]]:
    return [
        (int(t.tag[1]), "".join(e.content for e in tokens[i + 1].children or []))
        for i, t in enumerate(tokens)
        if t.type == "heading_open"
    ]


def rangees(tokens: list[Token]) -> list[list[list[str]]]:
    """The cells of the rows of each table."""
    tables: list[list[list[str]]] = []
    for i, t in enumerate(tokens):
        if t.type == "table_open":
            tables.append([])
        elif t.type == "tr_open":
            tables[-1].append([])
        elif t.type in ("th_open", "td_open"):
            tables[-1][-1].append("".join(e.content for e in tokens[i + 1].children or []))
    return tables


def test_les_titres_se_suivent(lu: tuple[Estimation, str, list[Token]]) -> None:
    estimation, _, tokens = lu
    niveaux = [niveau for niveau, _ in titres(tokens)]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert all(apres <= avant + 1 for avant, apres in itertools.pairwise(niveaux)), "no level is skipped"
    dits = [texte for _, texte in titres(tokens)]
    assert dits[0].startswith(f"{estimation.projet} · {estimation.exercice}")
    for equipement in estimation.equipements:
        assert any(equipement.nom in d for d in dits)


def test_les_tableaux_sont_entiers(lu: tuple[Estimation, str, list[Token]]) -> None:
    """Every line that counts stands in a table with as many cells as its header, its amount written in full."""
    estimation, texte, tokens = lu
    tables = rangees(tokens)
    assert len(tables) == len(re.findall(r"^\|(?:-+:?\|)+$", texte, re.MULTILINE)), "each is read as a table"
    for table in tables:
        assert {len(r) for r in table} == {len(table[0])}
    cellules = {c for table in tables for r in table for c in r}
    for ligne in estimation.lignes:
        if ligne.montant is not None and ligne.statut == "calcule":
            assert french_money(ligne.montant) in cellules
    for table in tables:
        for montant in (m for r in table[1:] for m in [r[-1]] if "€" in m and "+" not in m):
            assert MONTANT.search(montant), montant
            assert not re.search(r"\d \d|\d €", montant), "no amount may break at the end of a line"


def test_rien_que_du_texte(lu: tuple[Estimation, str, list[Token]]) -> None:
    _, _, tokens = lu
    assert not [t for t in tokens if t.type in ("html_block", "code_block", "fence", "hr")]
    assert not [e for t in tokens for e in t.children or [] if e.type in ("html_inline", "image", "code_inline")]


def test_une_deliberation_a_tout_ce_qu_il_lui_faut(lu: tuple[Estimation, str, list[Token]]) -> None:
    estimation, _, tokens = lu
    tout = "\n".join(textes(tokens)).replace(NBSP, " ")
    for ligne in estimation.lignes:
        assert ligne.libelle.replace(NBSP, " ") in tout
        for source in ligne.sources:
            assert source.titre in tout or source.titre.replace("’", "'") in tout
        for hypothese in ligne.hypotheses:
            assert f"Hypothèse {hypothese}," in tout
    assert re.search(r"Établi le \d\d/\d\d/20\d\d avec cafsim", tout)
    assert f"cafsim {cafsim.__version__}. Référentiel : national." in tout
    assert str(estimation.exercice) in tout
    assert any(mot in tout for mot in ("publié", "non officiel", "reconduit", "déduit", "saisi par vous"))
    assert tout.endswith(MENTION)


@pytest.mark.parametrize(
    "nom",
    ["heures_facturees", "psu.horaire_max", "publié [1, 2]", "[taux]", "n° 3, 2024 (1)", "+19 000,00 €", "-5", "2.5"],
)
def test_rien_n_est_echappe_sans_raison(nom: str) -> None:
    assert markdown.echappe(nom) == nom


@pytest.mark.parametrize("nom", MECHANTS)
def test_un_nom_mechant_reste_un_texte(nom: str) -> None:
    tokens = LECTEUR.parse(en_markdown([fabriquer(nom, nom)], Baremes({}, HYPOTHESES, {}), detail=True))
    sain = LECTEUR.parse(en_markdown([fabriquer("sain", "sain")], Baremes({}, HYPOTHESES, {}), detail=True))
    assert [t.type for t in tokens] == [t.type for t in sain], "the name changes no block"
    attendu = " ".join(nom.split())
    premier = titres(tokens)[0][1].replace(NBSP, " ")
    assert " ".join(premier.split()) == f"{attendu} · 2024"
    formes = {e.type for t in tokens for e in t.children or []}
    adresse = {"link_open", "link_close"}
    assert formes - adresse <= {"text", "text_special", "strong_open", "strong_close", "softbreak", "html_entity"}
    for e in (e for t in tokens for e in t.children or [] if e.type == "link_open"):
        assert str(e.attrs["href"]).startswith("https://")


@pytest.mark.parametrize("nom", MECHANTS)
def test_un_nom_mechant_tient_dans_sa_cellule(nom: str) -> None:
    """The table of totals names the equipments."""
    seule = fabriquer("projet", nom)
    deux = seule._replace(equipements=seule.equipements * 2)
    recapitulatif = rangees(LECTEUR.parse(en_markdown([deux], Baremes({}, {}, {}))))[0]
    tetes = [" ".join(r[0].replace(NBSP, " ").split()) for r in recapitulatif]
    assert tetes == ["Équipement", *[" ".join(nom.split())] * 2, "Total"]
    assert {len(r) for r in recapitulatif} == {4}
    assert all("€" in r[-1] for r in recapitulatif[1:])


def test_le_tableau_se_lit_comme_il_est_ecrit(moteur: Moteur, baremes: Baremes) -> None:
    """Rendered as HTML, the table of the crèche holds the amounts of the estimate, aligned to the right."""
    (fichier,) = [f for f in EXEMPLES if f.stem == "creche"]
    estimation = moteur.estimer(lire_projet(fichier, baremes))
    html = LECTEUR.render(en_markdown([estimation], baremes))
    (psu,) = [x for x in estimation.lignes if x.dispositif == "psu" and x.nature == "droit"]
    assert f'<td style="text-align:right">{french_money(psu.montant)}</td>' in html  # type: ignore[arg-type]
    assert "<h1>Multi-accueil Les Lucioles · 2024 · crèche de 40" in html
