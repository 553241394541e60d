"""The key points in words: what is a right, what the Caf decides, what is not known, what remains to pay.

Never an average, never 0 for what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.dispositifs.modele import Periodicite
from cafsim.engine.numbers import ZERO
from cafsim.estimation.resultat import PERIODICITES, Estimation, LigneEstimee, somme
from cafsim.plan.calcul import totaux_annee, totaux_travaux
from cafsim.plan.fonctionnement import aides_au_fonctionnement, porteur
from cafsim.plan.modele import INCONNUE, Porteur, TotalFonctionnement, TotalInvestissement
from cafsim.rapport.dossier import Dossier
from cafsim.render.document import Entree, Liste, Texte
from cafsim.render.mots.courants import intervalle
from cafsim.render.mots.plan import plage
from cafsim.typographie import majuscule

QUAND: dict[Periodicite, str] = {"annuel": "pour une année", "ponctuel": "en une fois"}
NOMS_MAX = 5
"""Beyond, aids are counted rather than named."""

PARTIEL = "La note est limitée à certaines aides : le reste à payer n'est pas montré, il serait faux."
A_LA_CHARGE: dict[Porteur, str] = {
    "commune": "à la charge de la commune",
    "autre": "à financer chez un autre gestionnaire, par une subvention de la commune ou autrement",
    "inconnu": "à financer (le gestionnaire n'est pas indiqué)",
}
AILLEURS: dict[Porteur, str] = {
    "autre": "à un autre gestionnaire que la commune",
    "inconnu": "à un gestionnaire que le projet ne dit pas",
}
MAITRE: dict[Porteur, str] = {
    "commune": "à la collectivité",
    "autre": "à un autre maître d'ouvrage que la commune",
    "inconnu": "au maître d'ouvrage (le projet ne dit pas qui il est)",
}

AU_PLUS = (
    "« Au plus » : une recette au moins n'est pas connue (participations des familles, aide à compléter… : voir "
    "« À savoir »), le reste peut être plus bas."
)


class Part(NamedTuple):
    """The Caf's lines of one nature and periodicity (€). `inconnues`: those that could not be counted."""

    minimum: Fraction
    maximum: Fraction
    lignes: tuple[LigneEstimee, ...]

    @classmethod
    def des(cls, lignes: Iterable[LigneEstimee]) -> Part:
        """Add lines up."""
        toutes = tuple(lignes)
        return cls(sum((x.bas for x in toutes), ZERO), sum((x.haut for x in toutes), ZERO), toutes)

    @property
    def montant(self) -> str:
        """What is known of it, in words."""
        return intervalle(self.minimum, self.maximum)

    @property
    def inconnues(self) -> tuple[LigneEstimee, ...]:
        """The lines to be completed."""
        return tuple(x for x in self.lignes if x.statut == "a_completer")


class Bilan(NamedTuple):
    """The lines of one or several estimations, apart from those ruled out. `lignes` are all of them."""

    lignes: tuple[LigneEstimee, ...]
    droits: dict[Periodicite, Part]
    plafonds: dict[Periodicite, Part]
    decisions: tuple[LigneEstimee, ...]


def bilan(liste: Sequence[Estimation]) -> Bilan:
    """Add up. A ceiling that several aids share is taken off the ceilings, so that both parts make the total."""
    lignes = tuple(x for e in liste for x in e.lignes if x.retenue)
    totaux = {p: somme(e.totaux[p] for e in liste) for p in PERIODICITES}
    droits = {p: Part.des(x for x in lignes if x.assuree and x.periodicite == p) for p in PERIODICITES}
    plafonds = {}
    for p in PERIODICITES:
        part = Part.des(x for x in lignes if x.comptee and not x.assuree and x.periodicite == p)
        haut = totaux[p].maximum - droits[p].maximum
        plafonds[p] = part._replace(minimum=min(part.minimum, haut), maximum=haut)
    return Bilan(lignes, droits, plafonds, tuple(x for x in lignes if x.au_total and not x.comptee))


