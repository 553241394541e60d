"""The totals of an equipment as formulas: the same lines count as in `estimation`, and shared ceilings hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs, Valeur, ailleurs
from cafsim.classeur.lignes import LigneEcrite
from cafsim.dispositifs.modele import Dispositif, Periodicite
from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import AU_MAXIMUM, AU_MINIMUM, PERIODICITES, EquipementEstime, Total, somme
from cafsim.render.mots import courants as mots

ARGUMENTS_MAX = 200
"""Arguments that a function takes in a spreadsheet, with a margin."""


class TotalEcrit(NamedTuple):
    """The cells of a total, and what they hold now. `incomplet`, `prevision_incomplete`: something is not counted."""

    minimum: str
    maximum: str
    incomplet: str
    prevision: str
    prevision_incomplete: str
    vaut: Total

    def montres(self) -> list[tuple[str, Valeur]]:
        """Return the three amounts as readers see them: words when nothing could be counted."""
        vaut = self.vaut
        vide = (self.incomplet, self.maximum, vaut.incomplet and not vaut.maximum)
        sans_prevision = (
            self.prevision_incomplete,
            self.prevision,
            vaut.prevision_incomplete and not vaut.prevision,
        )
        return [
            (
                f'IF(AND({ailleurs(ouvert)},{ailleurs(somme_)}=0),"{mots.A_COMPLETER}",{ailleurs(c)})',
                mots.A_COMPLETER if rien else v,
            )
            for c, v, (ouvert, somme_, rien) in (
                (self.minimum, vaut.minimum, vide),
                (self.maximum, vaut.maximum, vide),
                (self.prevision, vaut.prevision, sans_prevision),
            )
        ]


class Limite(NamedTuple):
    """A ceiling that an aid shares with others: the cell of its highest value, and what it holds now."""

    dispositif: Dispositif
    haut: str
    vaut: Fraction | None


def ecrire_totaux(
    calculs: Calculs, lignes: Sequence[LigneEcrite], limites: Iterable[Limite], e: EquipementEstime
) -> dict[str, TotalEcrit]:
    """Write the totals of one equipment, by periodicity."""
    exces = [(x.dispositif.periodicite, _exces(calculs, x, lignes)) for x in limites]
    resultat = {}
    for periodicite in PERIODICITES:
        comptees = [x for x in lignes if x.dispositif.periodicite == periodicite and x.dispositif.payeur == "caf"]
        droits = [x for x in comptees if x.nature in AU_MINIMUM]
        hauts = [x.maximum for x in comptees if x.nature in AU_MAXIMUM]
        moins = "".join(f"-{cellule}" for p, cellule in exces if p == periodicite)
        statuts = [f'{x.statut}="{mots.ouvert(x.nature)}"' for x in comptees]
        sans_prevision = [f'{x.prevision}="{mots.ouvert(x.nature)}"' for x in droits]
        formules = (
            f"ROUND({additionner([x.minimum for x in droits])},2)",
            f"ROUND({additionner(hauts)}{moins},2)",
            _une(statuts),
            f"ROUND({additionner([x.prevision for x in droits])},2)",
            _une(sans_prevision),
        )
        resultat[str(periodicite)] = _ecrire(calculs, periodicite, formules, e.totaux[periodicite])
    return resultat


def ecrire_somme(calculs: Calculs, totaux: Sequence[TotalEcrit], periodicite: Periodicite) -> TotalEcrit:
    """Write the sum of totals of one periodicity."""
    formules = (
        f"ROUND({additionner([t.minimum for t in totaux])},2)",
        f"ROUND({additionner([t.maximum for t in totaux])},2)",
        _une([t.incomplet for t in totaux]),
        f"ROUND({additionner([t.prevision for t in totaux])},2)",
        _une([t.prevision_incomplete for t in totaux]),
    )
    return _ecrire(calculs, periodicite, formules, somme(t.vaut for t in totaux))


def additionner(cellules: Sequence[str]) -> str:
    """Return a sum; cells that hold words (« à compléter ») count for nothing, and the total says « incomplet »."""
    if not cellules:
        return "0"
    paquets = [cellules[i : i + ARGUMENTS_MAX] for i in range(0, len(cellules), ARGUMENTS_MAX)]
    return "+".join(f"SUM({','.join(p)})" for p in paquets)


def _une(tests: Sequence[str]) -> str:
    paquets = [tests[i : i + ARGUMENTS_MAX] for i in range(0, len(tests), ARGUMENTS_MAX)]
    return f"OR({','.join('OR(' + ','.join(p) + ')' for p in paquets)})" if tests else "FALSE"


def _exces(calculs: Calculs, limite: Limite, lignes: Iterable[LigneEcrite]) -> str:
    """Write by how much the aids that share a ceiling exceed it."""
    cumul = limite.dispositif.cumul
    groupe = {limite.dispositif.identifiant, *(cumul.avec if cumul else ())}
    concernees = [x for x in lignes if x.dispositif.identifiant in groupe]
    formule = f"IF(ISNUMBER({limite.haut}),MAX({additionner([x.maximum for x in concernees])}-{limite.haut},0),0)"
    hauts = [x.vaut[1] for x in concernees]
    total = sum((h for h in hauts if isinstance(h, Fraction)), ZERO)
    vaut = ZERO if limite.vaut is None else max(total - limite.vaut, ZERO)
    return calculs.ajouter("Dépassement du plafond commun à plusieurs aides", (formule,), (vaut,))[0]


def _ecrire(calculs: Calculs, periodicite: Periodicite, formules: Sequence[str], total: Total) -> TotalEcrit:
    vaut = (total.minimum, total.maximum, total.incomplet)
    minimum, maximum, manque = calculs.ajouter(f"Total {periodicite}", formules[:3], vaut)
    prevu = (total.prevision, total.prevision_incomplete)
    prevision, inconnue = calculs.ajouter(f"Prévision, total {periodicite}", formules[3:], prevu)
    return TotalEcrit(minimum, maximum, manque, prevision, inconnue, total)
