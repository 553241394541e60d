"""The fiches in JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cafsim.baremes import consultation
from cafsim.baremes.model import Source
from cafsim.fiches.catalogue import Fiche
from cafsim.render.donnees import baremes_json
from cafsim.render.formes.json import Objet, objet


def liste(fiches: Iterable[Fiche]) -> list[Objet]:
    """Return the list: what each device is."""
    return [
        {
            **objet(f, "dispositif titre resume equipements nature famille"),
            "periode": f.periode or None,
            "calcule": f.calcule,
        }
        for f in fiches
    ]


def montrer(fiche: Fiche, taux: consultation.Fiche | None, sources: Mapping[str, Source], annee: int) -> Objet:
    """Return one fiche, with the rates in force in `annee`; `taux` is null when the engine does not compute the aid."""
    lignes = [x for s in taux.series for x in s.lignes] if taux else []
    citees = dict.fromkeys([*fiche.sources, *(s for x in lignes for s in x.valeur.sources)])
    return {
        **liste([fiche])[0],
        **objet(fiche, "pour_qui pour_quoi conditions comment qui_decide textes contact mots_cles"),
        "montant": fiche.montant or None,
        "annee": annee,
        "taux": None if taux is None else baremes_json.fiche(taux)["taux"],
        "sources": [{"source": s, **objet(sources[s], "titre editeur url")} for s in citees],
    }
