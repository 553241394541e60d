"""Slips are seen where they are made, with the likely repair; nothing is said of what is right."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cafsim.baremes.loader import load
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.estimation.doutes import Controles, phrase
from cafsim.estimation.moteur import Moteur
from cafsim.projet.lecture import lire_projet

F = Fraction
BAREMES = load()
CONTROLES = Controles(BAREMES)
EXEMPLES = Path(__file__).parent.parent / "examples"
CRECHE = lire_projet(EXEMPLES / "creche.toml", BAREMES).equipements[0]


def avec(saisi: EquipementSaisi, **valeurs: Donnee) -> EquipementSaisi:
    return saisi._replace(valeurs={**saisi.valeurs, **valeurs})


def dit(saisi: EquipementSaisi) -> list[str]:
    return [phrase(d, saisi.nom).replace("\xa0", " ") for d in CONTROLES.doutes(saisi)]


# What is typed wrong, by which factor, the words of the doubt, the repair proposed first (None: a question only).
GLISSES: list[tuple[dict[str, F], str, dict[str, F] | None]] = [
    ({"depenses": F(53_333)}, "53 333 € : est-ce un mois ? × 12 = 639 996 €", {"depenses": F(639_996)}),
    ({"depenses": F(640)}, "est-ce en milliers d'euros ? × 1000 = 640 000 €", {"depenses": F(640_000)}),
    ({"depenses": F(64_000_000)}, "est-ce en centimes ? ÷ 100 = 640 000 €", {"depenses": F(640_000)}),
    ({"participations_familiales": F(8_167)}, "8 167 € : est-ce un mois ? × 12 = 98 004 €",
     {"participations_familiales": F(98_004)}),
    ({"participations_familiales": F(980_000)}, "est-ce dix fois trop ? ÷ 10 = 98 000 €",
     {"participations_familiales": F(98_000)}),
    ({"places": F(85)}, "places agréées (85 places, pas les enfants inscrits)", None),
    ({"places": F(86), "enfants_inscrits": F(150)}, "charges par place surprenantes, 7 442 € par place (d'ordinaire de 8 000 à 32 000)", None),
    ({"enfants_inscrits": F(8)}, "8 enfants : est-ce dix fois trop peu ? × 10 = 80 enfants", {"enfants_inscrits": F(80)}),
    ({"heures_facturees": F(1_292)}, "1 292 h : est-ce une semaine ? × 48 = 62 016 h", {"heures_facturees": F(62_016)}),
    ({"heures_realisees": F(1_219)}, "1 219 h : est-ce une semaine ? × 48 = 58 512 h", {"heures_realisees": F(58_512)}),
    ({"heures_facturees": F(1_292), "heures_realisees": F(1_219)},
     "Heures facturées aux familles, 1 292 h ; heures réalisées, 1 219 h : est-ce une semaine ?", {"heures_facturees": F(62_016), "heures_realisees": F(58_512)}),
    ({"heures_facturees": F(620_000)}, "est-ce dix fois trop ? ÷ 10 = 62 000 h", {"heures_facturees": F(62_000)}),
    ({"heures_facturees": F(620_000), "heures_realisees": F(585_000)}, "15 500 h par place",
     {"heures_facturees": F(62_000), "heures_realisees": F(58_500)}),
    ({"heures_facturees": F(58_500), "heures_realisees": F(62_000)}, "moins d'heures facturées que d'heures réalisées",
     None),
    ({"depenses": F(53_333), "participations_familiales": F(8_167), "heures_facturees": F(5_167),
      "heures_realisees": F(4_875)}, "est-ce un mois ? × 12 = 639 996 € ; 98 004 € ; 62 004 h ; 58 500 h",
     {"depenses": F(639_996), "participations_familiales": F(98_004), "heures_facturees": F(62_004),
      "heures_realisees": F(58_500)}),
    ({"taux_couverture": F(3, 4)}, "× 100 = 75 %", {"taux_couverture": F(75)}),
]  # fmt: skip


@pytest.mark.parametrize(("glisse", "mots", "repare"), GLISSES)
def test_a_slip_is_told_once_with_its_likely_repair(
    glisse: dict[str, F], mots: str, repare: dict[str, F] | None
) -> None:
    fausse = avec(CRECHE, **glisse)
    (doute,) = CONTROLES.doutes(fausse)
    assert mots in dit(fausse)[0]
    assert {*glisse} & {*doute.champs}
    if repare is None:
        assert doute.propositions == ()
    else:
        assert doute.propositions[0].valeurs == repare
        assert dit(avec(fausse, **repare)) == []


@pytest.mark.parametrize("chemin", sorted(EXEMPLES.glob("*.toml")), ids=lambda c: c.stem)
def test_nothing_is_said_of_the_examples(chemin: Path) -> None:
    assert [d for saisi in lire_projet(chemin, BAREMES).equipements for d in dit(saisi)] == []


def test_what_nobody_knows_raises_no_doubt() -> None:
    """Whatever is missing, no doubt is told that the whole project does not raise."""
    for champ in CRECHE.valeurs:
        assert dit(avec(CRECHE, **{champ: None})) == [], champ
        assert dit(CRECHE._replace(valeurs={champ: CRECHE.valeurs[champ]})) == [], champ


def test_two_slips_are_told_apart() -> None:
    premiere, seconde = dit(avec(CRECHE, depenses=F(53_333), enfants_inscrits=F(8)))
    assert "Enfants inscrits dans l'année, 8 enfants" in premiere
    assert "Charges de l'année, 53 333 €" in seconde


def test_a_postal_code_taken_for_an_insee_code_is_told_above_the_total(tmp_path: Path) -> None:
    texte = (EXEMPLES / "creche.toml").read_text("utf-8").replace("[territoire]", '[territoire]\ncommune = "71150"')
    (tmp_path / "p.toml").write_text(texte, "utf-8")
    estimation = Moteur(BAREMES).estimer(lire_projet(tmp_path / "p.toml", BAREMES))
    (doute,) = estimation.doutes
    assert "le code Insee de Crêches-sur-Saône (71) ; c'est aussi le code postal de Chagny (71)" in doute
    assert estimation.avertissements[0] == doute


def test_landmarks_are_rates_like_any_other() -> None:
    """A typed mean moves what is plausible, a smaller share widens it; neither is said to serve nothing."""
    cher = avec(CRECHE, depenses=F(1_300_000))
    for taux, doutes in (
        ({}, 1),
        ({"reperes.charges_par_place": F(20_000)}, 0),
        ({"reperes.part_plausible": F(1, 4)}, 0),
    ):
        estimation = Moteur(BAREMES).estimer(Projet("P", 2024, (cher,), taux))
        assert len(estimation.doutes) == doutes, taux
        assert not any("n'a servi" in x for x in estimation.avertissements)


def test_landmarks_enter_no_amount() -> None:
    """Whatever the means, each line stays what it is."""
    taux = {cle: F(1, 2) for cle in BAREMES.cles() if cle.startswith("reperes.")}
    projet = Projet("P", 2024, (CRECHE,))
    assert Moteur(BAREMES).estimer(projet._replace(taux=taux)).lignes == Moteur(BAREMES).estimer(projet).lignes
