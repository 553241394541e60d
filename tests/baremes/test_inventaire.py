"""What vouches for each figure, frozen: an aid's lines, year after year, on which rates and sources, carried or not.

`inventaire/<aid>.txt` holds what complete projects read. A file that changes is read line by line before it is kept:
each difference needs its reason in a source. CAFSIM_MAJ_GOLDEN=1 rewrites them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby, product
from pathlib import Path
from typing import NamedTuple

import golden
import pytest
from strategies import COMPLETS, equipement

from cafsim.baremes.en_vigueur import Fenetre, Lecture, en_vigueur
from cafsim.baremes.loader import load
from cafsim.baremes.model import GUIDE_2020, NATIONAL, Baremes, Valeur
from cafsim.dispositifs.modele import Dispositif
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_number
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee

F = Fraction
DOSSIER = Path(__file__).parent / "inventaire"
ANNEES = range(2018, 2028)
"""Fixed: the inventory does not change with the clock."""

SANS_AIDE = ("tarif_familles", "apport_minimal", "reperes")
"""Blocks that no aid has: each of their rates is told as it stands."""

DANS_L_ANNEE = [
    date(2020, 8, 31),
    date(2024, 2, 13),
    date(2024, 2, 14),
    date(2020, 9, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
]
"""Days on which a file of works reads something else than on the first and the last of its year."""

JOURS = sorted(
    [date(2017, 12, 31), *DANS_L_ANNEE, *(date(annee, *jour) for annee in ANNEES for jour in ((1, 1), (12, 31)))]
)

PAJE: dict[str, Donnee] = {"financement": "paje"}
NON_PRIORITAIRE: dict[str, Donnee] = {"zone_prioritaire": "aucune", "insertion": False}
VERT: dict[str, Donnee] = {"gros_oeuvre": True, "developpement_durable": True}

COMMUNS: dict[str, dict[str, Donnee]] = {
    "piaje": {"cout": F(900_000), "gros_oeuvre": False, "developpement_durable": False},
    "mam_piaje": {"cout": F(200_000)},
    "fme": {"cout": F(900_000)},
}
"""What keeps a ceiling from hiding what a rate changes."""

VARIANTES: dict[str, tuple[dict[str, Donnee], ...]] = {
    "psu": tuple(
        {"couches_et_repas": c, "heures_realisees": F(h)} for c, h in product((True, False), (60_000, 55_000, 50_000))
    ),
    "bonus_mixite_sociale": tuple({"participations_familiales": F(p)} for p in (30_000, 60_000, 80_000, 110_000)),
    "bonus_inclusion_handicap": tuple({"enfants_handicap": F(n)} for n in (3, 5, 8)),
    "bonus_territoire": tuple({"zone_prioritaire": z} for z in ("qpv", "zrr", "frr", "aucune")),
    "bonus_trajectoire": tuple({"places_cofinancees": F(n)} for n in (101, 103, 107, 120)),
    "bonus_attractivite": tuple({"gestionnaire": g} for g in ("public", "prive_non_lucratif", "prive_lucratif")),
    "piaje": (
        {}, {"taux_couverture": F(60)}, VERT, NON_PRIORITAIRE, {**NON_PRIORITAIRE, "majoration_potentiel_financier": None},
        PAJE, {**PAJE, "taux_couverture": F(60)}, {**PAJE, **VERT}, {**PAJE, "majoration_potentiel_financier": None},
    ),
    "mam_piaje": ({}, {"majoration_potentiel_financier": None, "gros_oeuvre": False, "developpement_durable": False}),
    "plan_mercredi": tuple({"zone_prioritaire": z, "potentiel_financier_hab": F(p)} for z, p in (("qpv", 850), ("aucune", 850), ("aucune", 1200))),
    "mam_demarrage": ({}, {"places": F(12), "places_nouvelles": F(12)}),
    "investissement_alsh": ({}, {"surface": F(1_000), "cout": F(2_000_000)}),
}  # fmt: skip
"""By aid: values on each side of what its rates depend on."""


class Releve(NamedTuple):
    """What a line says at some time, apart from when."""

    texte: tuple[str, ...]
    quand: str


def releves(baremes: Baremes, aide: Dispositif) -> Iterator[str]:
    """Yield the inventory of an aid, a paragraph for each project and line."""
    cites: set[tuple[str, int]] = set()
    moteurs = {NATIONAL: Moteur(baremes, explique=False), GUIDE_2020: Moteur(baremes, GUIDE_2020, explique=False)}
    for type_equipement, variante in product(aide.equipements, VARIANTES.get(aide.identifiant, ({},))):
        valeurs = {**COMPLETS[type_equipement], **COMMUNS.get(aide.identifiant, {}), **variante}
        if "objet" in valeurs:
            valeurs["objet"] = OBJETS[aide.identifiant]
        par_ligne: dict[str, list[Releve]] = {}
        for quand, referentiel, saisi in epoques(aide, type_equipement, valeurs):
            for x in moteurs[referentiel].estimer_equipement(saisi, (aide.identifiant,)).lignes:
                cites.update(x.rangees_lues)
                par_ligne.setdefault(x.libelle, []).append(Releve(tuple(dit(x, baremes)), quand))
        nom = ", ".join(f"{champ} {en_mots(valeur)}" for champ, valeur in variante.items())
        for libelle, suite in par_ligne.items():
            yield f"\n# {type_equipement}{nom and f' ({nom})'} : {libelle}"
            yield from paragraphe(suite)
    autres = [
        v for s in baremes.blocs[aide.identifiant].series.values() for v in s.valeurs if (v.cle, v.rang) not in cites
    ]
    if autres:
        yield "\n# Ce qu'aucune de ces lignes ne cite : conditions, prévisions, autres cas"
        yield from (f"{rangee(v)} ; {duree(v)}" for v in autres)


OBJETS = {"investissement_alsh": "alsh", "investissement_centre_social": "centre_social", "piaje_rpe": "rpe"}


def epoques(
    aide: Dispositif, type_equipement: str, valeurs: Mapping[str, Donnee]
) -> Iterator[tuple[str, str, EquipementSaisi]]:
    """Yield the times at which an aid is read: each year or, where the day of a file counts, some days of each."""
    if aide.date:
        for jour in JOURS:
            yield (
                str(jour),
                NATIONAL,
                equipement(type_equipement, max(jour.year, ANNEES[0]), {**valeurs, aide.date: jour}),
            )
    else:
        for annee in ANNEES:
            yield str(annee), NATIONAL, equipement(type_equipement, annee, valeurs)
    yield GUIDE_2020, GUIDE_2020, equipement(type_equipement, 2020, valeurs)


def paragraphe(suite: Iterable[Releve]) -> Iterator[str]:
    """Yield each thing said once, with the first time and the last at which it is."""
    for (texte, _), memes in groupby(suite, key=lambda r: (r.texte, r.quand == GUIDE_2020)):
        quands = [r.quand for r in memes]
        yield quands[0] if len(quands) == 1 else f"{quands[0]} … {quands[-1]}"
        yield from (f"    {x}" for x in texte)


def dit(x: LigneEstimee, baremes: Baremes) -> Iterator[str]:
    """Yield what vouches for a line."""
    bornes = (
        ""
        if x.minimum is None or x.maximum is None
        else f" {euros(x.minimum)}" + (f" à {euros(x.maximum)}" if x.minimum < x.maximum else "")
    )
    yield f"{x.statut}{bornes}{(x.fiabilite and f', {x.fiabilite}') or ''} ; prévision {euros(x.prevision)}"
    if x.statut == "non_eligible":
        yield from x.motifs
    else:
        yield from (rangee(baremes.serie(cle).valeurs[rang - 1]) for cle, rang in x.rangees_lues if rang)
        yield from (f"hors barème : {cle}" for cle, rang in x.rangees_lues if not rang)
        yield from (f"reconduit, confirmé jusqu'au {r.confirme_jusqu_au} : {r.libelle}" for r in x.reconduits)
    yield from (f"prévu d'après {p}" for p in x.prevision_repose_sur)


def rangee(v: Valeur) -> str:
    """What a row of the table says, and who says it."""
    palier = "" if v.jusqu_a is None else f" ({'≤' if v.inclus else '<'} {nombre(v.jusqu_a)})"
    valeur = nombre(v.minimum) if v.valeur is not None else f"{nombre(v.minimum)} à {nombre(v.maximum)}"
    dit = v.statut if v.lacune else f"{valeur}, {v.statut}{', règle' if v.permanent else ''}"
    autres = "".join(f" ≠ {nombre(c.valeur)} ({c.source})" for c in v.conflit)
    return f"{v.cle}{palier} = {dit} : {', '.join(v.sources)}{autres}"


def nombre(x: Fraction | None) -> str:
    return "?" if x is None else f"{float(x):.10g}"


def euros(x: Fraction | None) -> str:
    return "?" if x is None else french_number(x, 2)


def en_mots(valeur: Donnee) -> str:
    return (
        nombre(valeur)
        if isinstance(valeur, Fraction)
        else {True: "oui", False: "non", None: "?"}.get(valeur, str(valeur))
    )


def sans_aide(baremes: Baremes, bloc: str) -> Iterator[str]:
    """Yield each rate of a block that no aid has, from the first day of the first year to the last of the last."""
    bareme, toujours = baremes.blocs[bloc], Fenetre(date(ANNEES[0], 1, 1), date(ANNEES[-1], 12, 31))
    for serie in bareme.series.values():
        for choix in product(*serie.dimensions.values()):
            cas = dict(zip(serie.dimensions, choix, strict=True))
            yield f"\n# {serie.nom} {' '.join(map(str, choix))}".rstrip()
            for referentiel in (NATIONAL, GUIDE_2020):
                for partie in en_vigueur(bareme, serie, cas, toujours, referentiel):
                    yield f"{partie.fenetre.debut} … {partie.fenetre.fin}, {referentiel}"
                    yield from (f"    {lu(x)}" for x in partie.lectures)


def lu(lecture: Lecture) -> str:
    return f"{lecture.fiabilite} : {rangee(lecture.valeur)} ; {duree(lecture.valeur)}"


def duree(v: Valeur) -> str:
    return f"{v.debut} … {v.fin or ''}, confirmé jusqu'au {v.confirme_jusqu_au}"


def inventaire(baremes: Baremes, bloc: str) -> str:
    """The inventory of one block of the rate table."""
    lignes = sans_aide(baremes, bloc) if bloc in SANS_AIDE else releves(baremes, dispositifs()[bloc])
    vie = f"du {baremes.blocs[bloc].debut or '…'} au {baremes.blocs[bloc].fin or '…'}"
    return "\n".join((f"{baremes.blocs[bloc].titre}, {vie}", *lignes, "")).replace("\u00a0", " ")


@pytest.mark.parametrize("bloc", load().blocs)
def test_what_vouches_for_each_figure_is_as_it_was_read(bloc: str, baremes: Baremes) -> None:
    golden.verifier(DOSSIER / f"{bloc}.txt", inventaire(baremes, bloc))


def test_no_inventory_is_left_of_what_is_no_more(baremes: Baremes) -> None:
    assert {f.stem for f in DOSSIER.iterdir()} == {*baremes.blocs}
