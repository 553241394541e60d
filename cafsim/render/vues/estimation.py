"""Arrange estimations into a document: the first screen, then the details of each line, what must be checked.

Every readable format draws this document, so that none decides by itself what is told; the note takes its tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from cafsim.baremes.model import Hypothese
from cafsim.estimation.resultat import MENTION, PERIODICITES, EquipementEstime, Estimation, LigneEstimee, Total
from cafsim.etudes.leviers import LevierEstime
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
    mise_en_page,
)
from cafsim.render.mots import courants as mots
from cafsim.render.mots.reponse import reponse
from cafsim.render.vues import legende, premier_ecran
from cafsim.render.vues import leviers as render_leviers
from cafsim.render.vues.chapitres import cachet, fini
from cafsim.render.vues.premier_ecran import raisons, recapitulatif
from cafsim.render.vues.renvois import Renvois
from cafsim.typographie import majuscule

MONTANT = Colonne("Montant", "montant")
COLONNES = (
    Colonne("Aide", "tete"),
    Colonne("Calcul", "suite", sous=0),
    Colonne("Nature", "mot"),
    Colonne("Taux", "mot", sous=2),
    MONTANT,
)

Hypotheses = Mapping[str, Hypothese]


class Groupe(NamedTuple):
    """Lines that stand in one table, and their total, if they are in one; `coupe`: a shared ceiling cuts it."""

    titre: str
    intitule: str
    lignes: tuple[LigneEstimee, ...]
    total: Total | None = None
    coupe: bool = False


def document(
    liste: Sequence[Estimation],
    hypotheses: Hypotheses,
    *,
    detail: bool = False,
    leviers: Sequence[Sequence[LevierEstime]] = (),
    suite: str = "",
    cles: bool = False,
    datee: bool = False,
    partielle: bool = False,
) -> Document:
    """Return what there is to read of one or several estimations: the answer of each, then, with `detail`, the rest.

    `hypotheses` explains the ones that the lines cite. `leviers`: those of each estimation, when they are asked for;
    `suite`: what to type next; `cles`: the project came from a file, where what is missing may be written; `datee`: it
    is kept, and says its day even without details; `partielle`: only some aids were asked for.
    """
    corps: list[Noeud] = []
    for e, siens in zip_longest(liste, leviers):
        corps += premier_ecran.noeuds(e, suite if len(liste) == 1 else "", partielle=partielle, entier=detail or datee)
        if siens is not None:
            corps += render_leviers.noeuds(siens, seul=len(e.equipements) == 1)
    if len(liste) > 1:
        projets = [(mots.projet(e.projet, e.exercice, e.referentiel), e.totaux) for e in liste]
        corps += [Titre("Total de tous les projets", 2), recapitulatif("", "Projet", projets)]
    rappel = " ".join(reponse(e.totaux, e.lignes) for e in liste)
    jour = cachet(e.referentiel for e in liste)
    if not detail:
        corps += [Paragraphe(rappel, fort=True)] if leviers else []
        corps += [Paragraphe(jour)] if datee else []
        return mise_en_page([*corps, Paragraphe(MENTION, fort=True)])
    renvois = Renvois()
    for e in liste:
        corps += _details_du_projet(e, renvois, hypotheses, cles=cles)
    corps += chapitre("Sources", renvois.notes(adresses=False), 2)
    retenues = [ligne for e in liste for ligne in e.lignes if ligne.retenue]
    corps += chapitre("Comment lire", legende.phrases(retenues), 2)
    remarques = [texte for e in liste for texte in e.remarques]
    return fini(corps, remarques, jour, rappel=rappel)


def _details_du_projet(e: Estimation, renvois: Renvois, hypotheses: Hypotheses, *, cles: bool) -> Iterator[Noeud]:
    for equipement in e.equipements:
        yield Titre(f"Le détail : {mots.equipement(equipement.nom, equipement.exercice, e.exercice)}", 2)
        yield Paragraphe(mots.genre(equipement.type))
        for groupe in groupes(equipement):
            rangees = [rangee(x, renvois)._replace(details=_details(x, renvois, hypotheses)) for x in groupe.lignes]
            yield from tableau(groupe, rangees)
        yield from chapitre("Ce qui manque", _manques(equipement.lignes, cles=cles))
        yield from sans_objet(equipement)
        if not equipement.lignes:
            yield Paragraphe(mots.AUCUNE_AIDE)


def groupes(equipement: EquipementEstime) -> Iterator[Groupe]:
    """Yield the lines of an equipment: those of each total, then those that are in none."""
    for periodicite in PERIODICITES:
        lignes = tuple(x for x in equipement.lignes if x.periodicite == periodicite and x.au_total)
        if lignes:
            coupe = bool(equipement.reduction(periodicite))
            yield Groupe(*mots.PERIODES[periodicite], lignes, equipement.totaux[periodicite], coupe)
    a_part = tuple(x for x in equipement.lignes if x.retenue and not x.au_total)
    if a_part:
        yield Groupe("Pour information, hors total", "", a_part)


def tableau(groupe: Groupe, rangees: Iterable[Rangee], colonnes: tuple[Colonne, ...] = COLONNES) -> Iterator[Noeud]:
    """Yield the table of a group, its total below its rows."""
    pied = []
    if groupe.total:
        cellules = dict.fromkeys(colonnes, "")
        cellules[colonnes[0]] = mots.signale(groupe.intitule, incomplet=groupe.total.incomplet)
        cellules[MONTANT] = mots.montant_total(groupe.total)
        pied.append(Rangee(tuple(cellules.values()), total=True))
    yield Tableau(groupe.titre, colonnes, (*rangees, *pied))
    if groupe.coupe:
        yield Paragraphe(mots.LECTURE_CUMUL)


def sans_objet(equipement: EquipementEstime) -> Iterator[Noeud]:
    """Yield the aids ruled out, each with the reason."""
    return chapitre(majuscule(mots.SANS_OBJET), raisons(equipement.lignes))


def rangee(ligne: LigneEstimee, renvois: Renvois) -> Rangee:
    """Return the row of a line."""
    certitude = renvois.de_ligne(mots.fiabilite(ligne), ligne)
    return Rangee((mots.libelle(ligne), mots.calcul(ligne), mots.NATURES[ligne.nature], certitude, mots.montant(ligne)))


def _details(ligne: LigneEstimee, renvois: Renvois, hypotheses: Hypotheses) -> tuple[Entree, ...]:
    """Return what explains a line: steps, sources with their addresses, hypotheses, reserves."""
    blocs = (
        Entree("La prévision repose sur", ligne.prevision_repose_sur),
        Entree("Calcul", tuple(map(mots.etape, ligne.etapes))),
        Entree("Sources", tuple(renvois.citations(ligne.sources))),
        *(
            Entree(f"Hypothèse {h.numero}, {h.titre}", (h.texte, f"Effet : {h.effet}"))
            for h in (hypotheses[numero] for numero in ligne.hypotheses)
        ),
        Entree("À savoir", (*ligne.reserves, *ligne.alertes)),
    )
    return tuple(bloc for bloc in blocs if bloc.sous)


def _manques(lignes: Iterable[LigneEstimee], *, cles: bool) -> Iterator[Entree]:
    """Yield what to find, each thing once, under the lines that lack it; the lines not counted at all come first."""
    concernes: dict[str, list[LigneEstimee]] = {}
    for ligne in lignes:
        if ligne.retenue:
            for motif in (mots.manque(m, cles=cles) for m in ligne.manques) if ligne.manques else ligne.motifs:
                concernes.setdefault(motif, []).append(ligne)
    groupes: dict[str, list[str]] = {}
    for motif, touchees in sorted(concernes.items(), key=lambda item: all(x.statut != "a_completer" for x in item[1])):
        noms = dict.fromkeys(f"{x.libelle} ({mots.STATUTS[x.statut]})" for x in touchees)
        groupes.setdefault(" ; ".join(noms), []).append(motif)
    return (Entree(concerne, tuple(motifs)) for concerne, motifs in groupes.items())
