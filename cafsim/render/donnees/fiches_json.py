"""The fiches in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cafsim.baremes import consultation
from cafsim.baremes.model import Source
from cafsim.fiches.catalogue import Fiche
from cafsim.render.donnees import baremes_json
from cafsim.render.formes.json import Objet


def liste(fiches: Iterable[Fiche]) -> list[Objet]:
    """Return the list: what each device is."""
    return [_tete(f) for f in fiches]


def montrer(fiche: Fiche, taux: consultation.Fiche | None, sources: Mapping[str, Source], annee: int) -> Objet:
    """Return one fiche, with the rates in force in `annee`; `taux` is null when the engine does not compute the aid."""
    lignes = [x for s in taux.series for x in s.lignes] if taux else []
    citees = dict.fromkeys([*fiche.sources, *(s for x in lignes for s in x.valeur.sources)])
    return {
        **_tete(fiche),
        "pour_qui": fiche.pour_qui,
        "pour_quoi": fiche.pour_quoi,
        "conditions": list(fiche.conditions),
        "comment": fiche.comment,
        "qui_decide": fiche.qui_decide,
        "textes": list(fiche.textes),
        "contact": fiche.contact,
        "mots_cles": list(fiche.mots_cles),
        "montant": fiche.montant or None,
        "annee": annee,
        "taux": None if taux is None else baremes_json.fiche(taux)["taux"],
        "sources": [
            {"source": s, "titre": sources[s].titre, "editeur": sources[s].editeur, "url": sources[s].url}
            for s in citees
        ],
    }


def _tete(fiche: Fiche) -> Objet:
    return {
        "dispositif": fiche.dispositif,
        "titre": fiche.titre,
        "resume": fiche.resume,
        "equipements": list(fiche.equipements),
        "nature": fiche.nature,
        "famille": fiche.famille,
        "periode": fiche.periode or None,
        "calcule": fiche.calcule,
    }
