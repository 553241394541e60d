"""How a check of what was typed is declared: when it finds something amiss, what it says, what may be wrong."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.symbols import Taux
from cafsim.engine.algebra import entre, ou
from cafsim.engine.expr import Expr
from cafsim.equipements.champs import Entrees

Formule = Callable[[Entrees, Taux], Expr]
Test = Callable[[Entrees, Taux], Expr | bool]


class Reparation(NamedTuple):
    """A likely slip: the question that names it, the factor that repairs it."""

    question: str
    facteur: Fraction


class Suspect(NamedTuple):
    """Fields that may be wrong, by the same factor when there are several, and what they are often confused with."""

    champs: tuple[str, ...]
    reparations: tuple[Reparation, ...] = ()
    rappel: str = ""


class Mesure(NamedTuple):
    """What a check weighs, between the two ends of `repere`."""

    grandeur: Formule
    repere: Formule
    unite: str

    def hors_repere(self, e: Entrees, b: Taux) -> Expr:
        """Say whether it lies outside: known only when it does whatever is not known."""
        grandeur, repere = self.grandeur(e, b), self.repere(e, b)
        return ou(grandeur < repere, repere < grandeur)


class Controle(NamedTuple):
    """A check: something is amiss when `test` is known to hold. `message` says what, without figures nor final stop.

    `suspects`: the most likely first. `date`: the field whose day the rates follow, instead of the exercice.
    """

    test: Test
    message: str
    suspects: tuple[Suspect, ...]
    mesure: Mesure | None = None
    date: str | None = None

    @property
    def champs(self) -> tuple[str, ...]:
        """Every field that may be wrong."""
        return tuple(dict.fromkeys(champ for suspect in self.suspects for champ in suspect.champs))


def surprenant(message: str, mesure: Mesure, *suspects: Suspect) -> Controle:
    """Return the check of a figure that should lie between two landmarks."""
    return Controle(mesure.hors_repere, message, suspects, mesure)


def plus_que_les_charges(champ: str, message: str) -> Controle:
    """Return the check of an amount of the year that can't be above the charges."""
    return Controle(
        lambda e, b: getattr(e, champ) > e.depenses,
        message,
        (Suspect(("depenses",), EUROS_PAR_AN), Suspect((champ,), EUROS_PAR_AN)),
    )


def travaux(bloc: str, *cles: str) -> tuple[Controle, ...]:
    """Return the checks of works beside what the Caf brings to a new place (€/place).

    `bloc` holds its rates; `cles` are the fields that they depend on.
    """

    def taux(nom: str, e: Entrees, b: Taux) -> Expr:
        return b.de(bloc).selon(nom, **{cle: getattr(e, cle) for cle in cles})

    def trop(e: Entrees, b: Taux) -> Expr:
        tapee, plafond = e.majoration_potentiel_financier, taux("plafond_par_place", e, b)
        return ou(tapee > taux("majoration_potentiel_financier", e, b), tapee + taux("socle", e, b) > plafond)

    return (
        Controle(
            lambda e, b: e.cout < b.de(REPERES).part_plausible * taux("socle", e, b) * e.places_creees,
            "Le coût des travaux est très faible pour les places créées",
            (Suspect(("cout",), EUROS_DE_TRAVAUX), Suspect(("places_creees",), EFFECTIF)),
            date="date_dossier",
        ),
        Controle(
            trop,
            "La majoration de potentiel financier dépasse ce que le barème publié permet",
            (Suspect(("majoration_potentiel_financier",), rappel="pour une place, pas pour tout le projet"),),
            date="date_dossier",
        ),
    )


def autour(moyenne: Expr, b: Taux) -> Expr:
    """Return what is plausible beside a published mean: by default, from half of it to its double."""
    part = b.de(REPERES).part_plausible
    return entre(moyenne * part, moyenne / part, "")


REPERES = "reperes"
"""The block of the rate table that holds published means."""

HEURES_PAR_AN = 366 * 24
"""No place is open longer."""

_DIX_FOIS_TROP = Reparation("est-ce dix fois trop ?", Fraction(1, 10))
_DIX_FOIS_TROP_PEU = Reparation("est-ce dix fois trop peu ?", Fraction(10))
MOIS = Reparation("est-ce un mois ?", Fraction(12))
_MILLIERS = Reparation("est-ce en milliers ?", Fraction(1000))
_MILLIERS_D_EUROS = Reparation("est-ce en milliers d'euros ?", Fraction(1000))

EUROS_PAR_AN = (
    MOIS, _MILLIERS_D_EUROS, _DIX_FOIS_TROP_PEU, _DIX_FOIS_TROP,
    Reparation("est-ce en centimes ?", Fraction(1, 100)),
)  # fmt: skip
HEURES_EN_CRECHE = (
    Reparation("est-ce une semaine ?", Fraction(48)), MOIS, _MILLIERS, _DIX_FOIS_TROP_PEU, _DIX_FOIS_TROP,
)  # fmt: skip
HEURES_EN_ALSH = (Reparation("est-ce une semaine d'école ?", Fraction(36)), MOIS, _MILLIERS, _DIX_FOIS_TROP)
EFFECTIF = (_DIX_FOIS_TROP_PEU, _DIX_FOIS_TROP)
EUROS_DE_TRAVAUX = (_MILLIERS_D_EUROS, _DIX_FOIS_TROP_PEU)
POURCENTAGE = (Reparation("est-ce une part (1 pour 100 %) ?", Fraction(100)),)
