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
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from cafsim.communes import table, tableur
from cafsim.communes.importes import TYPES, Importe
from cafsim.communes.noms import cle
from cafsim.erreurs import EntreeRefusee, Probleme

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
LIGNES_D_ENTETE = 60
MINIMUM = 2010
BORNES = {"dgcl": Decimal(100_000), "filosofi": Decimal(1_000_000), "couverture": Decimal(300)}
VIDES = ("", "s", "nd", "ns", "n/a", "na", "nan", "null", "-", "so")


class Lu(NamedTuple):
    """A file that has been read: what it is, code → value, and the codes that the territory table does not know."""

    importe: Importe
    valeurs: dict[str, str]
    inconnus: tuple[str, ...]


class Colonnes(NamedTuple):
    """Where things are in a sheet; -1: nowhere."""

    entete: int
    code: int
    valeur: int
    annee: int
    mesure: int
    objet: int
    titres: tuple[str, ...]


def verifier_millesime(millesime: int | None) -> None:
    """Refuse a year that can't be. Raise EntreeRefusee."""
    if millesime is not None and not MINIMUM <= millesime <= date.today().year + 1:
        conseil = f"De {MINIMUM} à {date.today().year + 1}."
        raise EntreeRefusee([Probleme("--millesime", "", f"{millesime} n'est pas une année plausible.", conseil)])


def lire(chemin: Path, genre: str, millesime: int | None) -> Lu:
    """Read an official file. Raise EntreeRefusee: unreadable, columns not found, no year, values that make no sense."""
    octets, feuilles = tableur.lire(chemin)
    for rangees in feuilles:
        colonnes = _colonnes(rangees, genre)
        if colonnes:
            return _lire(chemin, octets, rangees, colonnes, genre, millesime)
    trouves = next((r for f in feuilles for r in f if sum(map(bool, r)) > 1), [])
    vus = ", ".join(t for t in trouves[:8] if t) or "aucun titre"
    conseil = (
        f"Il faut une colonne de codes Insee et celle qui dit : {TYPES[genre]}. Sinon, renommez-les code et valeur."
    )
    raise _refus(chemin, f"colonnes non reconnues ({vus[:200]}).", conseil)


def _lire(chemin: Path, octets: bytes, rangees: tableur.Rangees, ou: Colonnes, genre: str, millesime: int | None) -> Lu:
    corps = [r for r in rangees[ou.entete + 1 :] if len(r) > max(ou.code, ou.valeur) and _retenue(r, ou)]
    annee, corps = _millesime(chemin, corps, ou, millesime)
    _verifier_codes(chemin, rangees[ou.entete + 1 :], ou)
    lues, illisibles = _valeurs(corps, ou, genre)
    if illisibles:
        exemples = ", ".join(f"« {x[:40]} »" for x in list(illisibles)[:3])
        nombre = sum(illisibles.values())
        message = f"{nombre} valeur{'s' if nombre > 1 else ''} illisible{'s' if nombre > 1 else ''} : {exemples}."
        raise _refus(chemin, message, f"Colonne lue : {ou.titres[1]}.")
    if not lues:
        raise _refus(chemin, "aucune commune avec une valeur dans ce fichier.", f"Colonnes lues : {_titres(ou)}.")
    valeurs = {code: _reunies(chemin, code, v, genre) for code, v in lues.items()}
    if genre == "couverture" and max(map(Decimal, valeurs.values())) <= 2:
        message = "les taux semblent être des parts (0,60) et non des pourcentages (60)."
        raise _refus(chemin, message, "Multipliez la colonne par 100.")
    importe = Importe(
        genre,
        annee,
        chemin.name,
        hashlib.sha256(octets).hexdigest(),
        date.today().isoformat(),
        ou.titres,
        len(valeurs),
    )
    inconnus = tuple(code for code in valeurs if table.par_code(code) is None)
    if len(inconnus) > len(valeurs) / 2:
        message = f"la plupart des codes ne sont pas ceux de communes : {', '.join(inconnus[:3])}…"
        raise _refus(chemin, message, f"Colonne lue : {ou.titres[0]}. Est-ce le fichier des communes ?")
    return Lu(importe, valeurs, inconnus)


def _colonnes(rangees: tableur.Rangees, genre: str) -> Colonnes | None:
    """Find the header among the first rows: the one that names a code and the value."""
    for rang, rangee in enumerate(rangees[:LIGNES_D_ENTETE]):
        titres = [cle(t.rsplit(" - ", 1)[-1]) for t in rangee]
        code = _place(titres, CODES)
        valeur = _place([t if i != code else "" for i, t in enumerate(titres)], VALEURS[genre])
        if code >= 0 and valeur >= 0:
            annee, mesure, objet = (_place(titres, motifs) for motifs in (ANNEES, MESURE, OBJET))
            lus = (rangee[code].strip(), rangee[valeur].strip())
            return Colonnes(rang, code, valeur, annee, mesure, objet, lus)
    return None


