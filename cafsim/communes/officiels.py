"""Make sense of an official file that the town hall downloaded: its header, its columns, its year, its values.

The titles are those of the files themselves: the Dgcl's criteria and its list of Frr, the Anct's list of Qpv
(`code_qp;lib_qp;…;insee_com`), the Observatoire des territoires (`codgeo;libgeo;codefrr`), the Insee's Filosofi
(`CODGEO;MED21`, or one row per measure), the Cnaf's coverage (`annee;numcom;txcouv_com`). Another file is read too when
it has a column `code` and a column `valeur`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cafsim import tables
from cafsim.communes.importes import TYPES, Importe
from cafsim.communes.noms import cle
from cafsim.communes.table import CODE, par_code
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import refus

CODES = (
    r"(code )?(officiel )?(commune )?insee( com(mune)?)?|codgeo|codeinsee|depcom|num ?com",
    r"code insee de la commune|code com(mune)?( insee)?|code geographique",
    r"code|geo",
)
VALEURS = {
    "dgcl": (r"potentiel financier par hab(itant)?( final)?", r"valeur"),
    "frr": (r"(code ?)?frr( plus)?", r"classement.*|zonage( frr)?|statut( frr)?", r"valeur"),
    "qpv": (r"lib qp|nom qp|nom du (qp|quartier).*", r"quartiers?( prioritaires?)?", r"code qp", r"valeur"),
    "filosofi": (r"med[0-9]{2}", r"mediane du niveau de vie.*|niveau de vie median.*", r"obs value", r"valeur"),
    "couverture": (r"tx ?couv( ?glo)? com( [0-9]{4})?", r"taux (de )?couverture( global)?( .*)?", r"valeur"),
}
"""What a column is called, the surest first, in lower case without accents, after the last ` - ` of its title."""
ANNEES = (r"annee|exercice|millesime|time period",)
MESURE, OBJET = (r"filosofi measure",), (r"geo object",)
TAILLE_MAX = 150_000_000
"""Bytes; the largest of these official files takes 35 million."""
LIGNES_D_ENTETE = 60
MINIMUM = 2010
BORNES = {"dgcl": Decimal(100_000), "filosofi": Decimal(1_000_000), "couverture": Decimal(300)}
VIDES = ("", "s", "nd", "ns", "n/a", "na", "nan", "null", "-", "so")


class FichierLu(NamedTuple):
    """A file that has been read: what it is, code → value, and the codes that the territory table does not know."""

    importe: Importe
    valeurs: dict[str, str]
    inconnus: tuple[str, ...]


class Reperes(NamedTuple):
    """Where things are in a sheet (-1: nowhere), and the titles of the code and of the value."""

    code: int
    valeur: int
    annee: int
    mesure: int
    objet: int
    titres: tuple[str, str]


class RangeeEnTextes(NamedTuple):
    """A row of an official file: its line, its cells as texts."""

    ligne: int
    cellules: Sequence[str]


def verifier_millesime(millesime: int | None) -> None:
    """Refuse a year that can't be. Raise EntreeRefusee."""
    if millesime is not None and not MINIMUM <= millesime <= date.today().year + 1:
        conseil = f"De {MINIMUM} à {date.today().year + 1}."
        raise EntreeRefusee([Probleme("--millesime", "", f"{millesime} n'est pas une année plausible.", conseil)])


def lire(chemin: Path, genre: str, millesime: int | None) -> FichierLu:
    """Read an official file. Raise EntreeRefusee: unreadable, columns not found, no year, values that make no sense."""
    tables.verifier_ordinaire(chemin)
    if chemin.stat().st_size > TAILLE_MAX:
        raise refus(chemin, "ce fichier est trop gros.", "Est-ce le bon fichier ?")
    recherche = tables.Recherche(lambda titres: int(_reperes(titres, genre) is not None), LIGNES_D_ENTETE, None)
    trouvee = tables.ouvrir(chemin, recherche)
    ou = _reperes(trouvee.titres, genre)
    if ou is None:
        vus = ", ".join(t for t in trouvee.titres[:8] if t) or "aucun titre"
        conseil = (
            f"Il faut une colonne de codes Insee et celle qui dit : {TYPES[genre]}. Sinon, renommez-les code et valeur."
        )
        raise refus(chemin, f"colonnes non reconnues ({vus[:200]}).", conseil)
    rangees = list(_rangees(trouvee))
    corps = [r for r in rangees if len(r.cellules) > max(ou.code, ou.valeur) and _retenue(r, ou)]
    annee, corps = _millesime(chemin, corps, ou, millesime)
    _verifier_codes(chemin, rangees, ou)
    valeurs = _valeurs(chemin, corps, ou, genre)
    _verifier_parts(chemin, valeurs, genre)
    inconnus = _inconnus(chemin, valeurs, ou)
    with chemin.open("rb") as fichier:
        somme = hashlib.file_digest(fichier, "sha256").hexdigest()
    importe = Importe(genre, annee, chemin.name, somme, date.today().isoformat(), ou.titres, len(valeurs))
    return FichierLu(importe, valeurs, inconnus)


