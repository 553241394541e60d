"""What is known of when the Caf pays: how much it advances, which Psu rates it raised afterwards.

The facts and their sources are in `data/versements.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.lecteur import Lecteur, Table
from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Source
from cafsim.fichiers import lire_toml

_BLOCS = {"sources", "acomptes_psu", "acompte_courant", "psu_relevee"}


class Versements(NamedTuple):
    """The facts. The two parts are of the droit prévisionnel (0.70): all the advances on the Psu, one usual advance.

    `psu_relevee` tells, for a year of activity, how its Psu rates were raised after their first publication. `cites`
    names the sources of each fact; `sources` describes those that the rate table does not hold.
    """

    part_acomptes: Fraction
    part_acompte: Fraction
    psu_relevee: Mapping[int, str]
    cites: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]


def charger(path: Path | None = None) -> Versements:
    """Load the facts. Raise EntreeRefusee with everything that is wrong in the file."""
    path = path or default_path().with_name("versements.toml")
    return lire(lire_toml(path), path.name)


def lire(data: Table, fichier: str) -> Versements:
    """Build the facts from parsed TOML. Raise EntreeRefusee with everything that is wrong."""
    lecteur = _Lecteur()
    with lecteur.lecture(fichier):
        lecteur.connues((), data, _BLOCS)
        relevee = lecteur.table(("psu_relevee",), data.get("psu_relevee", {}))
        return Versements(
            part_acomptes=lecteur.part("acomptes_psu", data.get("acomptes_psu"), "part_maximale"),
            part_acompte=lecteur.part("acompte_courant", data.get("acompte_courant"), "part"),
            psu_relevee=dict(lecteur.relevement(annee, brut) for annee, brut in relevee.items()),
            cites=lecteur.cites,
            sources={k: lecteur.source(k, v) for k, v in lecteur.table(("sources",), data.get("sources", {})).items()},
        )


class _Lecteur(Lecteur):
    """Turns parsed TOML into facts, and notes each problem."""

    def __init__(self) -> None:
        super().__init__()
        self.cites: dict[str, tuple[str, ...]] = {}

    def part(self, ou: str, brut: object, champ: str) -> Fraction:
        """Read a fact that is a share, from 0 to 1."""
        table = self._fait(ou, brut, champ)
        part = self.nombre((ou,), table, champ)
        if part is None or part > 1:
            self.faute((ou,), f"« {champ} » doit être une part, de 0 à 1.", "Exemple : 0.70 pour 70 %.")
        return part or Fraction(0)

    def relevement(self, annee: str, brut: object) -> tuple[int, str]:
        """Read the sentence of a year."""
        ou = f"psu_relevee.{annee}"
        texte = self._fait(ou, brut, "texte").get("texte")
        if not isinstance(texte, str) or not texte.strip():
            self.faute((ou,), "« texte » doit être un texte, non vide.")
        if not annee.isdecimal():
            self.faute((ou,), "une année est attendue.", "Exemple : [psu_relevee.2025].")
        return int(annee) if annee.isdecimal() else 0, str(texte)

    def _fait(self, ou: str, brut: object, champ: str) -> Table:
        table = self.table((ou,), brut)
        self.connues((ou,), table, {champ, "sources"})
        self.cites[ou] = self.textes((ou,), table, "sources")
        if not self.cites[ou]:
            self.faute((ou,), "un fait cite au moins une source.")
        return table
