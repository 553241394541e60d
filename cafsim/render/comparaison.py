"""Estimates side by side; and what the Caf notified against what was estimated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.comparaison import Colonne, Comparaison, LigneComparee, TotalCompare
from cafsim.ecart import Ecart
from cafsim.engine.numbers import french_money
from cafsim.notification import Notification
from cafsim.render import document as doc
from cafsim.render import legende, mots, sigles
from cafsim.resultat import MENTION, PERIODICITES, LigneEstimee, Total

ABSENT = "—"
SANS_OBJET = "sans objet"
INCONNU = "inconnu"

LECTURE_ECARTS = (
    "Écart : ce que la colonne a de plus (+) ou de moins (−) que la première ; rien n'est écrit sous un montant égal. "
    "D'une fourchette, l'écart a deux bouts. Ce qui est inconnu des deux côtés, et identique, est tenu pour égal."
)
LECTURE_PLAFONDS = "Dans les totaux, la Caf est supposée accorder la même part d'un plafond des deux côtés, ou rien."
LECTURE_DETAIL = "Le calcul, les sources et ce qui manque dans une colonne : cafsim estimate FICHIER --detail."


def document(
    comparaison: Comparaison, avertissements: Sequence[str], notification: Notification | None = None
) -> doc.Document:
    """Return what there is to read of a comparison, or of the check of a notified amount."""
    corps: list[doc.Noeud] = list(_tete(comparaison.colonnes))
    if notification:
        corps += _notification(notification)
    corps += _lignes(comparaison)
    raisons = list(_raisons(comparaison))
    if raisons:
        corps += [doc.Titre("Sans objet", 2), _liste(raisons)]
    corps += _lecture(comparaison)
    trouves = sigles.employes([*doc.textes(corps), MENTION])
    if trouves:
        corps += [doc.Titre("Sigles", 2), _liste(trouves)]
    if avertissements:
        corps += [doc.Titre("À vérifier", 2), _liste(avertissements)]
    corps.append(doc.Paragraphe(MENTION, fort=True))
    return doc.mise_en_page(corps)


def _tete(colonnes: Sequence[Colonne]) -> Iterator[doc.Noeud]:
    noms = {c.estimation.projet for c in colonnes}
    if len(colonnes) == 1:
        yield doc.Titre(f"{colonnes[0].estimation.projet}, exercice {colonnes[0].estimation.exercice}", 1)
    elif len(noms) == 1:
        yield doc.Titre(f"Comparaison : {noms.pop()}", 1)
    else:
        yield doc.Titre("Comparaison", 1)
    if len(colonnes) > 1 and any(c.titre != str(c.estimation.exercice) for c in colonnes):
        yield _liste([nom(c) for c in colonnes])


def nom(colonne: Colonne) -> str:
    """Return the full name of a column: its letter, the project, its year."""
    e = colonne.estimation
    return colonne.titre if colonne.titre == str(e.exercice) else f"{colonne.titre} : {e.projet}, exercice {e.exercice}"


def _lignes(comparaison: Comparaison) -> Iterator[doc.Noeud]:
    titres = tuple(doc.Colonne(c.titre, "montant") for c in comparaison.colonnes)
    if len(titres) == 1:
        titres = (doc.Colonne("Montant", "montant"),)
    colonnes = (doc.Colonne("Aide", "tete"), *titres)
    premier = comparaison.colonnes[0].titre
    equipements = dict.fromkeys(x.equipement for x in comparaison.lignes)
    for equipement in equipements:
        yield doc.Titre(equipement, 2)
        for periodicite in PERIODICITES:
            siennes = [x for x in comparaison.lignes if (x.equipement, x.periodicite) == (equipement, periodicite)]
            rangees = [r for x in siennes if _montree(x) for r in _rangees_ligne(x, premier)]
            if rangees:
                yield doc.Tableau(mots.PERIODES[periodicite][0], colonnes, tuple(rangees))
    rangees_totales = [
        r for p in PERIODICITES for r in _rangees_total(comparaison.totaux[p], mots.PERIODES[p][1], premier)
    ]
    yield doc.Titre("Totaux", 2)
    yield doc.Tableau("", (doc.Colonne("Total", "tete"), *titres), tuple(rangees_totales))


def _montree(ligne: LigneComparee) -> bool:
    """Say whether a line has an amount in some column."""
    return any(x and x.statut != "non_eligible" for x in ligne.cellules)


def _rangees_ligne(ligne: LigneComparee, premier: str) -> Iterator[doc.Rangee]:
    libelle = ligne.libelle
    if ligne.ligne.nature != "droit":
        libelle += f" ({mots.nature(ligne.ligne)})"
    if ligne.ligne.payeur != "caf":
        libelle += " (versé par l'État)"
    yield doc.Rangee((libelle, *map(_cellule, ligne.cellules)))
    yield from _rangee_ecarts(ligne.ecarts, premier)


def _rangees_total(total: TotalCompare, intitule: str, premier: str) -> Iterator[doc.Rangee]:
    if all(t == Total(Fraction(0), Fraction(0), incomplet=False) for t in total.totaux):
        return
    yield doc.Rangee((intitule, *map(mots.montant_signale, total.totaux)))
    if any(total.incomplets) or not all(e.nul for e in total.ecarts):
        ecarts = (
            f"{_ecart(e)} ({mots.INCOMPLET})" if incomplet else _ecart(e)
            for e, incomplet in zip(total.ecarts, total.incomplets, strict=True)
        )
        yield doc.Rangee((f"écart avec {premier}", "", *ecarts), suite=True)


def _rangee_ecarts(ecarts: Sequence[Ecart | None], premier: str) -> Iterator[doc.Rangee]:
    if any(e is None or not e.nul for e in ecarts):
        yield doc.Rangee((f"écart avec {premier}", "", *(_ecart(e) for e in ecarts)), suite=True)


def _ecart(ecart: Ecart | None) -> str:
    if ecart is None:
        return INCONNU
    return "" if ecart.nul else mots.ecart(ecart)


def _cellule(ligne: LigneEstimee | None) -> str:
    if ligne is None:
        return ABSENT
    return SANS_OBJET if ligne.statut == "non_eligible" else mots.montant(ligne)


def _lecture(comparaison: Comparaison) -> Iterator[doc.Noeud]:
    lignes = [x for c in comparaison.colonnes for x in c.estimation.lignes]
    retenues = [x for x in lignes if x.statut != "non_eligible"]
    yield doc.Titre("Comment lire", 2)
    entrees = []
    if len(comparaison.colonnes) > 1:
        entrees += [LECTURE_ECARTS]
        if any(x.nature == "plafond" for x in retenues):
            entrees.append(LECTURE_PLAFONDS)
        if any(x is None for ligne in comparaison.lignes for x in ligne.cellules if _montree(ligne)):
            entrees.append(f"{ABSENT} : cette aide n'a rien à compter dans cette colonne.")
    entrees += legende.totaux(retenues)
    yield _liste([*entrees, LECTURE_DETAIL])


def _raisons(comparaison: Comparaison) -> Iterator[str]:
    """Yield why a line shown has no object in some column."""
    for ligne in comparaison.lignes:
        if not _montree(ligne):
            continue
        motifs: dict[str, list[str]] = {}
        for colonne, cellule in zip(comparaison.colonnes, ligne.cellules, strict=True):
            if cellule and cellule.statut == "non_eligible":
                motifs.setdefault(" ".join(cellule.motifs), []).append(colonne.titre)
        for motif, titres in motifs.items():
            ou = f"{', '.join(titres)}, " if len(comparaison.colonnes) > 1 else ""
            yield f"{ou}{ligne.libelle} : {motif}"


def _notification(notification: Notification) -> Iterator[doc.Noeud]:
    colonnes = (doc.Colonne("Confrontation", "tete"), doc.Colonne("Montant", "montant"))
    rangees = (
        doc.Rangee(("Notifié par la Caf", french_money(notification.montant))),
        doc.Rangee(("Estimé", mots.montant_signale(notification.total))),
        doc.Rangee(("Notifié moins estimé", mots.ecart(notification.ecart)), total=True),
    )
    yield doc.Tableau("Le montant notifié et l'estimation", colonnes, rangees)
    yield doc.Paragraphe(_verdict(notification), fort=True)
    if notification.causes:
        yield doc.Titre("Ce qui peut expliquer une différence", 2)
        yield doc.Liste(tuple(doc.Entree(c.titre, (c.texte,)) for c in notification.causes))


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


def _liste(textes: Sequence[str]) -> doc.Liste:
    return doc.Liste(tuple(map(doc.Entree, textes)))
