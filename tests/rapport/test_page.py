"""The page itself: well formed, accessible, self-contained, its footnotes linked both ways, every name inert."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from fabrique_note import EXEMPLES, JOUR, PROJETS, dossier, dossiers, html
from hasard import exemples
from hypothesis import assume, given
from hypothesis import strategies as st
from page_lue import Page, espaces
from strategies import complet, projet

from cafsim.baremes.model import Baremes, Source
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION
from cafsim.rapport.cellules import cellules
from cafsim.rapport.note import Note
from cafsim.rapport.page import RETOURS, Section, page, sections
from cafsim.render.document import Colonne, Liste, Paragraphe, Rangee, Tableau, Texte, Titre
from cafsim.render.mots.sigles import employes
from cafsim.render.vues.renvois import Renvois

ACTIFS = {
    "script",
    "iframe",
    "object",
    "embed",
    "link",
    "form",
    "input",
    "img",
    "video",
    "audio",
    "base",
    "use",
    "image",
}
NOMS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "</title></style></svg><b>x",
    "]]><!-- --!>",
    "x" * 5000,
    "\u202egnp.exe\u2066 \u200fשלום",
    "🏫" * 40,
    "a\x00b\x1b[31m\x07c\u2028d\x85",
    "\ud800\uffff\ufdd0",
    "&lt;b&gt; &amp;amp; &#60;",
]


@dataclass
class Cas:
    """A page, and the text it comes from."""

    html: str
    lue: Page


def cas(texte: str) -> Cas:
    return Cas(texte, Page(texte))


@pytest.fixture(scope="module", params=[p.stem for p in EXEMPLES] + list(PROJETS) + ["tous", "aides"])
def une(request: pytest.FixtureRequest, baremes: Baremes, tmp_path_factory: pytest.TempPathFactory) -> Cas:
    nom = request.param
    if nom == "tous":
        return cas(html(dossiers(EXEMPLES, baremes), baremes))
    if nom == "aides":
        (lu,) = dossiers([EXEMPLES[1]], baremes)
        return cas(html([dossier(lu.projet, baremes, ("psu",))], baremes, aides=("psu",)))
    fichier = next((p for p in EXEMPLES if p.stem == nom), None)
    if fichier is None:
        fichier = tmp_path_factory.mktemp("p") / "p.toml"
        fichier.write_text(PROJETS[nom], "utf-8")
    return cas(html(dossiers([fichier], baremes), baremes))


def test_landmarks_language_and_charset(une: Cas) -> None:
    page = une.lue
    assert page.doctype == "DOCTYPE html"
    (racine,) = page.toutes("html")
    assert racine.attributs["lang"] == "fr"
    assert page.toutes("meta")[0].attributs == {"charset": "utf-8"}
    for repere in ("header", "nav", "main", "footer", "title"):
        trouves = [b for b in page.toutes(repere) if "svg" not in b.parents]
        assert len(trouves) == 1, repere
    lien = page.toutes("a")[0]
    assert lien.attributs["href"] == "#contenu"
    assert "contenu" in page.ids
    for section in page.toutes("section", "nav"):
        assert section.attributs["aria-labelledby"] in page.ids


def test_headings_go_down_one_level_at_a_time(une: Cas) -> None:
    niveaux = [int(b.nom[1]) for b in une.lue.balises if re.fullmatch("h[1-9]", b.nom)]
    assert niveaux[0] == 1
    assert niveaux.count(1) == 1
    assert max(niveaux) <= 6
    for avant, apres in pairwise(niveaux):
        assert apres <= avant + 1
    assert all(b.texte for b in une.lue.balises if re.fullmatch("h[1-6]", b.nom))


def test_ids_are_unique_and_links_resolve(une: Cas) -> None:
    page = une.lue
    assert len(set(page.ids)) == len(page.ids)
    for lien in page.toutes("a"):
        cible = lien.attributs["href"]
        assert cible.startswith(("#", "https://", "http://")), cible
        if cible.startswith("#"):
            assert cible[1:] in page.ids, cible


def test_footnotes_are_linked_both_ways(une: Cas) -> None:
    page = une.lue
    liens = {b.attributs.get("id", ""): b.attributs["href"] for b in page.toutes("a")}
    appels = {i: cible for i, cible in liens.items() if i.startswith("appel-")}
    notes = [b.attributs["id"] for b in page.toutes("li") if re.match("note-", b.attributs.get("id", ""))]
    assert {f"#{n}" for n in notes} == set(appels.values()), "every note is called, every call has its note"
    retours = [b.attributs["href"][1:] for b in page.toutes("a") if b.attributs["href"].startswith("#appel-")]
    assert len(set(retours)) == len(retours)
    assert set(retours) <= appels.keys()
    for note in notes:
        siens = [i for i, cible in appels.items() if cible == f"#{note}"]
        assert [i for i in retours if i in siens] == siens[:RETOURS]


def test_tables_have_a_caption_and_headers(une: Cas) -> None:
    page = une.lue
    assert len(page.toutes("caption")) == len(page.toutes("table"))
    assert all(b.texte for b in page.toutes("caption"))
    for entete in page.toutes("th"):
        assert entete.attributs["scope"] == ("col" if "thead" in entete.parents else "row")
        assert entete.texte
    for rangee in page.toutes("tr"):
        assert rangee.attributs["role"] == "row"
    assert not page.toutes("td") or page.toutes("th")


def test_charts_say_in_words_what_they_show(une: Cas) -> None:
    balises = une.lue.balises
    for rang, image in enumerate(balises):
        if image.nom == "svg" and image.attributs.get("role") == "img":
            assert [b.nom for b in balises[rang + 1 : rang + 3]] == ["title", "desc"]
            assert all(b.texte for b in balises[rang + 1 : rang + 3])
        elif image.nom == "svg":
            assert image.attributs["aria-hidden"] == "true"
    for trace in une.lue.toutes("rect"):
        for nom in ("x", "width"):
            valeur = trace.attributs.get(nom, "0")
            assert valeur.endswith("%") is False or 0 <= float(valeur[:-1]) <= 100


def test_nothing_is_run_and_nothing_is_fetched(une: Cas) -> None:
    page = une.lue
    assert not {b.nom for b in page.balises} & ACTIFS
    for balise in page.balises:
        assert not [n for n in balise.attributs if n.startswith("on") or n in ("src", "srcset", "style", "action")]
    (politique,) = (m.attributs["content"] for m in page.toutes("meta") if "http-equiv" in m.attributs)
    assert politique.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    style = une.html.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert set(re.findall(r"url\(([^)]*)\)", une.html)) <= {f"#motif-{m}" for m in ("incertain", "plafond")}


def test_the_notice_the_date_and_the_version_are_there(une: Cas) -> None:
    (titre,) = une.lue.toutes("header")
    assert MENTION in titre.texte
    assert "Établie le 1er mars 2025" in titre.texte
    assert "cafsim 0." in titre.texte
    assert re.search(r"Exercices? 20\d\d", titre.texte)
    (pied,) = une.lue.toutes("footer")
    assert MENTION in pied.texte


def test_no_piece_of_the_program_shows(une: Cas) -> None:
    assert not re.search(r"None|Fraction\(|Undefined|Namespace|\{\{|\{%|&amp;lt;", une.html)
    assert "..." not in une.lue.texte


@pytest.mark.parametrize("nom", NOMS, ids=range(len(NOMS)))
def test_a_nasty_name_is_only_a_text(nom: str, temoin: Page, baremes: Baremes) -> None:
    verifier_nom(nom, temoin, baremes)


@exemples(5)
@given(nom=st.text(min_size=1, max_size=60))
def test_any_name_is_only_a_text(nom: str, temoin: Page, baremes: Baremes) -> None:
    assume(not employes([nom]))  # a name that holds an abbreviation has it explained: one item more
    verifier_nom(nom, temoin, baremes)


@pytest.fixture(scope="module")
def temoin(baremes: Baremes) -> Page:
    """A page where the name is an ordinary one."""
    return Page(nomme("Témoin", baremes))


def verifier_nom(nom: str, temoin: Page, baremes: Baremes) -> None:
    page = Page(nomme(nom, baremes))
    assert [b.nom for b in page.balises] == [b.nom for b in temoin.balises], "a name adds no tag"
    assert [sorted(b.attributs) for b in page.balises] == [sorted(b.attributs) for b in temoin.balises]
    (titre,) = page.toutes("h1")
    if nom.isprintable():
        assert mots(titre.texte) == mots(nom)


def mots(texte: str) -> list[str]:
    return re.findall(r"[\w<>&;#\"'{}]+", texte)


def nomme(nom: str, baremes: Baremes) -> str:
    """Return a page where a name stands everywhere a user may write one."""
    modele = projet("eaje", 2024, {**complet("eaje", 2024), "heures_facturees": None})
    saisi = modele.equipements[0]
    tiers = ({"financeur": nom, "montant": None, "public": None},)
    sien = saisi._replace(nom=nom, listes={"cofinancements": tiers}, groupes=frozenset({"investissement"}))
    nomme = modele._replace(nom=nom, equipements=(sien, sien._replace(nom=f"{nom} 2", exercice=2023)))
    return html([dossier(nomme, baremes)], baremes)


def test_control_and_reversing_characters_are_gone(baremes: Baremes) -> None:
    texte = nomme("a\x00b\x1b[31m\u202ec\u2066d\u200fe\ud800f\uffff", baremes)
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff\uffff]", texte)
    texte.encode()


def notes_de_bas_de_page(textes: list[Texte], renvois: Renvois) -> Page:
    """A page that holds these texts, in their order, then its footnotes."""
    corps = [Titre("Titre", 2), *map(Titre, textes, [3] * len(textes)), Titre("Sources", 2)]
    notes = Liste((*renvois.notes(adresses=True), *renvois.notes_des_hypotheses()), "notes")
    return Page(page(Note("Titre", "Sous-titre", ("Exercice 2024",), (*corps, notes))))


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    renvois = Renvois()
    texte = renvois.texte("x", [Source("x", "Piège", "Moi", "presse", url="javascript:alert(1)")])
    lue = notes_de_bas_de_page([texte], renvois)
    assert "javascript:alert(1)" in lue.texte
    assert all(a.attributs["href"].startswith("#") for a in lue.toutes("a"))


def test_a_source_called_often_links_a_few_calls_back(moteur: Moteur) -> None:
    estimation = moteur.estimer(projet("eaje", 2024, complet("eaje", 2024)))
    ligne = next(x for x in estimation.lignes if x.sources)
    renvois = Renvois(moteur.baremes.hypotheses)
    lue = notes_de_bas_de_page([renvois.de_ligne("x", ligne) for _ in range(100)], renvois)
    combien = len(set(ligne.sources)) + len(ligne.hypotheses)
    assert len({i for i in lue.ids if i.startswith("appel-")}) == 100 * combien
    notes = [b.texte for b in lue.toutes("li") if b.attributs.get("id", "").startswith("note-")]
    assert len(notes) == combien
    assert all(n.endswith(f"↑ {RETOURS} et {100 - RETOURS} autres fois") for n in notes)


def test_a_chosen_title_and_the_first_of_a_month(baremes: Baremes) -> None:
    page = Page(html(dossiers([EXEMPLES[0]], baremes), baremes, titre="Séance du 12 mars"))
    (titre,) = page.toutes("h1")
    assert titre.texte == "Séance du 12 mars"
    assert JOUR.day == 1


def test_abbreviations_are_explained(baremes: Baremes) -> None:
    fichier = next(p for p in EXEMPLES if p.stem == "commune")
    texte = Page(html(dossiers([fichier], baremes), baremes)).texte
    for sens in ("Psu : prestation de service unique", "Ctg : convention territoriale globale", "Fme : fonds de"):
        assert sens in espaces(texte)


def test_the_models_are_beside_the_code() -> None:
    modeles = Path(__file__).resolve().parent.parent.parent / "cafsim" / "rapport" / "modeles"
    assert {p.name for p in modeles.iterdir()} == {"note.html.j2", "blocs.html.j2", "note.css"}


def test_titles_open_sections_and_a_titled_table_closes_the_part_above_it() -> None:
    tableau = Tableau("T", (Colonne("a", "tete"),), ())
    corps = (Titre("A", 2), Titre("B", 3), Paragraphe("b"), tableau._replace(niveau=3), Titre("C", 2), tableau)
    (a, c) = sections(corps)
    assert isinstance(a, Section)
    assert isinstance(c, Section)
    assert [x if isinstance(x, Tableau) else x[0].texte for x in a.contenu] == ["B", tableau]
    assert c.contenu == (tableau,), "a table of a lower level stays in the chapter"
    assert len({a.ancre, c.ancre, a.contenu[0][1]}) == 3


def test_longer_texts_go_below_another_column_of_the_page() -> None:
    colonnes = (
        Colonne("Aide", "tete"),
        Colonne("Calcul", "suite", sous=0),
        Colonne("Taux", "mot", sous=0),
        Colonne("Montant", "montant"),
        Colonne("Statut", "suite", sous=3),
    )
    lues = cellules(colonnes, Rangee(("Psu", "2 × 3", "publié", "6 €", "")))
    assert [(c.texte, [x for _, x in c.dessous]) for c in lues] == [("Psu", ["2 × 3"]), ("publié", []), ("6 €", [])]
