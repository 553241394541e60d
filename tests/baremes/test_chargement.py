"""Loading the rate table: what is refused, where, and with which hint; all at once."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest

from cafsim.baremes.loader import default_path, load, ouvrir, parse
from cafsim.baremes.model import Baremes
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import EntreeRefusee, Probleme

BASE = """
[sources]
officielle = { titre = "Barème", editeur = "Cnaf", nature = "circulaire", date = 2024-01-05 }
journal = { titre = "Article", editeur = "Gazette", nature = "presse", periode = "2024" }

[hypotheses.H1]
titre = "Arrondi"
texte = "Au centime."
effet = "Un centime."

[aide]
titre = "Une aide"
texte = "Un texte."
debut = 2019-01-01
series.montant = { libelle = "montant horaire", ou_trouver = "La notification." }
series.zone = { libelle = "par zone", dimensions = ["zone"], ou_trouver = "La convention." }
series.palier = { libelle = "par palier", echelle = "mesure", ou_trouver = "La circulaire." }

[[aide.montant]]
debut = 2019-01-01
fin = 2019-12-31
confirme_jusqu_au = 2019-12-31
valeur = 6.63
unite = "€/h"
statut = "publie"
sources = ["officielle"]
"""

LIGNE = """
[[aide.montant]]
debut = 2020-01-01
confirme_jusqu_au = 2020-12-31
valeur = 7
unite = "€/h"
statut = "publie"
sources = ["officielle"]
"""


def zone(*lignes: str) -> str:
    return "".join(
        f"\n[[aide.zone]]\nconfirme_jusqu_au = 2020-12-31\nvaleur = 7\nunite = \"€/h\"\nstatut = \"publie\"\n"
        f"sources = [\"officielle\"]\n{ligne}\n"
        for ligne in lignes
    )  # fmt: skip


def paliers(*fins: str) -> str:
    return "".join(
        f"\n[[aide.palier]]\ndebut = 2020-01-01\nconfirme_jusqu_au = 2020-12-31\nvaleur = 7\nunite = \"€/h\"\n"
        f"statut = \"publie\"\nsources = [\"officielle\"]\n{fin}\n"
        for fin in fins
    )  # fmt: skip


def charger(texte: str) -> Baremes:
    return parse(tomllib.loads(texte, parse_float=Decimal), "table.toml")


def refus(texte: str) -> list[Probleme]:
    with pytest.raises(EntreeRefusee) as attrape:
        charger(texte)
    return list(attrape.value.problemes)


def sans(ligne: str) -> str:
    """The valid extra row without one of its lines."""
    assert f"{ligne}\n" in LIGNE
    return BASE + LIGNE.replace(f"{ligne}\n", "")


def avec(ancien: str, nouveau: str) -> str:
    assert ancien in LIGNE
    return BASE + LIGNE.replace(ancien, nouveau)


def test_the_base_of_these_tests_is_valid() -> None:
    table = charger(BASE + LIGNE + zone('debut = 2020-01-01\nzone = ["qpv", "zrr"]') + paliers("jusqu_a = 1", ""))
    valeur = table.serie("aide.montant").valeurs[0]
    assert valeur.valeur == Fraction("6.63")
    assert table.serie("aide.zone").valeurs[0].dimensions == {"zone": ("qpv", "zrr")}
    assert [v.jusqu_a for v in table.serie("aide.palier").valeurs] == [1, None]


REFUS = [
    ("unité inconnue", avec("€/h", "€/hh"), "ligne 2", "unité inconnue", "€/h"),
    ("statut inconnu", avec('"publie"', '"publiee"'), "ligne 2", "statut inconnu", "publie"),
    ("clé inconnue", avec("valeur = 7", "valeur = 7\nnotte = 'x'"), "ligne 2", "notte", "note"),
    ("référentiel inconnu", avec("valeur = 7", "valeur = 7\nreferentiel = 'guide-2021'"), "ligne 2", "référentiel", "guide"),
    ("sans début", sans("debut = 2020-01-01"), "ligne 2", "debut", "Exemple"),
    ("début en texte", avec("2020-01-01", '"2020-01-01"'), "ligne 2", "date", "sans guillemets"),
    ("sans source", sans('sources = ["officielle"]'), "ligne 2", "aucune source", "sources"),
    ("source inconnue", avec('["officielle"]', '["oficielle"]'), "ligne 2", "source inconnue", "officielle"),
    ("confirmation absente", sans("confirme_jusqu_au = 2020-12-31"), "ligne 2", "confirme_jusqu_au", "dernier jour"),
    ("publié par la presse", avec("officielle", "journal"), "ligne 2", "publie", "secondaire"),
    ("dérivé sans dérivation", avec('"publie"', '"derive"'), "ligne 2", "derivation", "derivation"),
    ("lacune avec valeur", avec('"publie"', '"lacune"'), "ligne 2", "lacune", "Retirez"),
    ("sans valeur", sans("valeur = 7"), "ligne 2", "minimum", ""),
    ("minimum seul", avec("valeur = 7", "minimum = 7"), "ligne 2", "maximum", ""),
    ("valeur et minimum", avec("valeur = 7", "valeur = 7\nminimum = 6"), "ligne 2", "valeur", ""),
    ("bornes à l'envers", avec("valeur = 7", "minimum = 8\nmaximum = 7"), "ligne 2", "dépasse", ""),
    ("valeur en texte", avec("valeur = 7", 'valeur = "7"'), "ligne 2", "nombre", ""),
    ("valeur infinie", avec("valeur = 7", "valeur = inf"), "ligne 2", "nombre", ""),
    ("valeur nan", avec("valeur = 7", "valeur = nan"), "ligne 2", "nombre", ""),
    ("valeur vraie", avec("valeur = 7", "valeur = true"), "ligne 2", "nombre", ""),
    ("valeur démesurée", avec("valeur = 7", "valeur = 1e300"), "ligne 2", "chiffres", ""),
    ("fin avant début", avec("valeur = 7", "valeur = 7\nfin = 2019-12-31"), "ligne 2", "avant", ""),
    ("recouvrement", BASE + LIGNE + LIGNE, "aide.montant", "recouvrent|mal formée", ""),
    ("recouvrement partiel", avec("2020-01-01", "2019-12-31"), "aide.montant", "recouvrent", ""),
    ("palier sans échelle", avec("valeur = 7", "valeur = 7\njusqu_a = 1"), "ligne 2", "échelle", "echelle"),
    ("conflit de source inconnue", avec("valeur = 7", "valeur = 7\nconflit = [{ source = 'nul', valeur = 1 }]"),
     "ligne 2", "source inconnue", ""),
    ("dimension absente", BASE + zone("debut = 2020-01-01"), "aide.zone, ligne 1", "zone", "dépend"),
    ("dimension inconnue", BASE + LIGNE.replace("valeur = 7", "valeur = 7\nzone = 'qpv'"), "ligne 2", "clé inconnue", ""),
    ("dimensions qui se recouvrent",
     BASE + zone('debut = 2020-01-01\nzone = "qpv"', 'debut = 2020-06-01\nzone = ["zrr", "qpv"]'),
     "aide.zone", "qpv", ""),
    ("échelle sans fin ouverte", BASE + paliers("jusqu_a = 1", "jusqu_a = 2"), "aide.palier", "échelle", "montant"),
    ("échelle à deux fins ouvertes", BASE + paliers("", ""), "aide.palier", "échelle", ""),
    ("échelle en désordre", BASE + paliers("jusqu_a = 2", "jusqu_a = 1", ""), "aide.palier", "échelle", ""),
    ("échelle à palier double", BASE + paliers("jusqu_a = 1", "jusqu_a = 1", ""), "aide.palier", "échelle", ""),
    ("échelle finie au milieu", BASE + paliers("jusqu_a = 1", "", "jusqu_a = 2"), "aide.palier", "échelle", ""),
    ("série non déclarée", BASE + LIGNE.replace("aide.montant", "aide.montat"), "aide", "montat", "montant"),
    ("nature inconnue", BASE.replace('"circulaire"', '"circulair"'), "sources.officielle", "nature", "circulaire"),
    ("source sans titre", BASE.replace('titre = "Article", ', ""), "sources.journal", "titre", ""),
    ("clé de source inconnue", BASE.replace('periode = "2024"', 'annee = "2024"'), "sources.journal", "annee", ""),
    ("hypothèse sans effet", BASE.replace('effet = "Un centime."\n', ""), "hypotheses.H1", "effet", ""),
    ("clé de série inconnue", BASE.replace('echelle = "mesure"', 'echele = "mesure"'), "aide.palier", "echele", "echelle"),
    ("clé de bloc inconnue", BASE.replace('texte = "Un texte."', 'text = "Un texte."'), "aide", "text", "texte"),
]  # fmt: skip


@pytest.mark.parametrize(("texte", "cle", "message", "conseil"), [r[1:] for r in REFUS], ids=[r[0] for r in REFUS])
def test_a_malformed_table_is_refused(texte: str, cle: str, message: str, conseil: str) -> None:
    problemes = refus(texte)
    trouves = [
        p
        for p in problemes
        if cle in p.cle and any(m in p.message for m in message.split("|")) and conseil in p.conseil
    ]
    assert trouves, [str(p) for p in problemes]
    assert all(p.fichier == "table.toml" for p in problemes)
    assert str(trouves[0]).startswith("table.toml : ")


def test_a_gap_without_where_to_look_is_refused() -> None:
    texte = BASE.replace('series.montant = { libelle = "montant horaire", ou_trouver = "La notification." }',
                         'series.montant = { libelle = "montant horaire" }')  # fmt: skip
    assert charger(texte)
    trou = '\n[[aide.montant]]\ndebut = 2020-01-01\nunite = "€/h"\nstatut = "lacune"\nsources = ["officielle"]\n'
    assert any("ou_trouver" in p.message for p in refus(texte + trou))
    assert charger(texte + trou + 'ou_trouver = "La notification."\n')


def test_all_the_problems_are_told_at_once() -> None:
    texte = (
        BASE.replace('"circulaire"', '"circulair"')
        + LIGNE.replace("€/h", "€/hh")
        + LIGNE.replace("2020-01-01", "2021-01-01").replace('"publie"', '"derive"')
        + paliers("jusqu_a = 1", "jusqu_a = 2")
    )
    cles = " ".join(p.cle for p in refus(texte))
    for morceau in ("sources.officielle", "aide.montant, ligne 2", "aide.montant", "aide.palier"):
        assert morceau in cles


@pytest.mark.parametrize("ligne", ["aide.montant, ligne 3"])
def test_the_row_told_is_the_row_of_the_file(ligne: str) -> None:
    """A row that can't be read does not shift the numbers of the rows after it."""
    mauvaise = LIGNE.replace("€/h", "€/hh")
    texte = BASE + mauvaise + LIGNE.replace("2020-01-01", "2021-01-01").replace('sources = ["officielle"]\n', "")
    assert any(p.cle == ligne and "aucune source" in p.message for p in refus(texte)), [str(p) for p in refus(texte)]


