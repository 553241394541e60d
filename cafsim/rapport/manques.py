"""What is missing: each field and rate once, where it stands, what it would make known."""

from __future__ import annotations

from collections.abc import Iterator

from cafsim.estimation.resultat import LigneEstimee, Manque
from cafsim.rapport.dossier import Dossier
from cafsim.render.document import Colonne, Noeud, Paragraphe, Rangee, Tableau, Titre, en_liste
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule

COLONNES = (
    Colonne("Ce qui manque", "tete"),
    Colonne("À écrire dans le projet", "code", sous=0),
    Colonne("Où le trouver", "suite"),
    Colonne("Aides concernées", "suite"),
)
TOUCHEES_MAX = 6
"""Beyond, lines are counted rather than named."""

LECTURE = (
    "Ces chiffres sont souvent dans une convention ou une notification de la Caf. Écrits dans le fichier du projet, "
    "ils remplacent un montant inconnu ou une fourchette par un montant."
)
RIEN = "Rien ne manque : tous les montants sont calculés."


def section(dossier: Dossier) -> Iterator[Noeud]:
    """Yield what a project lacks; what keeps a line from being counted at all comes first."""
    groupes: dict[tuple[str, str, str], tuple[Manque, list[LigneEstimee]]] = {}
    autres: list[str] = []
    for ligne in dossier.estimation.lignes:
        if not ligne.retenue:
            continue
        for manque in ligne.manques:
            ou = ligne.equipement if manque.genre == "champ" else ""
            groupes.setdefault((manque.genre, manque.cle, ou), (manque, []))[1].append(ligne)
        if not ligne.manques:
            autres += (f"{ligne.equipement}, {ligne.libelle} : {motif}" for motif in ligne.motifs)
    yield Titre("Ce qui manque, et où le trouver", 2)
    if groupes:
        tries = sorted(groupes.values(), key=lambda g: all(x.statut != "a_completer" for x in g[1]))
        seul = len(dossier.projet.equipements) == 1
        yield Paragraphe(LECTURE)
        yield Tableau("Données et taux à trouver", COLONNES, tuple(_rangee(*g, seul=seul) for g in tries))
    if autres:
        yield Paragraphe("À savoir aussi :")
        yield en_liste(autres)
    if not groupes and not autres:
        yield Paragraphe(RIEN)


def _rangee(manque: Manque, lignes: list[LigneEstimee], *, seul: bool) -> Rangee:
    champ = manque.genre == "champ"
    return Rangee((
        majuscule(manque.libelle) if champ else manque.constat,
        f"{manque.cle} = …" if champ else f'"{manque.cle}" = … dans [taux]',
        manque.ou_trouver or "Dans vos propres documents.",
        _touchees(lignes, seul=seul),
    ))  # fmt: skip


def _touchees(lignes: list[LigneEstimee], *, seul: bool) -> str:
    """Name the lines; `seul`: there is one equipment, which need not be named."""
    noms = list(dict.fromkeys(f"{'' if seul else f'{x.equipement}, '}{x.libelle} ({_effet(x)})" for x in lignes))
    trop = len(noms) - TOUCHEES_MAX
    montres = noms if trop <= 1 else [*noms[:TOUCHEES_MAX], f"et {trop} autres lignes"]
    return " ; ".join(montres)


def _effet(ligne: LigneEstimee) -> str:
    """Say what a line lacks it for; an amount that is in no total matters less."""
    ailleurs = "" if ligne.au_total or ligne.statut == "a_completer" else ", hors total"
    return f"{mots.STATUTS[ligne.statut]}{ailleurs}"
