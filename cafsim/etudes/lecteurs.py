"""Which lines of a project read a rate: one equipment's, that the estimate does not rule out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cafsim.baremes.model import Serie
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee, Probleme, plus_proche, refus, vouliez_vous
from cafsim.estimation.complet import Complet, completer
from cafsim.estimation.formules import Arbre
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.inconnue import cles_lues, repose_sur
from cafsim.fiches.recherche import mots

SANS_POIDS = frozenset(mots("taux montant"))
"""Words that tell no rate from another."""

NOMS_COURANTS = {
    "psu.horaire_max": "plafond barème prix horaire",
    "pso_alsh.part_du_cout": "30 %",
}
"""Everyday words for rates whose label has others."""


class Lecteur(NamedTuple):
    """Lines of an equipment that read the rate `cle`: an amount notified is that of all of them."""

    moteur: Moteur
    complet: Complet
    cle: str
    arbres: tuple[Arbre, ...]


def choisir(moteur: Moteur, projet: Projet, cle: str, equipement: str | None = None) -> Lecteur:
    """Return the lines that read a rate: those of its own aid, else all. Raise EntreeRefusee."""
    choisis = _nommes(projet, equipement)
    lisent = [(saisi, arbres) for saisi in choisis if (arbres := _qui_lisent(moteur, saisi, cle))]
    if not lisent:
        raise refus(projet.nom, "aucune ligne ne lit ce taux.", _choix(moteur, projet), cle=cle)
    ecartes: dict[str, None] = {}
    lecteurs = []
    for saisi, arbres in lisent:
        complet = completer(saisi)
        motifs = {arbre: _ecarte(moteur, arbre, complet, cle) for arbre in arbres}
        dits = (f"{saisi.nom}, {a.ligne.libelle} : sans objet. {motif}" for a, motif in motifs.items() if motif)
        ecartes |= dict.fromkeys(dits)
        if retenus := tuple(a for a, motif in motifs.items() if not motif):
            lecteurs.append(Lecteur(moteur, complet, cle, retenus))
    if not lecteurs:
        raise EntreeRefusee([Probleme("", cle, texte) for texte in ecartes])
    if len(lecteurs) > 1:
        noms = " ; ".join(f"--equipement « {x.complet.saisi.nom} »" for x in lecteurs)
        message = f"{len(lecteurs)} équipements du projet lisent ce taux."
        raise refus(projet.nom, message, f"Dites lequel : {noms}.", cle=cle)
    return lecteurs[0]


def retrouver(moteur: Moteur, projet: Projet, demande: str) -> str:
    """Return the rate that a user names: its key, or words of it, of its label, of its aid. Raise EntreeRefusee."""
    lues = cles_du_projet(moteur, projet)
    if demande in lues or moteur.baremes.connait(demande):
        return demande
    tous = mots(demande)
    termes = [m for m in tous if m not in SANS_POIDS] or tous
    trouvees = [cle for cle in lues if termes and _dit(moteur, cle, lues[cle], termes)]
    if len(trouvees) > 1:
        inconnues = {m.cle for ligne in moteur.estimer(projet).lignes for m in ligne.manques}
        trouvees = [cle for cle in trouvees if cle in inconnues] or trouvees
    if len(trouvees) == 1:
        return trouvees[0]
    if trouvees:
        lesquelles = " ; ".join(f"{cle} ({lues[cle].libelle})" for cle in trouvees)
        raise refus("", f"plusieurs taux portent ce nom : {lesquelles}.", "Dites lequel.", cle=demande)
    proche = plus_proche(demande, lues)
    conseil = f"Vouliez-vous dire « {proche} » ? " if proche else ""
    raise refus("", "taux inconnu de ce projet.", conseil + _choix(moteur, projet), cle=demande)


def cles_du_projet(moteur: Moteur, projet: Projet) -> Mapping[str, Serie]:
    """Return the rates that the lines of a project read, in the order of the table."""
    lues = {
        cle
        for saisi in projet.equipements
        for arbre in _arbres(moteur, saisi)
        if completer(saisi).verite(arbre.presente) is not False
        for cle in cles_lues(arbre)
    }
    return {cle: moteur.baremes.serie(cle) for cle in moteur.baremes.cles() if cle in lues}


def _nommes(projet: Projet, equipement: str | None) -> list[EquipementSaisi]:
    if equipement is None:
        return list(projet.equipements)
    choisis = [s for s in projet.equipements if mots(s.nom) == mots(equipement)]
    if not choisis:
        conseil = vouliez_vous(equipement, [s.nom for s in projet.equipements])
        raise refus("--equipement", "pas dans ce projet.", conseil, cle=equipement)
    return choisis


def _qui_lisent(moteur: Moteur, saisi: EquipementSaisi, cle: str) -> list[Arbre]:
    aide = cle.partition(".")[0]
    lisent = [arbre for arbre in _arbres(moteur, saisi) if cle in cles_lues(arbre)]
    return [a for a in lisent if a.dispositif.identifiant == aide] or lisent


def _arbres(moteur: Moteur, saisi: EquipementSaisi) -> list[Arbre]:
    return [arbre for dispositif in moteur.aides(saisi) for arbre in moteur.formules(dispositif, saisi).lignes]


def _ecarte(moteur: Moteur, arbre: Arbre, complet: Complet, cle: str) -> str:
    """Say why the estimate has no such line, or none that pays whatever the rate; nothing when it has one."""
    absente = moteur.hors_periode(arbre.dispositif, complet.saisi)
    if absente:
        return " ".join(absente.motifs)
    if complet.verite(arbre.presente) is False:
        return "Rien à compter dans ce projet."
    refuses = [motif for test, motif in arbre.conditions if not repose_sur(test, cle) and complet.verite(test) is False]
    return " ".join(refuses)


def _dit(moteur: Moteur, cle: str, serie: Serie, termes: list[str]) -> bool:
    """Say whether all words are, or begin, words of a rate."""
    aide = cle.partition(".")[0]
    types = (equipements()[t].titre for t in dispositifs()[aide].equipements) if aide in dispositifs() else ()
    noms = (cle.replace("_", " "), serie.libelle, moteur.baremes.blocs[aide].titre, NOMS_COURANTS.get(cle, ""))
    siens = [mot for texte in (*noms, *types) for mot in mots(texte)]
    return all(any(mot.startswith(terme) for mot in siens) for terme in termes)


def _choix(moteur: Moteur, projet: Projet) -> str:
    lues = cles_du_projet(moteur, projet)
    return f"Taux lus par ce projet : {' ; '.join(f'{cle} ({serie.libelle})' for cle, serie in lues.items())}."
