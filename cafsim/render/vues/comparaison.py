"""Estimates side by side; and what the Caf notified against what was estimated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import french_money
from cafsim.estimation.resultat import PERIODICITES, LigneEstimee, Total
from cafsim.etudes.comparaison import Comparaison, LigneComparee, TotalCompare, VarianteComparee
from cafsim.etudes.ecart import Ecart
from cafsim.etudes.notification import Notification
from cafsim.render.document import (
    Colonne,
    Document,
    Entree,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    chapitre,
    en_liste,
)
from cafsim.render.mots import courants as mots
from cafsim.render.vues import legende
from cafsim.render.vues.chapitres import d_abord, fini
from cafsim.typographie import majuscule

ABSENT = "—"
NON_COMPTE = mots.STATUTS["a_completer"]
"""What stands for a difference that is left out of the total."""

LECTURE_ECARTS = (
    "Écart : ce que la colonne a de plus (+) ou de moins (−) que la première ; rien n'est écrit sous un montant égal. "
    "D'une fourchette, l'écart a deux bouts. Ce qui est inconnu des deux côtés est supposé le même, et jouer pareil."
)
LECTURE_NON_COMPTE = (
    "Écart « non compté » : il manque de quoi calculer un côté au moins ; l'écart du total est donné sans cette aide."
)
LECTURE_PLAFONDS = "Dans les totaux, la Caf est supposée accorder la même part d'un plafond des deux côtés, ou rien."
LECTURE_DETAIL = "Le calcul, les sources et ce qui manque dans une colonne : cafsim estimate FICHIER --detail."


def document(
    comparaison: Comparaison, doutes: Sequence[str], remarques: Sequence[str], notification: Notification | None = None
) -> Document:
    """Return what there is to read of a comparison, or of the check of a notified amount."""
    corps: list[Noeud] = list(_tete(comparaison.colonnes))
    corps += d_abord(doutes)
    if notification:
        corps += _notification(notification)
    corps += _lignes(comparaison)
    corps += chapitre(majuscule(mots.SANS_OBJET), _raisons(comparaison), 2)
    corps += chapitre("Comment lire", _lecture(comparaison), 2)
    return fini(corps, remarques)


def _tete(colonnes: Sequence[VarianteComparee]) -> Iterator[Noeud]:
    noms = {c.estimation.projet for c in colonnes}
    if len(colonnes) == 1:
        yield Titre(f"{colonnes[0].estimation.projet}, exercice {colonnes[0].estimation.exercice}", 1)
    elif len(noms) == 1:
        yield Titre(f"Comparaison : {noms.pop()}", 1)
    else:
        yield Titre("Comparaison", 1)
    if len(colonnes) > 1 and any(c.titre != str(c.estimation.exercice) for c in colonnes):
        yield en_liste([nom(c) for c in colonnes])


def nom(colonne: VarianteComparee) -> str:
    """Return the full name of a column: its letter, the project, its year."""
    e = colonne.estimation
    return colonne.titre if colonne.titre == str(e.exercice) else f"{colonne.titre} : {e.projet}, exercice {e.exercice}"


def _lignes(comparaison: Comparaison) -> Iterator[Noeud]:
    titres = tuple(Colonne(c.titre, "montant") for c in comparaison.colonnes)
    if len(titres) == 1:
        titres = (Colonne("Montant", "montant"),)
    colonnes = (Colonne("Aide", "tete"), *titres)
    premier = comparaison.colonnes[0].titre
    equipements = dict.fromkeys(x.equipement for x in comparaison.lignes)
    for equipement in equipements:
        yield Titre(equipement, 2)
        for periodicite in PERIODICITES:
            siennes = [x for x in comparaison.lignes if (x.equipement, x.periodicite) == (equipement, periodicite)]
            rangees = [r for x in siennes if _montree(x) for r in _rangees_ligne(x, premier)]
            if rangees:
                yield Tableau(mots.PERIODES[periodicite][0], colonnes, tuple(rangees))
    rangees_totales = [
        r for p in PERIODICITES for r in _rangees_total(comparaison.totaux[p], mots.PERIODES[p][1], premier)
    ]
    yield Titre("Totaux", 2)
    yield Tableau("", (Colonne("Total", "tete"), *titres), tuple(rangees_totales))


def _montree(ligne: LigneComparee) -> bool:
    """Say whether a line has an amount in some column."""
    return any(x and x.retenue for x in ligne.cellules)


def _rangees_ligne(ligne: LigneComparee, premier: str) -> Iterator[Rangee]:
    nature = "" if ligne.ligne.nature == "droit" else f" ({mots.NATURES[ligne.ligne.nature]})"
    libelle = mots.verse(f"{ligne.libelle}{nature}", ligne.ligne.payeur)
    return _avec_ecarts((libelle, *map(_cellule, ligne.cellules)), map(_ecart, ligne.ecarts), premier)


def _rangees_total(total: TotalCompare, intitule: str, premier: str) -> Iterator[Rangee]:
    if any(t != Total(Fraction(0), Fraction(0), incomplet=False) for t in total.totaux):
        paires = zip(total.ecarts, total.incomplets, strict=True)
        ecarts = (mots.signale(_ecart(e), incomplet=incomplet) for e, incomplet in paires)
        yield from _avec_ecarts((intitule, *map(mots.montant_signale, total.totaux)), ecarts, premier)


def _avec_ecarts(cellules: tuple[str, ...], ecarts: Iterable[str], premier: str) -> Iterator[Rangee]:
    """Yield a row, and below it what differs from the first column, if anything does."""
    yield Rangee(cellules)
    dits = tuple(ecarts)
    if any(dits):
        yield Rangee((f"écart avec {premier}", "", *dits), suite=True)


def _ecart(ecart: Ecart | None) -> str:
    if ecart is None:
        return NON_COMPTE
    return "" if ecart.nul else mots.ecart(ecart)


def _cellule(ligne: LigneEstimee | None) -> str:
    if ligne is None:
        return ABSENT
    return mots.montant(ligne) if ligne.retenue else mots.SANS_OBJET


def _lecture(comparaison: Comparaison) -> Iterator[str]:
    retenues = [x for c in comparaison.colonnes for x in c.estimation.lignes if x.retenue]
    if len(comparaison.colonnes) > 1:
        yield LECTURE_ECARTS
        if any(e is None for ligne in comparaison.lignes for e in ligne.ecarts if _montree(ligne)):
            yield LECTURE_NON_COMPTE
        if any(x.nature == "plafond" for x in retenues):
            yield LECTURE_PLAFONDS
        if any(x is None for ligne in comparaison.lignes for x in ligne.cellules if _montree(ligne)):
            yield f"{ABSENT} : cette aide n'a rien à compter dans cette colonne."
    yield from legende.totaux(retenues)
    yield LECTURE_DETAIL


def _raisons(comparaison: Comparaison) -> Iterator[str]:
    """Yield why a line shown has no object in some column."""
    for ligne in comparaison.lignes:
        if not _montree(ligne):
            continue
        motifs: dict[str, list[str]] = {}
        for colonne, cellule in zip(comparaison.colonnes, ligne.cellules, strict=True):
            if cellule and not cellule.retenue:
                motifs.setdefault(" ".join(cellule.motifs), []).append(colonne.titre)
        for motif, titres in motifs.items():
            ou = f"{', '.join(titres)}, " if len(comparaison.colonnes) > 1 else ""
            yield f"{ou}{ligne.libelle} : {motif}"


def _notification(notification: Notification) -> Iterator[Noeud]:
    colonnes = (Colonne("Confrontation", "tete"), Colonne("Montant", "montant"))
    rangees = (
        Rangee(("Notifié par la Caf", french_money(notification.montant))),
        Rangee(("Estimé", mots.montant_signale(notification.total))),
        Rangee(("Notifié moins estimé", mots.ecart(notification.ecart)), total=True),
    )
    yield Tableau("Le montant notifié et l'estimation", colonnes, rangees)
    yield Paragraphe(_verdict(notification), fort=True)
    causes = (Entree(c.titre, (c.texte,)) for c in notification.causes)
    yield from chapitre("Ce qui peut expliquer une différence", causes, 2)


def _verdict(notification: Notification) -> str:
    total = notification.total
    if total.minimum == total.maximum == notification.montant:
        verdict = "Le montant notifié est exactement celui de l'estimation."
    elif notification.dans_la_fourchette:
        verdict = "Le montant notifié est dans la fourchette de l'estimation."
    elif notification.montant < total.minimum:
        manque = french_money(total.minimum - notification.montant)
        suite = "." if total.minimum == total.maximum else " que le minimum."
        verdict = f"Le montant notifié est sous l'estimation : {manque} de moins{suite}"
    else:
        verdict = f"Le montant notifié dépasse l'estimation de {french_money(notification.montant - total.maximum)}."
    if total.incomplet:
        verdict += " Des lignes à compléter ne sont pas comptées dans l'estimation."
    return verdict
