"""What is missing: each field and rate once, where it stands, what it would make known."""

from __future__ import annotations

from collections.abc import Iterator

from cafsim.rapport.blocs import Bloc, Cellule, Colonne, Entree, Liste, Paragraphe, Rangee, Section, Tableau
from cafsim.rapport.dossier import Dossier
from cafsim.render import mots
from cafsim.resultat import LigneEstimee, Manque

COLONNES = (Colonne("Ce qui manque"), Colonne("Où le trouver"), Colonne("Aides concernées"))
TOUCHEES_MAX = 6
"""Beyond, lines are counted rather than named."""

RIEN = "Rien ne manque : tous les montants sont calculés."


def section(dossier: Dossier, prefixe: str) -> Section:
    """Return what a project lacks; what keeps a line from being counted at all comes first."""
    groupes: dict[tuple[str, str, str], tuple[Manque, list[LigneEstimee]]] = {}
    autres: dict[str, None] = {}
    for ligne in dossier.estimation.lignes:
        if not ligne.retenue:
            continue
        for manque in ligne.manques:
            ou = ligne.equipement if manque.genre == "champ" else ""
            groupes.setdefault((manque.genre, manque.cle, ou), (manque, []))[1].append(ligne)
        if not ligne.manques:
            autres |= dict.fromkeys(f"{ligne.equipement}, {ligne.libelle} : {motif}" for motif in ligne.motifs)
    blocs = tuple(_blocs(list(groupes.values()), list(autres), seul=len(dossier.projet.equipements) == 1))
    return Section(f"{prefixe}manques", "Ce qui manque, et où le trouver", blocs or (Paragraphe(RIEN),))


def _blocs(groupes: list[tuple[Manque, list[LigneEstimee]]], autres: list[str], *, seul: bool) -> Iterator[Bloc]:
    if groupes:
        tries = sorted(groupes, key=lambda g: all(x.statut != "a_completer" for x in g[1]))
        yield Paragraphe(
            "Ces chiffres sont souvent dans une convention ou une notification de la Caf. Écrits dans le fichier du "
            "projet, ils remplacent un montant inconnu ou une fourchette par un montant."
        )
        yield Tableau("Données et taux à trouver", COLONNES, tuple(_rangee(*g, seul=seul) for g in tries))
    if autres:
        yield Paragraphe("À savoir aussi :")
        yield Liste(tuple(map(Entree, autres)))


def _rangee(manque: Manque, lignes: list[LigneEstimee], *, seul: bool) -> Rangee:
    code = f'"{manque.cle}" = … dans [taux]' if manque.genre == "taux" else f"{manque.cle} = …"
    return Rangee((
        Cellule(mots.majuscule(manque.libelle) if manque.genre == "champ" else manque.constat, code=code),
        Cellule(manque.ou_trouver or "Dans vos propres documents."),
        Cellule(_touchees(lignes, seul=seul)),
    ))  # fmt: skip


def _touchees(lignes: list[LigneEstimee], *, seul: bool) -> str:
    """Name the lines; `seul`: there is one equipment, which need not be named."""
    noms = list(dict.fromkeys(f"{'' if seul else f'{x.equipement}, '}{x.libelle} ({_effet(x)})" for x in lignes))
    trop = len(noms) - TOUCHEES_MAX
    montres = noms if trop <= 1 else [*noms[:TOUCHEES_MAX], f"et {trop} autres lignes"]
    return " ; ".join(montres)


def _effet(ligne: LigneEstimee) -> str:
    if ligne.statut == "a_completer":
        return "non compté"
    return "fourchette" if ligne.au_total else "fourchette, hors total"