def _place(titres: Sequence[str], motifs: Sequence[str]) -> int:
    """Return the column whose title matches, for the first pattern that has one; -1 when none has."""
    return next((i for m in motifs for i, t in enumerate(titres) if t and re.fullmatch(m, t)), -1)


def _retenue(rangee: list[str], ou: Colonnes) -> bool:
    """Say whether a row is about communes and the median: some files hold a row per measure and level."""
    mesure = ou.mesure < 0 or rangee[ou.mesure].strip() == "MED_SL"
    return mesure and (ou.objet < 0 or rangee[ou.objet].strip() == "COM")


def _millesime(
    chemin: Path, rangees: tableur.Rangees, ou: Colonnes, demande: int | None
) -> tuple[int, tableur.Rangees]:
    """Return the year and its rows: as asked, else the latest of a column, else what the title or the name says."""
    if ou.annee >= 0:
        annees = {r[ou.annee].strip()[:4] for r in rangees if len(r) > ou.annee} - {""}
        connues = sorted(int(a) for a in annees if re.fullmatch(r"20[0-9]{2}", a))
        if connues:
            choisie = demande or connues[-1]
            if choisie not in connues:
                conseil = f"Années du fichier : {', '.join(map(str, connues))}."
                raise _refus(chemin, f"aucune ligne de {choisie}.", conseil)
            return choisie, [r for r in rangees if len(r) > ou.annee and r[ou.annee].strip().startswith(str(choisie))]
    if demande:
        return demande, rangees
    titre = re.search(r"(20[0-9]{2})$", ou.titres[1]) or re.fullmatch(r"(?i)med([0-9]{2})", ou.titres[1])
    if titre:
        return int(titre[1]) + (2000 if len(titre[1]) == 2 else 0), rangees
    lues = set(re.findall(r"(?<!\d)20[0-9]{2}(?!\d)", chemin.name))
    if len(lues) == 1:
        return int(lues.pop()), rangees
    raise _refus(chemin, "l'année de ces chiffres n'est écrite nulle part.", "Ajoutez par exemple --millesime 2025.")


def _valeurs(rangees: tableur.Rangees, ou: Colonnes, genre: str) -> tuple[dict[str, list[str]], Counter[str]]:
    lues: dict[str, list[str]] = {}
    illisibles: Counter[str] = Counter()
    lire_valeur = LECTEURS[genre]
    for rangee in rangees:
        for code in _codes(rangee[ou.code]):
            try:
                valeur = lire_valeur(rangee[ou.valeur].strip())
            except ValueError:
                illisibles[rangee[ou.valeur].strip()] += 1
                continue
            if valeur:
                lues.setdefault(code, []).append(valeur)
    return lues, illisibles


def _verifier_codes(chemin: Path, rangees: tableur.Rangees, ou: Colonnes) -> None:
    """Refuse a file where a row has a value, but no code, or fewer cells than columns: nothing is left out unsaid."""
    perdues = []
    for ligne, rangee in enumerate(rangees, ou.entete + 2):
        if len(rangee) <= max(ou.code, ou.valeur):
            if any(c.strip() for c in rangee) and len([c for c in rangee if c.strip()]) > 1:
                perdues.append(ligne)
        elif re.fullmatch(r"[0-9 ]{4,7}", rangee[ou.code].strip()) and not _codes(rangee[ou.code]):
            perdues.append(ligne)
    if perdues:
        lignes = ", ".join(map(str, perdues[:5])) + (", …" if len(perdues) > 5 else "")
        message = f"{len(perdues)} ligne{'s' if len(perdues) > 1 else ''} sans code lisible ou incomplète : {lignes}."
        raise _refus(chemin, message, f"Colonnes lues : {_titres(ou)}.")


def _codes(cellule: str) -> list[str]:
    """Return the codes of a cell: `59350`, `1001` that lost its zero, `="60057"`, `13055;13070`."""
    mots = re.findall(r"\b[0-9][0-9A-Ba-b][0-9]{2,3}\b", cellule)
    return [m.upper().zfill(table.CODE) for m in mots if len(m) == table.CODE or m.isdecimal()]


def _reunies(chemin: Path, code: str, valeurs: list[str], genre: str) -> str:
    uniques = list(dict.fromkeys(valeurs))
    if genre == "qpv":
        return " | ".join(uniques)
    if len(uniques) > 1:
        message = f"la commune {code} a plusieurs valeurs ({', '.join(uniques[:3])})."
        raise _refus(chemin, message, "Gardez une seule année, ou une seule mesure, dans le fichier.")
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
    return " ".join(texte.replace(";", ",").replace("|", "/").split())


LECTEURS: dict[str, Callable[[str], str]] = {
    "frr": _classement,
    "qpv": _quartier,
    **{genre: _nombre(genre) for genre in BORNES},
}


def _titres(ou: Colonnes) -> str:
    return ", ".join(ou.titres)


def _refus(chemin: Path, message: str, conseil: str) -> EntreeRefusee:
    return EntreeRefusee([Probleme(str(chemin), "", message, conseil)])
