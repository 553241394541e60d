"""The rate table in JSON: numbers as strings, dates as AAAA-MM-JJ, null for what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cafsim.baremes.consultation import Ecart, Fiche, LigneTaux, Resume, lignes_gardees, ou_trouver
from cafsim.baremes.mes_taux import Feuille
from cafsim.baremes.model import Baremes, Serie, Source
from cafsim.etudes.verification import Resultat
from cafsim.render.formes.json import Objet, jour, montant, nombre


def liste(resumes: Iterable[Resume]) -> list[Objet]:
    """Return the list of aids."""
    return [
        {
            "dispositif": r.bloc.identifiant,
            "titre": r.bloc.titre,
            "debut": jour(r.bloc.debut),
            "fin": jour(r.bloc.fin),
            "taux": r.taux,
            "valeurs": r.valeurs,
            "lacunes": r.lacunes,
        }
        for r in resumes
    ]


def fiche(fiche_aide: Fiche) -> Objet:
    """Return the rates of an aid."""
    bloc = fiche_aide.bloc
    return {
        "dispositif": bloc.identifiant,
        "titre": bloc.titre,
        "texte": bloc.texte,
        "debut": jour(bloc.debut),
        "fin": jour(bloc.fin),
        "annee": fiche_aide.annee,
        "taux": [
            {
                "cle": s.cle,
                "libelle": s.serie.libelle,
                "echelle": s.serie.echelle,
                "lignes": [_ligne(x, s.serie) for x in s.lignes],
            }
            for s in fiche_aide.series
        ],
    }


def comparaison(ecarts: Iterable[Ecart]) -> list[Objet]:
    """Return the rates of two years side by side."""
    return [
        {
            "cle": e.cle,
            "libelle": e.serie.libelle,
            "cas": _cas(e.dimensions),
            "tranche": _tranche(e),
            "change": e.change,
            "avant": [_ligne(x, e.serie) for x in e.avant],
            "apres": [_ligne(x, e.serie) for x in e.apres],
        }
        for e in ecarts
    ]


def sources(appuis: Sequence[tuple[Source, Mapping[str, int]]]) -> list[Objet]:
    """Return every source and the rates that rest on it."""
    return [
        {
            "source": s.identifiant,
            "titre": s.titre,
            "editeur": s.editeur,
            "nature": s.nature,
            "date": jour(s.jour) or s.periode,
            "url": s.url,
            "taux": list(taux),
        }
        for s, taux in appuis
    ]


def lacunes(fiches: Iterable[Fiche]) -> list[Objet]:
    """Return the gaps, one object each."""
    return [
        {"dispositif": f.bloc.identifiant, "cle": s.cle, "libelle": s.serie.libelle, **_ligne(x, s.serie)}
        for f in fiches
        for s in f.series
        for x in s.lignes
    ]


def mes_taux(feuilles: Iterable[Feuille], table: Baremes) -> list[Objet]:
    """Return the user's own sheets, and the rates kept of each."""
    return [
        {
            "annee": feuille.annee,
            "fichier": str(feuille.chemin),
            "taux": [
                {"cle": cle, "libelle": table.serie(cle).libelle, **_ligne(ligne, table.serie(cle)),
                 "saisi_le": jour(ligne.valeur.verifie_le)}
                for cle, ligne in lignes_gardees(feuille, table)
            ],
        }
        for feuille in feuilles
    ]  # fmt: skip


def verification(resultats: Iterable[Resultat]) -> list[Objet]:
    """Return the published cases, calculated anew."""
    return [
        {
            "titre": r.titre,
            "source": r.source,
            "attendu": montant(r.attendu),
            "trouve": montant(r.trouve),
            "juste": r.juste,
        }
        for r in resultats
    ]


def _ligne(ligne: LigneTaux, serie: Serie) -> Objet:
    row = ligne.valeur
    tranche = ligne.tranche
    return {
        "debut": jour(ligne.debut),
        "fin": jour(ligne.fin),
        "cas": _cas(ligne.dimensions),
        "jusqu_a": _nombre(tranche.jusqu_a if tranche else None),
        "inclus": tranche.inclus if tranche else None,
        "valeur": _nombre(ligne.minimum) if ligne.exacte else None,
        "minimum": _nombre(ligne.minimum),
        "maximum": _nombre(ligne.maximum),
        "unite": row.unite,
        "statut": ligne.fiabilite or "lacune",
        "confirme_jusqu_au": jour(row.confirme_jusqu_au),
        "permanent": row.permanent,
        "referentiel": row.referentiel,
        "sources": list(row.sources),
        "note": row.note,
        "derivation": row.derivation,
        "conflits": [
            {"source": c.source, "valeur": _nombre(c.valeur), "note": c.note} for c in row.conflit
        ],
        "ou_trouver": ou_trouver(serie, ligne) if ligne.fiabilite is None else None,
    }  # fmt: skip


def _tranche(ecart: Ecart) -> Objet | None:
    if ecart.tranche is None:
        return None
    return {"jusqu_a": _nombre(ecart.tranche.jusqu_a), "inclus": ecart.tranche.inclus}


def _cas(dimensions: Mapping[str, tuple[str | bool, ...]]) -> Objet:
    return {nom: list(valeurs) for nom, valeurs in dimensions.items()}


def _nombre(valeur: Fraction | None) -> str | None:
    return nombre(valeur, 6)
