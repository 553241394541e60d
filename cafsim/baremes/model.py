"""What the rate table holds: sources, hypotheses, blocks (one per aid), series, dated values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Literal, NamedTuple

NATIONAL = "national"
GUIDE_2020 = "guide-2020"
REFERENTIELS = (NATIONAL, GUIDE_2020)
ANNEE_DU_GUIDE = 2020

Statut = Literal["publie", "secondaire", "derive", "lacune", "saisi"]
Fiabilite = Literal["publie", "secondaire", "derive", "reconduit", "saisi"]
FIABILITES: tuple[Fiabilite, ...] = ("publie", "secondaire", "derive", "reconduit", "saisi")
"""From the strongest to the weakest."""

SOURCE_A_SOI = "tiers"
"""What a user's own source is, unless he says otherwise."""
NATURES_TIERCES = ("presse", SOURCE_A_SOI)
NATURES = ("circulaire", "bareme", "page_caf", "brochure", "parlement", "ministere", *NATURES_TIERCES)
"""Of a source: official ones first."""

UNITES = (
    "€/h", "€/place/an", "€/place", "€/hab", "€/mois", "€/an", "€/Etp", "€/groupe", "€", "€/m²", "€/diagnostic", "part",
    "%/h", "h", "h/place", "jours/an", "places", "Etp",
)  # fmt: skip

Cle = str | bool
"""A choice of a dimension: a word, or yes or no."""

Dimensions = Mapping[str, tuple[Cle, ...]]
"""What rates depend on, and choices of each."""


class Source(NamedTuple):
    """A document that states a rate. `jour` when its date is known, else `periode` in words (or nothing)."""

    identifiant: str
    titre: str
    editeur: str
    nature: str
    jour: date | None = None
    periode: str | None = None
    url: str | None = None

    @property
    def citation(self) -> str:
        """`Unccas, « Crèches : bonus… », 29/11/2018`."""
        quand = self.jour.strftime("%d/%m/%Y") if self.jour else self.periode
        return ", ".join(p for p in (self.editeur, f"« {self.titre} »", quand) if p)

    @property
    def citation_courte(self) -> str:
        """`Unccas, 2018`."""
        quand = str(self.jour.year) if self.jour else self.periode
        return f"{self.editeur}, {quand}" if quand else self.editeur


class Hypothese(NamedTuple):
    """What is assumed where no text says, and what the other choice would change."""

    numero: str
    titre: str
    texte: str
    effet: str


class Conflit(NamedTuple):
    """Another value that a source prints for the same rate."""

    source: str
    valeur: Fraction
    note: str | None = None


class Valeur(NamedTuple):
    """A row: one value (or bounds, or a gap) of a series from `debut` to `fin`, both included.

    `dimensions` maps each named key of the series to the values that this row covers; `jusqu_a` and `inclus` make it
    a tier of a scale (None: the last tier). `confirme_jusqu_au` is the last day for which a source confirms it.
    """

    cle: str
    unite: str
    debut: date
    fin: date | None
    statut: Statut
    minimum: Fraction | None
    maximum: Fraction | None
    rang: int = 0
    """Place in the series, from 1, to name the row in a message."""
    dimensions: Dimensions = MappingProxyType({})
    jusqu_a: Fraction | None = None
    inclus: bool = False
    confirme_jusqu_au: date | None = None
    permanent: bool = False
    """Whether it is a standing rule, not the figure of a year: it holds until a text changes it."""
    verifie_le: date | None = None
    """The day on which somebody last compared it with its sources."""
    changement_annonce: date | None = None
    sources: tuple[str, ...] = ()
    referentiel: str = NATIONAL
    note: str | None = None
    derivation: str | None = None
    ou_trouver: str | None = None
    conflit: tuple[Conflit, ...] = ()
    repris_de: int | None = None
    """In a forecast: the year of the exact value that stands here, for want of one of these days."""

    @property
    def valeur(self) -> Fraction | None:
        """The value when it is exact."""
        return self.minimum if self.minimum == self.maximum else None

    @property
    def fiabilite(self) -> Fiabilite | None:
        """How sure it is while a source confirms it; None for a gap."""
        return None if self.statut == "lacune" else self.statut

    @property
    def lacune(self) -> bool:
        """Whether nothing is known."""
        return self.statut == "lacune"


class Serie(NamedTuple):
    """All the rows of one rate; what it depends on, with every choice there is."""

    nom: str
    libelle: str
    ou_trouver: str
    dimensions: Dimensions
    echelle: str | None
    valeurs: tuple[Valeur, ...]

    @property
    def unite(self) -> str:
        """The unit of all its rows; nothing while it has none."""
        return self.valeurs[0].unite if self.valeurs else ""


class Bareme(NamedTuple):
    """The block of one aid: since when it exists, from which text, its series."""

    identifiant: str
    titre: str
    texte: str
    debut: date | None
    fin: date | None
    series: Mapping[str, Serie]


class Baremes(NamedTuple):
    """The whole table."""

    sources: Mapping[str, Source]
    hypotheses: Mapping[str, Hypothese]
    blocs: Mapping[str, Bareme]

    def serie(self, cle: str) -> Serie:
        """Return the series `block.name`. Raise KeyError when there is none."""
        bloc, _, nom = cle.partition(".")
        return self.blocs[bloc].series[nom]

    def connait(self, cle: str) -> bool:
        """Say whether there is a series `block.name`."""
        bloc, _, nom = cle.partition(".")
        return bloc in self.blocs and nom in self.blocs[bloc].series

    def cles(self) -> list[str]:
        """Return every `block.series` key, in the table's order."""
        return [f"{bloc.identifiant}.{nom}" for bloc in self.blocs.values() for nom in bloc.series]
