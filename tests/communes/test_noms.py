"""Communes found by what people type."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from functools import cache

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st

from cafsim.communes.modele import depuis
from cafsim.communes.noms import chercher, cle, noms, resoudre
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import donnee


@cache
def actuelles() -> list[bytes]:
    """The row of every commune of today."""
    return [ligne for ligne in donnee("communes.csv").read_bytes().split(b"\n")[1:-1] if b";actuelle;" in ligne]


@cache
def homonymes() -> Counter[str]:
    """How many communes bear each name."""
    return Counter(ligne.split(b";")[1].decode() for ligne in actuelles())


UNE_COMMUNE = st.deferred(lambda: st.sampled_from(actuelles()).map(depuis))


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
        ("59 350", "59350"), ("59350.0", "59350"), ("59\u00a0350,00", "59350"), ("1004", "01004"), ("1 004", "01004"),
        ("59 000 Lille", "59350"), ("2a 004", "2A004"), ("93 200 Saint-Denis", "93066"), ("1004.0", "01004"),
        ("Châlons-sur-Marne", "51108"), ("CHALONS SUR MARNE 51", "51108"), ("Tremblay-lès-Gonesse", "93073"),
        ("Asnières", "27021"), ("Asnières (92)", "92004"),
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
    assert "et 7 autres (cafsim communes chercher Sainte-Colombe)" in message


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
    [("Chagni", "proches : 71073 Chagny (Saône-et-Loire)"), ("Chagni (08)", "proches : 08095 Chagny (Ardennes)"),
     ("chagni, saone et loire", "proches : 71073 Chagny"), ("Chalons sur marnes", "proches : 51108 Châlons-en-Champagne"),
     ("Roubay", "proches : 59512 Roubaix"), ("Saint-Ouen", "93070 Saint-Ouen-sur-Seine"), ("Lile", "59350 Lille"), ("Rouabix", "59512 Roubaix"), ("Havre", "76351 Le Havre"), ("Hellemmes", "59298")],
)  # fmt: skip
def test_une_faute_de_frappe(faute: str, nom: str) -> None:
    assert nom in refus(faute)


@pytest.mark.parametrize("texte", ["", " ", "()", "?", "00000", "xyzzy", ";", "\n", "=1+1", "a" * 10_000])
def test_rien(texte: str) -> None:
    assert "commune" in refus(texte)


def test_1482_noms_sont_partages_aucun_ne_se_devine() -> None:
    partages = sorted(nom for nom, n in homonymes().items() if n > 1)
    assert len(partages) == 1482
    for nom in partages[::80]:
        assert "plusieurs communes" in refus(nom)


ECRITURES = (
    lambda c: c.nom,
    lambda c: f"  {c.nom.upper()} ",
    lambda c: c.nom.replace("-", " ").replace("Saint", "St").replace("œ", "oe"),
    lambda c: f"{c.nom} ({c.departement})",
    lambda c: f"{c.nom.lower()}, {c.nom_departement}",
    lambda c: f"{c.nom} {c.code}",
    lambda c: f"{c.codes_postaux[0]} {c.nom}" if c.codes_postaux else c.nom,
)


@exemples(30)
@given(UNE_COMMUNE, st.sampled_from(ECRITURES))
def test_toute_ecriture_mene_a_sa_commune_ou_dit_entre_lesquelles_choisir(commune, ecriture) -> None:
    texte = ecriture(commune)
    trouvees = chercher(texte)
    assert commune in trouvees
    assert chercher(texte, 1) == trouvees[:1]
    for autre in trouvees:
        mots = autre.cle.split()
        assert all(any(mot.startswith(debut) for mot in mots) for debut in commune.cle.split()), autre.nom
    if homonymes()[commune.cle] == 1 or commune.code in texte:
        assert resoudre(texte) == commune
    else:
        with suppress(EntreeRefusee):
            assert resoudre(texte) == commune
            return
        dit = refus(texte)
        assert "plusieurs communes" in dit
        assert commune.code in dit or "autres (cafsim communes chercher" in dit


@pytest.mark.parametrize(
    "texte", ["Ste (59)", "les la le", "é" * 40, "\0", "(((", "59350 59350", "%s", "59350.5", "12345678"]
)
def test_un_texte_quelconque_ne_designe_rien_et_se_cherche(texte: str) -> None:
    assert all(c.code for c in chercher(texte, 5))
    assert "commune" in refus(texte)


@exemples(15)
@given(UNE_COMMUNE)
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