def _rangees(lue: tables.Table) -> Iterator[RangeeEnTextes]:
    """Yield the rows as texts. Raise EntreeRefusee when one is unreadable: nothing is left out unsaid."""
    for rangee in lue.rangees():
        if isinstance(rangee, tables.RangeeIllisible):
            conseil = "Un guillemet est sans doute de trop, ou jamais refermé. Est-ce le bon fichier ?"
            raise refus(lue.chemin, f"ligne {rangee.ligne} : {rangee.raison}", conseil)
        yield RangeeEnTextes(rangee.ligne, list(map(tables.en_texte, rangee.cellules)))


def _reperes(cellules: Sequence[str], genre: str) -> Reperes | None:
    """Find the columns in a line of titles; None when it names no code, or no value."""
    titres = [cle(t.rsplit(" - ", 1)[-1]) for t in cellules]
    code = _place(titres, CODES)
    valeur = _place([t if i != code else "" for i, t in enumerate(titres)], VALEURS[genre])
    if code < 0 or valeur < 0:
        return None
    annee, mesure, objet = (_place(titres, motifs) for motifs in (ANNEES, MESURE, OBJET))
    return Reperes(code, valeur, annee, mesure, objet, (_sain(cellules[code]), _sain(cellules[valeur])))


def _place(titres: Sequence[str], motifs: Sequence[str]) -> int:
    """Return the column whose title matches, for the first pattern that has one; -1 when none has."""
    return next((i for m in motifs for i, t in enumerate(titres) if t and re.fullmatch(m, t)), -1)


def _retenue(rangee: RangeeEnTextes, ou: Reperes) -> bool:
    """Say whether a row is about communes and the median: some files hold a row per measure and level."""
    mesure = ou.mesure < 0 or rangee.cellules[ou.mesure].strip() == "MED_SL"
    return mesure and (ou.objet < 0 or rangee.cellules[ou.objet].strip() == "COM")


def _millesime(
    chemin: Path, rangees: list[RangeeEnTextes], ou: Reperes, demande: int | None
) -> tuple[int, list[RangeeEnTextes]]:
    """Return the year and its rows: as asked, else the latest of a column, else what the title or the name says."""
    if ou.annee >= 0:
        des_annees = [(r.cellules[ou.annee].strip(), r) for r in rangees if len(r.cellules) > ou.annee]
        connues = sorted({int(a[:4]) for a, _ in des_annees if re.fullmatch(r"20[0-9]{2}", a[:4])})
        if connues:
            choisie = demande or connues[-1]
            if choisie not in connues:
                conseil = f"Années du fichier : {', '.join(map(str, connues))}."
                raise refus(chemin, f"aucune ligne de {choisie}.", conseil)
            return choisie, [r for a, r in des_annees if a.startswith(str(choisie))]
    if demande:
        return demande, rangees
    titre = re.search(r"(20[0-9]{2})$", ou.titres[1]) or re.fullmatch(r"(?i)med([0-9]{2})", ou.titres[1])
    if titre:
        return int(titre[1]) + (2000 if len(titre[1]) == 2 else 0), rangees
    lues = set(re.findall(r"(?<!\d)20[0-9]{2}(?!\d)", chemin.name))
    if len(lues) == 1:
        return int(lues.pop()), rangees
    raise refus(chemin, "l'année de ces chiffres n'est écrite nulle part.", "Ajoutez par exemple --millesime 2025.")


def _valeurs(chemin: Path, rangees: Sequence[RangeeEnTextes], ou: Reperes, genre: str) -> dict[str, str]:
    """Return the value of each code. Raise EntreeRefusee when some are unreadable, none is there, or two differ."""
    lues: dict[str, list[str]] = {}
    illisibles: Counter[str] = Counter()
    for rangee in rangees:
        texte = rangee.cellules[ou.valeur].strip()
        for code in _codes(rangee.cellules[ou.code]):
            try:
                valeur = LECTEURS[genre](texte)
            except ValueError:
                illisibles[texte] += 1
                continue
            if valeur:
                lues.setdefault(code, []).append(valeur)
    if illisibles:
        exemples = ", ".join(f"« {x[:40]} »" for x in list(illisibles)[:3])
        message = f"{_compte(illisibles.total(), 'valeur illisible', 'valeurs illisibles')} : {exemples}."
        raise refus(chemin, message, f"Colonne lue : {ou.titres[1]}.")
    if not lues:
        raise refus(chemin, "aucune commune avec une valeur dans ce fichier.", _colonnes_lues(ou))
    return {code: _reunies(chemin, code, v, genre) for code, v in lues.items()}


