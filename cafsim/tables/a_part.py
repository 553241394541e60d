"""Open a workbook in a process of its own, which may die of it. A script: `epreuve.py` runs it, nothing imports it.

A cell written far from all others, or a part that unfolds without end, takes all the memory there is, and the library
then stops the program that it works for.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress

CELLULES_MAX = 100_000_000
"""Of all the sheets, empty ones among the others too."""

ABIME = 3
"""Exit code for what is no sound workbook; any other but 0 says that opening it costs too much."""


def ouvrir(chemin: str, bibliotheques: str, memoire: int) -> list[tuple[int, str, int]]:
    """Return the rank, the name and the number of rows of each sheet that one sees, in so many bytes of memory."""
    sys.path.append(bibliotheques)
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 (it has just been told where)

    with suppress(ImportError, ValueError, OSError):  # some systems have no such limit
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memoire, memoire))
    classeur = CalamineWorkbook.from_path(chemin)
    vues, cellules = [], 0
    for rang, meta in enumerate(classeur.sheets_metadata):
        if meta.visible == SheetVisibleEnum.Visible:
            feuille = classeur.get_sheet_by_index(rang)
            vues.append((rang, meta.name, feuille.height))
            cellules += feuille.height * feuille.width
        if cellules > CELLULES_MAX:
            raise MemoryError
    return vues


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(ouvrir(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
    except Exception as error:  # a panic of the library is none
        sys.exit(1 if isinstance(error, MemoryError) or "limit exceeded" in str(error) else ABIME)
