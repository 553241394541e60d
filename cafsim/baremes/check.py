"""The rules that a series must obey: sources, status, no overlap, well-formed scales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from itertools import pairwise, product

from cafsim.baremes.model import NATURES_OFFICIELLES, Serie, Source, Valeur
from cafsim.erreurs import Probleme, vouliez_vous

_ENSUITE = date.max


def check_serie(serie: Serie, sources: Mapping[str, Source], fichier: str) -> list[Probleme]:
    """Return what is wrong with the rows of a published series."""
    problemes = check_shape(serie, fichier)
    for valeur in serie.valeurs:
        ou = f"{valeur.cle}, ligne {valeur.rang}"
        problemes += (Probleme(fichier, ou, m, c) for m, c in _check_origin(serie, valeur, sources))
    return problemes


def check_shape(serie: Serie, fichier: str) -> list[Probleme]:
    """Return what is wrong with the periods, tiers and keys of the rows, whoever wrote them."""
    problemes: list[Probleme] = []
    for valeur in serie.valeurs:
        ou = f"{valeur.cle}, ligne {valeur.rang}"
        problemes += (Probleme(fichier, ou, m, c) for m, c in _check_row(serie, valeur))
    if serie.valeurs:
        problemes += (Probleme(fichier, serie.valeurs[0].cle, m, c) for m, c in _check_periods(serie))
    return problemes


def _check_origin(serie: Serie, valeur: Valeur, sources: Mapping[str, Source]) -> list[tuple[str, str]]:
    erreurs = [
        (f"source inconnue « {s} ».", vouliez_vous(s, sources))
        for s in (*valeur.sources, *(c.source for c in valeur.conflit))
        if s not in sources
    ]
    if not valeur.sources:
        erreurs.append(("aucune source.", 'Ajoutez sources = ["…"], déclarées dans [sources].'))
    natures = {sources[s].nature for s in valeur.sources if s in sources}
    if valeur.statut == "publie" and natures and not natures & NATURES_OFFICIELLES:
        erreurs.append(("statut « publie » sans texte ni page officielle.", 'Mettez statut = "secondaire".'))
    if valeur.statut == "derive" and not valeur.derivation:
        erreurs.append(("statut « derive » sans derivation.", 'Ajoutez derivation = "…".'))
    if valeur.lacune and not (valeur.ou_trouver or serie.ou_trouver):
        erreurs.append(("lacune sans ou_trouver.", 'Ajoutez ou_trouver = "…" : le document qui tient le chiffre.'))
    if not valeur.lacune and valeur.confirme_jusqu_au is None:
        erreurs.append(("il manque « confirme_jusqu_au ».", "C'est le dernier jour qu'une source confirme."))
    absentes = [d for d in serie.dimensions if d not in valeur.dimensions]
    if absentes:
        erreurs.append((f"il manque {', '.join(absentes)}.", "Ce taux en dépend."))
    return erreurs


def _check_row(serie: Serie, valeur: Valeur) -> list[tuple[str, str]]:
    erreurs = []
    if valeur.fin and valeur.fin < valeur.debut:
        erreurs.append(("« fin » est avant « debut ».", ""))
    if valeur.jusqu_a is not None and serie.echelle is None:
        erreurs.append(("« jusqu_a » dans une série sans échelle.", 'Déclarez echelle = "…" pour la série.'))
    return erreurs


def _check_periods(serie: Serie) -> list[tuple[str, str]]:
    """Check each combination of dimensions: periods that don't overlap, one well-formed scale in each."""
    groups: dict[tuple[object, ...], dict[tuple[date, date], list[Valeur]]] = defaultdict(lambda: defaultdict(list))
    for valeur in serie.valeurs:
        for combo in product(*(valeur.dimensions.get(d, ("tous",)) for d in serie.dimensions)):
            groups[valeur.referentiel, *combo][valeur.debut, valeur.fin or _ENSUITE].append(valeur)
    erreurs: list[tuple[str, str]] = []
    for cle, periods in groups.items():
        noms = [{True: "oui", False: "non"}.get(c, str(c)) if isinstance(c, bool) else str(c) for c in cle[1:]]
        cas = f" ({', '.join(noms)})" if noms else ""
        for (debut, fin), (debut2, _) in pairwise(sorted(periods)):
            if debut2 <= fin:
                message = f"deux lignes{cas} se recouvrent à partir du {debut2} (l'une commence le {debut})."
                erreurs.append((message, ""))
        for (debut, _), rows in periods.items():
            bornes = [r.jusqu_a for r in rows]
            finies = [b for b in bornes if b is not None]
            if bornes[-1] is not None or len(finies) != len(bornes) - 1 or finies != sorted(set(finies)):
                erreurs.append((
                    f"échelle{cas} mal formée à partir du {debut}.",
                    "Les tranches vont en montant et la dernière n'a pas « jusqu_a ».",
                ))  # fmt: skip
    return erreurs
