"""Arrange estimations into a document: which line stands in which table, what is missing, what must be checked.

Every readable format draws this document, so that none decides by itself what is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from cafsim.baremes.model import NATIONAL, Hypothese
from cafsim.dispositifs.modele import Periodicite
from cafsim.equipements.registre import equipements
from cafsim.leviers import LevierEstime
from cafsim.render import legende, mots
from cafsim.render import leviers as render_leviers
from cafsim.render.cachet import cachet
from cafsim.render.document import (
    Colonne,
    Document,
    Entree,
    Liste,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    mise_en_page,
)
from cafsim.render.notes import Notes, details
from cafsim.resultat import MENTION, PERIODICITES, EquipementEstime, Estimation, LigneEstimee, Total, somme

COLONNES = (
    Colonne("Aide", "tete"),
    Colonne("Calcul", "suite", sous=0),
    Colonne("Nature", "mot"),
    Colonne("Taux", "mot", sous=2),
    Colonne("Montant", "montant"),
)


def document(
    liste: Sequence[Estimation],
    hypotheses: Mapping[str, Hypothese],
    *,
    detail: bool = False,
    leviers: Sequence[Sequence[LevierEstime]] = (),
) -> Document:
    """Return what there is to read of one or several estimations.

    `hypotheses` explains the ones that the lines cite. `detail` adds to each line its steps, sources, hypotheses.
    `leviers`: those of each estimation, when they are asked for.
    """
    notes = Notes(hypotheses, detail=detail)
    corps: list[Noeud] = []
    for e, siens in zip_longest(liste, leviers):
        corps += _projet(e, notes)
        if siens is not None:
            corps += render_leviers.noeuds(siens, seul=len(e.equipements) == 1)
    if len(liste) > 1:
        corps += _recapitulatif("Total de tous les projets", "Projet", [(_nom_projet(e), e.totaux) for e in liste])
    corps += notes.sources()
    corps += legende.noeuds([ligne for e in liste for ligne in e.lignes], corps, detail=detail)
    corps += _a_verifier(liste)
    return mise_en_page(corps)


def _projet(e: Estimation, notes: Notes) -> Iterator[Noeud]:
    yield Titre(_nom_projet(e), 1)
    for equipement in e.equipements:
        meme_annee = equipement.exercice == e.exercice
        yield Titre(equipement.nom if meme_annee else f"{equipement.nom}, exercice {equipement.exercice}", 2)
        yield from _equipement(equipement, notes)
    if len(e.equipements) > 1:
        recap = [(q.nom, q.totaux) for q in e.equipements]
        yield from _recapitulatif(f"Total : {e.projet}", "Équipement", recap)


def _nom_projet(e: Estimation) -> str:
    cadre = "" if e.referentiel == NATIONAL else f", {mots.referentiel(e.referentiel)}"
    return f"{e.projet}, exercice {e.exercice}{cadre}"


def _equipement(equipement: EquipementEstime, notes: Notes) -> Iterator[Noeud]:
    connus = equipements()
    genre = connus[equipement.type].titre if equipement.type in connus else equipement.type
    yield Paragraphe(genre)
    for periodicite in PERIODICITES:
        lignes = [x for x in equipement.lignes if x.periodicite == periodicite and x.au_total]
        if lignes:
            yield _tableau(periodicite, lignes, equipement.totaux[periodicite], notes)
            if equipement.reduction(periodicite):
                yield Paragraphe(mots.LECTURE_CUMUL)
    a_part = [x for x in equipement.lignes if x.retenue and not x.au_total]
    if a_part:
        rangees = tuple(_rangee(x, notes) for x in a_part)
        yield Tableau("Pour information, hors total", COLONNES, rangees)
    yield from _manques(equipement.lignes)
    yield from _sans_objet(equipement.lignes)
    if not equipement.lignes:
        yield Paragraphe("Aucune des aides choisies ne concerne cet équipement.")


def _tableau(periodicite: Periodicite, lignes: Sequence[LigneEstimee], total: Total, notes: Notes) -> Tableau:
    titre, intitule = mots.PERIODES[periodicite]
    pied = Rangee((mots.libelle_total(intitule, total), "", "", "", mots.montant_total(total)), total=True)
    return Tableau(titre, COLONNES, (*(_rangee(x, notes) for x in lignes), pied))


def _rangee(ligne: LigneEstimee, notes: Notes) -> Rangee:
    certitude = " ".join(filter(None, (mots.fiabilite(ligne), notes.renvois(ligne))))
    cellules = (mots.libelle(ligne), mots.calcul(ligne), mots.nature(ligne), certitude, mots.montant(ligne))
    return Rangee(cellules, details(ligne, notes) if notes.detail else ())


def _recapitulatif(
    titre: str, entete: str, totaux: Sequence[tuple[str, Mapping[Periodicite, Total]]]
) -> Iterator[Noeud]:
    colonnes = (Colonne(entete, "tete"), *(Colonne(mots.PERIODES[p][1], "montant") for p in PERIODICITES))
    rangees = [Rangee((nom, *(mots.montant_signale(t[p]) for p in PERIODICITES))) for nom, t in totaux]
    generaux = (mots.montant_signale(somme(t[p] for _, t in totaux)) for p in PERIODICITES)
    yield Titre(titre, 2)
    yield Tableau("", colonnes, (*rangees, Rangee(("Total", *generaux), total=True)))


def _manques(lignes: Iterable[LigneEstimee]) -> Iterator[Noeud]:
    """Yield what to find, each thing once, under the lines that lack it; the lines not counted at all come first."""
    concernes: dict[str, list[LigneEstimee]] = {}
    for ligne in lignes:
        if ligne.retenue:
            for motif in ligne.motifs:
                concernes.setdefault(motif, []).append(ligne)
    if not concernes:
        return
    groupes: dict[str, list[str]] = {}
    for motif, touchees in sorted(concernes.items(), key=lambda item: all(x.statut != "a_completer" for x in item[1])):
        groupes.setdefault(_concerne(touchees), []).append(motif)
    yield Titre("Ce qui manque", 3)
    yield Liste(tuple(Entree(concerne, tuple(motifs)) for concerne, motifs in groupes.items()))


def _concerne(lignes: Sequence[LigneEstimee]) -> str:
    noms = dict.fromkeys(f"{x.libelle} ({'non compté' if x.statut == 'a_completer' else 'fourchette'})" for x in lignes)
    return " ; ".join(noms)


def _sans_objet(lignes: Iterable[LigneEstimee]) -> Iterator[Noeud]:
    entrees = tuple(Entree(f"{x.libelle} : {' '.join(x.motifs)}") for x in lignes if not x.retenue)
    if entrees:
        yield Titre("Sans objet", 3)
        yield Liste(tuple(dict.fromkeys(entrees)))


def _a_verifier(liste: Sequence[Estimation]) -> Iterator[Noeud]:
    """Yield the doubts of all the files, each once, the day and version, then the legal notice, always last."""
    doutes = dict.fromkeys(texte for e in liste for texte in e.avertissements if texte != MENTION)
    if doutes:
        yield Titre("À vérifier", 2)
        yield Liste(tuple(map(Entree, doutes)))
    yield Paragraphe(cachet(e.referentiel for e in liste))
    yield Paragraphe(MENTION, fort=True)
