"""Tables of random equipments, on several engines, and what the exact engine says of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from hasard import HASARD
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from strategies import DERNIER, EXERCICES, F, projet, projets

from cafsim.colonnes import A_VERIFIER, types_des_colonnes
from cafsim.equipements.commun import PREMIER_EXERCICE
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.par_aide import AideEstimee, par_aide

Ligne = Mapping[str, Donnee]


def schema(type_equipement: str) -> dict[str, Any]:
    return {nom: getattr(pl, t) for nom, t in types_des_colonnes(type_equipement).items()}


def table(type_equipement: str, lignes: Sequence[Ligne]) -> pl.DataFrame:
    """A Polars table; a field that is not there is an empty cell."""
    brutes = [{n: float(v) if isinstance(v, Fraction) else v for n, v in ligne.items()} for ligne in lignes]
    noms = {n: t for n, t in schema(type_equipement).items() if n != "exercice"}
    return pl.DataFrame([{n: b.get(n) for n in noms} for b in brutes], schema=noms)


def attendu(moteur: Moteur, type_equipement: str, exercice: int, ligne: Ligne) -> dict[str, AideEstimee]:
    return par_aide(moteur.estimer(projet(type_equipement, exercice, ligne)).lignes)


def obtenu(ligne: Mapping[str, Any], aide: str) -> tuple[Any, ...]:
    return tuple(ligne[f"{aide}_{s}"] for s in ("minimum", "maximum", "prevision", "statut", "fiabilite"))


def comme(aide: AideEstimee | None) -> tuple[Any, ...]:
    """What the five columns of an aid must hold."""
    if aide is None:
        return (None,) * 5
    bornes = (None if x is None else float(x) for x in (aide.minimum, aide.maximum, aide.prevision))
    return (*bornes, aide.statut, aide.fiabilite)


def ecarts(
    moteur: Moteur, type_equipement: str, tires: Sequence[tuple[int, Ligne]], sortie: Iterable[Mapping[str, Any]]
) -> list[str]:
    """Where the columns differ from the exact engine, on the rows that are not flagged."""
    faux = []
    for (exercice, ligne), obtenues in zip(tires, sortie, strict=True):
        if obtenues[A_VERIFIER]:
            continue
        exactes = attendu(moteur, type_equipement, exercice, ligne)
        for nom in {n.removesuffix("_statut") for n in obtenues if n.endswith("_statut")}:
            voulu, lu = comme(exactes.get(nom)), obtenu(obtenues, nom)
            if voulu != lu:
                faux.append(f"{exercice} {nom} : {lu} au lieu de {voulu} ; {dict(ligne)}")
    return faux


@st.composite
def lignes(draw: st.DrawFn, type_equipement: str) -> Ligne:
    """A row as people fill it in: some cells are empty, works and dates are there or not."""
    un: Projet = draw(projets(type_equipement))
    valeurs = dict(un.equipements[0].valeurs)
    if "date_dossier" in valeurs:
        valeurs["date_dossier"] = draw(st.dates(date(PREMIER_EXERCICE, 1, 1), date(DERNIER, 12, 31)))
    vides = draw(st.sampled_from([0, 1, 3, 8]))
    for nom in draw(st.lists(st.sampled_from(sorted(valeurs)), max_size=vides)):
        valeurs.pop(nom, None)
    fields = champs(type_equipement)
    for nom, valeur in valeurs.items():
        absurde = fields[nom].absurde
        if isinstance(valeur, Fraction) and absurde is not None:
            valeurs[nom] = min(valeur, absurde)
    for coherence in equipements()[type_equipement].coherences:
        grands = [valeurs.get(g) for g in coherence.grands]
        connus = [g for g in grands if isinstance(g, Fraction)]
        if coherence.petit in valeurs and len(connus) == len(grands):
            valeurs[coherence.petit] = min(valeurs[coherence.petit], sum(connus, F(0)))
    return valeurs


def tirage(type_equipement: str, nombre: int) -> list[tuple[int, Ligne]]:
    """Years and rows that Hypothesis draws, all at once: one query then checks them all."""
    tires: list[tuple[int, Ligne]] = []

    @settings(
        max_examples=HASARD or nombre, phases=[Phase.generate], suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(st.sampled_from(EXERCICES), lignes(type_equipement))
    def tirer(exercice: int, ligne: Ligne) -> None:
        tires.append((exercice, ligne))

    tirer()
    return tires


def avec_exercices(type_equipement: str, tires: Sequence[tuple[int, Ligne]]) -> pl.DataFrame:
    """The table of some rows, each with its own exercice."""
    exercices = pl.Series([exercice for exercice, _ in tires], dtype=pl.Int64)
    return table(type_equipement, [ligne for _, ligne in tires]).with_columns(exercice=exercices)
