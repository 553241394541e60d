"""What an estimation is: lines, totals, warnings. Plain data, no computation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from cafsim.baremes.model import Fiabilite, Source
from cafsim.dispositifs.modele import Nature, Payeur, Periodicite
from cafsim.engine.explain import Explanation
from cafsim.engine.numbers import ZERO
from cafsim.equipements.projet import EquipementSaisi

Statut = Literal["calcule", "fourchette", "a_completer", "non_eligible"]

PERIODICITES: tuple[Periodicite, ...] = ("annuel", "ponctuel")

AU_MINIMUM: frozenset[Nature] = frozenset({"droit"})
"""What the minimum of a total adds up: a ceiling may be refused."""
AU_MAXIMUM: frozenset[Nature] = AU_MINIMUM | {"plafond"}
"""What the maximum of a total adds up."""


class Manque(NamedTuple):
    """Something unknown that keeps a line from being exact: a field of the project, or a rate.

    `cle` is what to type (`heures_facturees`, `psu.horaire_max`), `texte` the whole sentence, `constat` its first part:
    what is missing, or known by bounds only.
    """

    genre: Literal["champ", "taux"]
    cle: str
    libelle: str
    ou_trouver: str
    texte: str
    constat: str = ""


class TauxGarde(NamedTuple):
    """A rate of the user's own sheet: of which year, which row of the table, typed on which day."""

    annee: int
    cle: str
    rang: int
    saisi_le: date


class Reconduit(NamedTuple):
    """A rate carried past the last day that a source confirms."""

    libelle: str
    confirme_jusqu_au: date


class LigneEstimee(NamedTuple):
    """One line. Amounts in euros; `minimum` and `maximum` are None only when the line is to be completed."""

    equipement: str
    type_equipement: str
    dispositif: str
    libelle: str
    periodicite: Periodicite
    nature: Nature
    payeur: Payeur
    beneficiaire: str
    statut: Statut
    base: Fraction | None = None
    unite: str = ""
    taux: Fraction | None = None
    unite_taux: str = ""
    montant: Fraction | None = None
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    prevision: Fraction | None = None
    """What a prudent budget counts on: the low end at the last rates known; None while nothing says how much."""
    prevision_repose_sur: tuple[str, ...] = ()
    """What the forecast takes for granted: `plafond horaire : 6,63 €/h, 2024` for a rate carried, else a sentence."""
    fiabilite: Fiabilite | None = None
    motifs: tuple[str, ...] = ()
    etapes: tuple[Explanation, ...] = ()
    sources: tuple[Source, ...] = ()
    hypotheses: tuple[str, ...] = ()
    manques: tuple[Manque, ...] = ()
    reserves: tuple[str, ...] = ()
    """What to know of the rates read: how they were deduced, what a source says beside them."""
    alertes: tuple[str, ...] = ()
    """The reserves that nobody may miss: sources that contradict the rate read. The first screen marks such a line."""
    reconduits: tuple[Reconduit, ...] = ()
    fiabilites: frozenset[Fiabilite] = frozenset()
    """The reliability of every rate read; `fiabilite` is the weakest."""
    taux_lus: tuple[str, ...] = ()
    champs_lus: tuple[str, ...] = ()
    rangees_lues: tuple[tuple[str, int], ...] = ()
    """Each row of the rate table that was read: key of the series, place of the row in it."""
    taux_gardes: tuple[TauxGarde, ...] = ()

    @property
    def retenue(self) -> bool:
        """Whether the line has not been ruled out."""
        return self.statut != "non_eligible"

    @property
    def de_la_caf(self) -> bool:
        """Whether the Caf pays it: what the State pays is in no total."""
        return self.payeur == "caf"

    @property
    def assuree(self) -> bool:
        """Whether it counts in the minimum of a total: a right that the Caf pays."""
        return self.de_la_caf and self.nature in AU_MINIMUM

    @property
    def comptee(self) -> bool:
        """Whether it counts in the maximum of a total: a right or a ceiling, that the Caf pays."""
        return self.de_la_caf and self.nature in AU_MAXIMUM

    @property
    def indicative(self) -> bool:
        """Whether it is an order of magnitude only, beside another line of the same aid."""
        return self.nature == "indicatif"

    @property
    def au_total(self) -> bool:
        """Whether it is shown above a total, counted or left to the Caf's decision; the others are shown apart."""
        return self.retenue and self.de_la_caf and not self.indicative

    @property
    def incertitudes(self) -> tuple[str, ...]:
        """What in the line is not strictly known; nothing when all is."""
        dites = {
            "montant connu en fourchette seulement": self.statut == "fourchette",
            "à compléter": self.statut == "a_completer",
            "taux déduit, non publié": "derive" in self.fiabilites,
            "taux reconduit d'une année antérieure": "reconduit" in self.fiabilites,
            f"hypothèse {', '.join(self.hypotheses)}": bool(self.hypotheses),
        }
        return tuple(dite for dite, presente in dites.items() if presente)

    @property
    def bas(self) -> Fraction:
        """The low end (€), zero while nobody knows it."""
        return self.minimum or ZERO

    @property
    def haut(self) -> Fraction:
        """The high end (€), zero while nobody knows it."""
        return self.maximum or ZERO

    @property
    def apport_prevu(self) -> Fraction | None:
        """What the line adds to the forecast of a total (€); None when a right has no forecast."""
        return self.prevision if self.assuree else ZERO


