"""Any table of a user, read in one way: a text (Csv, tabs…) or a workbook (Xlsx, Ods).

`ouvrir` finds the sheet and the line of the titles, then gives the rows below, each with its line in the file. What
can't be read is refused with a sentence in French. Which file is a workbook: `ouverture.py`; where the titles are:
`titres.py`; how a text is written: `encodage.py` and `texte.py`, read by pieces: `morceaux.py`; sheets and cells of a
workbook: `classeur.py`, and `formules.py` for the formulas that failed and the rows that one does not see; whether one
can be opened: `epreuve.py`.
"""

from cafsim.tables.classeur import EN_ERREUR
from cafsim.tables.epreuve import depliee_max
from cafsim.tables.modele import Cellule, Parcours, Rangee, RangeeIllisible, Recherche, en_texte
from cafsim.tables.ouverture import ANCIENS, CLASSEURS, TEXTES, Table, ouvrir, ouvrir_toutes, verifier_ordinaire

__all__ = [
    "ANCIENS", "CLASSEURS", "EN_ERREUR", "TEXTES", "Cellule", "Parcours", "Rangee", "RangeeIllisible", "Recherche",
    "Table", "depliee_max", "en_texte", "ouvrir", "ouvrir_toutes", "verifier_ordinaire",
]  # fmt: skip
