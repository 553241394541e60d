"""What the options of `cafsim batch` say of the tables: sheets, rules, what all rows have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.cli.chargement import lire_annees
from cafsim.erreurs import Collecte
from cafsim.lot.lecture import correspondance
from cafsim.lot.lecture.correspondance import Regles
from cafsim.lot.lecture.fichiers import Assez, Lecture
from cafsim.lot.lecture.titres import lire_titre, noms_connus


class OptionsDeLecture(NamedTuple):
    """What the options say of the tables, as typed."""

    feuilles: Sequence[str]
    carte: Path | None
    constantes: Sequence[str]
    essai: bool
    forcer: bool
    annees: str | None = None
    taux: Sequence[str] = ()
    departement: str | None = None

    @property
    def a_ecrire(self) -> Path | None:
        """The file of rules that a trial is to write; None when it is read, or when none is asked for."""
        if not self.essai or self.carte is None or (self.carte.exists() and not self.forcer):
            return None
        return self.carte

    @property
    def lue(self) -> Path | None:
        """The file of rules that is read; a trial that is to write it again begins with what it says."""
        if self.carte is None or (self.a_ecrire is not None and not self.carte.exists()):
            return None
        return self.carte

    def lecture(self, baremes: Baremes, assez_de_types: Assez | None) -> Lecture:
        """Return how to read. A file of rules that a trial is to write need not be there. Raise EntreeRefusee."""
        champs = noms_connus()
        collecte = Collecte()
        regles: Sequence[Regles] = ()
        if (carte := self.lue) is not None:
            regles = collecte.essayer(lambda: correspondance.lire(carte, champs, baremes)) or ()
        fixes = collecte.essayer(lambda: correspondance.constantes(self.constantes, champs, _champ)) or {}
        if self.departement is not None:
            fixes["departement"] = self.departement
        voulues = "" if self.essai else self.annees or ""
        annees = collecte.essayer(lambda: lire_annees(voulues, 1)) if voulues else ()
        collecte.lever()
        return Lecture(self.feuilles, regles, fixes, annees or (), assez_de_types, self.essai)


def _champ(nom: str) -> str:
    """Return the field that a name designates, in other words than its own; nothing when there is none."""
    return lire_titre(nom).nom
