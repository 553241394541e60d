"""Read a sheet that was filled in: each figure checked against its line, all mistakes told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.model import UNITES, Baremes, Valeur
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.erreurs import EntreeRefusee, Probleme, refus
from cafsim.saisie.demandes import Bloc, Demande, demandes, manquantes
from cafsim.saisie.feuille import CAS, CHIFFRE, DOCUMENT, REPERE, TAUX, UNITE, dite
from cafsim.tables import Cellule, Rangee, RangeeIllisible, Recherche, Table, ouvrir
from cafsim.valeurs.lecture import lire_taux, lire_texte
from cafsim.valeurs.regles import conseil_annee

LIGNES_D_ENTETE = 30
VIDES = ("", "?", "-", "—", "–")
"""What stands in a cell that nobody filled in."""
_CHIFFRE = re.compile(rf"{CHIFFRE}\s+(\d{{4}})", re.IGNORECASE)
_DECALEE = "Une ligne a glissé, ou une colonne a été triée seule : refaites la feuille, et recopiez-y vos chiffres."

Identite = tuple[str, str]
"""The key of a rate and its case, in plain words."""


class Lue(NamedTuple):
    """A sheet that was read: its year, the figures typed, the rows that they make."""

    annee: int
    chiffres: int
    lignes: tuple[Valeur, ...]


class _Saisie(NamedTuple):
    """A figure of the sheet: where, for which line, from which document."""

    ligne: int
    demande: Demande
    chiffre: Fraction
    note: str | None


def lire(chemin: Path, tables: Iterable[Baremes], *, certain: bool = False) -> Lue:
    """Read a sheet; `tables` are the rate tables that it may have been made from.

    `certain`: surprising figures are right. Raise EntreeRefusee with everything that is wrong in it.
    """
    if chemin.suffix.lower() == ".toml":
        raise refus(chemin, "c'est un fichier de taux, pas une feuille.", "Il sert tel quel, avec l'option --baremes.")
    lue = ouvrir(chemin, Recherche(_connus, LIGNES_D_ENTETE, None))
    places, annee = _places(chemin, lue.titres)
    blocs = [bloc for table in tables for aide in demandes(table, annee, tout=True) for bloc in aide.blocs]
    lecteur = _Lecteur(chemin, places, {_identite(d): d for bloc in blocs for d in bloc}, certain=certain)
    saisies = list(lecteur.saisies(lue))
    lignes = list(lecteur.completer(blocs, saisies))
    if not saisies and not lecteur.problemes:
        lecteur.refuser(0, "", "aucun chiffre n'est rempli.", f"Remplissez la colonne « {CHIFFRE} {annee} ».")
    if lecteur.problemes:
        raise EntreeRefusee(sorted(lecteur.problemes, key=lambda p: p.ligne))
    return Lue(annee, len(saisies), tuple(lignes))


class _Lecteur:
    """Reads the lines of a sheet and notes every mistake."""

    def __init__(
        self, chemin: Path, places: Mapping[str, int], connues: Mapping[Identite, Demande], *, certain: bool
    ) -> None:
        self.problemes: list[Probleme] = []
        self._chemin = chemin
        self._places = places
        self._connues = connues
        self._certain = certain

    def refuser(self, ligne: int, cle: str, message: str, conseil: str = "") -> None:
        """Note a mistake."""
        self.problemes.append(Probleme(str(self._chemin), cle, message, conseil, ligne))

    def saisies(self, lue: Table) -> Iterator[_Saisie]:
        """Yield the figures, each line at most once."""
        vues: dict[Identite, int] = {}
        for rangee in lue.rangees():
            if isinstance(rangee, RangeeIllisible):
                self.refuser(rangee.ligne, "", rangee.raison, rangee.conseil)
                continue
            saisie = self._saisie(rangee)
            if saisie is None:
                continue
            avant = vues.setdefault(_identite(saisie.demande), saisie.ligne)
            if avant != saisie.ligne:
                message = f"ce taux est déjà rempli à la ligne {avant}."
                self.refuser(saisie.ligne, saisie.demande.cle, message, "Gardez l'une des deux.")
                continue
            yield saisie

    def completer(self, blocs: Iterable[Bloc], saisies: Iterable[_Saisie]) -> Iterator[Valeur]:
        """Yield the rows that the figures make; a scale is whole, or it is a mistake."""
        par_ligne = {_identite(s.demande): s for s in saisies}
        for bloc in blocs:
            ici = [par_ligne.pop(_identite(d), None) for d in bloc]
            saisie = next(filter(None, ici), None)
            if saisie is None:
                continue
            if absentes := manquantes(bloc, [s and s.chiffre for s in ici]):
                cas = ", ".join(d.cas for d in absentes)
                message = f"il manque d'autres tranches du même taux : {cas}."
                self.refuser(saisie.ligne, saisie.demande.cle, message, "Remplissez-les toutes, ou aucune.")
            for demande, s in zip(bloc, ici, strict=True):
                yield demande.valeur(s and s.chiffre, s and s.note, date.today())

    def _saisie(self, rangee: Rangee) -> _Saisie | None:
        cle, brut = self._texte(rangee, REPERE), self._cellule(rangee, CHIFFRE)
        vide = isinstance(brut, str) and brut.strip() in VIDES
        if not cle:
            if not vide:
                self.refuser(rangee.ligne, "", f"« {brut} » : ce chiffre n'est sur la ligne d'aucun taux.", _DECALEE)
            return None
        demande = self._demande(rangee, cle)
        if demande is None or vide:
            return None
        try:
            chiffre = _chiffre(brut, demande.unite)
            note = lire_texte(self._texte(rangee, DOCUMENT)) or None
        except ValueError as error:
            self.refuser(rangee.ligne, cle, str(error))
            return None
        doute = demande.doute(chiffre)
        if doute and not self._certain:
            self.refuser(rangee.ligne, cle, f"{doute}.", "Corrigez-le, ou ajoutez --oui si c'est bien ce chiffre.")
        return _Saisie(rangee.ligne, demande, chiffre, note)

    def _demande(self, rangee: Rangee, cle: str) -> Demande | None:
        """Return the line of the table that a line of the sheet is about; None when it is not sure."""
        cas = self._texte(rangee, CAS)
        demande = self._connues.get((cle, _nu(cas)))
        if demande is None:
            message = f"ce taux n'est pas dans le barème de cette année{f', pour « {cas} »' if cas else ''}."
            self.refuser(rangee.ligne, cle, message, _DECALEE)
            return None
        for titre, attendu in ((TAUX, demande.libelle), (UNITE, dite(demande.unite))):
            lu = self._texte(rangee, titre)
            if _nu(lu) != _nu(attendu):
                self.refuser(rangee.ligne, cle, f"« {lu} » au lieu de « {attendu} » ({titre}).", _DECALEE)
                return None
        return demande

    def _cellule(self, rangee: Rangee, titre: str) -> Cellule:
        place = self._places.get(titre)
        return rangee.cellules[place] if place is not None and place < len(rangee.cellules) else ""

    def _texte(self, rangee: Rangee, titre: str) -> str:
        return str(self._cellule(rangee, titre)).strip()


def _chiffre(brut: Cellule, unite: str) -> Fraction:
    """Read a figure in its unit. Raise ValueError, with a reason in French."""
    if isinstance(brut, date) and not isinstance(brut, str):
        raise ValueError(f"« {brut:%d/%m/%Y} » : le tableur a lu une date ; mettez la case en nombre, et retapez-la.")  # noqa: TRY004
    if isinstance(brut, str):
        longues = sorted(UNITES, key=len, reverse=True)
        autre = next((u for u in longues if brut.strip().endswith(u)), unite)
        if autre not in (unite, "€", "part"):
            raise ValueError(f"« {brut.strip()} » est en {autre}, et ce taux en {unite}.")
    return lire_taux(brut, unite)


def _connus(titres: Sequence[str]) -> int:
    attendus = {_nu(t) for t in (TAUX, CAS, UNITE, DOCUMENT, REPERE)}
    return sum(_nu(t) in attendus or _CHIFFRE.fullmatch(t.strip()) is not None for t in titres)


def _places(chemin: Path, titres: Sequence[str]) -> tuple[Mapping[str, int], int]:
    """Return where the columns are, and the year of the figures. Raise EntreeRefusee when it is no such sheet."""
    noms = {_nu(t): t for t in (TAUX, CAS, UNITE, DOCUMENT, REPERE)}
    places = {noms[_nu(t)]: place for place, t in enumerate(titres) if _nu(t) in noms}
    annees = [(place, int(t[1])) for place, titre in enumerate(titres) if (t := _CHIFFRE.fullmatch(titre.strip()))]
    absents = [t for t in (TAUX, CAS, UNITE, REPERE) if t not in places]
    if absents or len(annees) != 1:
        voulus = [*absents, *([] if len(annees) == 1 else [f"{CHIFFRE} AAAA (une seule)"])]
        conseil = "Une feuille à remplir : cafsim baremes feuille 2026 -o feuille-2026.xlsx"
        raise refus(chemin, f"ce n'est pas une feuille de taux : il manque {', '.join(voulus)}.", conseil)
    ((place, annee),) = annees
    if not PREMIER_EXERCICE <= annee <= dernier_exercice():
        raise refus(chemin, f"l'année {annee} n'est pas dans le barème.", conseil_annee())
    return {**places, CHIFFRE: place}, annee


def _identite(demande: Demande) -> Identite:
    return demande.cle, _nu(demande.cas)


def _nu(texte: str) -> str:
    """Return a text that spreadsheets can't have changed: neither its spaces, nor its capitals, nor its quotes."""
    return " ".join(texte.replace("\u2019", "'").split()).casefold()
