"""Put a note together: what the council decides in two pages, then the annexes: aids, levers, reading, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import cafsim
from cafsim.baremes.model import NATIONAL
from cafsim.dispositifs.modele import NATURES
from cafsim.estimation.resultat import MENTION, Estimation, LigneEstimee
from cafsim.plan.modele import Plan
from cafsim.rapport import aides, confirmer, projet
from cafsim.rapport.dossier import Cadre, Dossier
from cafsim.rapport.essentiel import PARTIEL, essentiel, noms
from cafsim.render.document import (
    Document,
    Entree,
    Liste,
    Noeud,
    Paragraphe,
    Tableau,
    Titre,
    abaisse,
    au_nom_de,
    chapitre,
    en_liste,
    mise_en_page,
    textes,
    transformer,
)
from cafsim.render.mots import courants as mots
from cafsim.render.mots import sigles
from cafsim.render.vues import legende, plan
from cafsim.render.vues import leviers as render_leviers
from cafsim.render.vues.chapitres import a_verifier, d_abord
from cafsim.render.vues.premier_ecran import recapitulatif
from cafsim.render.vues.renvois import Renvois
from cafsim.typographie import majuscule, net

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SOUS_TITRE = "Note pour le conseil : ce que la Caf (caisse d'allocations familiales) peut apporter"
SANS_BUDGET = "Ni travaux ni budget de fonctionnement : il n'y a rien à financer dans ce projet."
HYPOTHESES = "Là où aucun texte lu ne tranche, voici ce qui est supposé, et ce que l'autre choix changerait."

A_CONFIRMER = "À confirmer, et par qui"

NOMS_DU_TITRE = 3
"""Beyond, the title counts the projects: the contents name them."""


class Note(NamedTuple):
    """A note: what stands at its head, and its chapters (titles of level 2)."""

    titre: str
    sous_titre: str
    reperes: tuple[str, ...]
    corps: Document

    @property
    def document(self) -> Document:
        """The whole note as one document, for the forms that draw nothing else."""
        tete = (Titre(self.titre, 1), Paragraphe(self.sous_titre), Paragraphe(" · ".join(self.reperes)))
        return (*tete, *self.corps, Paragraphe(net(MENTION), fort=True))


def note(dossiers: Sequence[Dossier], cadre: Cadre) -> Note:
    """Return the note of one or several projects: what the council reads, then the annexes."""
    estimations = [d.estimation for d in dossiers]
    noms_des_projets = " ; ".join(dict.fromkeys(e.projet for e in estimations))
    titre = cadre.titre or (noms_des_projets if len(dossiers) <= NOMS_DU_TITRE else f"{len(dossiers)} projets")
    renvois = Renvois(cadre.hypotheses)
    corps = list(d_abord(texte for e in estimations for texte in e.doutes))
    corps += _conseil(dossiers[0], cadre) if len(dossiers) == 1 else _ensemble(dossiers, cadre)
    if len(dossiers) == 1:
        corps += _annexes(dossiers[0], renvois, _ancres(dossiers[0], 1))
    else:
        corps += (noeud for rang, d in enumerate(dossiers, 1) for noeud in _projet(d, renvois, rang))
    corps += _lecture([x for e in estimations for x in e.lignes if x.retenue])
    corps += a_verifier(texte for e in estimations for texte in e.remarques)
    corps += chapitre("Sources", renvois.notes(adresses=True), 2, "notes")
    hypotheses = list(chapitre("Hypothèses", renvois.notes_des_hypotheses(), 2, "notes"))
    corps += [*hypotheses[:1], Paragraphe(HYPOTHESES), *hypotheses[1:]] if hypotheses else []
    corps += chapitre("Sigles", sigles.employes([*textes(corps), titre, MENTION]), 2, "sigles")
    lisible = mise_en_page(transformer(corps, sans_cles))
    return Note(net(titre), net(SOUS_TITRE), tuple(map(net, _reperes(estimations, cadre))), lisible)


def _conseil(dossier: Dossier, cadre: Cadre) -> Iterator[Noeud]:
    """Yield what the council reads, which holds in two pages."""
    yield from projet.le_projet(dossier)
    if cadre.aides:
        yield Paragraphe(f"Seules ces aides sont comptées : {_libelles(dossier, cadre.aides)}.", fort=True)
    yield from projet.decision(dossier)
    if dossier.plan:
        yield Titre("Qui paie : plan de financement", 2)
        yield from list(plan.synthese(dossier.plan)) or [Paragraphe(SANS_BUDGET)]
    else:
        yield Paragraphe(PARTIEL)
    premieres, _ = confirmer.partagees(dossier)
    yield from confirmer.section(premieres, A_CONFIRMER)


def _libelles(dossier: Dossier, aides: Sequence[str]) -> str:
    """Return the aids chosen, by their own names where lines tell them."""
    connus = {x.dispositif: x.libelle for x in dossier.estimation.lignes}
    return ", ".join(connus.get(aide, aide) for aide in aides)


def _projet(dossier: Dossier, renvois: Renvois, rang: int) -> Iterator[Noeud]:
    """Yield one project among several, as a chapter of its own."""
    ancres = _ancres(dossier, rang)
    yield Titre(_nom(dossier.estimation), 2, f"projet-{rang}", page=True)
    corps = [*_conseil(dossier, Cadre(date.min, {})), *_annexes(dossier, renvois, ancres)]
    yield from abaisse(corps)


def _ancres(dossier: Dossier, rang: int) -> list[str]:
    """Return the anchor of the aids of each equipment."""
    return [f"aides-{rang}-{n}" for n, _ in enumerate(dossier.projet.equipements, 1)]


def _annexes(dossier: Dossier, renvois: Renvois, ancres: Sequence[str]) -> Iterator[Noeud]:
    """Yield the annexes of one project."""
    yield Titre("Annexe : l'essentiel en quatre points", 2, page=True)
    yield essentiel([dossier])
    yield from _recapitulatif(dossier, ancres)
    if dossier.plan:
        yield from _plan(dossier.plan, renvois)
    yield from aides.section(dossier, renvois, ancres)
    yield from render_leviers.noeuds(dossier.leviers, seul=len(dossier.projet.equipements) == 1)
    _, autres = confirmer.partagees(dossier)
    if autres:
        yield from confirmer.section(autres, "À confirmer aussi")


def _plan(contenu: Plan, renvois: Renvois) -> Iterator[Noeud]:
    """Yield who pays for each equipment, and what to know of it."""
    finances = [e for e in contenu.equipements if e.investissement or e.fonctionnement]
    if not finances:
        return
    yield Titre("À savoir sur le plan de financement", 2)
    for e in finances:
        yield Titre(mots.equipement(e.nom, e.exercice, contenu.exercice), 3)
        yield Paragraphe(mots.genre(e.type))
        noeuds = plan.equipement(e, renvois)
        seul = len(finances) == 1  # its tables stand in what the council reads
        yield from au_nom_de(e.nom, abaisse(x for x in noeuds if not (seul and isinstance(x, Tableau))))
    yield from chapitre("Comment lire ces tableaux", plan.lecture(finances))


def _ensemble(dossiers: Sequence[Dossier], cadre: Cadre) -> Iterator[Noeud]:
    """Yield what several projects come to together."""
    yield Titre("L'essentiel, tous projets ensemble", 2)
    if cadre.aides:
        yield Paragraphe(f"Seules ces aides sont comptées : {_libelles(dossiers[0], cadre.aides)}.", fort=True)
    yield essentiel(dossiers)
    if len({e.exercice for d in dossiers for e in d.estimation.equipements}) > 1:
        yield Paragraphe("Ces projets mêlent plusieurs exercices : les totaux additionnent des années différentes.")
    totaux = [(_nom(d.estimation), d.estimation.totaux) for d in dossiers]
    liens = [f"projet-{rang}" for rang, _ in enumerate(dossiers, 1)]
    yield recapitulatif("Total de tous les projets", "Projet", totaux, liens)


def _recapitulatif(dossier: Dossier, ancres: Sequence[str]) -> Iterator[Tableau]:
    e = dossier.estimation
    if len(e.equipements) > 1:
        totaux = [(mots.equipement(q.nom, q.exercice, e.exercice), q.totaux) for q in e.equipements]
        yield recapitulatif(f"Total : {e.projet}", "Équipement", totaux, ancres)


def _lecture(lignes: Sequence[LigneEstimee]) -> Iterator[Noeud]:
    """Yield what each nature means, the aids of this note that have it, and the other words to know."""
    yield Titre("Ce qui est un droit et ce que la Caf décide", 2)
    definitions = [
        Entree(majuscule(mots.NATURES[nature]), (f"{majuscule(sens)}.", f"Dans cette note : {noms(siennes)}."))
        for nature, sens in NATURES.items()
        for siennes in [[x for x in lignes if x.nature == nature]]
        if siennes
    ]
    if definitions:
        yield Liste(tuple(definitions), "definitions")
    phrases = (*legende.totaux(lignes), *legende.fiabilites(lignes), *legende.fonctions(lignes, detail=False))
    yield en_liste(phrases) if phrases else Paragraphe("Aucune aide n'est retenue.")


def _reperes(estimations: Sequence[Estimation], cadre: Cadre) -> Iterator[str]:
    annees = sorted({q.exercice for e in estimations for q in e.equipements} | {e.exercice for e in estimations})
    yield f"Exercice {annees[0]}" if len(annees) == 1 else f"Exercices {', '.join(map(str, annees))}"
    for referentiel in dict.fromkeys(e.referentiel for e in estimations):
        yield "Barèmes nationaux" if referentiel == NATIONAL else majuscule(mots.referentiel(referentiel))
    jour = cadre.jour
    yield f"Établie le {jour.day}{'er' if jour.day == 1 else ''} {MOIS[jour.month - 1]} {jour.year}"
    yield f"cafsim {cafsim.__version__}"


def _nom(e: Estimation) -> str:
    return mots.projet(e.projet, e.exercice, e.referentiel)


_CHIFFRE = re.compile(r'Votre chiffre : "[\w.]+" = … dans \[taux\]\. ')
_CHAMP = re.compile(r"Il manque \w+ \(([^()]*(?:\([^()]*\)[^()]*)*)\)\.")


def sans_cles(texte: str) -> str:
    """Return a sentence of the estimate without what it says to type in a file."""
    return _CHAMP.sub(r"Il manque : \1.", _CHIFFRE.sub("", texte))