@pytest.mark.parametrize(
    "texte",
    [
        "sources = 3",
        'sources = { a = "b" }',
        "hypotheses = []",
        "aide = 3",
        "[aide]\nseries = 3",
        "[aide]\nseries.montant = 3",
        "[aide]\nseries.montant = {}\nmontant = 3",
        "[aide]\nseries.montant = {}\nmontant = [3]",
        BASE + LIGNE.replace('["officielle"]', '"officielle"'),
        BASE + LIGNE.replace('["officielle"]', "[3]"),
        BASE + LIGNE.replace('["officielle"]', "3"),
        BASE + LIGNE.replace("valeur = 7", "valeur = 7\nconflit = 3"),
        BASE + LIGNE.replace("valeur = 7", "valeur = 7\nconflit = [3]"),
        BASE + LIGNE.replace('"€/h"', "['€/h']"),
        BASE + LIGNE.replace('"publie"', "[]"),
        BASE + zone("debut = 2020-01-01\nzone = 3"),
        BASE + zone("debut = 2020-01-01\nzone = [[1]]"),
        BASE + paliers('jusqu_a = "1"', ""),
        BASE + paliers("jusqu_a = 1\ninclus = 'oui'", ""),
    ],
)
def test_a_table_of_the_wrong_shape_is_refused_without_a_traceback(texte: str) -> None:
    assert refus(texte)


