"""What is missing: each field and rate once, where it stands, what it would make known."""

from __future__ import annotations

from collections.abc import Iterator

from cafsim.rapport.blocs import Bloc, Cellule, Colonne, Entree, Liste, Paragraphe, Rangee, Section, Tableau
from cafsim.rapport.dossier import Dossier
from cafsim.render.vue import compte
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
        if ligne.statut == "non_eligible":
            continue
        for manque in ligne.manques:
            ou = ligne.equipement if manque.genre == "champ" else ""
            groupes.setdefault((manque.genre, manque.cle, ou), (manque, []))[1].append(ligne)
        if not ligne.manques:
            autres |= dict.fromkeys(f"{ligne.equipement}, {ligne.libelle} : {motif}" for motif in ligne.motifs)
    blocs = tuple(_blocs(list(groupes.values()), list(autres)))
    return Section(f"{prefixe}manques", "Ce qui manque, et où le trouver", blocs or (Paragraphe(RIEN),))


def _blocs(groupes: list[tuple[Manque, list[LigneEstimee]]], autres: list[str]) -> Iterator[Bloc]:
    if groupes:
        tries = sorted(groupes, key=lambda g: all(x.statut != "a_completer" for x in g[1]))
        yield Paragraphe(
            "Ces chiffres sont souvent dans une convention ou une notification de la Caf. Écrits dans le fichier du "
            "projet, ils remplacent un montant inconnu ou une fourchette par un montant."
        )
        yield Tableau("Données et taux à trouver", COLONNES, tuple(_rangee(*g) for g in tries))
    if autres:
        yield Paragraphe("À savoir aussi :")
        yield Liste(tuple(map(Entree, autres)))


def _rangee(manque: Manque, lignes: list[LigneEstimee]) -> Rangee:
    code = f'"{manque.cle}" = … dans [taux]' if manque.genre == "taux" else f"{manque.cle} = …"
    return Rangee((
        Cellule(manque.constat or manque.texte, code=code),
        Cellule(manque.ou_trouver or "Dans vos propres documents."),
        Cellule(*_touchees(lignes)),
    ))  # fmt: skip


def _touchees(lignes: list[LigneEstimee]) -> tuple[str, tuple[str, ...]]:
    noms = list(dict.fromkeys(f"{x.equipement}, {x.libelle} ({_effet(x)})" for x in lignes))
    trop = len(noms) - TOUCHEES_MAX
    montres = noms if trop <= 1 else [*noms[:TOUCHEES_MAX], f"et {trop} autres lignes"]
    return montres[0], tuple(montres[1:])


def _effet(ligne: LigneEstimee) -> str:
    if ligne.statut == "a_completer":
        return "non compté"
    return "fourchette" if compte(ligne) else "fourchette, hors total"
