"""The rules that the rows of a series must obey: origin, one unit, no overlap, well-formed scales."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

from cafsim.baremes.cles import Chemin
from cafsim.baremes.en_vigueur import UN_JOUR
from cafsim.baremes.fautes import Faute
from cafsim.baremes.model import NATURES_TIERCES, Serie, Source, Valeur
from cafsim.erreurs import vouliez_vous

Cas = tuple[str | bool, ...]
"""A referential, then a choice of each dimension of the series."""


def controler(serie: Serie, *, unite: str = "", entiere: bool = True) -> Iterator[Faute]:
    """Yield what is wrong with the rows of a series, whoever wrote them.

    `unite` is that of the series when other rows tell it; not `entiere`: some rows could not be read, and the tiers of
    a scale may be among them, as they may among those that end before they begin.
    """
    for valeur in serie.valeurs:
        yield from _jours(valeur)
        if valeur.jusqu_a is not None and serie.echelle is None:
            conseil = 'Déclarez echelle = "…" pour la série.'
            yield Faute((*_place(valeur), "jusqu_a"), "« jusqu_a » dans une série sans échelle.", conseil)
    entiere = entiere and all(v.debut <= _fin(v) for v in serie.valeurs)
    yield from _unites(serie.valeurs, unite)
    for lignes in _cas_par_cas(serie).values():
        yield from _recouvrements(lignes)
        if entiere and serie.echelle is not None:
            yield from _echelles(lignes)


def controler_origine(serie: Serie, sources: Mapping[str, Source]) -> Iterator[Faute]:
    """Yield what is missing or contradictory in what published rows say of where they come from."""
    for valeur in serie.valeurs:
        place = _place(valeur)
        yield from _appuis(valeur, place, sources)
        if valeur.statut == "derive" and not valeur.derivation:
            yield Faute(place, "statut « derive » sans derivation.", 'Ajoutez derivation = "…".')
        if valeur.lacune and not (valeur.ou_trouver or serie.ou_trouver):
            conseil = 'Ajoutez ou_trouver = "…" : le document qui tient le chiffre.'
            yield Faute(place, "lacune sans ou_trouver.", conseil)
        if not valeur.lacune and valeur.confirme_jusqu_au is None:
            conseil = "C'est le dernier jour qu'une source confirme."
            yield Faute(place, "il manque « confirme_jusqu_au ».", conseil)
        if valeur.lacune and valeur.permanent:
            yield Faute((*place, "permanent"), "une lacune n'est pas une règle permanente.", "Donnez la valeur.")
        for dimension in serie.dimensions.keys() - valeur.dimensions.keys():
            yield Faute(place, f"il manque « {dimension} ».", "Ce taux en dépend.")


def sources_inconnues(valeur: Valeur, sources: Collection[str]) -> Iterator[Faute]:
    """Yield the sources that a row cites and that nothing describes."""
    place = _place(valeur)
    citees = [((*place, "sources"), s) for s in valeur.sources]
    citees += [((*place, "conflit", rang, "source"), c.source) for rang, c in enumerate(valeur.conflit, 1)]
    for ou, source in citees:
        if source not in sources:
            conseil = vouliez_vous(source, sources) or f"Décrivez-la : [sources.{source}], avec titre et editeur."
            yield Faute(ou, f"source inconnue « {source} ».", conseil)


def _appuis(valeur: Valeur, place: Chemin, sources: Mapping[str, Source]) -> Iterator[Faute]:
    inconnues = list(sources_inconnues(valeur, sources))
    yield from inconnues
    if not valeur.sources:
        yield Faute(place, "aucune source.", 'Ajoutez sources = ["…"], déclarées dans [sources].')
    elif (
        valeur.statut == "publie"
        and not inconnues
        and all(sources[s].nature in NATURES_TIERCES for s in valeur.sources)
    ):
        conseil = 'Mettez statut = "secondaire".'
        yield Faute((*place, "statut"), "statut « publie » sans texte ni page officielle.", conseil)


def _jours(valeur: Valeur) -> Iterator[Faute]:
    """Compare the days of a row: it begins, is confirmed for a while, then ends."""
    place = _place(valeur)
    if _fin(valeur) < valeur.debut:
        yield Faute((*place, "fin"), "« fin » est avant « debut ».", "Le dernier jour compte : fin = 2024-12-31.")
        return
    confirme, annonce = valeur.confirme_jusqu_au, valeur.changement_annonce
    if confirme and not valeur.debut <= confirme <= _fin(valeur):
        message = "« confirme_jusqu_au » n'est pas entre « debut » et « fin »."
        yield Faute((*place, "confirme_jusqu_au"), message, "Vérifiez les années.")
    if annonce and not valeur.debut < annonce <= _fin(valeur):
        message = "« changement_annonce » n'est pas entre « debut » et « fin »."
        yield Faute((*place, "changement_annonce"), message, "Vérifiez les années.")


def _unites(valeurs: Sequence[Valeur], unite: str) -> Iterator[Faute]:
    """Compare each unit with that of the series: the one given, else the one that most rows have."""
    compte = Counter(v.unite for v in valeurs)
    if not unite and compte:
        unite, nombre = compte.most_common(1)[0]
        unite = unite if 2 * nombre > len(valeurs) else ""  # without a majority, any may be the wrong one
    conseil = f"Tapez {unite}." if unite else f"Une seule unité pour toute la série : {' ou '.join(compte)}."
    for valeur in valeurs:
        if valeur.unite != unite:
            message = f"l'unité « {valeur.unite} » n'est pas celle de la série."
            yield Faute((*_place(valeur), "unite"), message, conseil)


def _cas_par_cas(serie: Serie) -> Mapping[Cas, list[Valeur]]:
    """Return the rows of each case; a row that does not tell a dimension holds for all its choices."""
    resultat: dict[Cas, list[Valeur]] = defaultdict(list)
    for valeur in serie.valeurs:
        for choix in product(*(valeur.dimensions.get(d, tous) for d, tous in serie.dimensions.items())):
            resultat[valeur.referentiel, *choix].append(valeur)
    return resultat


def _recouvrements(lignes: Sequence[Valeur]) -> Iterator[Faute]:
    """Find, in one case, days that two rows want, unless they are tiers of one scale."""
    avant: Valeur | None = None
    for tranches in _periode_par_periode(lignes):
        vues: dict[Fraction | None, Valeur] = {}
        for ligne in tranches:
            autre = vues.setdefault(ligne.jusqu_a, ligne)
            if autre is not ligne:
                yield _recouvrement(autre, ligne, "Retirez l'une des deux.")
        ici = tranches[0]
        if avant and ici.debut <= _fin(avant):
            yield _recouvrement(avant, ici, f"Terminez la première : fin = {ici.debut - UN_JOUR}.")
        avant = ici if avant is None or _fin(ici) > _fin(avant) else avant


def _recouvrement(avant: Valeur, apres: Valeur, conseil: str) -> Faute:
    premiere, seconde = sorted((avant, apres), key=lambda v: v.rang)
    message = f"recouvre à partir du {apres.debut} une autre valeur."
    return Faute(_place(seconde), message, conseil, _place(premiere))


def _echelles(lignes: Sequence[Valeur]) -> Iterator[Faute]:
    """Find, in one case, tiers that do not rise one after the other up to an open one."""
    for tranches in _periode_par_periode(lignes):
        for basse, haute in pairwise(tranches):
            if basse.jusqu_a is None:
                conseil = "Ajoutez « jusqu_a », ou mettez-la en dernier."
                yield Faute(_place(basse), "cette tranche sans fin n'est pas la dernière.", conseil)
            elif haute.jusqu_a is not None and haute.jusqu_a < basse.jusqu_a:
                place = (*_place(haute), "jusqu_a")
                yield Faute(place, "les tranches ne vont pas en montant.", "Changez leur ordre.", _place(basse))
        if tranches[-1].jusqu_a is not None:
            conseil = "Ajoutez la tranche d'au-delà, sans « jusqu_a »."
            yield Faute(_place(tranches[-1]), "l'échelle n'a pas de dernière tranche.", conseil)


def _periode_par_periode(lignes: Sequence[Valeur]) -> list[list[Valeur]]:
    periodes: dict[tuple[date, date], list[Valeur]] = defaultdict(list)
    for ligne in lignes:
        periodes[ligne.debut, _fin(ligne)].append(ligne)
    return [periodes[p] for p in sorted(periodes)]


def _fin(valeur: Valeur) -> date:
    return valeur.fin or date.max


def _place(valeur: Valeur) -> Chemin:
    bloc, _, nom = valeur.cle.partition(".")
    return (bloc, nom, valeur.rang)
