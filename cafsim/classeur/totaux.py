"""The totals of an equipment as formulas: the same lines count as in `estimation`, and shared ceilings hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs, Valeur, ailleurs
from cafsim.classeur.lignes import LigneEcrite
from cafsim.classeur.statuts import A_COMPLETER, incomplet
from cafsim.dispositifs.modele import Dispositif, Periodicite
from cafsim.estimation.resultat import AU_MAXIMUM, AU_MINIMUM, PERIODICITES, EquipementEstime, Total, somme

ZERO = Fraction(0)
ARGUMENTS_MAX = 200
"""Arguments that a function takes in a spreadsheet, with a margin."""


class TotalEcrit(NamedTuple):
    """The cells of a total: minimum, maximum, is it incomplete; and what they hold now."""

    minimum: str
    maximum: str
    incomplet: str
    vaut: tuple[Fraction, Fraction, bool]

    def montres(self) -> list[tuple[str, Valeur]]:
        """Return the two amounts as readers see them: words when nothing could be counted."""
        rien = f"AND({ailleurs(self.incomplet)},{ailleurs(self.maximum)}=0)"
        vide = self.vaut[2] and not self.vaut[1]
        bouts = zip((self.minimum, self.maximum), self.vaut[:2], strict=True)
        return [(f'IF({rien},"{A_COMPLETER}",{ailleurs(c)})', A_COMPLETER if vide else v) for c, v in bouts]


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
        droits = [x.minimum for x in comptees if x.nature in AU_MINIMUM]
        hauts = [x.maximum for x in comptees if x.nature in AU_MAXIMUM]
        moins = "".join(f"-{cellule}" for p, cellule in exces if p == periodicite)
        statuts = [f'{x.statut}="{incomplet(x.nature)}"' for x in comptees]
        formules = (f"ROUND({additionner(droits)},2)", f"ROUND({additionner(hauts)}{moins},2)", _une(statuts))
        resultat[str(periodicite)] = _ecrire(calculs, periodicite, formules, e.totaux[periodicite])
    return resultat


def ecrire_somme(calculs: Calculs, totaux: Sequence[TotalEcrit], periodicite: Periodicite) -> TotalEcrit:
    """Write the sum of totals of one periodicity."""
    formules = (
        f"ROUND({additionner([t.minimum for t in totaux])},2)",
        f"ROUND({additionner([t.maximum for t in totaux])},2)",
        _une([t.incomplet for t in totaux]),
    )
    return _ecrire(calculs, periodicite, formules, somme(Total(*t.vaut) for t in totaux))


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
    minimum, maximum, manque = calculs.ajouter(f"Total {periodicite}", formules, vaut)
    return TotalEcrit(minimum, maximum, manque, vaut)
