"""Run a batch from the command line: its files take their places together, a bar shows how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from cafsim.cli.commandes import batch_bilan
from cafsim.cli.console import noter
from cafsim.cli.options import STRICT_NON_TENU
from cafsim.engine.numbers import french_number
from cafsim.erreurs import Interruption
from cafsim.fichiers import provisoires
from cafsim.lot import execution
from cafsim.lot.calcul.processus import OuvrierPerdu
from cafsim.lot.calcul.reprise import effacer
from cafsim.lot.lecture.fichiers import Lot
from cafsim.lot.modele import Reglages
from cafsim.lot.resultat import sommaire
from cafsim.lot.resultat.rejets import chemin as chemin_des_rejets
from cafsim.lot.resultat.rejets import chemin_a_corriger

INATTENDU, REJETS = 1, 4


class Cibles(NamedTuple):
    """The files of a batch: its result, so many tables whose rejected rows are given back, its summaries."""

    resultat: Path
    tables: int
    vues: tuple[str, ...]

    @property
    def rejets(self) -> Path:
        """The reasons of what is rejected."""
        return chemin_des_rejets(self.resultat)

    @property
    def a_corriger(self) -> list[Path]:
        """The rejected rows of each table."""
        return [chemin_a_corriger(self.resultat, rang) for rang in range(self.tables)]

    @property
    def sommaires(self) -> list[Path]:
        """The summaries."""
        return [sommaire.chemin(self.resultat, vue) for vue in self.vues]

    @property
    def toutes(self) -> tuple[Path, ...]:
        """All of them."""
        return (self.resultat, self.rejets, *self.sommaires, *self.a_corriger)

    def provisoires(self, noms: tuple[Path, ...]) -> execution.Fichiers:
        """Return where to write, given a name for each of `toutes`."""
        resultat, mauvais, *autres = noms
        sommaires = dict(zip(self.vues, autres, strict=False))
        return execution.Fichiers(resultat, mauvais, tuple(autres[len(sommaires) :]), sommaires)


def executer(lot: Lot, reglages: Reglages, cibles: Cibles, coeurs: int | None, *, forcer: bool) -> int:
    """Do a batch, and tell what was done. Return the exit code."""
    try:
        ecrits = provisoires(*cibles.toutes, forcer=forcer)
        with ecrits as noms, _progression() as avancer:
            fichiers = cibles.provisoires(noms)
            bilan = execution.executer(lot, reglages, fichiers, coeurs=coeurs, avancer=avancer)
    except KeyboardInterrupt as error:
        if reglages.reprise is None:
            raise
        garde = f"Interrompu. Ce qui est calculé est gardé dans {reglages.reprise}."
        raise Interruption(f"{garde}\nPour continuer, tapez la même commande.") from error
    except OuvrierPerdu:
        noter("Un processus de calcul s'est arrêté (mémoire épuisée ?) : rien n'a été écrit.")
        noter("Réessayez avec --coeurs 1.")
        return INATTENDU
    if reglages.reprise:
        effacer(reglages.reprise)
    if cibles.resultat.suffix:
        _dire(cibles, rejets=bilan.rejets > 0)
    annees = sorted({t.regles.exercice for t in lot.tables} - {0})
    batch_bilan.afficher(bilan, cibles.vues, annees, cibles.rejets.name if cibles.resultat.suffix else "")
    if bilan.incertitudes:
        return STRICT_NON_TENU
    return REJETS if bilan.rejets else 0


def _dire(cibles: Cibles, *, rejets: bool) -> None:
    """Say which files were written."""
    noter(f"Résultat écrit : {cibles.resultat}")
    if cibles.vues:
        noter(f"Totaux écrits : {', '.join(map(str, cibles.sommaires))}")
    if rejets:
        noter(f"Lignes rejetées, avec la raison : {cibles.rejets}")
        a_rendre = [str(c) for c in cibles.a_corriger if c.exists()]
        if a_rendre:
            noter(f"Les mêmes lignes, à corriger puis à redonner à cafsim batch : {', '.join(a_rendre)}")


@contextmanager
def _progression() -> Iterator[Callable[[float, int], None]]:
    """Show a bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _part, _nombre: None
        return
    from rich.console import Console  # noqa: PLC0415 (for a terminal only)
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    colonnes = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    debut = monotonic()
    with Progress(*colonnes, console=Console(stderr=True), transient=True) as barre:
        tache = barre.add_task("Estimation", total=1.0)

        def avancer(part: float, nombre: int) -> None:
            rythme = Fraction(int(nombre / max(1e-3, monotonic() - debut)))
            dit = f"{french_number(Fraction(nombre))} équipements, {french_number(rythme)} par seconde"
            barre.update(tache, completed=part, description=dit)

        yield avancer
