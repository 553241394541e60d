"""The questionnaire answered line by line, without a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cafsim.cli.questionnaire.faces import FaceLigne
from cafsim.cli.questionnaire.menu import Questionnaire
from cafsim.equipements.commun import TERRITOIRE
from cafsim.estimation.moteur import Moteur
from cafsim.projet.communes import lire_commune
from cafsim.projet.lecture import lire_projet
from cafsim.projet.questionnaire.questions import de_champ

EXEMPLES = Path(__file__).resolve().parent.parent.parent / "examples"


class Clavier:
    """What is typed, line after line, and what was shown."""

    def __init__(self, *lignes: str) -> None:
        self.lignes: Iterator[str] = iter(lignes)
        self.montre: list[str] = []

    def lire(self, invite: str) -> str:
        self.montre.append(invite)
        return next(self.lignes)


def questions(moteur: Moteur, clavier: Clavier) -> Questionnaire:
    return Questionnaire(moteur, (), FaceLigne(clavier.lire, clavier.montre.append))


COMMUNE = de_champ(next(c for c in TERRITOIRE if c.nom == "commune"), "projet.commune", lire_commune, 2026)


@pytest.mark.parametrize(
    ("lignes", "attendu"),
    [
        (("Saint-Denis", "2"), "Saint-Denis (93)"),
        (("Saint-Denis", "97411"), "Saint-Denis (974)"),
        (("Saint-Denis", "Saint-Denis (974)"), "Saint-Denis (974)"),
        (("Saint-Denis", ""), "?"),
        (("Saint-Denis", "99", "1"), "Saint-Denis (974)"),
        (("Saint-Denis", "<", "Lille"), "Lille"),
        (("Chagni", "1"), "Chagny (71)"),
        (("71150", "Chagny"), "Chagny (71)"),
    ],
    ids=" ".join,
)
def test_of_several_communes_one_is_chosen(moteur: Moteur, lignes: tuple[str, ...], attendu: str) -> None:
    clavier = Clavier(*lignes)
    assert questions(moteur, clavier)._poser(COMMUNE, "") == attendu
    assert "Laquelle" in "".join(clavier.montre)


def test_one_may_give_up_completing(moteur: Moteur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAFSIM_DONNEES", str(tmp_path))
    projet = lire_projet(EXEMPLES / "creche.toml", moteur.baremes)
    saisi = projet.equipements[0]
    projet = projet._replace(equipements=(saisi._replace(valeurs={**saisi.valeurs, "enfants_handicap": None}),))
    mene = questions(moteur, Clavier(*[""] * 60))
    mene.rouvrir(projet)
    avant = mene._mener()
    mene.face = FaceLigne(Clavier("<", "").lire, lambda _: None)
    assert mene.completer() == avant
    assert mene.conversation.inconnues()
