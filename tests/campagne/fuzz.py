"""Fuzzing guided by coverage, of what reads a project, an overlay or a table. Run by hand; it needs atheris.

pip install atheris
PYTHONPATH=tests:tests/campagne python tests/campagne/fuzz.py projet tests/campagne/corpus/projet -max_total_time=120
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cafsim", "tomllib"]):
    from lectures import LECTURES


def main(famille: str, arguments: list[str]) -> None:
    """Fuzz one reader until libFuzzer's own options stop it."""
    lecture: Callable[[bytes, Path], object] = LECTURES[famille]
    with tempfile.TemporaryDirectory() as dossier:
        atheris.Setup([sys.argv[0], *arguments], lambda octets: lecture(octets, Path(dossier)))
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
