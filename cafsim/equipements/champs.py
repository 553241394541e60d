"""How a field is declared: once, for the project file, the questionnaire, the tables and the formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.expr import Expr, Input
from cafsim.engine.numbers import french_number


class Type(Enum):
    """What a field holds."""

    NOMBRE = "nombre"
    ENTIER = "nombre entier"
    OUI_NON = "oui ou non"
    CHOIX = "choix"
    DATE = "date"
    TEXTE = "texte"


class Choix(NamedTuple):
    """One of the values of a `CHOIX` field; `noms` are the other words that people use for it.

    It is offered for a year that holds a day from `debut` to `fin`. `implique` are the numbers that it settles.
    """

    valeur: str
    libelle: str
    noms: tuple[str, ...] = ()
    debut: date = date.min
    fin: date = date.max
    implique: tuple[tuple[str, int], ...] = ()

    def offert(self, annee: int) -> bool:
        """Say whether it makes sense in a year."""
        return self.debut.year <= annee <= self.fin.year


class Champ(NamedTuple):
    """A field: name in the project file, what it means, its unit and bounds, how to ask for it.

    `minimum` and `maximum` hold by nature (a share is within 0–1): they bound the unknown value too.
    `absurde` is only where a typing mistake is certain. `defaut` is taken when the field is absent; `defaut_de` names
    the field whose value it then takes.
    """

    nom: str
    libelle: str
    question: str
    aide: str
    type: Type = Type.NOMBRE
    unite: str = ""
    minimum: Fraction = Fraction(0)
    maximum: Fraction | None = None
    absurde: Fraction | None = None
    choix: tuple[Choix, ...] = ()
    ou_trouver: str = ""
    exemple: str = ""
    defaut: Fraction | bool | str | None = None
    defaut_de: str | None = None
    par_an: bool = True
    """Whether a number of euros or hours is that of a year: what is typed by month is then multiplied."""

    @property
    def plafond(self) -> Fraction | None:
        """The greatest number that is accepted; None without any."""
        return min((x for x in (self.maximum, self.absurde) if x is not None), default=None)

    @classmethod
    def oui_non(
        cls, nom: str, libelle: str, question: str, aide: str, *, ou_trouver: str = "", exemple: str = "true",
        defaut: bool | None = None,
    ) -> Champ:  # fmt: skip
        """Return a yes or no."""
        return cls(nom, libelle, question, aide, Type.OUI_NON, ou_trouver=ou_trouver, exemple=exemple, defaut=defaut)

    @classmethod
    def euros(
        cls, nom: str, libelle: str, question: str, aide: str, *, ou_trouver: str = "", exemple: str = "",
        absurde: Fraction = Fraction(50_000_000), par_an: bool = True,
    ) -> Champ:  # fmt: skip
        """Return an amount."""
        return cls(
            nom, libelle, question, aide, unite="€", absurde=absurde, ou_trouver=ou_trouver, exemple=exemple,
            par_an=par_an,
        )  # fmt: skip

    @classmethod
    def heures(
        cls, nom: str, libelle: str, question: str, aide: str, *, exemple: str,
        ou_trouver: str = "Déclaration d'activité à la Caf.", absurde: Fraction = Fraction(100_000),
        defaut: Fraction | None = None,
    ) -> Champ:  # fmt: skip
        """Return hours a year."""
        return cls(
            nom, libelle, question, aide, unite="h", absurde=absurde, ou_trouver=ou_trouver, exemple=exemple,
            defaut=defaut,
        )  # fmt: skip

    @classmethod
    def places(
        cls, nom: str, libelle: str, question: str, aide: str, *, ou_trouver: str = "", exemple: str = "",
        absurde: Fraction = Fraction(1_000), defaut_de: str | None = None,
    ) -> Champ:  # fmt: skip
        """Return a number of places."""
        return cls(
            nom, libelle, question, aide, unite="places", absurde=absurde, ou_trouver=ou_trouver, exemple=exemple,
            defaut_de=defaut_de,
        )  # fmt: skip

    @property
    def symbole(self) -> Input:
        """The field as a symbol of a formula."""
        if self.type is Type.OUI_NON:
            return Input(self.nom, self.libelle, "", choices=(True, False))
        if self.type is Type.CHOIX:
            return Input(self.nom, self.libelle, "", choices=tuple(c.valeur for c in self.choix))
        return Input(self.nom, self.libelle, self.unite, self.minimum, self.maximum)


class Groupe(NamedTuple):
    """A sub-table of an equipment, such as `[eaje.investissement]`.

    `listes` are its own tables that may be repeated, such as `[[eaje.investissement.cofinancements]]`.
    """

    nom: str
    titre: str
    question: str
    aide: str
    champs: tuple[Champ, ...]
    listes: tuple[Groupe, ...] = ()


class Coherence(NamedTuple):
    """A field that can't exceed another one, or several together."""

    petit: str
    grands: tuple[str, ...]
    message: str

    def rompue(self, valeurs: Mapping[str, object]) -> str | None:
        """Return the mistake in words, if the values are known and contradict each other."""
        petit = valeurs.get(self.petit)
        if petit is None:
            return None
        grands = [valeurs.get(g) for g in self.grands]
        connus = [g for g in grands if isinstance(g, Fraction)]
        if not isinstance(petit, Fraction) or len(connus) < len(grands) or petit <= sum(connus):
            return None
        return f"{self.message} ({french_number(petit)} contre {french_number(Fraction(sum(connus)))})."


class Equipement(NamedTuple):
    """A kind of equipment: the name of its table, its fields, its sub-tables, what its values must respect."""

    type: str
    titre: str
    article: str
    """`la crèche`: how a sentence names it."""
    rang: int
    """Place in lists, the most frequent first."""
    champs: tuple[Champ, ...]
    noms: tuple[str, ...] = ()
    """The other words that people use for it: `multi-accueil`, `halte-garderie`."""
    groupes: tuple[Groupe, ...] = ()
    coherences: tuple[Coherence, ...] = ()
    unique: bool = False
    """A project holds one at most: `[ctg]`, a single table, instead of `[[eaje]]`."""

    def tous_les_champs(self) -> Iterator[Champ]:
        """Yield the fields, those of the sub-tables last."""
        yield from self.champs
        for groupe in self.groupes:
            yield from groupe.champs


class Entrees:
    """The `e` of a formula: the fields of an equipment, and what it inherits, as symbols."""

    def __init__(self, champs: Mapping[str, Champ]) -> None:
        self._champs = champs

    def __getattr__(self, nom: str) -> Expr:
        if nom not in self._champs:
            raise AttributeError(f"no field {nom} is declared for this equipment")
        symbole = self.__dict__[nom] = self._champs[nom].symbole
        return symbole
