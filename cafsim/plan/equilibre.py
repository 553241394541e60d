"""A plan that balances: expenses on one side, receipts and own funds on the other, in two or three cases side by side.

What nobody knows counts for nothing in a case, and is named: own funds are then so much lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import LigneEstimee

Cas = Literal["refus", "prevision", "bas", "haut"]
"""What the Caf brings: only what is a right, what a prudent budget counts on, the least of what it may, the most."""

Genre = Literal[
    "cout", "charges", "excedent", "caf", "reduction", "familles", "autres_recettes", "cofinancement", "reste"
]


class Poste(NamedTuple):
    """A row of a balance (€), an amount for each case; None where nobody knows. `ligne` is that of an aid."""

    genre: Genre
    montants: tuple[Fraction | None, ...]
    libelle: str = ""
    ligne: LigneEstimee | None = None
    public: bool | None = None

    @property
    def compte(self) -> tuple[Fraction, ...]:
        """What it counts for in each case."""
        return tuple(m or ZERO for m in self.montants)


class Equilibre(NamedTuple):
    """A balance. Without expenses (nobody knows them), nothing balances: own funds are not known either.

    `sans_haut`: a right has no upper bound, and the case where the Caf brings the most is not to be shown.
    """

    cas: tuple[Cas, ...]
    depenses: tuple[Poste, ...]
    recettes: tuple[Poste, ...]
    sans_haut: bool = False

    @property
    def total(self) -> tuple[Fraction, ...] | None:
        """What each side adds up to; None while the expenses are not known."""
        if any(m is None for p in self.depenses for m in p.montants):
            return None
        return tuple(sum(colonne, ZERO) for colonne in zip(*(p.compte for p in self.depenses), strict=True))

    @property
    def reste(self) -> Poste:
        """Own funds: what no other receipt pays."""
        return self.recettes[-1]

    @property
    def incomplet(self) -> bool:
        """Whether a receipt, own funds apart, is not known: these are then so much lower."""
        return any(None in p.montants for p in self.recettes[:-1])

    def simple(self) -> Equilibre:
        """Return the balance without the cases that come to the same as the one before them.

        The last one stays where it says that something is not known, and another one counts it for nothing.
        """
        montres = len(self.cas) - (self.sans_haut and self.cas[-1] == "haut")
        postes, dernier = (*self.depenses, *self.recettes), montres - 1
        gardes = [0]
        for r in range(1, montres):
            autre = any(p.compte[r] != p.compte[gardes[-1]] for p in postes)
            if autre or (r == dernier and any(p.montants[r] != p.montants[gardes[-1]] for p in postes)):
                gardes.append(r)

        def reduit(liste: tuple[Poste, ...]) -> tuple[Poste, ...]:
            return tuple(p._replace(montants=tuple(p.montants[r] for r in gardes)) for p in liste)

        return Equilibre(tuple(self.cas[r] for r in gardes), reduit(self.depenses), reduit(self.recettes))


def ensemble(equilibres: Sequence[Equilibre]) -> Equilibre | None:
    """Add balances up, genre by genre; those whose expenses nobody knows are left out."""
    connus = [e for e in equilibres if e.total is not None]
    if not connus:
        return None

    depenses, recettes = ([p for e in connus for p in e.depenses], [p for e in connus for p in e.recettes])
    return Equilibre(connus[0].cas, _sommes(depenses), _sommes(recettes), any(e.sans_haut for e in connus))


def _sommes(postes: Sequence[Poste]) -> tuple[Poste, ...]:
    """Return one row for each genre, own funds last."""
    genres = sorted(dict.fromkeys(p.genre for p in postes), key=lambda genre: genre == "reste")
    return tuple(
        Poste(genre, tuple(sum(colonne, ZERO) for colonne in zip(*(p.compte for p in siens), strict=True)))
        for genre in genres
        for siens in [[p for p in postes if p.genre == genre]]
    )


def parts(montants: Sequence[Fraction], total: Fraction) -> tuple[Fraction, ...]:
    """Return what each amount is of a total, in tenths of a hundredth, so rounded that they add up to it."""
    if total <= 0:
        return (ZERO,) * len(montants)
    justes = [m * 1000 / total for m in montants]
    entiers = [j // 1 for j in justes]
    manquent = int(sum(justes, ZERO) - sum(entiers))
    plus_loin = sorted(range(len(montants)), key=lambda r: entiers[r] - justes[r])[:manquent]
    return tuple(Fraction(e + (1 if r in plus_loin else 0), 1000) for r, e in enumerate(entiers))
