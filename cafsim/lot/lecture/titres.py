"""The titles of a table: which column is which field, however its author called it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import EntreeRefusee, Probleme, plus_proche
from cafsim.lot.lecture.correspondance import SANS_REGLE, Regles, forme, nom_et_unite
from cafsim.lot.modele import PRECISIONS, Entete, Titre
from cafsim.noms import Noms, cle
from cafsim.tables import Recherche
from cafsim.typographie import simple
from cafsim.valeurs.mots import lire_type

IDENTITE = ("projet", "exercice", "type", "nom")
OBLIGATOIRES = ("projet", "exercice", "type")
EXEMPLES = {"projet": "Montval", "exercice": "2024", "type": "eaje"}
MARQUE = "#"
"""What begins a row, or the title of a column, that is only there for people."""

LIGNES_AVANT = 30
"""Lines of a table among which its titles are looked for."""

_TITRES_DITS = 50
"""Titles that a sentence names."""

_MODELE = "Un tableau prêt à remplir : cafsim batch --modele eaje -o modele.csv"

_NOMS = {
    "projet": ("nom du projet", "collectivité", "commanditaire"),
    "exercice": ("année", "année d'activité", "exercice budgétaire", "millésime"),
    "type": ("type d'équipement", "type de structure", "type d'établissement", "type d'accueil", "catégorie"),
    "nom": (
        "établissement", "équipement", "structure", "nom de l'équipement", "nom de l'établissement",
        "nom de la structure", "nom du service", "raison sociale", "dénomination", "intitulé", "libellé",
    ),
    "commune": ("ville", "code insee", "insee", "code commune", "commune d'implantation", "nom de la commune"),
    "code_postal": ("cp", "code postal de la commune"),
    "departement": ("dept", "dpt", "code département", "nom du département", "numéro de département"),
    "gestionnaire": ("gestion", "mode de gestion", "statut du gestionnaire", "statut juridique"),
    "ctg": ("ctg signée", "signataire ctg", "convention territoriale globale"),
    "potentiel_financier_hab": ("potentiel financier",),
    "taux_regime_general": ("taux de régime général", "régime général", "taux rg", "part rg"),
    "depenses": (
        "charges", "dépenses de fonctionnement", "charges de fonctionnement", "coût de fonctionnement", "coût annuel",
        "dépenses réelles", "charges réelles",
    ),
    "participations_familiales": (
        "participations des familles", "participation famille", "recettes familles", "recettes des familles",
    ),
    "places": ("capacité", "capacité d'accueil", "capacité agréée", "places autorisées", "places d'agrément"),
    "couches_et_repas": ("couches", "couches et repas", "repas et couches"),
    "heures_realisees": ("heures de présence", "heures effectuées", "heures de présence réelle"),
    "heures_periscolaires": ("périscolaire", "heures en périscolaire"),
    "heures_extrascolaires": ("extrascolaire", "heures en extrascolaire", "heures de vacances"),
    "heures_mercredi": ("mercredi", "heures du mercredi"),
    "cout": ("coût du projet", "coût de l'opération", "coût des travaux", "montant des travaux"),
}  # fmt: skip
"""The words of the trade, beside the names and the labels of the fields."""

_COMPTEURS = frozenset({"nb", "nbr", "nbre", "nombre", "total", "montant", "somme", "cumul"})
_PRECISIONS = frozenset({"n", "annuel", "annuelle", "total", "totale", "annee", "an"})
_ANNEE = re.compile(r"(?:19|20)\d\d")
_AUTRE_ANNEE = re.compile(r"\bn *[-+] *\d")
_PARENTHESE = re.compile(r"[(\[]([^()\[\]]*)[)\]]\s*$")
_UNITES = {
    "": ("€", "euro", "en euro", "eur", "h", "heure", "en heure", "place", "en place", "enfant", "etp", "en etp", "m2",
         "nombre", "en nombre", "nb", "n", "annee", "oui/non", "o/n", "oui ou non", "€/an", "h/an", "par an", "jour"),
    " %": ("%", "en %", "pourcentage"),
    " k€": ("k€", "en k€", "keuro", "kilo euro", "millier d'euro", "en millier d'euro", "en keuro"),
}  # fmt: skip
"""What may stand in brackets at the end of a title, and what it adds to bare numbers."""

_PROCHE = 0.84
"""How near a field a title must be to be taken for a mistyped one."""


@cache
def types_de(nom: str) -> dict[str, Champ]:
    """Return the field of this name for each type of equipment that has it."""
    return {t: champs(t)[nom] for t in equipements() if nom in champs(t)}


@cache
def noms_connus() -> tuple[str, ...]:
    """Return the names that a column may bear, rates apart."""
    return tuple(dict.fromkeys((*IDENTITE, *PRECISIONS, *(nom for t in equipements() for nom in champs(t)))))


@cache
def _noms() -> Noms:
    """Return what columns are called: the names of the fields, their labels, the words of the trade."""

    def siens(nom: str) -> Iterator[str]:
        yield from _NOMS.get(nom, ())
        yield from (champ.libelle for champ in types_de(nom).values())

    return Noms({nom: tuple(dict.fromkeys(siens(nom))) for nom in noms_connus()})


def lire_titre(texte: str, baremes: Baremes | None = None, regles: Regles = SANS_REGLE) -> Titre:
    """Return what a title names: a field, one of the user's own rates, nothing known (`nom` is then empty)."""
    texte = " ".join(texte.split())
    if (voulu := regles.colonnes.get(forme(texte))) is not None:
        nom, unite_voulue = nom_et_unite(voulu)
        return Titre(texte, nom, _sans_unite(texte)[1] if unite_voulue is None else unite_voulue, voulu=True)
    exact = "_".join(simple(texte).replace("-", " ").split())
    if exact in _connus():
        return Titre(texte, exact, exact=True)
    if baremes is not None and baremes.connait(exact):
        return Titre(texte, exact, exact=True)
    sans_unite, unite = _sans_unite(texte)
    for ecriture in dict.fromkeys((texte, sans_unite)):
        if len(noms := _noms().designes(ecriture)) == 1:
            return Titre(texte, noms[0], unite)
    mots, annee = _sans_annee(cle(sans_unite).split())
    noms = _noms().designes(" ".join(_sans_compteurs(mots)))
    if len(noms) == 1:
        return Titre(texte, noms[0], unite, annee)
    return Titre(texte, "nom" if mots[:1] == ["nom"] and lire_type(" ".join(mots[1:])) else "")


