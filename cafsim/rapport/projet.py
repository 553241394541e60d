"""What a note is about, in two lines an equipment, and what the council is asked to decide."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cafsim.engine.numbers import NBSP, ZERO, french_money, french_number, french_quantity
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.resultat import PERIODICITES
from cafsim.plan.equilibre import Equilibre, ensemble
from cafsim.plan.modele import Investissement, Lieu, Plan, Porteur
from cafsim.rapport.dossier import Dossier
from cafsim.rapport.essentiel import QUAND, enumeres
from cafsim.render.document import Entree, Liste, Noeud, Paragraphe, Titre
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule

PLACES = {"places": "", "places_creees": " créées", "places_renovees": " rénovées"}
"""The fields that tell how big an equipment is, or its works, and what follows the number."""
ANNEES_MAX = 3
"""Beyond, the budgets of one bearer are told together."""
SIGNER = "d'autoriser la signature des demandes et des conventions avec la Caf."


def le_projet(dossier: Dossier) -> Iterator[Noeud]:
    """Yield what each equipment is: what, how big, run by whom, where, once if all lie there; then its works."""
    saisis = dossier.projet.equipements
    lieux = [e.lieu for e in dossier.plan.equipements] if dossier.plan else [None] * len(saisis)
    ou = [_territoire(saisi, lieu) for saisi, lieu in zip(saisis, lieux, strict=True)]
    commun = ou[0] if len(saisis) > 1 and len(set(ou)) == 1 else ""
    yield Titre("Le projet", 2)
    if commun:
        yield Paragraphe(commun)
    siens = ("" if commun else x for x in ou)
    yield Liste(
        tuple(
            Entree(_equipement(saisi), tuple(filter(None, (sien, _travaux_de(saisi)))))
            for saisi, sien in zip(saisis, siens, strict=True)
        )
    )


def _equipement(saisi: EquipementSaisi) -> str:
    genre = equipements()[saisi.type].titre.partition(" (")[0] if saisi.type in equipements() else saisi.type
    gestionnaire = _choix(saisi, "gestionnaire")
    morceaux = (genre, *_places(saisi, "places"), gestionnaire and f"gestionnaire : {gestionnaire}")
    return f"{saisi.nom} : {', '.join(filter(None, morceaux))}."


def _territoire(saisi: EquipementSaisi, lieu: Lieu | None) -> str:
    dits = [_ou(lieu)] if lieu else []
    if saisi.valeurs.get("ctg") is True:
        dits.append("convention territoriale globale signée")
    if saisi.valeurs.get("zone_prioritaire") not in (None, "aucune"):
        dits.append(_choix(saisi, "zone_prioritaire"))
    return f"{majuscule(' ; '.join(dits))}." if dits else ""


def _travaux_de(saisi: EquipementSaisi) -> str:
    cout = saisi.nombre("cout")
    if cout is None:
        return ""
    quoi = (_choix(saisi, "operation"), *_places(saisi, "places_creees", "places_renovees"))
    return f"Travaux : {', '.join(filter(None, (*quoi, f'coût de {french_money(cout)}')))}."


def _places(saisi: EquipementSaisi, *noms: str) -> Iterator[str]:
    for nom in noms:
        if nombre := saisi.nombre(nom):
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
    yield Liste(tuple(map(Entree, (*(phrases or [_prendre_acte(dossier)]), SIGNER))))


def _du_plan(plan: Plan) -> Iterator[str]:
    for e in plan.equipements:
        if e.investissement:
            yield from _travaux(e.nom, e.investissement, e.lieu.caf if e.lieu and e.lieu.caf else "Caf")
    for qui, total in plan.fonctionnement.items():
        siens = [(e, f.equilibre) for e in plan.equipements if (f := e.fonctionnement) and f.porteur == qui]
        connus = [(e, equilibre) for e, equilibre in siens if equilibre.total is not None]
        if len(connus) > ANNEES_MAX and (tous := ensemble(total.equilibres)):
            yield _annee(f"{len(connus)} équipements", plan.exercice, qui, tous)
        else:
            yield from (_annee(f"« {e.nom} »", e.exercice, qui, equilibre) for e, equilibre in connus)


def _travaux(nom: str, plan: Investissement, caf: str) -> Iterator[str]:
    refus = plan.equilibre.reste.montants[0]
    if plan.cout is None or refus is None or plan.porteur == "autre":
        return
    yield f"d'approuver les travaux de « {nom} » ({french_money(plan.cout)}) et leur plan de financement ;"
    if plan.caf:
        haut = plan.plafond.caf.maximum
        combien = f", jusqu'à {french_money(haut)}" if haut else ""
        yield (
            f"de demander à la {caf} : {enumeres(x.libelle for x in plan.caf)}{combien}, et de ne rien commencer avant "
            "son accord ;"
        )
    demandes = [f"{x.financeur} ({french_money(x.montant)})" for x in plan.autres if x.montant]
    if demandes:
        yield f"de solliciter aussi : {enumeres(demandes)} ;"
    yield f"de s'engager sur des fonds propres de {french_money(refus)} au plus, si la Caf n'accorde rien ;"


def _annee(nom: str, exercice: int, qui: Porteur, equilibre: Equilibre) -> str:
    """Return what to write in the budget, or what to bring to another manager, at the forecast."""
    charges = next(p.compte[0] for p in equilibre.depenses if p.genre == "charges")
    caf = french_money(sum((p.compte[0] for p in equilibre.recettes if p.genre == "caf"), ZERO))
    reste = french_money(equilibre.reste.compte[0])
    if qui == "commune":
        return (
            f"d'inscrire au budget de {exercice}, pour {nom} et une année entière : {french_money(charges)} de charges "
            f"et {caf} de recettes de la Caf ; reste à la charge de la commune : {reste} ;"
        )
    return (
        f"de fixer la participation de la commune à {nom} pour {exercice} : il manque {reste} au gestionnaire, une "
        f"fois comptés {caf} de la Caf ;"
    )


def _prendre_acte(dossier: Dossier) -> str:
    totaux = dossier.estimation.totaux
    dits = [f"{mots.intervalle(t.minimum, t.au_plus)} {QUAND[p]}" for p in PERIODICITES if (t := totaux[p]).maximum]
    return f"de prendre acte de ce que la Caf peut apporter : {' ; '.join(dits) or 'aucun montant calculable'} ;"