@pytest.mark.parametrize("brut", [b"\xff\xfe\x00", b"a = ", b"a = 1\na = 2", b"[a", b"a = [" * 5000])
def test_a_file_that_is_no_toml_is_refused(brut: bytes, tmp_path: Path) -> None:
    fichier = tmp_path / "b.toml"
    fichier.write_bytes(brut)
    with pytest.raises(EntreeRefusee) as attrape:
        load(fichier)
    assert "b.toml" in str(attrape.value)


def test_a_missing_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    for chemin, dit in ((tmp_path / "absent.toml", "introuvable"), (tmp_path, "dossier")):
        with pytest.raises(EntreeRefusee, match=dit):
            load(chemin)


# -- the packaged table ------------------------------------------------------------------------------


def test_the_packaged_table_is_found_and_valid(baremes: Baremes) -> None:
    assert default_path().name == "baremes.toml"
    assert len(baremes.blocs) == 40
    assert all(s.valeurs for b in baremes.blocs.values() for s in b.series.values())


def test_each_source_of_the_packaged_table_serves(baremes: Baremes) -> None:
    servent = {
        s
        for cle in baremes.cles()
        for v in baremes.serie(cle).valeurs
        for s in (*v.sources, *(c.source for c in v.conflit))
    }
    assert set(baremes.sources) == servent


