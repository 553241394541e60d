"""A row that names its commune is filled as a project file is; a commune that can't be told is a reject."""

from __future__ import annotations

from pathlib import Path

from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.fichiers import ouvrir
from cafsim.lot.modele import EquipementLu, Rejet
from cafsim.projet.lecture import lire_projet
from cafsim.tables import Rangee

TITRES = "projet;exercice;type;commune;potentiel_financier_hab;places"


def lues(tmp_path: Path, baremes: Baremes, *rangees: str) -> list[EquipementLu | list[Rejet]]:
    chemin = tmp_path / "t.csv"
    chemin.write_text("\n".join((TITRES, *rangees)), encoding="utf-8")
    (table,) = ouvrir([chemin], baremes).tables
    lecteur = LecteurDeRangees(table.entete, baremes, NATIONAL)
    return [lecteur.lire(r) for r in table.table.rangees() if isinstance(r, Rangee)]


def test_a_commune_fills_what_the_row_leaves_out(tmp_path: Path, baremes: Baremes) -> None:
    projet = tmp_path / "p.toml"
    projet.write_text('exercice = 2022\n[territoire]\ncommune = "59350"\n[[eaje]]\nplaces = 40\n', encoding="utf-8")
    (attendu,) = lire_projet(projet, baremes).equipements
    vide, tape = lues(tmp_path, baremes, "A;2022;eaje;59350;;40", "A;2022;eaje;Lille;1000;40")
    assert isinstance(vide, EquipementLu)
    assert isinstance(tape, EquipementLu)
    assert vide.equipement == attendu
    assert "potentiel_financier_hab" in attendu.origines
    assert tape.equipement.valeurs["potentiel_financier_hab"] == 1000


def test_an_unknown_commune_is_a_reject_beside_the_others(tmp_path: Path, baremes: Baremes) -> None:
    inconnue, ambigue = lues(tmp_path, baremes, "A;1950;eaje;Zzzz;;x", "A;2022;eaje;Saint-Denis;;40")
    assert not isinstance(inconnue, EquipementLu)
    assert not isinstance(ambigue, EquipementLu)
    assert [r.colonne for r in inconnue] == ["exercice", "places", "commune"]
    assert inconnue[-1][3:6] == (
        "Zzzz",
        "commune inconnue « Zzzz ».",
        "Donnez le nom entier ou le code Insee, ou cherchez : cafsim communes chercher.",
    )
    (rejet,) = ambigue
    assert "plusieurs communes" in rejet.raison
    assert "97411" in rejet.conseil
