"""A Toml file that would cost more than its size is refused, with a sentence, wherever one is read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cafsim.cli.main import lancer
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import analyser

EXEMPLE = str(Path(__file__).resolve().parents[2] / "examples" / "creche.toml")
HOSTILES = {
    "a key of 100 000 names": (f"a{'.a' * 100_000} = 1", "trop de points"),
    "a quoted key without end": ('[["a"' + ". 'b' " * 50_000 + "]]", "trop de points"),
    "keys of 900 names": ("".join(f"x{i}{'.a' * 900} = 1\n" for i in range(100)), "trop de points"),
    "a whole number of 900 kB": (f"a = 0x{'f' * 900_000}", "trop de chiffres"),
    "the same in a list": (f"a = [0b{'1' * 900_000}]", "trop de chiffres"),
    "a decimal number of 900 kB": (f"a = 0.{'3' * 900_000}", "trop de chiffres"),
    "a power without end": ("a = 1e99999999", "trop de chiffres"),
    "a text of 900 kB": (f"a = '{'a-' * 450_000}'", "texte trop long"),
    "a key of 900 kB": (f"{'a' * 900_000} = 1", "clé trop longue"),
    "lists one inside another": (f"a = {'[' * 300}{']' * 300}", "trop imbriqué"),
    "tables one inside another": (f"a = {'{a=' * 100}1{'}' * 100}", "trop imbriqué"),
}


@pytest.mark.parametrize(("texte", "attendu"), HOSTILES.values(), ids=HOSTILES)
def test_it_is_refused_at_once(texte: str, attendu: str) -> None:
    debut = time.process_time()
    with pytest.raises(EntreeRefusee, match=attendu):
        analyser(texte, "x.toml")
    assert time.process_time() - debut < 2


def test_what_is_long_but_sound_is_read() -> None:
    texte = "a.b.c = 1\nd = '" + "un. deux. " * 100 + "'\ne = 12345678901234567890.5\nf = 1e10"
    assert set(analyser(texte, "x.toml")) == {"a", "d", "e", "f"}


@pytest.mark.parametrize("commande", [
    ["estimate"], ["compare", EXEMPLE], ["projet", "verifier"], ["rapport"], ["baremes", "ranger"],
    ["estimate", EXEMPLE, "--baremes"],
])  # fmt: skip
def test_every_way_in(commande: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = tmp_path / "x.toml"
    hostile.write_text(f"exercice = 2024\n[[eaje]]\nplaces = 0x{'f' * 100_000}\n", encoding="utf-8")
    assert lancer([*commande, str(hostile)]) == 2
    assert "trop de chiffres" in capsys.readouterr().err


def test_faults_without_number_are_not_all_looked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An overlay of 300 000 empty rows has three faults in each: the first ones are enough to mend it."""
    (tmp_path / "x.toml").write_text(f"[psu]\nhoraire_max = [{'{},' * 20_000}]", encoding="utf-8")
    debut = time.process_time()
    assert lancer(["estimate", EXEMPLE, "--baremes", str(tmp_path / "x.toml")]) == 2
    assert time.process_time() - debut < 1
    assert "psu.horaire_max, n° 1 : il manque « debut »" in capsys.readouterr().err