def essentiel(dossiers: Sequence[Dossier]) -> Liste:
    """Return the key points of one or several projects together."""
    b = bilan([d.estimation for d in dossiers])
    points = (
        ("Ce qui est un droit", _droits(b, dossiers)),
        ("Ce que la Caf décide", _decisions(b)),
        ("Ce qui reste à payer", _restes(dossiers)),
        ("Ce qui n'est pas connu", _inconnus(b)),
    )
    return Liste(tuple(Entree(terme, tuple(phrases)) for terme, phrases in points), "points")


def noms(lignes: Iterable[LigneEstimee]) -> str:
    """Return the names of aids."""
    return enumeres(x.libelle for x in lignes)


def enumeres(textes: Iterable[str]) -> str:
    """Return names, each once: `A ; B`, or `A ; B ; … ; et 3 autres`."""
    uniques = list(dict.fromkeys(textes))
    autres = len(uniques) - NOMS_MAX
    if autres <= 1:
        return " ; ".join(uniques)
    return f"{' ; '.join(uniques[:NOMS_MAX])} ; et {autres} autres"


def pluriel(nombre: int, un: str) -> str:
    """Return `une aide`, or `3 aides`: every word after the article takes an s."""
    if nombre == 1:
        return un
    return f"{nombre} {' '.join(f'{mot}s' for mot in un.split()[1:])}"


def _droits(b: Bilan, dossiers: Sequence[Dossier]) -> Iterator[str]:
    utiles = [(p, part) for p, part in b.droits.items() if part.lignes]
    if not utiles:
        yield "Aucune aide de droit n'est trouvée."
    for periodicite, part in utiles:
        if part.inconnues == part.lignes:
            yield f"{_sans_montant(part)}, {QUAND[periodicite]}."
        else:
            yield _phrase("La Caf verserait", part.montant, f"{QUAND[periodicite]}{_sans_compter(part)}")
    yield from _ailleurs(dossiers)
    etat = [x for x in b.lignes if not x.de_la_caf]
    if etat:
        yield f"Versé par l'État et non par la Caf, hors de tout total : {noms(etat)}."


def _decisions(b: Bilan) -> Iterator[str]:
    utiles = [(p, part) for p, part in b.plafonds.items() if part.lignes]
    for periodicite, part in utiles:
        suite = f"{QUAND[periodicite]}{_sans_compter(part)}"
        if part.inconnues == part.lignes:
            yield f"{_sans_montant(part)}, {QUAND[periodicite]}."
        elif part.minimum == part.maximum:
            yield _phrase("Son conseil d'administration peut accorder", f"jusqu'à {part.montant}", suite)
        else:
            debut = "Son conseil d'administration peut accorder jusqu'à un plafond, qui va"
            yield _phrase(debut, part.montant, suite)
    if utiles:
        yield "Il peut accorder moins, ou rien."
    if b.decisions:
        yield f"Sans barème national, la Caf fixe elle-même le montant : {noms(b.decisions)}."
    if not utiles and not b.decisions:
        yield "Aucune aide laissée à la décision de la Caf n'est trouvée."


def _inconnus(b: Bilan) -> Iterator[str]:
    comptees = [x for parts in (b.droits, b.plafonds) for part in parts.values() for x in part.lignes]
    absentes = [x for x in comptees if x.statut == "a_completer"]
    bornees = [x for x in comptees if x.statut == "fourchette"]
    reconduites = [x for x in comptees if "reconduit" in x.fiabilites]
    if absentes:
        combien = majuscule(pluriel(len(absentes), "un montant inconnu"))
        yield Texte("", combien, f", à ajouter à ce qui précède : {noms(absentes)}.")
    if bornees:
        combien = majuscule(pluriel(len(bornees), "un montant"))
        yield Texte("", combien, f" en fourchette seulement : {noms(bornees)}.")
    if reconduites:
        combien = majuscule(pluriel(len(reconduites), "une ligne"))
        yield f"{combien} avec un taux d'une année antérieure, faute de chiffre plus récent."
    if comptees and not absentes and not bornees:
        yield "Tous les montants sont calculés."
    if not comptees:
        yield "Il n'y a aucun montant à calculer."


