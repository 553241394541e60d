"""The rate table in JSON: numbers as strings, dates as AAAA-MM-JJ, null for what is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cafsim.baremes.consultation import Ecart, Fiche, LigneTaux, Resume, lignes_gardees, ou_trouver
from cafsim.baremes.mes_taux import Feuille
from cafsim.baremes.model import Baremes, Serie, Source
from cafsim.etudes.verification import Resultat
from cafsim.render.formes.json import Objet, jour, montants, objet

DECIMALES = 6


def liste(resumes: Iterable[Resume]) -> list[Objet]:
    """Return the list of aids."""
    return [
        {
            "dispositif": r.bloc.identifiant,
            **objet(r.bloc, "titre debut fin"),
            **objet(r, "taux valeurs lacunes"),
        }
        for r in resumes
    ]


def fiche(fiche_aide: Fiche) -> Objet:
    """Return the rates of an aid."""
    return {
        "dispositif": fiche_aide.bloc.identifiant,
        **objet(fiche_aide.bloc, "titre texte debut fin"),
        "annee": fiche_aide.annee,
        "taux": [
            {
                "cle": s.cle,
                **objet(s.serie, "libelle echelle"),
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
            "cas": _cas(e),
            "tranche": e.tranche and objet(e.tranche, "jusqu_a inclus", DECIMALES),
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
            **objet(s, "titre editeur nature"),
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
    return [{**objet(r, "titre source"), **montants(r, "attendu trouve"), "juste": r.juste} for r in resultats]


def _ligne(ligne: LigneTaux, serie: Serie) -> Objet:
    bornes = objet(ligne, "minimum maximum", DECIMALES)
    tranche = objet(ligne.tranche, "jusqu_a inclus", DECIMALES) if ligne.tranche else {"jusqu_a": None, "inclus": None}
    return {
        **objet(ligne, "debut fin"),
        "cas": _cas(ligne),
        **tranche,
        "valeur": bornes["minimum"] if ligne.exacte else None,
        **bornes,
        "unite": ligne.valeur.unite,
        "statut": ligne.fiabilite or "lacune",
        **objet(ligne.valeur, "confirme_jusqu_au permanent referentiel sources note derivation"),
        "conflits": [objet(c, "source valeur note", DECIMALES) for c in ligne.valeur.conflit],
        "ou_trouver": ou_trouver(serie, ligne) if ligne.fiabilite is None else None,
    }


def _cas(chose: LigneTaux | Ecart) -> Objet:
    return {nom: list(valeurs) for nom, valeurs in chose.dimensions.items()}
