"""Communes found by what people type."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cafsim.communes.modele import depuis
from cafsim.communes.noms import chercher, cle, noms, resoudre
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import donnee

TOUTES = [depuis(ligne) for ligne in donnee("communes.csv").read_bytes().split(b"\n")[1:-1]]
ACTUELLES = [c for c in TOUTES if c.actuelle]
NOMBRE = Counter(c.cle for c in ACTUELLES)
PARTAGES = sorted(nom for nom, n in NOMBRE.items() if n > 1)


def refus(texte: str) -> str:
    with pytest.raises(EntreeRefusee) as info:
        resoudre(texte)
    (probleme,) = info.value.problemes
    assert probleme.cle == "commune"
    return f"{probleme.message} {probleme.conseil}"


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("59350", "59350"), ("Lille", "59350"), ("  LILLE ", "59350"), ("Lille (59)", "59350"), ("Lille, Nord", "59350"),
        ("59000", "59350"), ("Lille 59800", "59350"), ("59000 Lille", "59350"), ("Lille (59350)", "59350"),
        ("Saint-Denis (974)", "97411"), ("St Denis 93", "93066"), ("saint denis la réunion", "97411"),
        ("Saint-Denis, Réunion", "97411"), ("SAINT-DENIS (Seine-Saint-Denis)", "93066"), ("Saint-Denis 93200", "93066"),
        ("Ste-Foy-lès-Lyon", "69202"), ("Villeneuve s/ Lot", "47323"), ("L’Haÿ les Roses", "94038"),
        ("OEUILLY 51", "51410"), ("Œuilly (02)", "02565"), ("2a004", "2A004"), ("Ajaccio 2A", "2A004"), ("20004", "2A004"),
        ("Paris", "75056"), ("Paris 11", "75111"), ("paris 1er", "75101"), ("Lyon 3e", "69383"), ("Paris 75", "75056"),
        ("Marseille 13", "13213"), ("Pierrefitte-sur-Seine", "93059"), ("Lomme", "59355"), ("Gouzangrez", "95282"),
        ("Bors (Canton de Tude-et-Lavalette)", "16052"), ("Aix", "19002"),
    ],
)  # fmt: skip
def test_une_seule_commune(texte: str, code: str) -> None:
    assert resoudre(texte).code == code


def test_un_nom_partage_demande_le_code() -> None:
    message = refus("Saint-Denis")
    assert "plusieurs communes" in message
    for choix in ("97411 Saint-Denis (La Réunion)", "93066 Saint-Denis (Seine-Saint-Denis)", "11339", "30247"):
        assert choix in message


def test_un_nom_tres_partage_renvoie_a_la_recherche() -> None:
    message = refus("Sainte-Colombe")
    assert "et 4 autres (cafsim communes chercher Sainte-Colombe)" in message


def test_un_code_postal_partage() -> None:
    assert "plusieurs communes" in refus("01000")
    assert resoudre("01400").nom == "Seillonnaz"  # an Insee code before a postal one
    message = refus("75011")  # of Paris; and Bonneuil-sur-Marne, before 1968
    assert "75056 Paris" in message
    assert "94011 Bonneuil-sur-Marne" in message


def test_un_nom_et_un_code_qui_ne_vont_pas_ensemble() -> None:
    assert "59512 Roubaix (Nord)" in refus("59350 Roubaix")
    assert "59350 Lille (Nord)" in refus("Lille (62)")


@pytest.mark.parametrize(
    ("faute", "nom"),
    [("Lile", "59350 Lille"), ("Rouabix", "59512 Roubaix"), ("Havre", "76351 Le Havre"), ("Hellemmes", "59298")],
)
def test_une_faute_de_frappe(faute: str, nom: str) -> None:
    assert nom in refus(faute)


@pytest.mark.parametrize("texte", ["", " ", "()", "?", "00000", "xyzzy", ";", "\n", "=1+1", "a" * 10_000])
def test_rien(texte: str) -> None:
    assert "commune" in refus(texte)


def test_1482_noms_sont_partages_aucun_ne_se_devine() -> None:
    assert len(PARTAGES) == 1482
    for nom in PARTAGES[::10]:
        assert "plusieurs communes" in refus(nom)


@given(st.sampled_from([c for c in ACTUELLES if NOMBRE[c.cle] == 1]))
@settings(max_examples=300)
def test_un_nom_unique_suffit(commune) -> None:
    assert resoudre(commune.nom) == commune
    assert resoudre(commune.nom.upper()) == commune
    assert resoudre(commune.nom.replace("-", " ")) == commune


@given(st.sampled_from(ACTUELLES))
def test_le_nom_et_le_code_suffisent(commune) -> None:
    assert resoudre(f"{commune.nom} ({commune.code})") == commune
    assert resoudre(commune.code) == commune


@given(st.text(max_size=40) | st.from_regex(r"\A[Ss]t?e?[- ][a-zé]{0,9}( \(?[0-9]{0,5}\)?)?\Z"))
def test_chercher_n_echoue_jamais(texte: str) -> None:
    for commune in chercher(texte, 5):
        assert commune.code
    assert isinstance(noms(texte, 3), list)
    with suppress(EntreeRefusee):
        assert resoudre(texte).code


@given(st.sampled_from(ACTUELLES))
@settings(max_examples=50)
def test_ce_que_la_completion_propose_designe_une_commune(commune) -> None:
    proposes = noms(commune.nom[:4], 5)
    assert [resoudre(p).actuelle for p in proposes] == [True] * len(proposes)
    assert any(resoudre(p) == commune for p in noms(commune.nom, 100))


def test_la_completion() -> None:
    assert noms("lil", 3) == ["Lille (59)", "Les Lilas (93)", "Lillers (62)"]
    assert noms("Havre")[0] == "Le Havre (76)"
    assert noms("l") == []


def test_la_recherche() -> None:
    assert [c.code for c in chercher("saint denis")][:4] == ["97411", "93066", "11339", "30247"]
    assert {c.code for c in chercher("59100")} == {"59100", "59512"}  # Insee code of one, postal code of the other
    assert [c.nom for c in chercher("valserine")] == ["Bellegarde-sur-Valserine"]
    assert len(chercher("saint", 7)) == 7


def test_la_cle() -> None:
    assert cle("Saint-Cœur-d'Œuf") == "saint coeur d oeuf"
    assert cle("STE  Marie s/ Mer") == "sainte marie sur mer"