@cache
def _connus() -> frozenset[str]:
    return frozenset(noms_connus())


def unites_dessous(cellules: Sequence[object]) -> list[str] | None:
    """Return what a line of units adds to the numbers of each column; None for any other line."""
    textes = [str(c).strip() for c in cellules]
    unites = [_sans_unite(f"({t.strip('()')})") for t in textes]
    if not any(textes) or any(reste for (reste, _), texte in zip(unites, textes, strict=True) if texte):
        return None
    return [unite for _, unite in unites]


def _sans_unite(texte: str) -> tuple[str, str]:
    """Return a title without the unit in brackets at its end, and what that unit adds to the numbers below."""
    trouve = _PARENTHESE.search(texte)
    if trouve:
        dedans = " ".join(mot.removesuffix("s") for mot in simple(trouve[1]).replace("²", "2").split())
        for suffixe, unites in _UNITES.items():
            if dedans in unites:
                return texte[: trouve.start()].strip(), suffixe
    return texte, ""


def _sans_annee(mots: list[str]) -> tuple[list[str], int | None]:
    """Return the words of a title without its year, and that year; two years, or `N-1`, stay."""
    annees = [mot for mot in mots if _ANNEE.fullmatch(mot)]
    if len(annees) != 1:
        return mots, None
    return [mot for mot in mots if mot != annees[0]], int(annees[0])


def _sans_compteurs(mots: list[str]) -> list[str]:
    while len(mots) > 1 and mots[0] in _COMPTEURS:
        mots = mots[1:]
    while len(mots) > 1 and mots[-1] in _PRECISIONS:
        mots = mots[:-1]
    return mots


def recherche(regles: Regles = SANS_REGLE) -> Recherche:
    """Return what to look for in a file: the line that names the most columns, on any sheet."""

    @cache  # a cell is looked at alone, with the cell above, and below another
    def nomme(titre: str) -> str:
        if not regles.colonnes and not any(map(str.isalpha, titre)):
            return ""  # most cells of a line that is not one of titles
        return lire_titre(titre, regles=regles).nom

    def compte(titres: Sequence[str]) -> int:
        """Return how many different columns a line names; one alone may be chance, unless it is the only cell."""
        noms = {nom for t in titres if t.strip() and (nom := nomme(t))}
        return len(noms) if len(noms) > 1 or sum(map(bool, titres)) == 1 else 0

    return Recherche(compte, LIGNES_AVANT, feuilles=None, deux_lignes=True, fin=regles.ligne_de_titres)


