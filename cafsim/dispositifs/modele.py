"""How an aid is declared: what it is, on which conditions, and a formula per line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from cafsim.baremes.symbols import Taux
from cafsim.engine.algebra import arrondi
from cafsim.engine.expr import Expr
from cafsim.equipements.champs import Entrees
from cafsim.equipements.projet import Donnee

__all__ = [
    "NATURES", "PART_MAXIMALE", "Calcul", "Change", "Condition", "Cumul", "Dispositif", "Donnees", "Entrees", "Expr",
    "Formule", "Inconnu", "Levier", "Ligne", "Nature", "OrdreDeGrandeur", "Payeur", "Periodicite", "Taux", "Test",
]  # fmt: skip
"""All the words that the module of an aid declares it with; the functions of its formulas are those of the algebra."""

Nature = Literal["droit", "plafond", "decision", "indicatif"]
Periodicite = Literal["annuel", "ponctuel"]
Payeur = Literal["caf", "etat"]

Formule = Callable[[Entrees, Taux], Expr]
Test = Callable[[Entrees, Taux], Expr | bool]

NATURES: dict[Nature, str] = {
    "droit": "règle nationale, versée dès que les conditions sont remplies",
    "plafond": "montant maximal : le conseil d'administration de la Caf décide",
    "decision": "aucun montant national : la Caf décide",
    "indicatif": "ordre de grandeur, compté dans aucun total",
}

PART_MAXIMALE = "Part maximale du coût"
"""The step of an aid that pays at most a share of the cost: every screen shows it beside the amount."""


class Condition(NamedTuple):
    """What must hold for a line to be due, and the reason given when it does not."""

    test: Test
    motif: str


class Calcul(NamedTuple):
    """What a formula returns: the amount (€), and the quantity and unit rate that a reader expects to see beside it."""

    montant: Expr
    base: Expr | None = None
    unite: str = ""
    taux: Expr | None = None

    @classmethod
    def par_unite(cls, quantite: Expr, unite: str, taux: Expr) -> Calcul:
        """Return a quantity paid at so much a unit."""
        return cls(arrondi(quantite * taux), quantite, unite, taux)

    @property
    def unite_taux(self) -> str:
        """The unit of the rate: `€/h` for hours, a share for euros."""
        return "part" if self.unite == "€" else f"€/{self.unite.removesuffix('s')}"


class OrdreDeGrandeur(NamedTuple):
    """What a forecast counts (€) from published means, while one of the fields `faute_de` is unknown."""

    faute_de: tuple[str, ...]
    formule: Formule


class Ligne(NamedTuple):
    """One line of the estimate. It is left out when `presente` is known to be false (nothing to count).

    It bears the title of its aid, unless it has a label of its own.
    """

    formule: Callable[[Entrees, Taux], Calcul]
    libelle: str = ""
    conditions: tuple[Condition, ...] = ()
    presente: Test | None = None
    nature: Nature | None = None
    ordre_de_grandeur: OrdreDeGrandeur | None = None


class Cumul(NamedTuple):
    """A ceiling (€) that this aid and `avec` share."""

    avec: tuple[str, ...]
    limite: Formule
    message: str


Donnees = Mapping[str, Donnee]
"""The values of an equipment, defaults filled in."""


class Inconnu(NamedTuple):
    """What a lever answers when the project does not say whether it is already done: the fields to fill in first."""

    champs: tuple[str, ...]


Change = Callable[[Donnees, int], Donnees | Inconnu | None]
"""From the values and the exercice: the fields that change, or None when the lever does not apply or is already done.

An `Inconnu` instead names what must be known first. The values given are never modified.
"""


class Levier(NamedTuple):
    """What the town hall or the manager could do to receive more, declared beside the aid that it moves.

    `demande` says what it takes, its cost included, from the facts of the dossiers only. `champs` names all that
    `change` may touch. A lever that is `commun` is pulled once for all the equipments of the project (a convention,
    places of a whole territory).
    """

    titre: str
    champs: tuple[str, ...]
    change: Change
    demande: str
    commun: bool = False


class Dispositif(NamedTuple):
    """An aid. Its rates are in the block of the same name of the rate table.

    `groupe` names the sub-table without which the aid does not concern the equipment; `date` the field whose day the
    rates follow, instead of the exercice.
    """

    identifiant: str
    titre: str
    equipements: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    resume: str
    nature: Nature = "droit"
    periodicite: Periodicite = "annuel"
    payeur: Payeur = "caf"
    beneficiaire: str = "gestionnaire"
    conditions: tuple[Condition, ...] = ()
    groupe: str | None = None
    date: str | None = None
    cumul: Cumul | None = None
    leviers: tuple[Levier, ...] = ()
    noms: tuple[str, ...] = ()
    """The other names that people give it, besides what its title holds."""

    @classmethod
    def travaux(  # noqa: PLR0913 (what an aid says of itself)
        cls, identifiant: str, titre: str, equipements: tuple[str, ...], lignes: tuple[Ligne, ...], resume: str, *,
        conditions: tuple[Condition, ...] = (), groupe: str | None = None, cumul: Cumul | None = None,
        leviers: tuple[Levier, ...] = (),
    ) -> Dispositif:  # fmt: skip
        """Return an aid to works: a ceiling, once, for who has them done, at the rates of the day of the file."""
        return cls(
            identifiant, titre, equipements, lignes, resume, "plafond", "ponctuel", beneficiaire="maître d'ouvrage",
            conditions=conditions, groupe=groupe, date="date_dossier", cumul=cumul, leviers=leviers,
        )  # fmt: skip
