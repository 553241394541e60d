"""A plan as data: the contract that scripts rely on. Amounts are texts with two decimals, null when unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cafsim
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan.equilibre import Equilibre, Poste
from cafsim.plan.modele import (
    Apport,
    Fonctionnement,
    Investissement,
    Plage,
    Plan,
    PlanEquipement,
    Porteur,
    Scenario,
    TotalFonctionnement,
    TotalInvestissement,
)
from cafsim.render.donnees import estimation_json
from cafsim.render.formes.json import Objet, bornes, montant, nombre

FORMAT = "cafsim.plan/1"
FORMAT_PLUSIEURS = "cafsim.plans/1"
CLES_LIGNE = (
    "dispositif", "libelle", "periodicite", "nature", "payeur", "beneficiaire", "statut", "minimum", "maximum",
    "fiabilite", "sources",
)  # fmt: skip


def plans(liste: Sequence[Plan]) -> Objet:
    """Return one plan, or several."""
    return plan(liste[0]) if len(liste) == 1 else {"format": FORMAT_PLUSIEURS, "plans": [plan(p) for p in liste]}


def plan(p: Plan) -> Objet:
    """Return one plan."""
    return {
        "format": FORMAT,
        "cafsim": cafsim.__version__,
        "projet": p.projet,
        "exercice": p.exercice,
        "referentiel": p.referentiel,
        "equipements": [_equipement(e) for e in p.equipements],
        "totaux": {
            "investissement": _par_porteur(p.investissement),
            "fonctionnement": _par_porteur(p.fonctionnement),
        },
        "avertissements": [*p.doutes, *p.remarques],
    }


def _equipement(e: PlanEquipement) -> Objet:
    return {
        "equipement": e.nom,
        "type": e.type,
        "exercice": e.exercice,
        "commune": {"nom": e.lieu.nom, "habitants": e.lieu.habitants} if e.lieu else None,
        "investissement": _investissement(e.investissement) if e.investissement else None,
        "fonctionnement": _fonctionnement(e.fonctionnement) if e.fonctionnement else None,
        "hors_plan": [_ligne(x) for x in e.a_part],
    }


def _investissement(i: Investissement) -> Objet:
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


def _fonctionnement(f: Fonctionnement) -> Objet:
    return {
        "porteur": f.porteur,
        "charges": montant(f.charges),
        "participations_familiales": montant(f.familles),
        "autres_recettes": montant(f.autres_recettes),
        "caf": [_ligne(x) for x in f.caf],
        "total_caf": _plage(f.total_caf),
        "reste": _plage(f.reste),
        "places": nombre(f.places),
        "heures": nombre(f.heures),
        "reste_par_place": _plage(f.par_place),
        "reste_par_heure": _plage(f.par_heure),
        "incomplet": f.incomplet,
        "equilibre": _equilibre(f.equilibre),
        "remarques": list(f.remarques),
    }


def _equilibre(e: Equilibre) -> Objet:
    """Return a balance: an amount for each case, in the order of `cas`."""
    return {
        "cas": list(e.cas),
        "depenses": [_poste(p) for p in e.depenses],
        "recettes": [_poste(p) for p in e.recettes],
    }


def _poste(p: Poste) -> Objet:
    return {"poste": p.genre, "libelle": p.libelle, "montants": [montant(m) for m in p.montants]}


def _ligne(x: LigneEstimee) -> Objet:
    return estimation_json.ligne(x, *CLES_LIGNE)


def _apport(a: Apport) -> Objet:
    return {
        "etat": a.etat,
        "part": nombre(a.part),
        "financements_publics": _plage(a.publics),
        "minimum": _plage(a.minimum),
        "caf_au_plus": montant(a.caf_au_plus),
        "publics_au_plus": montant(a.publics_au_plus),
        "fiabilite": a.fiabilite,
        "sources": [source.identifiant for source in a.sources],
        "phrases": list(a.phrases),
    }


def _par_porteur(totaux: Mapping[Porteur, TotalInvestissement] | Mapping[Porteur, TotalFonctionnement]) -> Objet:
    return {porteur: _total(total) for porteur, total in totaux.items()}


def _total(total: TotalInvestissement | TotalFonctionnement) -> Objet:
    if isinstance(total, TotalInvestissement):
        return {
            "cout": _plage(total.cout),
            "si_plafond": _scenario(total.plafond),
            "si_refus": _scenario(total.refus),
        }
    return {
        "charges": _plage(total.charges),
        "total_caf": _plage(total.caf),
        "reste": _plage(total.reste),
        "incomplet": total.incomplet,
    }


def _scenario(s: Scenario) -> Objet:
    return {"caf": _plage(s.caf), "cofinancements": _plage(s.autres), "reste": _plage(s.reste)}


def _plage(p: Plage) -> Objet:
    return bornes(p.minimum, p.maximum)