def _ailleurs(dossiers: Sequence[Dossier]) -> Iterator[str]:
    """Say what part of the yearly rights goes to a manager other than the commune, or to nobody known."""
    parts: dict[Porteur, list[LigneEstimee]] = {"autre": [], "inconnu": []}
    for dossier in dossiers:
        for saisi, estime in zip(dossier.projet.equipements, dossier.estimation.equipements, strict=True):
            parts.get(porteur(saisi), []).extend(aides_au_fonctionnement(estime))
    for qui, lignes in parts.items():
        if any(x.maximum for x in lignes):
            part = Part.des(lignes)
            yield _phrase("Dans ce total,", part.montant, f"iraient {AILLEURS[qui]}{_sans_compter(part)}")


def _restes(dossiers: Sequence[Dossier]) -> Iterator[str]:
    if any(d.plan is None for d in dossiers):
        yield PARTIEL
        return
    equipements = [e for d in dossiers if d.plan for e in d.plan.equipements]
    travaux, annee = totaux_travaux(equipements), totaux_annee(equipements)
    for qui, chantier in travaux.items():
        yield _reste_travaux(qui, chantier)
    for qui, budget in annee.items():
        yield _reste_annee(qui, budget)
    oublies = [e.nom for e in equipements if not e.investissement and not e.fonctionnement]
    if oublies and (travaux or annee):
        yield f"Sans travaux ni budget dans le projet, et donc non comptés ici : {enumeres(oublies)}."
    restes = [r for t in travaux.values() for r in (t.plafond.reste, t.refus.reste)] + [t.reste for t in annee.values()]
    if any(r.minimum is None and r.maximum is not None for r in restes):
        yield AU_PLUS
    if any(bout is not None and bout < 0 for r in restes for bout in (r.minimum, r.maximum)):
        yield "Un montant négatif est un excédent : les recettes dépasseraient les charges."
    if not travaux and not annee:
        yield "Ni travaux ni budget de fonctionnement dans ce projet : rien n'est calculé."


def _reste_travaux(qui: Porteur, total: TotalInvestissement) -> str:
    if INCONNUE in (total.plafond.reste, total.refus.reste):
        return f"Travaux : le reste {MAITRE[qui]} n'est pas calculable, un coût n'est pas indiqué."
    return Texte(
        f"Travaux, pour un coût de {plage(total.cout)} : il resterait {MAITRE[qui]} ",
        plage(total.plafond.reste),
        " si la Caf accorde le plafond, ",
        plage(total.refus.reste),
        " si elle n'accorde rien.",
    )


def _reste_annee(qui: Porteur, total: TotalFonctionnement) -> str:
    debut = "Une année de fonctionnement :"
    if total.reste == INCONNUE:
        return f"{debut} le reste {A_LA_CHARGE[qui]} n'est pas calculable, des charges ne sont pas indiquées."
    return _phrase(f"{debut} il resterait", plage(total.reste), A_LA_CHARGE[qui])


def _phrase(debut: str, fort: str, suite: str) -> Texte:
    """Return a sentence, important in its middle."""
    return Texte(f"{debut} ", fort, f" {suite}.")


def _sans_compter(part: Part) -> str:
    nombre = len(part.inconnues)
    return f", sans compter {pluriel(nombre, 'une aide')} dont le montant n'est pas connu" if nombre else ""


def _sans_montant(part: Part) -> str:
    suite = "dont le montant n'est pas connu" if len(part.lignes) < 2 else "dont aucun montant n'est connu"
    return majuscule(f"{pluriel(len(part.lignes), 'une aide')} {suite}")