def _verifier_codes(chemin: Path, rangees: Sequence[RangeeEnTextes], ou: Reperes) -> None:
    """Refuse a file where a row has a value, but no code, or fewer cells than columns: nothing is left out unsaid."""
    perdues = []
    for ligne, cellules in rangees:
        if len(cellules) <= max(ou.code, ou.valeur):
            if sum(bool(c.strip()) for c in cellules) > 1:
                perdues.append(ligne)
        elif re.fullmatch(r"[0-9 ]{4,7}", cellules[ou.code].strip()) and not _codes(cellules[ou.code]):
            perdues.append(ligne)
    if perdues:
        lignes = ", ".join(map(str, perdues[:5])) + (", …" if len(perdues) > 5 else "")
        message = f"{_compte(len(perdues), 'ligne', 'lignes')} sans code lisible ou incomplète : {lignes}."
        raise refus(chemin, message, _colonnes_lues(ou))


def _verifier_parts(chemin: Path, valeurs: Mapping[str, str], genre: str) -> None:
    if genre == "couverture" and max(map(Decimal, valeurs.values())) <= 2:
        message = "les taux semblent être des parts (0,60) et non des pourcentages (60)."
        raise refus(chemin, message, "Multipliez la colonne par 100.")


def _inconnus(chemin: Path, valeurs: Mapping[str, str], ou: Reperes) -> tuple[str, ...]:
    """Return the codes that the territory table does not know. Raise EntreeRefusee when most are so."""
    inconnus = tuple(code for code in valeurs if par_code(code) is None)
    if len(inconnus) > len(valeurs) / 2:
        message = f"la plupart des codes ne sont pas ceux de communes : {', '.join(inconnus[:3])}…"
        raise refus(chemin, message, f"Colonne lue : {ou.titres[0]}. Est-ce le fichier des communes ?")
    return inconnus


def _codes(cellule: str) -> list[str]:
    """Return the codes of a cell: `59350`, `1001` that lost its zero, `="60057"`, `13055;13070`."""
    mots = re.findall(r"\b[0-9][0-9A-Ba-b][0-9]{2,3}\b", cellule)
    return [m.upper().zfill(CODE) for m in mots if len(m) == CODE or m.isdecimal()]


def _reunies(chemin: Path, code: str, valeurs: list[str], genre: str) -> str:
    uniques = list(dict.fromkeys(valeurs))
    if genre == "qpv":
        return " | ".join(uniques)
    if len(uniques) > 1:
        message = f"la commune {code} a plusieurs valeurs ({', '.join(uniques[:3])})."
        raise refus(chemin, message, "Gardez une seule année, ou une seule mesure, dans le fichier.")
    return uniques[0]


def _nombre(genre: str) -> Callable[[str], str]:
    def lire_nombre(texte: str) -> str:
        nu = re.sub(r"[\s\u00a0\u202f€%]", "", texte)
        if nu.lower() in VIDES:
            return ""
        point = nu if "." in nu else nu.replace(",", ".")
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{0,20})?", point) or Decimal(point) > BORNES[genre]:
            raise ValueError(texte)
        if genre != "couverture" and re.fullmatch(r"[1-9][0-9]?\.[0-9]{3}", point):
            raise ValueError(texte)  # `1,140` is a thousand and more: no commune has one euro an inhabitant
        nombre = Decimal(point)
        return "" if nombre == 0 and genre != "couverture" else f"{nombre:f}"

    return lire_nombre


def _classement(texte: str) -> str:
    """Read a class: socle, plus, partielle, beneficiaire, non; nothing for an empty cell.

    Raise ValueError for any other text: a class that is not understood must not pass for another.
    """
    mots = set(cle(texte.replace("+", " plus ").replace("?", " incertain ")).split())
    if not mots or texte.lower() in VIDES:
        return ""
    if mots & {"non", "hors", "aucun", "aucune", "0"}:
        return "non"
    if any(m.startswith("partiel") for m in mots):
        return "partielle"
    if any(m.startswith("beneficiaire") for m in mots):
        return "beneficiaire"
    if mots <= {"1", "oui", "frr", "zfrr", "plus", "socle", "classee", "commune", "en", "zone"}:
        return "plus" if "plus" in mots else "socle"
    raise ValueError(texte)


def _quartier(texte: str) -> str:
    return " ".join(_sain(texte).replace(";", ",").replace("|", "/").split())


LECTEURS: dict[str, Callable[[str], str]] = {
    "frr": _classement,
    "qpv": _quartier,
    **{genre: _nombre(genre) for genre in BORNES},
}


def _colonnes_lues(ou: Reperes) -> str:
    return f"Colonnes lues : {', '.join(ou.titres)}."


def _compte(nombre: int, un: str, plusieurs: str) -> str:
    return f"{nombre} {plusieurs if nombre > 1 else un}"


def _sain(texte: str) -> str:
    """Return a text without the characters that the file has damaged."""
    return texte.strip().encode("utf-8", "replace").decode()
