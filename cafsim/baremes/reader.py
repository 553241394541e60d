"""From parsed TOML to the model of the rate table, every problem noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

from cafsim.baremes.check import check_serie
from cafsim.baremes.model import (
    NATIONAL,
    NATURES,
    REFERENTIELS,
    UNITES,
    Bareme,
    Conflit,
    Hypothese,
    Serie,
    Source,
    Statut,
    Valeur,
)
from cafsim.engine.numbers import to_fraction
from cafsim.erreurs import Probleme, vouliez_vous

_BLOC = {"titre", "texte", "debut", "fin", "series"}
_SERIE = {"libelle", "dimensions", "echelle", "ou_trouver"}
_SOURCE = {"titre", "editeur", "nature", "date", "periode", "url"}
_HYPOTHESE = {"titre", "texte", "effet"}
_VALEUR = {
    "debut", "fin", "confirme_jusqu_au", "changement_annonce", "valeur", "minimum", "maximum", "unite", "statut",
    "sources", "referentiel", "note", "derivation", "ou_trouver", "conflit", "jusqu_a", "inclus",
}  # fmt: skip

Table = Mapping[str, Any]


class TableReader:
    """Turns parsed TOML into the model, and notes each problem instead of stopping at the first."""

    def __init__(self, fichier: str) -> None:
        self.fichier = fichier
        self.problemes: list[Probleme] = []

    def probleme(self, cle: str, message: str, conseil: str = "") -> None:
        """Note a problem."""
        self.problemes.append(Probleme(self.fichier, cle, message, conseil))

    def table(self, ou: str, brut: object) -> Table:
        """Return a table; an empty one (and a problem) in place of anything else."""
        if isinstance(brut, Mapping):
            return brut
        self.probleme(ou, "une table est attendue.")
        return {}

    def liste(self, ou: str, brut: object) -> list[Any]:
        """Return a list; an empty one (and a problem) in place of anything else."""
        if isinstance(brut, list):
            return brut
        self.probleme(ou, "une liste est attendue.", f"Exemple : [[{ou}]].")
        return []

    def source(self, cle: str, brut: object) -> Source:
        """Read `[sources.cle]`."""
        brut = self.table(f"sources.{cle}", brut)
        self._inconnues(f"sources.{cle}", brut, _SOURCE)
        nature = str(brut.get("nature", ""))
        if nature not in NATURES:
            self.probleme(f"sources.{cle}", f"nature inconnue « {nature} ».", vouliez_vous(nature, sorted(NATURES)))
        for champ in ("titre", "editeur"):
            if champ not in brut:
                self.probleme(f"sources.{cle}", f"il manque « {champ} ».")
        titre, editeur = str(brut.get("titre", "")), str(brut.get("editeur", ""))
        return Source(cle, titre, editeur, nature, brut.get("date"), brut.get("periode"), brut.get("url"))

    def hypothese(self, numero: str, brut: object) -> Hypothese:
        """Read `[hypotheses.numero]`."""
        brut = self.table(f"hypotheses.{numero}", brut)
        self._inconnues(f"hypotheses.{numero}", brut, _HYPOTHESE)
        for champ in sorted(_HYPOTHESE - brut.keys()):
            self.probleme(f"hypotheses.{numero}", f"il manque « {champ} ».")
        return Hypothese(numero, *(str(brut.get(c, "")) for c in ("titre", "texte", "effet")))

    def bloc(self, nom: str, brut: object) -> Bareme:
        """Read the block of one aid."""
        brut = self.table(nom, brut)
        metas = self.table(f"{nom}.series", brut.get("series", {}))
        self._inconnues(nom, brut, _BLOC | metas.keys())
        series = {s: self.serie(f"{nom}.{s}", s, meta, brut.get(s, [])) for s, meta in metas.items()}
        debut, fin = self._jour(nom, brut, "debut"), self._jour(nom, brut, "fin")
        return Bareme(nom, str(brut.get("titre", nom)), str(brut.get("texte", "")), debut, fin, series)

    def bloc_controle(self, nom: str, brut: object, sources: Mapping[str, Source]) -> Bareme:
        """Read a block and note what is wrong with its rows."""
        bloc = self.bloc(nom, brut)
        for serie in bloc.series.values():
            self.problemes += check_serie(serie, sources, self.fichier)
        return bloc

    def serie(self, cle: str, nom: str, meta: object, lignes: object) -> Serie:
        """Read a series and its rows."""
        meta = self.table(f"series de {cle}", meta)
        self._inconnues(f"series de {cle}", meta, _SERIE)
        dimensions = self._textes(f"series de {cle}", meta, "dimensions")
        valeurs = [self.valeur(i, cle, dimensions, v) for i, v in enumerate(self.liste(cle, lignes), 1)]
        echelle = meta.get("echelle")
        ou_trouver = str(meta.get("ou_trouver", ""))
        libelle = str(meta.get("libelle", nom))
        return Serie(nom, libelle, ou_trouver, dimensions, echelle, tuple(v for v in valeurs if v))

    def valeur(
        self, rang: int, cle: str, dimensions: tuple[str, ...], brut: object, *, saisie: bool = False
    ) -> Valeur | None:
        """Read a row; None (and a problem) when it can't stand."""
        ou = f"{cle}, ligne {rang}"
        avant = len(self.problemes)
        brut = self.table(ou, brut)
        self._inconnues(ou, brut, _VALEUR | set(dimensions))
        statut = self._statut(ou, brut, "saisi" if saisie else None)
        unite = str(brut.get("unite", ""))
        if unite not in UNITES:
            self.probleme(ou, f"unité inconnue « {unite} ».", vouliez_vous(unite, sorted(UNITES)))
        referentiel = str(brut.get("referentiel", NATIONAL))
        if referentiel not in REFERENTIELS:
            self.probleme(ou, f"référentiel inconnu « {referentiel} ».", vouliez_vous(referentiel, REFERENTIELS))
        jours = {c: self._jour(ou, brut, c) for c in ("debut", "fin", "confirme_jusqu_au", "changement_annonce")}
        if jours["debut"] is None:
            self.probleme(ou, "il manque « debut », le premier jour d'effet.", "Exemple : debut = 2024-01-01.")
        minimum, maximum = self._bornes(ou, brut, statut)
        conflit = tuple(self._conflit(ou, c) for c in self.liste(f"{ou}, conflit", brut.get("conflit", [])))
        par_cle = {d: self._choix(ou, d, brut[d]) for d in dimensions if d in brut}
        sources = self._textes(ou, brut, "sources")
        jusqu_a = self._nombre(ou, brut, "jusqu_a")
        inclus = brut.get("inclus", False)
        if not isinstance(inclus, bool):
            self.probleme(ou, "« inclus » est true ou false.")
        if len(self.problemes) > avant or jours["debut"] is None:
            return None
        return Valeur(
            cle=cle,
            unite=unite,
            debut=jours["debut"],
            fin=jours["fin"],
            statut=statut,
            minimum=minimum,
            maximum=maximum,
            dimensions=par_cle,
            rang=rang,
            jusqu_a=jusqu_a,
            inclus=inclus,
            confirme_jusqu_au=jours["confirme_jusqu_au"],
            changement_annonce=jours["changement_annonce"],
            sources=sources,
            referentiel=referentiel,
            note=brut.get("note"),
            derivation=brut.get("derivation"),
            ou_trouver=brut.get("ou_trouver"),
            conflit=conflit,
        )

    def _statut(self, ou: str, brut: Table, defaut: str | None) -> Statut:
        statut = brut.get("statut", defaut)
        if not isinstance(statut, str) or statut not in get_args(Statut):
            self.probleme(ou, f"statut inconnu « {statut} ».", vouliez_vous(str(statut), get_args(Statut)))
        resultat: Statut = statut
        return resultat

    def _bornes(self, ou: str, brut: Table, statut: Statut) -> tuple[Fraction | None, Fraction | None]:
        donnees = {c for c in ("valeur", "minimum", "maximum") if c in brut}
        if statut == "lacune":
            if donnees:
                self.probleme(ou, "une lacune ne porte pas de valeur.", "Retirez la valeur, ou changez le statut.")
            return None, None
        if donnees == {"valeur"}:
            valeur = self._nombre(ou, brut, "valeur")
            return valeur, valeur
        if donnees != {"minimum", "maximum"} and not (donnees == {"minimum"} and statut == "derive"):
            conseil = 'Un minimum seul se déduit : statut = "derive".'
            self.probleme(ou, "il faut « valeur », ou « minimum » et « maximum ».", conseil)
        minimum, maximum = self._nombre(ou, brut, "minimum"), self._nombre(ou, brut, "maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.probleme(ou, "le minimum dépasse le maximum.")
        return minimum, maximum

    def _conflit(self, ou: str, brut: object) -> Conflit:
        brut = self.table(f"{ou}, conflit", brut)
        self._inconnues(f"{ou}, conflit", brut, {"source", "valeur", "note"})
        return Conflit(str(brut.get("source", "")), self._nombre(ou, brut, "valeur") or Fraction(0), brut.get("note"))

    def _nombre(self, ou: str, brut: Table, champ: str) -> Fraction | None:
        valeur = brut.get(champ)
        if valeur is None:
            return None
        if isinstance(valeur, bool) or not isinstance(valeur, int | Decimal):
            self.probleme(ou, f"« {champ} » doit être un nombre.")
            return None
        try:
            lu = to_fraction(valeur)
        except ValueError as error:
            self.probleme(ou, f"« {champ} » : {error}.")
            return None
        if lu < 0:
            self.probleme(ou, f"« {champ} » est négatif.")
        return lu

    def _textes(self, ou: str, brut: Table, champ: str) -> tuple[str, ...]:
        valeurs = self.liste(f"{ou}, {champ}", brut.get(champ, []))
        if not all(isinstance(v, str) for v in valeurs):
            self.probleme(ou, f"« {champ} » doit être une liste de textes.")
            return ()
        return tuple(valeurs)

    def _choix(self, ou: str, dimension: str, brut: object) -> tuple[str | bool, ...]:
        valeurs = brut if isinstance(brut, list) else [brut]
        if not valeurs or not all(isinstance(v, str | bool) for v in valeurs):
            self.probleme(ou, f"« {dimension} » doit être un texte, ou true ou false.")
            return ()
        return tuple(valeurs)

    def _jour(self, ou: str, brut: Table, champ: str) -> date | None:
        valeur = brut.get(champ)
        if valeur is None or type(valeur) is date:
            return valeur
        self.probleme(ou, f"« {champ} » doit être une date.", "Exemple : 2024-01-01, sans guillemets.")
        return None

    def _inconnues(self, ou: str, brut: Table, connues: Iterable[str]) -> None:
        permises = set(connues)
        for cle in brut:
            if cle not in permises:
                self.probleme(ou, f"clé inconnue « {cle} ».", vouliez_vous(cle, sorted(permises)))