def test_no_guess_hides_in_the_packaged_table(baremes: Baremes) -> None:
    for cle in baremes.cles():
        for v in baremes.serie(cle).valeurs:
            assert v.lacune or v.minimum is not None
            if v.statut == "derive":
                assert v.derivation
                assert len(v.derivation) > 20
            if v.minimum != v.maximum:
                assert v.statut in ("derive", "publie", "secondaire")
            assert not v.lacune or v.ou_trouver or baremes.serie(cle).ou_trouver
            if v.confirme_jusqu_au and v.fin:
                assert v.debut.year <= v.confirme_jusqu_au.year <= v.fin.year, (cle, v.debut)


def test_every_year_of_every_series_has_a_row_for_each_case(baremes: Baremes) -> None:
    """A hole between two rows would be a gap that nobody declared."""
    trous = []
    for cle in baremes.cles():
        serie = baremes.serie(cle)
        national = [v for v in serie.valeurs if v.referentiel == "national"]
        combinaisons = {
            tuple(sorted(zip(v.dimensions, c, strict=True))) for v in national for c in product(*v.dimensions.values())
        }
        for combinaison in combinaisons:
            rows = [v for v in national if all(x in v.dimensions[d] for d, x in combinaison)]
            periodes = sorted({(v.debut, v.fin) for v in rows}, key=lambda p: p[0])
            for (_, fin), (debut, _) in pairwise(periodes):
                if fin is None or (debut - fin).days != 1:
                    trous.append((cle, combinaison, fin, debut))
    assert not trous


def test_a_key_that_is_a_field_has_the_field_s_choices(baremes: Baremes) -> None:
    """A misspelt zone would be a row that nobody ever reads; a zone left out, a gap that nobody declared."""
    symboles = {nom: c.symbole for t in equipements() for nom, c in champs(t).items() if c.symbole.choices}
    for cle in baremes.cles():
        for dimension in baremes.serie(cle).dimensions:
            if dimension in symboles:
                dites = {x for v in baremes.serie(cle).valeurs for x in v.dimensions[dimension]}
                assert dites == set(symboles[dimension].choices), cle


def test_opening_gives_what_loading_gives(baremes: Baremes) -> None:
    """`ouvrir` cuts the file at its headers: nothing may fall between two pieces."""
    ouvert = ouvrir()
    assert dict(ouvert.blocs) == dict(baremes.blocs)
    assert dict(ouvert.sources) == dict(baremes.sources)
    assert dict(ouvert.hypotheses) == dict(baremes.hypotheses)
    assert list(ouvert.blocs) == list(baremes.blocs)


def test_opening_refuses_the_malformed_block_when_it_is_used(tmp_path: Path) -> None:
    fichier = tmp_path / "b.toml"
    fichier.write_text(BASE + LIGNE.replace("€/h", "€/hh"), encoding="utf-8")
    with pytest.raises(EntreeRefusee, match="unité inconnue"):
        ouvrir(fichier).serie("aide.montant")
