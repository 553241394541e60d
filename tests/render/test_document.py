"""The document itself: texts that carry more than words, levels, one numbering of sources, amounts without an end."""

from __future__ import annotations

from fractions import Fraction

import pytest
from fabrique import CIRCULAIRE, DROIT, PRESSE, espaces

from cafsim.baremes.model import Hypothese
from cafsim.estimation.resultat import MENTION
from cafsim.rapport.aides import barre, montrees
from cafsim.render.document import (
    Appel,
    Colonne,
    Entree,
    Legende,
    Liste,
    Paragraphe,
    Rangee,
    Tableau,
    Texte,
    Titre,
    abaisse,
    au_nom_de,
    chapitre,
    textes,
    transformer,
)
from cafsim.render.mots.courants import INCONNU, intervalle
from cafsim.render.vues.chapitres import fini
from cafsim.render.vues.renvois import Renvois

F = Fraction
H2, H10 = Hypothese("H2", "Arrondi", "Au centime.", "Un centime."), Hypothese("H10", "Places", "Toutes.", "Aucun.")


def test_a_text_reads_as_its_words_then_the_marks_of_its_notes() -> None:
    texte = Texte("publié", appels=[Appel("1", "Source 1"), Appel("12", "Source 12")])
    assert texte == "publié [1,\xa012]"
    assert f"{texte} !" == "publié [1,\xa012] !"
    assert Texte("", appels=[Appel("1", "x")]) == "[1]"
    assert Texte("publié") == "publié"
    assert " " in Texte("x", appels=[Appel(str(n), "") for n in range(20)]).removeprefix("x "), "long marks may break"


def test_a_text_changed_keeps_its_notes_and_the_spaces_between_its_pieces() -> None:
    texte = Texte("Il resterait ", "5 €", " à payer", appels=[Appel("1", "x")])
    change = transformer([Paragraphe(texte)], lambda x: x.strip().upper())[0]
    assert isinstance(change, Paragraphe)
    assert isinstance(change.texte, Texte)
    assert change.texte == "IL RESTERAIT 5 € À PAYER [1]"
    assert change.texte.morceaux == ("IL RESTERAIT ", "5 €", " À PAYER")
    assert change.texte.appels == texte.appels
    assert Texte("", "3 montants", " inconnus").change(str.upper).morceaux == ("", "3 MONTANTS", " INCONNUS")


def test_every_text_of_a_document_is_seen_and_changed() -> None:
    tableau = Tableau("a", (Colonne("b", "tete"),), (Rangee(("c",), (Entree("d", ("e",)),)),))
    document = (Titre("f", 1), Paragraphe("g"), Liste((Entree("h", ("i",), "[1]"),)), tableau)
    assert sorted(textes(document)) == list("abcdefghi")
    assert sorted(textes(transformer(document, str.upper))) == list("ABCDEFGHI")


def test_levels_go_down_together_and_tables_bear_whom_they_are_about() -> None:
    tableau = Tableau("Une année : qui paie", (), ())
    titre, nomme = abaisse(au_nom_de("Les Lucioles", [Titre("À savoir", 3), tableau]))
    assert titre == Titre("À savoir", 4)
    assert isinstance(nomme, Tableau)
    assert nomme.titre == "Les Lucioles, une année : qui paie"
    assert nomme.niveau == 4


def test_a_legend_explains_the_patterns_shown_only() -> None:
    legende = (Legende("caf", "Caf"), Legende("reste", "Reste"))
    assert montrees(legende, [barre("t", "d", (("reste", F(1)), ("caf", F(0))), F(2))]) == legende[1:]


def test_sources_are_numbered_when_first_cited_and_called_in_the_order_of_their_numbers() -> None:
    renvois = Renvois()
    assert renvois.texte("a", [PRESSE]) == "a [1]"
    assert renvois.texte("b", [CIRCULAIRE, PRESSE, CIRCULAIRE]) == "b [1,\xa02]"
    assert renvois.texte("c", []) == "c"
    assert renvois.sources == (PRESSE, CIRCULAIRE)
    assert [(n.marque, n.sous) for n in renvois.notes(adresses=True)] == [
        ("[1]", ()), ("[2]", ("https://exemple.fr/bareme",)),
    ]  # fmt: skip
    assert list(renvois.citations([CIRCULAIRE])) == [f"[2] {CIRCULAIRE.citation}", "https://exemple.fr/bareme"]


def test_hypotheses_are_called_where_they_are_explained_only() -> None:
    ligne = DROIT._replace(sources=(PRESSE,), hypotheses=("H10", "H2"))
    assert Renvois().de_ligne("a", ligne) == "a [1]"
    renvois = Renvois({"H2": H2, "H10": H10})
    texte = renvois.de_ligne("a", ligne)
    assert [(a.marque, a.titre) for a in texte.appels] == [
        ("1", "Source 1 : La Gazette, mars 2024"), ("H10", "Hypothèse H10 : Places"), ("H2", "Hypothèse H2 : Arrondi"),
    ]  # fmt: skip
    assert [(n.marque, n.texte, n.sous[-1]) for n in renvois.notes_des_hypotheses()] == [
        ("[H2]", "Arrondi", "Effet : Un centime."), ("[H10]", "Places", "Effet : Aucun."),
    ]  # fmt: skip


def test_a_chapter_is_there_when_it_has_something_to_say_each_thing_once() -> None:
    assert list(chapitre("Vide", [])) == []
    assert list(chapitre("Plein", ["a", "b", "a"], 2)) == [Titre("Plein", 2), Liste((Entree("a"), Entree("b")))]


def test_a_document_ends_with_its_abbreviations_its_doubts_its_day_and_the_notice() -> None:
    fin = fini([Titre("La Psu", 1)], ["Un doute.", MENTION, "Un doute."], "Établi le 1er mars.")
    titres = [x.texte for x in fin if isinstance(x, Titre)]
    assert titres == ["La Psu", "Sigles", "À vérifier"]
    dits = [espaces(x) for x in textes(fin)]
    assert "Psu : prestation de service unique" in dits
    assert dits.count("Un doute.") == 1
    assert dits[-2:] == ["Établi le 1er mars.", MENTION]


@pytest.mark.parametrize(
    ("bas", "haut", "attendu"),
    [
        (F(5), F(5), "5,00 €"),
        (F(0), F(0), "0,00 €"),
        (F(0), F(5), "de 0,00 € à 5,00 €"),
        (F(-5), F(5), "de -5,00 € à 5,00 €"),
        (None, F(5), "au plus 5,00 €"),
        (F(5), None, "au moins 5,00 €"),
        (F(-5), None, "au moins -5,00 €"),
        (F(0), None, INCONNU),
        (None, None, INCONNU),
    ],
)
def test_a_range_in_words(bas: Fraction | None, haut: Fraction | None, attendu: str) -> None:
    assert espaces(intervalle(bas, haut)) == attendu