def lire_titres(fichier: str, titres: Sequence[str], baremes: Baremes, regles: Regles = SANS_REGLE) -> Entete:
    """Return the columns of a table, those that its rules add at the end.

    A table without a column `projet` has one: that of its communes. Raise EntreeRefusee with all that is wrong.
    """
    lus = [lire_titre(t, baremes, regles) for t in titres]
    if regles.exercice:
        lus = [x._replace(nom="", voulu=True) if x.nom == "exercice" else x for x in lus]
        lus = [x._replace(annee=None) for x in lus]
    if not any(x.nom == "nom" for x in lus):  # on a sheet of relais, « Relais » is their name
        seul = regles.constantes.get("type")
        lus = [x._replace(nom="nom") if seul and not x.nom and lire_type(x.texte) == seul else x for x in lus]
    noms = [x.nom for x in lus]
    ajoutees = {nom: valeur for nom, valeur in regles.constantes.items() if nom not in noms}
    if "projet" not in (*noms, *ajoutees) and "commune" in noms:
        ajoutees["projet"] = ""
    if regles.essai:
        ajoutees |= {nom: "" for nom in OBLIGATOIRES if nom not in (*noms, *ajoutees)}
    for rang, titre in enumerate(lus):
        if titre.texte.startswith(MARQUE) or (titre.texte and not titre.nom) or _double(titre, lus):
            noms[rang] = MARQUE
    problemes = list(_problemes(fichier, lus, noms, ajoutees, baremes))
    if problemes:
        raise EntreeRefusee(problemes)
    titres_ajoutes = (Titre(nom, nom, exact=True) for nom in ajoutees)
    return Entete(fichier, (*noms, *ajoutees), (*lus, *titres_ajoutes), tuple(ajoutees), annee=regles.exercice)


def _double(titre: Titre, lus: Sequence[Titre]) -> bool:
    """Say whether another column bears the very name of the field that this one only resembles."""
    return bool(titre.nom) and not (titre.exact or titre.voulu) and any(x.exact and x.nom == titre.nom for x in lus)


def _problemes(
    fichier: str, lus: Sequence[Titre], noms: Sequence[str], ajoutees: Collection[str], baremes: Baremes
) -> Iterator[Probleme]:
    if not any(x.nom for x in lus):
        yield Probleme(fichier, "ligne de titres", "aucune colonne connue.", _MODELE)
        return
    for titre, nom in zip(lus, noms, strict=True):
        inconnue = nom == MARQUE and not titre.voulu
        proche = (_proche(titre.texte) or _taux_proche(titre.texte, baremes)) if inconnue else None
        if proche and proche not in (*noms, *ajoutees):
            conseil = f"Vouliez-vous dire « {proche} » ? Sinon, écrivez « {MARQUE} {titre.texte[:60]} »."
            yield Probleme(fichier, f"colonne « {titre.texte[:60]} »", "colonne inconnue.", conseil)
    for nom in dict.fromkeys(n for n in noms if n not in ("", MARQUE) and noms.count(n) > 1):
        siens = ", ".join(f"« {x.texte[:60]} »" for x, n in zip(lus, noms, strict=True) if n == nom)
        rangs = ", ".join(str(rang) for rang, n in enumerate(noms, 1) if n == nom)
        conseil = f"Gardez-en une, et mettez {MARQUE} devant le titre des autres."
        yield Probleme(fichier, f"colonne « {nom} »", f"donnée plusieurs fois (colonnes {rangs} : {siens}).", conseil)
    for nom in OBLIGATOIRES:
        if nom not in (*noms, *ajoutees):
            conseil = f"La même valeur pour toutes les lignes : --constante {nom}={EXEMPLES[nom]}. {_MODELE}"
            yield Probleme(fichier, "ligne de titres", f"il manque la colonne « {nom} ».", conseil)


def _proche(titre: str) -> str | None:
    """Return the field that a title all but names: a letter wrong, a word cut; the others are nobody's mistake."""
    from difflib import get_close_matches  # noqa: PLC0415 (only where a title is unknown)

    if titre.startswith(MARQUE) or _AUTRE_ANNEE.search(simple(titre)):
        return None
    noms = _noms().par_nom()
    mots = _sans_compteurs(_sans_annee(cle(_sans_unite(titre)[0]).split())[0])
    trouves = get_close_matches(" ".join(mots)[:80], noms, n=1, cutoff=_PROCHE)
    return noms[trouves[0]] if trouves else None


def _taux_proche(titre: str, baremes: Baremes) -> str | None:
    return plus_proche(titre, baremes.cles()) if "." in titre and not titre.startswith(MARQUE) else None


def enumeres(titres: Sequence[str], separateur: str) -> str:
    """Name titles; of a great many, the first ones and how many there are more."""
    reste = len(titres) - _TITRES_DITS
    suite = (f"et {reste} autres",) if reste > 0 else ()
    return separateur.join((*titres[:_TITRES_DITS], *suite))
