"""What a note is about, in two lines an equipment, and what the council is asked to decide."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cafsim.engine.numbers import NBSP, french_money, french_number, french_quantity
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.resultat import PERIODICITES
from cafsim.plan.modele import Fonctionnement, Investissement, Lieu, Plan
from cafsim.rapport.dossier import Dossier
from cafsim.rapport.essentiel import QUAND, enumeres
from cafsim.render.document import Entree, Liste, Noeud, Titre
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule

ZERO = Fraction(0)
PLACES = {"places": "", "places_creees": " créées", "places_renovees": " rénovées"}
"""The fields that tell how big an equipment is, or its works, and what follows the number."""
SIGNER = "d'autoriser la signature des demandes et des conventions avec la Caf."


def le_projet(dossier: Dossier) -> Iterator[Noeud]:
    """Yield what each equipment is: what, how big, run by whom, where; then its works."""
    saisis = dossier.projet.equipements
    lieux = [e.lieu for e in dossier.plan.equipements] if dossier.plan else [None] * len(saisis)
    yield Titre("Le projet", 2)
    phrases = zip(saisis, lieux, strict=True)
    yield Liste(tuple(Entree(_equipement(saisi), tuple(_suite(saisi, lieu))) for saisi, lieu in phrases))


def _equipement(saisi: EquipementSaisi) -> str:
    genre = equipements()[saisi.type].titre.partition(" (")[0] if saisi.type in equipements() else saisi.type
    gestionnaire = _choix(saisi, "gestionnaire")
    morceaux = (genre, *_places(saisi, "places"), gestionnaire and f"gestionnaire : {gestionnaire}")
    return f"{saisi.nom} : {', '.join(filter(None, morceaux))}."


def _suite(saisi: EquipementSaisi, lieu: Lieu | None) -> Iterator[str]:
    ou = [_ou(lieu)] if lieu else []
    if saisi.valeurs.get("ctg") is True:
        ou.append("convention territoriale globale signée")
    if saisi.valeurs.get("zone_prioritaire") not in (None, "aucune"):
        ou.append(_choix(saisi, "zone_prioritaire"))
    if ou:
        yield f"{majuscule(' ; '.join(ou))}."
    cout = saisi.valeurs.get("cout")
    if isinstance(cout, Fraction):
        quoi = (_choix(saisi, "operation"), *_places(saisi, "places_creees", "places_renovees"))
        yield f"Travaux : {', '.join(filter(None, (*quoi, f'coût de {french_money(cout)}')))}."


def _places(saisi: EquipementSaisi, *noms: str) -> Iterator[str]:
    for nom in noms:
        nombre = saisi.valeurs.get(nom)
        if isinstance(nombre, Fraction) and nombre:
            yield f"{french_quantity(nombre, 'places')}{PLACES[nom]}"


def _ou(lieu: Lieu) -> str:
    if lieu.habitants is None:
        return f"commune : {lieu.titre}"
    return f"commune : {lieu.titre}, {french_number(Fraction(lieu.habitants))}{NBSP}habitants"


def _choix(saisi: EquipementSaisi, nom: str) -> str:
    """Return the words of a choice; nothing when it was not made."""
    valeur, champ = saisi.valeurs.get(nom), champs(saisi.type).get(nom)
    return next((c.libelle for c in champ.choix if c.valeur == valeur), "") if champ else ""


def decision(dossier: Dossier) -> Iterator[Noeud]:
    """Yield what the council is asked to decide."""
    yield Titre("Décision demandée au conseil", 2)
    phrases = list(_du_plan(dossier.plan)) if dossier.plan else []
    yield Liste(tuple(map(Entree, (*(phrases or _prendre_acte(dossier)), SIGNER))))


def _du_plan(plan: Plan) -> Iterator[str]:
    for e in plan.equipements:
        if e.investissement:
            yield from _travaux(e.nom, e.investissement)
        if e.fonctionnement:
            yield from _annee(e.nom, e.exercice, e.fonctionnement)


def _travaux(nom: str, plan: Investissement) -> Iterator[str]:
    refus = plan.equilibre.reste.montants[0]
    if plan.cout is None or refus is None or plan.porteur == "autre":
        return
    yield f"d'approuver les travaux de « {nom} » ({french_money(plan.cout)}) et leur plan de financement ;"
    if plan.caf:
        haut = plan.plafond.caf.maximum
        combien = f", jusqu'à {french_money(haut)}" if haut else ""
        yield f"de demander à la Caf : {enumeres(x.libelle for x in plan.caf)}{combien} ;"
    yield f"de s'engager sur des fonds propres de {french_money(refus)} au plus, si la Caf n'accorde rien ;"


def _annee(nom: str, exercice: int, plan: Fonctionnement) -> Iterator[str]:
    if plan.charges is None:
        return
    caf = sum((x.prevision or ZERO for x in plan.caf), ZERO)
    reste = plan.equilibre.reste.compte[0]
    if plan.porteur == "commune":
        yield (
            f"d'inscrire au budget de {exercice}, pour « {nom} » : {french_money(plan.charges)} de charges et "
            f"{french_money(caf)} de recettes de la Caf ; reste à la charge de la commune : {french_money(reste)} ;"
        )
    else:
        yield (
            f"de fixer la participation de la commune à « {nom} » pour {exercice} : il manque {french_money(reste)} au "
            f"gestionnaire, une fois comptés {french_money(caf)} de la Caf ;"
        )


def _prendre_acte(dossier: Dossier) -> Iterator[str]:
    totaux = dossier.estimation.totaux
    dits = [f"{mots.intervalle(t.minimum, t.au_plus)} {QUAND[p]}" for p in PERIODICITES if (t := totaux[p]).maximum]
    yield f"de prendre acte de ce que la Caf peut apporter : {' ; '.join(dits) or 'aucun montant calculable'} ;"
