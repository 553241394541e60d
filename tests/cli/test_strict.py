"""`--strict`: each thing that is not strictly known refuses, alone, and is named; what is known passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cafsim.cli.main import lancer

TERRITOIRE = '[territoire]\nctg = true\nzone_prioritaire = "qpv"\n'
SANS_REPONSE = '[territoire]\nctg = "?"\nzone_prioritaire = "qpv"\n'
CRECHE = '[[eaje]]\nnom = "A"\nfinancement = "psu"\nplaces = 10\n'

RAISONS = {
    "montant connu en fourchette seulement": (
        "bonus_territoire",
        f"exercice = 2025\n{SANS_REPONSE}{CRECHE}places_nouvelles = 10\n",
    ),
    "à compléter": ("bonus_territoire", f"exercice = 2025\n{TERRITOIRE}{CRECHE}places_nouvelles = 0\n"),
    "taux déduit, non publié": ("bonus_territoire", f"exercice = 2022\n{TERRITOIRE}{CRECHE}places_nouvelles = 10\n"),
    "taux reconduit d'une année antérieure": (
        "bonus_territoire",
        f"exercice = 2027\n{TERRITOIRE}{CRECHE}places_nouvelles = 10\n",
    ),
    "hypothèse H7": (
        "bonus_attractivite",
        f'exercice = 2024\ngestionnaire = "public"\n{CRECHE}revalorisation_salariale = true\n',
    ),
}


def lance(tmp_path: Path, capsys: pytest.CaptureFixture[str], texte: str, aides: str) -> tuple[int, list[str]]:
    fichier = tmp_path / "p.toml"
    fichier.write_text(texte, encoding="utf-8")
    code = lancer(["estimate", str(fichier), "--aides", aides, "--strict", "--format", "json"])
    dit = capsys.readouterr()
    assert dit.out.startswith("{"), "the result is written all the same"
    return code, dit.err.replace("\xa0", " ").splitlines()


@pytest.mark.parametrize("raison", RAISONS)
def test_each_reason_refuses_alone(raison: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aide, texte = RAISONS[raison]
    code, dit = lance(tmp_path, capsys, texte, aide)
    assert code == 3
    titre, *lignes = dit
    assert "n'est pas tenu" in titre
    assert len(lignes) == 1
    ligne, _, raisons = lignes[0].rpartition(" : ")
    assert ligne.startswith("  - A, Bonus")
    assert raisons == raison


def test_what_is_known_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texte = f"exercice = 2025\n{TERRITOIRE}{CRECHE}places_nouvelles = 10\n"
    assert lance(tmp_path, capsys, texte, "bonus_territoire") == (0, [])


def test_every_file_and_every_line_is_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sur, pas = tmp_path / "sur.toml", tmp_path / "pas.toml"
    sur.write_text(f"exercice = 2025\n{TERRITOIRE}{CRECHE}places_nouvelles = 10\n", encoding="utf-8")
    pas.write_text(RAISONS["à compléter"][1].replace('"A"', '"B"'), encoding="utf-8")
    assert lancer(["estimate", str(sur), str(pas), "--aides", "bonus_territoire", "--strict"]) == 3
    dit = capsys.readouterr().err
    assert "B, Bonus" in dit
    assert "A, Bonus" not in dit


def test_a_batch_counts_what_is_not_strictly_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    titres = "projet;exercice;type;nom;financement;places;places_nouvelles;ctg;zone_prioritaire"
    table, sortie = tmp_path / "t.csv", tmp_path / "r.csv"
    rangees = ["A;2022;eaje;Un;psu;10;10;oui;qpv", "A;2022;eaje;Deux;psu;10;10;oui;qpv", "A;2022;eaje;Trois;psu;x;;;"]
    for rangees_lues, code in ((rangees, 3), (rangees[2:], 4)):
        table.write_text("\n".join((titres, *rangees_lues)), encoding="utf-8")
        options = ("-o", str(sortie), "--aides", "bonus_territoire", "--forcer")
        assert lancer(["batch", str(table), *options, "--strict"]) == code
    dit = capsys.readouterr().err
    assert "taux déduit, non publié (2 lignes)" in " ".join(dit.split())
    assert lancer(["batch", str(table), *options, "--large", "--strict", "--moteur", "polars"]) == 2
