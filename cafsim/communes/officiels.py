"""Read an official file that the town hall downloaded: what it is, its years, its values. Nothing is lost unsaid."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from cafsim import tables
from cafsim.communes import table
from cafsim.communes.cellules import LECTEURS, PARTS, codes, semble_un_code
from cafsim.communes.genres import GENRES, PAR_EPCI, porteurs
from cafsim.communes.importes import Importe
from cafsim.communes.noms import cle
from cafsim.communes.reconnaitre import Reperes, reperer
from cafsim.erreurs import EntreeRefusee, refus

TAILLE_MAX = 400_000_000
"""Bytes, once out of its archive; the largest of these official files takes 35 million."""
BLOC = 1 << 20
LIGNES_D_ENTETE = 60
MINIMUM = 2010
SANS_ANNEE = 0
DECOUPAGES_QPV = {"QP": 2015, "QN": 2024}
"""How the code of a quartier begins, and the first year of its list."""


class FichierLu(NamedTuple):
    """What a file holds for a year: code → value, and the codes that the territory table does not know."""

    importe: Importe
    valeurs: dict[str, str]
    inconnus: tuple[str, ...]


class Lecture:
    """The values of a file as they are read: year → code → values, and what could not be read."""

    def __init__(self, ou: Reperes) -> None:
        self.ou = ou
        self.annees: dict[int, dict[str, list[str]]] = {}
        self.perdues: list[int] = []
        self.illisibles: Counter[str] = Counter()
        self.ecartees: Counter[str] = Counter()
        self.decoupages: set[str] = set()

    def lire(self, ligne: int, cellules: Sequence[str]) -> None:
        """Read a row: its value for each of its codes."""
        ou = self.ou
        if len(cellules) < ou.fin:
            if sum(bool(c.strip()) for c in cellules) > 1:
                self.perdues.append(ligne)
            return
        for colonne, attendu in ou.filtres:
            if not _convient(cellules[colonne], attendu):
                self.ecartees[cellules[colonne].strip()] += 1
                return
        siens = codes(cellules[ou.code], ou.genre)
        annee = _annee(cellules[ou.annee]) if ou.annee >= 0 else SANS_ANNEE
        if annee is None or (not siens and semble_un_code(cellules[ou.code])):
            self.perdues.append(ligne)
            return
        self._ajouter(annee, siens, cellules[ou.valeur].strip())
        if ou.code_qp >= 0:
            self.decoupages.add(cellules[ou.code_qp].strip()[:2].upper())

    def _ajouter(self, annee: int, siens: Sequence[str], texte: str) -> None:
        for code in siens:
            try:
                valeur = LECTEURS[self.ou.genre](texte)
            except ValueError:
                self.illisibles[texte] += 1
                continue
            if valeur:
                self.annees.setdefault(annee, {}).setdefault(code, []).append(valeur)


@lru_cache(maxsize=1024)
def _convient(cellule: str, attendu: str) -> bool:
    return bool(re.fullmatch(attendu, cle(cellule)))


def verifier_millesime(millesime: int | None) -> None:
    """Refuse a year that can't be. Raise EntreeRefusee."""
    if millesime is not None and not MINIMUM <= millesime <= date.today().year + 1:
        conseil = f"De {MINIMUM} à {date.today().year + 1}."
        raise refus("--millesime", f"{millesime} n'est pas une année plausible.", conseil)


def lire(chemin: Path, genre: str | None = None, millesime: int | None = None) -> list[FichierLu]:
    """Read an official file, the latest year first; `genre` and `millesime` say what it does not say itself.

    Raise EntreeRefusee: unreadable, not recognised, no year, values that make no sense.
    """
    tables.verifier_ordinaire(chemin)
    try:
        with _decompresse(chemin) as ouvert:
            lecture = _lecture(ouvert, genre)
        with chemin.open("rb") as fichier:
            somme = hashlib.file_digest(fichier, "sha256").hexdigest()
        lus = _par_annee(chemin, lecture, millesime)
        return [_fichier(chemin, lecture.ou, somme, annee, lus[annee]) for annee in sorted(lus, reverse=True)]
    except EntreeRefusee as error:  # of the copy out of its archive: the user knows the file that he named
        raise EntreeRefusee([p._replace(fichier=str(chemin)) for p in error.problemes]) from error