class Total(NamedTuple):
    """Sum of the lines of one periodicity (€).

    `incomplet`: a line could not be counted; `droit_inconnu`: one of them is a right. `prevision_incomplete`: a right
    has no forecast.
    """

    minimum: Fraction
    maximum: Fraction
    incomplet: bool
    prevision: Fraction = ZERO
    prevision_incomplete: bool = False
    droit_inconnu: bool = False

    def __add__(self, autre: Total) -> Total:  # type: ignore[override]  # a sum, not a longer tuple
        return Total(
            minimum=self.minimum + autre.minimum,
            maximum=self.maximum + autre.maximum,
            incomplet=self.incomplet or autre.incomplet,
            prevision=self.prevision + autre.prevision,
            prevision_incomplete=self.prevision_incomplete or autre.prevision_incomplete,
            droit_inconnu=self.droit_inconnu or autre.droit_inconnu,
        )

    @property
    def au_plus(self) -> Fraction | None:
        """The maximum that people may be told (€); None while a right is unknown: then "at least", and no more."""
        return None if self.droit_inconnu else self.maximum


def somme(totaux: Iterable[Total]) -> Total:
    """Add totals up."""
    return sum(totaux, Total(ZERO, ZERO, incomplet=False))


def total(lignes: Iterable[LigneEstimee], reduction: Fraction = ZERO) -> Total:
    """Add up lines of one periodicity; `reduction`: by how much a ceiling that several aids share cuts the maximum."""
    siennes = [x for x in lignes if x.de_la_caf]
    prevus = [x.apport_prevu for x in siennes]
    return Total(
        minimum=sum((x.bas for x in siennes if x.assuree), ZERO),
        maximum=sum((x.haut for x in siennes if x.comptee), ZERO) - reduction,
        incomplet=any(x.statut == "a_completer" for x in siennes),
        prevision=sum((x for x in prevus if x is not None), ZERO),
        prevision_incomplete=None in prevus,
        droit_inconnu=any(x.statut == "a_completer" for x in siennes if x.assuree),
    )


class EquipementEstime(NamedTuple):
    """One equipment of an estimation: its own year, its lines, its totals; `saisi`: what the user told of it."""

    nom: str
    type: str
    exercice: int
    lignes: tuple[LigneEstimee, ...]
    totaux: dict[Periodicite, Total]
    avertissements: tuple[str, ...] = ()
    """Sentences for the user: what was supposed, what is surprising; `doutes` first."""
    doutes: tuple[str, ...] = ()
    """Sentences that tell what was surely mistyped, with the likely repair."""
    invraisemblances: tuple[str, ...] = ()
    """Every check that fails, in few words, as tables tell it."""
    saisi: EquipementSaisi | None = None

    def reduction(self, periodicite: Periodicite) -> Fraction:
        """Return by how much (€) ceilings that several aids share cut the maximum of a total."""
        siennes = (x for x in self.lignes if x.periodicite == periodicite)
        return total(siennes).maximum - self.totaux[periodicite].maximum


class Estimation(NamedTuple):
    """The estimation of a project. `lignes` are those of `equipements`, in the same order."""

    projet: str
    exercice: int
    referentiel: str
    lignes: tuple[LigneEstimee, ...]
    totaux: dict[Periodicite, Total]
    avertissements: tuple[str, ...]
    equipements: tuple[EquipementEstime, ...]

    @property
    def doutes(self) -> tuple[str, ...]:
        """Return the sentences that tell what was surely mistyped, each once."""
        return tuple(dict.fromkeys(doute for equipement in self.equipements for doute in equipement.doutes))

    @property
    def remarques(self) -> tuple[str, ...]:
        """Return the other sentences for the user."""
        return tuple(x for x in self.avertissements if x not in self.doutes)

    def reduction(self, periodicite: Periodicite) -> Fraction:
        """Return by how much (€) ceilings that several aids share cut the maximum of a total."""
        return sum((e.reduction(periodicite) for e in self.equipements), ZERO)


MENTION = (
    "Estimation indicative, outil non officiel, sans lien avec la Caf. Seule la Caf décide du droit et du montant."
)
