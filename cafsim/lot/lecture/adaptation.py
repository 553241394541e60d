"""The rows of a table as the rules of its author have them: words put into those of cafsim, columns added."""

from __future__ import annotations

from cafsim.lot.lecture.correspondance import Regles, forme
from cafsim.lot.modele import Entete
from cafsim.tables import Cellule, Rangee


class Adaptation:
    """Adapts the rows of one table."""

    def __init__(self, entete: Entete, regles: Regles) -> None:
        self.utile = bool(entete.ajoutees or regles.constantes or regles.valeurs)
        """Whether it changes anything."""
        self._largeur = len(entete.colonnes)
        self._propres = self._largeur - len(entete.ajoutees)
        places = {nom: rang for rang, nom in enumerate(entete.colonnes)}
        self._constantes = [(places[nom], valeur) for nom, valeur in regles.constantes.items() if nom in places]
        self._valeurs = [(places[nom], mots) for nom, mots in regles.valeurs.items() if nom in places]
        sans_projet = "projet" in entete.ajoutees and "projet" not in regles.constantes and "commune" in places
        self.projet = (places["projet"], places["commune"]) if sans_projet else None

    def __call__(self, rangee: Rangee) -> Rangee:
        """Return a row with all its columns; one with too many cells keeps them after those, to be refused."""
        de_trop = rangee.cellules[self._propres :]
        if any(c != "" for c in de_trop):
            vides = [""] * (self._largeur - self._propres)
            return Rangee(rangee.ligne, [*rangee.cellules[: self._propres], *vides, *de_trop])
        cellules: list[Cellule] = [*rangee.cellules[: self._propres]]
        cellules += [""] * (self._largeur - len(cellules))
        for rang, mots in self._valeurs:
            cellules[rang] = mots.get(forme(cellules[rang])) or cellules[rang]
        for rang, valeur in self._constantes:
            cellules[rang] = cellules[rang] if cellules[rang] != "" else valeur
        if self.projet:
            projet, commune = self.projet
            cellules[projet] = str(cellules[commune])
        return Rangee(rangee.ligne, cellules)
