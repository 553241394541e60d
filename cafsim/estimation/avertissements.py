"""What an estimate warns of: defaults taken, rates carried forward, typed rates that serve nothing or surprise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from cafsim.baremes.mes_taux import dite
from cafsim.baremes.model import Baremes, Serie
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.explain import scalar_text
from cafsim.engine.numbers import french_quantity
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import Complet
from cafsim.estimation.formules import fenetre_du
from cafsim.estimation.resultat import LigneEstimee, TauxGarde
from cafsim.vraisemblance.modele import REPERES


def de_l_equipement(complet: Complet, concernes: Iterable[Dispositif], lignes: Iterable[LigneEstimee]) -> Iterator[str]:
    """Yield what was supposed of an equipment, where its values come from, what contradicts the rates it reads."""
    saisi = complet.saisi
    connus = champs(saisi.type)
    yield from _defauts(complet)
    yield from (f"{saisi.nom} : {x}" if champ in connus else x for champ, x in saisi.origines.items())
    yield from _dates(saisi, concernes)
    yield from (alerte for ligne in lignes for alerte in ligne.alertes)


def du_projet(projet: Projet, lignes: Iterable[LigneEstimee], baremes: Baremes) -> Iterator[str]:
    """Yield what concerns the whole project; `baremes` is the table without the project's own rates."""
    toutes = list(lignes)
    yield from _gardes(toutes)
    yield from _reconduits(toutes)
    yield from _taux_inutiles(projet, toutes)
    yield from _taux_surprenants(projet, baremes)
    if len({e.exercice for e in projet.equipements}) > 1:
        yield "Le projet mêle plusieurs exercices : les totaux additionnent des années différentes."
        if projet.taux:
            yield "Les taux saisis dans [taux] valent ici pour plusieurs exercices : vérifiez-les."


def _defauts(complet: Complet) -> Iterator[str]:
    """Tell the defaults taken."""
    connus = champs(complet.saisi.type)
    textes = [f"{connus[n].libelle} = {scalar_text(complet.valeurs[n], connus[n].unite)}" for n in complet.defauts]
    if textes:
        yield f"{complet.saisi.nom} : valeurs par défaut, faute d'indication : {' ; '.join(textes)}."


def _dates(saisi: EquipementSaisi, concernes: Iterable[Dispositif]) -> Iterator[str]:
    """Say which day the dated rates follow when the user gave none."""
    for nom in dict.fromkeys(d.date for d in concernes if d.date):
        libelle = champs(saisi.type)[nom].libelle
        if nom not in saisi.valeurs:
            yield f"{saisi.nom} : {libelle}, faute d'indication : le 1er janvier {saisi.exercice}."
        elif saisi.valeurs[nom] is None:
            debut, fin = (jour.year for jour in fenetre_du(nom, saisi))
            comptent = f"les barèmes de {debut} à {fin} comptent. Une date approchée resserre la fourchette."
            yield f"{saisi.nom} : {libelle} inconnue : {comptent}"


def _gardes(lignes: Iterable[LigneEstimee]) -> Iterator[str]:
    """Name the user's own sheets that served, the last year first."""
    par_annee: dict[int, set[TauxGarde]] = {}
    for garde in (g for ligne in lignes for g in ligne.taux_gardes):
        par_annee.setdefault(garde.annee, set()).add(garde)
    for annee in sorted(par_annee, reverse=True):
        yield f"{dite(annee, len(par_annee[annee]), (g.saisi_le for g in par_annee[annee]))}."


def _reconduits(lignes: Iterable[LigneEstimee]) -> Iterator[str]:
    """Name the rates carried forward, a sentence for each day up to which they are confirmed."""
    par_jour: dict[date, dict[str, None]] = {}
    for ligne in lignes:
        for libelle, jour in ligne.reconduits:
            par_jour.setdefault(jour, {})[libelle] = None
    for jour, libelles in sorted(par_jour.items()):
        yield f"Reconduit, faute de chiffre plus récent que le {jour:%d/%m/%Y} : {' ; '.join(libelles)}."


def _taux_inutiles(projet: Projet, lignes: Iterable[LigneEstimee]) -> Iterator[str]:
    lus = {cle for ligne in lignes for cle in ligne.taux_lus}
    saisis = (cle for cle in projet.taux if cle.partition(".")[0] != REPERES)
    return (f"Le taux saisi « {cle} » n'a servi à aucune ligne." for cle in saisis if cle not in lus)


def _taux_surprenants(projet: Projet, baremes: Baremes) -> Iterator[str]:
    """Name the typed rates ten times away from all that the table knows: a slipped comma, surely."""
    for cle, saisi in projet.taux.items():
        if dit := tres_loin(baremes.serie(cle), saisi):
            quantite = french_quantity(saisi, baremes.serie(cle).valeurs[0].unite)
            yield f"Le taux saisi « {cle} » ({quantite}) {dit} : vérifiez-le."


def tres_loin(serie: Serie, saisi: Fraction) -> str:
    """Say that a rate is ten times away from all that was published of it; nothing where it is not."""
    connus = [x for v in serie.valeurs for x in (v.minimum, v.maximum) if x and v.statut != "saisi"]
    if not connus or min(connus) / 10 <= saisi <= max(connus) * 10:
        return ""
    bas, haut = (french_quantity(x, serie.valeurs[0].unite) for x in (min(connus), max(connus)))
    return f"est très loin des valeurs connues ({bas} à {haut})"
