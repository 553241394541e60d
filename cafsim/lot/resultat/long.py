"""The long result: a row per line of the estimate, the columns and the texts of `cafsim estimate --format csv`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import cafsim
from cafsim.lot.modele import Cellule, Estime
from cafsim.lot.nombres import montant, nombre
from cafsim.render.csv import COLONNES, PROFILS, SEPARATEUR_INTERNE, rangees_de, texte_sur
from cafsim.resultat import LigneEstimee

__all__ = ["COLONNES", "LongCsv", "objets", "rangees"]

LISTES = ("sources", "motifs", "hypotheses")
DECIMALES = {"base": 4, "taux": 4, "montant": 2, "minimum": 2, "maximum": 2}
COLONNES_JSON = (
    "projet", "exercice", "type", "equipement", "dispositif", "libelle", "periodicite", "nature", "payeur",
    "beneficiaire", "statut", "base", "unite", "taux", "montant", "minimum", "maximum", "fiabilite", "sources",
    "motifs", "hypotheses", "cafsim",
)  # fmt: skip
"""The keys of `objets`, in order."""

_MEMOIRE = 4_000
"""Pieces of text kept: labels, sources and reasons are the same for thousands of rows."""


class LongCsv:
    """Writes estimated equipments as Csv text. What repeats from one row to the next is written once."""

    def __init__(self, profil: str) -> None:
        choisi = PROFILS[profil]
        self._separateur = choisi.separateur
        self._marque = choisi.virgule
        self._fin = choisi.fin_de_ligne
        self._tampon = io.StringIO(newline="")
        self._plume = csv.writer(self._tampon, delimiter=choisi.separateur, lineterminator="")
        self._connus: dict[object, str] = {}

    def texte(self, estime: Estime) -> str:
        """Return the rows of an equipment."""
        debut = self._segment((estime.projet, str(estime.exercice), estime.nom))
        return "".join([f"{debut}{self._ligne(ligne)}" for ligne in estime.lignes])

    def _ligne(self, x: LigneEstimee) -> str:
        marque, separateur = self._marque, self._separateur
        bas = montant(x.minimum, marque)
        haut = bas if x.maximum is x.minimum or x.maximum == x.minimum else montant(x.maximum, marque)
        chiffres = separateur.join((
            nombre(x.base, marque),
            self._texte(x.unite),
            nombre(x.taux, marque),
            "" if x.montant is None else bas,
            bas,
            haut,
        ))  # fmt: skip
        return f"{separateur}{self._milieu(x)}{separateur}{chiffres}{separateur}{self._queue(x)}{self._fin}"

    def _milieu(self, x: LigneEstimee) -> str:
        cle = (x.dispositif, x.libelle, x.periodicite, x.nature, x.payeur, x.beneficiaire, x.statut)
        return self._connus.get(cle) or self._retenir(cle, cle)

    def _queue(self, x: LigneEstimee) -> str:
        cle = (x.fiabilite, x.sources, x.motifs)
        connu = self._connus.get(cle)
        if connu is not None:
            return connu
        sources = SEPARATEUR_INTERNE.join(source.citation for source in x.sources)
        motifs = SEPARATEUR_INTERNE.join(x.motifs)
        return self._retenir(cle, (x.fiabilite or "", sources, motifs, cafsim.__version__))

    def _texte(self, texte: str) -> str:
        return "" if not texte else self._connus.get(texte) or self._retenir(texte, (texte,))

    def _retenir(self, cle: object, cellules: Sequence[str]) -> str:
        if len(self._connus) >= _MEMOIRE:
            self._connus.clear()
        self._connus[cle] = self._segment(cellules)
        return self._connus[cle]

    def rangee(self, textes: Iterable[str], ecrites: Iterable[str]) -> str:
        """Return one row of another table: texts to make inert, then cells that are written already."""
        return self._segment(textes, ecrites) + self._fin

    def _segment(self, textes: Iterable[str], ecrites: Iterable[str] = ()) -> str:
        self._plume.writerow([*map(texte_sur, textes), *ecrites])
        texte = self._tampon.getvalue()
        self._tampon.seek(0)
        self._tampon.truncate()
        return texte


def objets(estime: Estime) -> Iterator[dict[str, object]]:
    """Yield the lines as the Json contract writes them, with the project, its exercice and the type beside."""
    for x in estime.lignes:
        yield {
            "projet": estime.projet, "exercice": estime.exercice, "type": x.type_equipement, "equipement": x.equipement,
            "dispositif": x.dispositif, "libelle": x.libelle, "periodicite": x.periodicite, "nature": x.nature,
            "payeur": x.payeur, "beneficiaire": x.beneficiaire, "statut": x.statut,
            "base": nombre(x.base) or None, "unite": x.unite, "taux": nombre(x.taux) or None,
            "montant": montant(x.montant) or None, "minimum": montant(x.minimum) or None,
            "maximum": montant(x.maximum) or None, "fiabilite": x.fiabilite,
            "sources": [source.identifiant for source in x.sources], "motifs": list(x.motifs),
            "hypotheses": list(x.hypotheses), "cafsim": cafsim.__version__,
        }  # fmt: skip


def rangees(estime: Estime) -> Iterator[tuple[Cellule, ...]]:
    """Yield the rows of an equipment, cells not yet written, in the order of `COLONNES`."""
    return rangees_de(estime.projet, estime.exercice, estime.lignes)
