"""A plan as data: the contract that scripts rely on. Amounts are texts with two decimals, null when unknown."""

from __future__ import annotations

from collections.abc import Sequence

import cafsim
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan import modele
from cafsim.plan.equilibre import Equilibre, Poste
from cafsim.render.formes.json import Objet, bornes, montant, montants, objet

FORMAT = "cafsim.plan/1"
FORMAT_PLUSIEURS = "cafsim.plans/1"


def plans(liste: Sequence[modele.Plan]) -> Objet:
    """Return one plan, or several."""
    return plan(liste[0]) if len(liste) == 1 else {"format": FORMAT_PLUSIEURS, "plans": [plan(p) for p in liste]}


def plan(p: modele.Plan) -> Objet:
    """Return one plan."""
    return {
        "format": FORMAT,
        "cafsim": cafsim.__version__,
        **objet(p, "projet exercice referentiel"),
        "equipements": [_equipement(e) for e in p.equipements],
        "totaux": {
            "investissement": {porteur: _total_travaux(t) for porteur, t in p.investissement.items()},
            "fonctionnement": {porteur: _total_annee(t) for porteur, t in p.fonctionnement.items()},
        },
        "avertissements": [*p.doutes, *p.remarques],
    }


def _equipement(e: modele.PlanEquipement) -> Objet:
    return {
        "equipement": e.nom,
        **objet(e, "type exercice"),
        "commune": e.lieu and objet(e.lieu, "nom habitants"),
        "investissement": e.investissement and _investissement(e.investissement),
        "fonctionnement": e.fonctionnement and _fonctionnement(e.fonctionnement),
        "hors_plan": [_ligne(x) for x in e.a_part],
    }


def _investissement(i: modele.Investissement) -> Objet:
    return {
        "porteur": i.porteur,
        "cout": montant(i.cout),
        "caf": [_ligne(x) for x in i.caf],
        "cofinancements": [
            {"financeur": x.financeur, "montant": montant(x.montant), "public": x.public} for x in i.autres
        ],
        "si_plafond": _scenario(i.plafond),
        "si_refus": _scenario(i.refus),
        "equilibre": _equilibre(i.equilibre),
        "apport_minimal": _apport(i.apport),
        "remarques": list(i.remarques),
    }


def _fonctionnement(f: modele.Fonctionnement) -> Objet:
    return {
        "porteur": f.porteur,
        "charges": montant(f.charges),
        "participations_familiales": montant(f.familles),
        "autres_recettes": montant(f.autres_recettes),
        "caf": [_ligne(x) for x in f.caf],
        "total_caf": bornes(f.total_caf),
        "reste": bornes(f.reste),
        **objet(f, "places heures"),
        "reste_par_place": bornes(f.par_place),
        "reste_par_heure": bornes(f.par_heure),
        "incomplet": f.incomplet,
        "equilibre": _equilibre(f.equilibre),
        "remarques": list(f.remarques),
    }


def _equilibre(e: Equilibre) -> Objet:
    """Return a balance: an amount for each case, in the order of `cas`."""
    return {"cas": list(e.cas), "depenses": list(map(_poste, e.depenses)), "recettes": list(map(_poste, e.recettes))}


def _poste(p: Poste) -> Objet:
    return {"poste": p.genre, "libelle": p.libelle, "montants": [montant(m) for m in p.montants]}


def _ligne(x: LigneEstimee) -> Objet:
    return {
        **objet(x, "dispositif libelle periodicite nature payeur beneficiaire statut"),
        **bornes(x),
        "fiabilite": x.fiabilite,
        "sources": [source.identifiant for source in x.sources],
    }


def _apport(a: modele.Apport) -> Objet:
    return {
        **objet(a, "etat part"),
        "financements_publics": bornes(a.publics),
        "minimum": bornes(a.minimum),
        **montants(a, "caf_au_plus publics_au_plus"),
        "fiabilite": a.fiabilite,
        "sources": [source.identifiant for source in a.sources],
        "phrases": list(a.phrases),
    }


def _total_travaux(t: modele.TotalInvestissement) -> Objet:
    return {"cout": bornes(t.cout), "si_plafond": _scenario(t.plafond), "si_refus": _scenario(t.refus)}


def _total_annee(t: modele.TotalFonctionnement) -> Objet:
    return {
        "charges": bornes(t.charges),
        "total_caf": bornes(t.caf),
        "reste": bornes(t.reste),
        "incomplet": t.incomplet,
    }


def _scenario(s: modele.Scenario) -> Objet:
    return {"caf": bornes(s.caf), "cofinancements": bornes(s.autres), "reste": bornes(s.reste)}
