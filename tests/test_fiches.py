"""The fiches: complete, sourced, plain; a malformed file is refused with everything that is wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date

import pytest

from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.fiches.catalogue import AUTRES, CONTACT, FAMILLES, Fiche, charger, lire, sources_inconnues
from cafsim.fiches.recherche import chercher, mots, proches, proposition, simple
from cafsim.render.mots.sigles import SIGLES

FICHES = charger()
TOUTES = list(FICHES.par_nom.values())
MOTS_PAR_PHRASE = 35

NOMS_PROPRES = frozenset(
    re.findall(
        r"\w+",
        """
        Alpes Aube Bouches Cantal Côte Essonne France Hautes Haute Indre La Loire Loiret Manche Nord Paris Poste Promeneurs
        Rhône Saint Saône Seine Denis Val Var Éducation État Union Partenaires Mon Plan Net Bas Marne Or Atlantique Covid
        Vacaf
        """,
    )
)
"""Words with a capital that are no abbreviation."""


def textes(fiche: Fiche) -> list[str]:
    return [
        fiche.titre, fiche.resume, fiche.pour_qui, fiche.pour_quoi, *fiche.conditions, fiche.comment, fiche.qui_decide,
        *fiche.textes, fiche.contact, fiche.montant, fiche.periode,
    ]  # fmt: skip


def phrases(fiche: Fiche) -> list[str]:
    return [p for texte in textes(fiche) for p in re.split(r"(?<=[.?!…])\s+", texte)]


# --- What is in the file -------------------------------------------------------------------------------


def test_every_aid_has_a_fiche_and_every_fiche_its_place() -> None:
    assert {f.dispositif for f in TOUTES if f.calcule} == dispositifs().keys()
    assert all(f.redigee for f in TOUTES)
    assert {f.famille for f in TOUTES} == set(FAMILLES)


def test_the_guide_is_covered() -> None:
    """Each device that the guide names, by a word that it uses."""
    for mot in (
        "ida", "promeneurs du net", "fonds publics et territoires", "reaap", "aide à domicile", "vacances", "pass colo",
        "rendez-vous des droits", "travail social", "points numériques", "itinérants", "inclusion numérique",
        "auto-réhabilitation", "expulsions", "amélioration de l'habitat", "logement décent", "covid", "européens",
        "bafa", "asre", "ctre", "convention territoriale globale", "schéma départemental", "monenfant", "mercredi",
        "ludothèque", "france services", "pension", "centre social", "espace de vie sociale", "scolarité",
    ):  # fmt: skip
        assert chercher(TOUTES, mot), mot


def test_every_source_is_described(baremes: Baremes) -> None:
    assert sources_inconnues(FICHES, baremes) == []
    assert not FICHES.sources.keys() & baremes.sources.keys(), "a source is described once"
    citees = {s for f in TOUTES for s in f.sources}
    assert FICHES.sources.keys() <= citees, "no source without a fiche"


def test_an_unknown_source_is_told(baremes: Baremes) -> None:
    fausse = TOUTES[0]._replace(sources=("unccas-2019",))
    (probleme,) = sources_inconnues(FICHES._replace(par_nom={"psu": fausse}), baremes)
    assert "unccas-2018" in probleme.conseil


def test_a_fiche_is_complete() -> None:
    for fiche in TOUTES:
        assert fiche.sources, fiche.dispositif
        assert fiche.mots_cles, fiche.dispositif
        assert fiche.conditions, fiche.dispositif
        assert fiche.contact, fiche.dispositif
        assert all((fiche.titre, fiche.resume, fiche.pour_qui, fiche.pour_quoi, fiche.comment, fiche.qui_decide))
        assert set(fiche.equipements) <= equipements().keys(), fiche.dispositif
        assert len(fiche.sources) == len(set(fiche.sources)), fiche.dispositif


def test_sentences_are_short_and_finished() -> None:
    fautes = [f"{f.dispositif} : {p}" for f in TOUTES for p in phrases(f) if len(p.split()) > MOTS_PAR_PHRASE]
    fautes += [f"{f.dispositif} : {t}" for f in TOUTES for t in textes(f) if "  " in t or t != t.strip()]
    for f in TOUTES:
        finies = (f.resume, f.pour_qui, f.pour_quoi, *f.conditions, f.comment, f.qui_decide)
        fautes += [f"{f.dispositif} : {t}" for t in finies if not t.endswith((".", "…"))]
    assert fautes == []


def test_abbreviations_are_explained() -> None:
    """A word with a capital that does not open a sentence is explained, here or in the list, or is a proper noun."""
    fautes = []
    for fiche in TOUTES:
        tout = " ".join(textes(fiche))
        for phrase in phrases(fiche):
            debut = True
            for mot in re.findall(r"[\w]+|[:«(]", phrase):
                sigle = mot[:1].isupper() and (not debut or mot.isupper()) and len(mot) > 1
                debut = mot in ":«("
                if sigle and mot not in NOMS_PROPRES and mot not in SIGLES and f"({mot})" not in tout:
                    fautes.append(f"{fiche.dispositif} : {mot} : {phrase}")
    assert fautes == []


# --- The loader ----------------------------------------------------------------------------------------

BONNE = {
    "titre": "T", "resume": "R.", "equipements": ["eaje"], "nature": "decision", "famille": "logement", "pour_qui": "Q.",
    "pour_quoi": "P.", "conditions": ["C."], "comment": "M.", "qui_decide": "D.", "textes": [], "mots_cles": ["m"],
    "sources": ["s"],
}  # fmt: skip
SOURCES = {"s": {"titre": "S", "editeur": "E", "nature": "presse"}}


def refus(**changements: object) -> str:
    bloc = {k: v for k, v in {**BONNE, **changements}.items() if v is not None}
    with pytest.raises(EntreeRefusee) as refusee:
        lire({"sources": SOURCES, "essai": bloc}, "f.toml", {})
    return str(refusee.value)


def test_a_good_block_is_read() -> None:
    lue = lire({"sources": SOURCES, "essai": BONNE}, "f.toml", {}).par_nom["essai"]
    assert (lue.titre, lue.famille, lue.nature, lue.contact) == ("T", "logement", "decision", CONTACT)
    assert not lue.calcule


@pytest.mark.parametrize(
    ("changements", "attendu"),
    [
        ({"pour_ki": "x"}, "clé inconnue « pour_ki ». Vouliez-vous dire « pour_qui » ?"),
        ({"pour_qui": None}, "il manque « pour_qui »"),
        ({"pour_qui": " "}, "« pour_qui » doit être un texte"),
        ({"pour_qui": 3}, "« pour_qui » doit être un texte"),
        ({"conditions": "x"}, "une liste est attendue"),
        ({"sources": []}, "au moins une source"),
        ({"famille": "logements"}, "Vouliez-vous dire « logement » ?"),
        ({"nature": "droits"}, "Vouliez-vous dire « droit » ?"),
        ({"equipements": ["eajes"]}, "Vouliez-vous dire « eaje » ?"),
    ],
)
def test_a_bad_block_is_refused(changements: dict, attendu: str) -> None:
    assert attendu in refus(**changements)


def test_all_problems_come_together() -> None:
    message = refus(famille="x", nature="y", comment=None)
    assert message.count("\n") == 2


def test_what_the_module_declares_is_not_said_twice() -> None:
    with pytest.raises(EntreeRefusee, match="déjà déclaré par le module"):
        lire({"sources": SOURCES, "psu": BONNE}, "f.toml", dispositifs())


def test_an_aid_without_a_fiche_still_appears() -> None:
    vues = lire({}, "f.toml", dispositifs())
    assert vues.par_nom.keys() == dispositifs().keys()
    psu = vues.par_nom["psu"]
    assert (psu.titre, psu.famille, psu.redigee) == (dispositifs()["psu"].titre, AUTRES, False)
    assert [f for f, _ in vues.familles()] == [AUTRES]


def test_the_file_has_no_curly_quote_nor_tab() -> None:
    brut = default_path().with_name("fiches.toml").read_text(encoding="utf-8")
    assert not set(brut) & set("\t\u2019\u00a0")
    assert all(isinstance(s.get("date", date.today()), date) for s in tomllib.loads(brut)["sources"].values())


# --- The search ----------------------------------------------------------------------------------------


def noms(demande: str) -> list[str]:
    return [f.dispositif for f in chercher(TOUTES, demande)]


def test_accents_case_and_plurals_do_not_count() -> None:
    assert simple("Œuvre ÉTÉ") == "oeuvre ete"
    assert mots("Les crèches de l'été") == ["creche", "ete"]
    assert noms("CRÈCHES") == noms("creche") != []
    assert noms("Handicapé")[0] in ("bonus_inclusion_handicap", "complement_inclusif")


def test_the_best_come_first() -> None:
    assert noms("handicap")[0] == "bonus_inclusion_handicap"
    assert {"complement_inclusif", "fonds_publics_territoires"} <= set(noms("handicap"))
    assert noms("psu")[0] == "psu"
    assert noms("centre social")[0] in ("ps_agc", "ps_acf", "investissement_centre_social")
    assert noms("parents séparés")[0] in ("ps_mediation_familiale", "ps_espace_rencontre", "pension_alimentaire")


def test_every_word_must_be_there_unless_none_has_all() -> None:
    assert noms("crèche handicap") == [n for n in noms("handicap") if n in noms("crèche")]
    assert noms("handicap zzz") == noms("handicap")
    assert noms("zzz") == []


def test_what_to_type_instead() -> None:
    assert proposition(TOUTES, "vaccances") == "vacances"
    assert proposition(TOUTES, "qqqqqq") is None
    assert proches("bonus-mixite", FICHES.par_nom)[0] == "bonus_mixite_sociale"