@contextmanager
def _decompresse(chemin: Path) -> Iterator[Path]:
    """Give a file to read, out of its gzip if it is in one: never more than TAILLE_MAX. Raise EntreeRefusee."""
    trop_gros = refus(chemin, "ce fichier est trop gros.", "Est-ce le bon fichier ? N'y gardez que l'indicateur utile.")
    taille = chemin.stat().st_size
    if taille > TAILLE_MAX:
        raise trop_gros
    with chemin.open("rb") as fichier:
        if fichier.read(2) != b"\x1f\x8b":
            yield chemin
            return
    with TemporaryDirectory() as dossier:
        copie = Path(dossier) / "fichier"
        try:
            with gzip.open(chemin) as source, copie.open("wb") as cible:
                while bloc := source.read(BLOC):
                    if cible.tell() + len(bloc) > min(TAILLE_MAX, tables.depliee_max(taille)):
                        raise trop_gros
                    cible.write(bloc)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise refus(chemin, "archive .gz abîmée ou incomplète.", "Téléchargez-la de nouveau.") from error
        with copie.open("rb") as fichier:
            extension = ".xlsx" if fichier.read(2) == b"PK" else ".csv"
        yield copie.rename(copie.with_suffix(extension))


def _lecture(chemin: Path, genre: str | None) -> Lecture:
    recherche = tables.Recherche(lambda titres: int(reperer(titres, genre) is not None), LIGNES_D_ENTETE, None)
    trouvee = tables.ouvrir(chemin, recherche)
    ou = reperer(trouvee.titres, genre)
    if ou is None:
        raise _non_reconnu(chemin, trouvee.titres, genre)
    lecture = Lecture(ou)
    for rangee in trouvee.rangees():
        if isinstance(rangee, tables.RangeeIllisible):
            conseil = "Un guillemet est sans doute de trop, ou jamais refermé. Est-ce le bon fichier ?"
            raise refus(chemin, f"ligne {rangee.ligne} : {rangee.raison}", conseil)
        lecture.lire(rangee.ligne, list(map(tables.en_texte, rangee.cellules)))
    return lecture


def _non_reconnu(chemin: Path, titres: Sequence[str], genre: str | None) -> EntreeRefusee:
    vus = ", ".join(t for t in titres[:8] if t) or "aucun titre"
    renommer = "Au besoin, renommez ses deux colonnes utiles code et valeur."
    if genre and (autre := reperer(titres, None)):
        conseil = f"Ce fichier semble dire : {GENRES[autre.genre].titre}. Si c'est le bon, ôtez --type."
    elif genre:
        ou = "de Siren d'intercommunalités" if genre in PAR_EPCI else "de codes Insee"
        conseil = f"Il faut une colonne {ou} et celle qui dit : {GENRES[genre].titre}. {renommer}"
    else:
        conseil = f"Dites ce que c'est : ajoutez --type et l'un de {', '.join(GENRES)}. {renommer}"
    return refus(chemin, f"colonnes non reconnues ({vus[:200]}).", conseil)


def _annee(cellule: str) -> int | None:
    trouvee = re.search(r"(?<!\d)20[0-9]{2}(?!\d)", cellule)
    return int(trouvee[0]) if trouvee else None


