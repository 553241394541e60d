"""What a plan is: ranges, scenarios, what remains. Plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from cafsim.baremes.model import Fiabilite, Source
from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan.equilibre import Equilibre

Porteur = Literal["commune", "autre", "inconnu"]
"""Who bears what remains: the commune (or its intercommunalité), someone else, or nobody told us."""

Etat = Literal["au_dessus", "au_dessous", "depend", "inconnu", "sans_objet"]
"""The owner's contribution beside the minimum: above, below, one or the other, not known, no rule here."""


@dataclass(frozen=True, slots=True)
class Plage:
    """An amount (€) between two ends; an end is None when nothing bounds it."""

    minimum: Fraction | None
    maximum: Fraction | None

    @classmethod
    def exacte(cls, valeur: Fraction | None) -> Plage:
        """Return an amount known exactly, or not at all."""
        return cls(valeur, valeur)

    @classmethod
    def somme(cls, bas: Iterable[Fraction | None], hauts: Iterable[Fraction | None]) -> Plage:
        """Return what adds up to all the low ends that are known at least, to all the high ends at most."""
        plafonds = [*hauts]
        connus = [haut for haut in plafonds if haut is not None]
        maximum = sum(connus, ZERO) if len(connus) == len(plafonds) else None
        return cls(sum((x or ZERO for x in bas), ZERO), maximum)

    def __add__(self, autre: Plage) -> Plage:
        return Plage(_plus(self.minimum, autre.minimum), _plus(self.maximum, autre.maximum))

    def __sub__(self, autre: Plage) -> Plage:
        return Plage(_moins(self.minimum, autre.maximum), _moins(self.maximum, autre.minimum))

    def __truediv__(self, diviseur: Fraction) -> Plage:
        bas, haut = self.minimum, self.maximum
        return Plage(None if bas is None else bas / diviseur, None if haut is None else haut / diviseur)


NULLE = Plage.exacte(ZERO)
INCONNUE = Plage(None, None)


class Lieu(NamedTuple):
    """The commune of an equipment; `titre` tells it from others: `Lille (Nord, 59350)`; `caf` names its Caf."""

    nom: str
    titre: str
    habitants: int | None
    caf: str = ""


class Cofinancement(NamedTuple):
    """Another funder of the works. None: the user did not say."""

    financeur: str
    montant: Fraction | None
    public: bool | None


class Scenario(NamedTuple):
    """Who pays for the works, in one hypothesis on the Caf. At each end the three add up to the cost."""

    caf: Plage
    autres: Plage
    reste: Plage

    def plus(self, autre: Scenario) -> Scenario:
        """Return the sum of two scenarios, part by part."""
        return Scenario(self.caf + autre.caf, self.autres + autre.autres, self.reste + autre.reste)


class Apport(NamedTuple):
    """The minimum contribution of a public owner: a check to have confirmed, never a verdict.

    `publics` is what the other public persons bring, `minimum` what the rule then asks of the owner. `caf_au_plus` is
    what that leaves to the Caf, `publics_au_plus` what the Caf's ceiling leaves to all the public persons but the owner
    (€, None when not known).
    """

    etat: Etat
    part: Fraction | None
    publics: Plage
    minimum: Plage
    phrases: tuple[str, ...]
    sources: tuple[Source, ...] = ()
    fiabilite: Fiabilite | None = None
    caf_au_plus: Fraction | None = None
    publics_au_plus: Fraction | None = None


class Investissement(NamedTuple):
    """The works of one equipment. `plafond`: the Caf grants all it may; `refus`: it grants only what is a right."""

    porteur: Porteur
    cout: Fraction | None
    caf: tuple[LigneEstimee, ...]
    autres: tuple[Cofinancement, ...]
    plafond: Scenario
    refus: Scenario
    equilibre: Equilibre
    apport: Apport
    remarques: tuple[str, ...]


class Fonctionnement(NamedTuple):
    """One year of operation of one equipment. `incomplet`: something that would lower what remains is not counted."""

    porteur: Porteur
    charges: Fraction | None
    familles: Fraction | None
    autres_recettes: Fraction | None
    caf: tuple[LigneEstimee, ...]
    total_caf: Plage
    reste: Plage
    equilibre: Equilibre
    places: Fraction | None
    heures: Fraction | None
    par_place: Plage
    par_heure: Plage
    incomplet: bool
    remarques: tuple[str, ...]


class PlanEquipement(NamedTuple):
    """One equipment: its works, its year, and the Caf's lines that stand in neither (`a_part`)."""

    nom: str
    type: str
    exercice: int
    investissement: Investissement | None
    fonctionnement: Fonctionnement | None
    a_part: tuple[LigneEstimee, ...]
    lieu: Lieu | None


class TotalInvestissement(NamedTuple):
    """The works of several equipments that the same bearer pays for."""

    cout: Plage
    plafond: Scenario
    refus: Scenario
    equilibres: tuple[Equilibre, ...]

    def plus(self, autre: TotalInvestissement) -> TotalInvestissement:
        """Return the sum of two totals."""
        plafond, refus = self.plafond.plus(autre.plafond), self.refus.plus(autre.refus)
        return TotalInvestissement(self.cout + autre.cout, plafond, refus, self.equilibres + autre.equilibres)


class TotalFonctionnement(NamedTuple):
    """A year of several equipments that the same bearer pays for."""

    charges: Plage
    caf: Plage
    reste: Plage
    incomplet: bool
    equilibres: tuple[Equilibre, ...]

    def plus(self, autre: TotalFonctionnement) -> TotalFonctionnement:
        """Return the sum of two totals."""
        charges, caf, reste = self.charges + autre.charges, self.caf + autre.caf, self.reste + autre.reste
        incomplet = self.incomplet or autre.incomplet
        return TotalFonctionnement(charges, caf, reste, incomplet, self.equilibres + autre.equilibres)


class Plan(NamedTuple):
    """The plan of a project, its totals by bearer."""

    projet: str
    exercice: int
    referentiel: str
    equipements: tuple[PlanEquipement, ...]
    investissement: Mapping[Porteur, TotalInvestissement]
    fonctionnement: Mapping[Porteur, TotalFonctionnement]
    doutes: tuple[str, ...]
    remarques: tuple[str, ...]


def _plus(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a + b


def _moins(a: Fraction | None, b: Fraction | None) -> Fraction | None:
    return None if a is None or b is None else a - b
