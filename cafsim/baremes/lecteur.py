"""Reads what a parsed Toml file of ours should hold, and notes each fault instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cafsim.baremes import cles
from cafsim.baremes.cles import Chemin
from cafsim.baremes.fautes import Faute, refus
from cafsim.baremes.model import NATURES, Source
from cafsim.engine.numbers import to_fraction
from cafsim.erreurs import vouliez_vous
from cafsim.inerte import sur_une_ligne

Table = Mapping[str, Any]

FAUTES_MAX = 1_000


class TropDeFautes(Exception):
    """The reading stops here: who has so many faults has made one of them many times."""


class Lecteur:
    """Reads tables, texts, numbers, days. A value of the wrong kind is a fault, and something harmless takes its place.

    Each method takes the place of a table, the table, and the key to read in it.
    """

    def __init__(self) -> None:
        self.fautes: list[Faute] = []

    def faute(self, chemin: Chemin, message: str, conseil: str = "") -> None:
        """Note a fault."""
        self.noter([Faute(chemin, message, conseil)])

    def noter(self, fautes: Iterable[Faute]) -> None:
        """Note faults. Raise TropDeFautes when there are so many that no other is worth looking for."""
        for faute in fautes:
            self.fautes.append(faute)
            if len(self.fautes) >= FAUTES_MAX:
                raise TropDeFautes

    @contextmanager
    def lecture(self, fichier: str, texte: str = "") -> Iterator[None]:
        """Surround the reading of a file. Raise EntreeRefusee at its end with the faults noted."""
        with suppress(TropDeFautes):
            yield
        if self.fautes:
            raise refus(self.fautes, fichier, texte)

    def table(
        self, chemin: Chemin, brut: object, permises: Iterable[str] | None = None, obligatoires: Iterable[str] = ()
    ) -> Table:
        """Return a table, given itself; note the keys that it may not have, and those that it lacks."""
        if not isinstance(brut, Mapping):
            self.faute(chemin, "une table est attendue.")
            brut = {}
        if permises is not None:
            self.connues(chemin, brut, permises)
        for champ in (c for c in obligatoires if c not in brut):
            self.faute(chemin, f"il manque « {champ} ».")
        return brut

    def liste(self, chemin: Chemin, brut: object, exemple: str) -> list[Any]:
        """Return a list, given itself."""
        if isinstance(brut, list):
            return brut
        self.faute(chemin, "une liste est attendue.", f"Exemple : {exemple}")
        return []

    def connues(self, chemin: Chemin, brut: Table, permises: Iterable[str]) -> None:
        """Note the keys of a table that are not among those it may have."""
        permises = set(permises)
        for cle in brut:
            if cle not in permises:
                conseil = vouliez_vous(cle, sorted(permises))
                self.faute((*chemin, cle), f"clé inconnue « {cle} ».", conseil)

    def texte(self, chemin: Chemin, brut: Table, champ: str) -> str | None:
        """Read a text, on one line, if it is there."""
        valeur = brut.get(champ)
        if valeur is None:
            return None
        if isinstance(valeur, str):
            return sur_une_ligne(valeur)
        self.faute((*chemin, champ), f"« {champ} » doit être un texte.", f'Entre guillemets : {champ} = "…".')
        return None

    def textes(self, chemin: Chemin, brut: Table, champ: str) -> tuple[str, ...]:
        """Read a list of texts."""
        valeurs = self.liste((*chemin, champ), brut.get(champ, []), f'{champ} = ["…"].')
        if all(isinstance(v, str) for v in valeurs):
            return tuple(valeurs)
        self.faute((*chemin, champ), f"« {champ} » doit être une liste de textes.", f'Exemple : {champ} = ["…"].')
        return ()

    def parmi(self, chemin: Chemin, brut: Table, champ: str, connus: Sequence[str], refus: str) -> str:
        """Read one of the known words; `refus` says what any other is."""
        valeur = str(brut.get(champ, ""))
        if valeur not in connus:
            self.faute((*chemin, champ), f"{refus} « {valeur} ».", vouliez_vous(valeur, connus))
        return valeur

    def nombre(self, chemin: Chemin, brut: Table, champ: str) -> Fraction | None:
        """Read a number that is not negative, if it is there."""
        valeur = brut.get(champ)
        if valeur is None:
            return None
        if isinstance(valeur, bool) or not isinstance(valeur, int | Decimal):
            self.faute((*chemin, champ), f"« {champ} » doit être un nombre.", "Sans guillemets, avec un point : 6.63.")
            return None
        try:
            lu = to_fraction(valeur)
        except ValueError as error:
            self.faute((*chemin, champ), f"« {champ} » : {error}.")
            return None
        if lu < 0:
            self.faute((*chemin, champ), f"« {champ} » est négatif.")
        return lu

    def oui_non(self, chemin: Chemin, brut: Table, champ: str) -> bool:
        """Read yes or no; no when it is not there."""
        valeur = brut.get(champ, False)
        if not isinstance(valeur, bool):
            self.faute((*chemin, champ), f"« {champ} » est true ou false.")
        return valeur is True

    def jour(self, chemin: Chemin, brut: Table, champ: str) -> date | None:
        """Read a day, if it is there."""
        valeur = brut.get(champ)
        if valeur is None or type(valeur) is date:
            return valeur
        self.faute((*chemin, champ), f"« {champ} » doit être une date.", "Exemple : 2024-01-01, sans guillemets.")
        return None

    def source(self, nom: str, brut: object) -> Source:
        """Read `[sources.nom]`."""
        chemin = ("sources", nom)
        brut = self.table(chemin, brut, cles.SOURCE, ("titre", "editeur"))
        nature = self.parmi(chemin, brut, "nature", NATURES, "nature inconnue")
        titre, editeur, periode, url = (self.texte(chemin, brut, c) for c in ("titre", "editeur", "periode", "url"))
        if url and not url.startswith(("https://", "http://")):
            self.faute((*chemin, "url"), "« url » n'est pas une adresse du web.", 'Exemple : url = "https://…".')
        return Source(nom, titre or "", editeur or "", nature, self.jour(chemin, brut, "date"), periode, url)