def _par_annee(chemin: Path, lecture: Lecture, demande: int | None) -> dict[int, dict[str, list[str]]]:
    """Return year → code → values, once nothing is lost. Raise EntreeRefusee."""
    ou = lecture.ou
    if lecture.perdues:
        lignes = ", ".join(map(str, lecture.perdues[:5])) + (", …" if len(lecture.perdues) > 5 else "")
        nombre = _compte(len(lecture.perdues), "ligne", "lignes")
        raise refus(chemin, f"{nombre} sans code lisible ou incomplète : {lignes}.", _colonnes_lues(ou))
    if lecture.illisibles:
        exemples = ", ".join(f"« {x[:40]} »" for x in list(lecture.illisibles)[:3])
        nombre = _compte(lecture.illisibles.total(), "valeur illisible", "valeurs illisibles")
        raise refus(chemin, f"{nombre} : {exemples}.", f"Colonne lue : {ou.titres[1]}.")
    if not lecture.annees:
        vus = ", ".join(f"« {x[:60]} »" for x in list(lecture.ecartees)[:3])
        autres = f" Lignes d'autre chose : {vus}." if vus else ""
        message = f"aucune {porteurs(ou.genre, 1)} avec une valeur dans ce fichier."
        officiel = f" Le fichier officiel : {GENRES[ou.genre].fichier}, sur {GENRES[ou.genre].site}."
        raise refus(chemin, message, f"{_colonnes_lues(ou)}{autres}{officiel}")
    if ou.annee < 0:
        return {demande or _millesime(chemin, lecture): lecture.annees[SANS_ANNEE]}
    choisies = {demande} if demande else {a for a in lecture.annees if a >= MINIMUM}
    if not choisies or not choisies <= lecture.annees.keys():
        annees = ", ".join(map(str, sorted(lecture.annees)))
        raise refus(chemin, f"aucune ligne de {demande or f'{MINIMUM} ou après'}.", f"Années du fichier : {annees}.")
    return {annee: lecture.annees[annee] for annee in choisies}


def _millesime(chemin: Path, lecture: Lecture) -> int:
    """Return the year that the title, the codes of the quartiers or the name of the file says."""
    titre = lecture.ou.titres[1]
    dite = re.search(r"(20[0-9]{2})$", titre) or re.fullmatch(r"(?i)med([0-9]{2})", titre)
    if dite:
        return int(dite[1]) + (2000 if len(dite[1]) == 2 else 0)
    if len(lecture.decoupages) == 1 and (decoupage := DECOUPAGES_QPV.get(next(iter(lecture.decoupages)))):
        return decoupage
    lues = set(re.findall(r"(?<!\d)20[0-9]{2}(?!\d)", chemin.name))
    if len(lues) == 1:
        return int(lues.pop())
    raise refus(chemin, "l'année de ces chiffres n'est écrite nulle part.", "Ajoutez par exemple --millesime 2025.")


def _fichier(chemin: Path, ou: Reperes, somme: str, annee: int, lues: Mapping[str, list[str]]) -> FichierLu:
    valeurs = {code: _reunies(chemin, code, v, ou.genre) for code, v in lues.items()}
    if ou.genre in PARTS and max(map(Decimal, valeurs.values())) <= 2:
        message = "les taux semblent être des parts (0,60) et non des pourcentages (60)."
        raise refus(chemin, message, "Multipliez la colonne par 100.")
    inconnus = _inconnus(chemin, valeurs, ou)
    importe = Importe(ou.genre, annee, chemin.name, somme, date.today().isoformat(), ou.titres, len(valeurs))
    return FichierLu(importe, valeurs, inconnus)


def _inconnus(chemin: Path, valeurs: Mapping[str, str], ou: Reperes) -> tuple[str, ...]:
    """Return the codes that the territory table does not know. Raise EntreeRefusee when most are so."""
    connus = table.epcis() if ou.genre in PAR_EPCI else table.codes()
    inconnus = tuple(c for c in valeurs if c not in connus and not table.par_code(c))  # it had this code once
    if len(inconnus) > len(valeurs) / 2:
        message = f"la plupart des codes ne sont pas connus : {', '.join(inconnus[:3])}…"
        raise refus(chemin, message, f"Colonne lue : {ou.titres[0]}. Il faut ceux des {porteurs(ou.genre, 2)}.")
    return inconnus


def _reunies(chemin: Path, code: str, valeurs: list[str], genre: str) -> str:
    uniques = list(dict.fromkeys(valeurs))
    if genre == "qpv":
        return " | ".join(uniques)
    if len(uniques) > 1:
        message = f"{porteurs(genre, 1)} {code} : plusieurs valeurs ({', '.join(uniques[:3])})."
        raise refus(chemin, message, "Gardez une seule année, ou une seule mesure, dans le fichier.")
    return uniques[0]


def _colonnes_lues(ou: Reperes) -> str:
    return f"Colonnes lues : {', '.join(ou.titres)}."


def _compte(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {plusieurs if nombre > 1 else un}"
