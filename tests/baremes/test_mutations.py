"""Each row of the rate table is spoilt in every small way: some test near by sees it.

By default, four changes that once passed unseen. CAFSIM_MUTATIONS=1 tries all, in some ten minutes; `-k piaje`, a block.

A mutation counts when somebody could see it: what is in force on some day or in some year reads differently. It is
caught when the loader refuses it, or when the boundaries or the inventory differ.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from strategies import change
from test_corruptions import PUBLIEE, cites
from test_frontieres import FRONTIERES, etat
from test_inventaire import ANNEES, DOSSIER, inventaire

from cafsim.baremes.en_vigueur import Fenetre, en_vigueur
from cafsim.baremes.forme import ecrire
from cafsim.baremes.loader import load, parse
from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, NATIONAL, Bareme, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.erreurs import EntreeRefusee

JOUR = timedelta(days=1)
CENTIME = Decimal("0.01")
DATES = ("debut", "fin", "confirme_jusqu_au", "changement_annonce")
CHIFFRES = ("valeur", "minimum", "maximum", "jusqu_a")
STATUTS = ("publie", "secondaire", "derive")
TABLE = load()
CIRCULAIRES = {nom for nom, s in PUBLIEE["sources"].items() if s["nature"] == "circulaire"}

Brut = dict[str, Any]


def mutations(brut: Brut) -> Iterator[tuple[str, Brut]]:
    """Every small change of one row, or of the head of a block."""
    for cle in (c for c in DATES if isinstance(brut.get(c), date)):
        yield from ((f"{cle} {signe:+d} jour", {**brut, cle: brut[cle] + signe * JOUR}) for signe in (-1, 1))
    for cle in (c for c in CHIFFRES if c in brut):
        yield from ((f"{cle} {ecart:+}", {**brut, cle: brut[cle] + ecart}) for ecart in (-CENTIME, CENTIME))
    if "inclus" in brut:
        yield "inclus", {**brut, "inclus": not brut["inclus"]}
    if "statut" in brut:
        yield "règle", {**brut, "permanent": not brut.get("permanent", False)}
        yield from statuts(brut)
        yield from sources(brut)


def statuts(brut: Brut) -> Iterator[tuple[str, Brut]]:
    """A row surer or less sure than it is; what a deduction must say comes and goes with it."""
    sans = {cle: valeur for cle, valeur in brut.items() if cle not in ("statut", "derivation")}
    for statut in STATUTS:
        if brut["statut"] not in (statut, "lacune"):
            yield f"statut {statut}", {**sans, "statut": statut, **({"derivation": "X."} if statut == "derive" else {})}


def sources(brut: Brut) -> Iterator[tuple[str, Brut]]:
    """A row that rests on other sources, or that others contradict."""
    autre = min(CIRCULAIRES - {*brut["sources"]})
    premiere, *suivantes = brut["sources"]
    if suivantes:
        yield "source ôtée", {**brut, "sources": suivantes}
    yield "source ajoutée", {**brut, "sources": [premiere, *suivantes, autre]}
    yield "source changée", {**brut, "sources": [autre, *suivantes]}
    if brut["statut"] != "lacune":
        yield "conflit ajouté", {**brut, "conflit": [*brut.get("conflit", ()), {"source": autre, "valeur": 1}]}
    if brut.get("conflit"):
        premier, *autres = brut["conflit"]
        yield (
            "conflit ôté",
            {**brut, "conflit": autres} if autres else {c: v for c, v in brut.items() if c != "conflit"},
        )
        yield "conflit changé", {**brut, "conflit": [{**premier, "valeur": premier["valeur"] + CENTIME}, *autres]}


def spoilt(bloc: str) -> Iterator[tuple[str, Brut]]:
    """Every spoilt form of a block, each with its name."""
    entier = PUBLIEE[bloc]
    tete = {c: v for c, v in entier.items() if isinstance(v, date)}
    for quoi, faux in mutations(tete):
        yield f"{bloc} {quoi}", {**entier, **faux}
    for serie in entier.get("series", ()):
        for rang, ligne in enumerate(entier[serie]):
            for quoi, fausse in mutations(ligne):
                lignes = [fausse if i == rang else x for i, x in enumerate(entier[serie])]
                yield f"{bloc}.{serie} n° {rang + 1} {quoi}", {**entier, serie: lignes}


def lire(bloc: str, brut: Brut) -> Baremes | None:
    """The table with this block in it; None when it is refused."""
    sources = {**cites(bloc), **{nom: PUBLIEE["sources"][nom] for nom in CIRCULAIRES}}
    try:
        lue = parse(ecrire({"dimensions": PUBLIEE["dimensions"], "sources": sources, bloc: brut}), "baremes.toml")
    except EntreeRefusee:
        return None
    return change(TABLE, blocs={**TABLE.blocs, bloc: lue.blocs[bloc]})


def en_force(bareme: Bareme) -> list[object]:
    """All that a block says, in each year and around each day on which it changes."""
    annees = [(Fenetre.annee(annee), NATIONAL) for annee in ANNEES]
    jours = {date(annee, *j) for annee in ANNEES for j in ((1, 1), (12, 31))}
    for serie in TABLE.blocs[bareme.identifiant].series.values():
        bornes = [j for v in serie.valeurs for j in (v.debut, v.fin, v.confirme_jusqu_au, v.changement_annonce) if j]
        jours.update(j + n * JOUR for j in bornes for n in (-2, -1, 0, 1, 2))
    aide = dispositifs().get(bareme.identifiant)
    date_compte = not aide or aide.date is not None
    par_jour = [(Fenetre.jour(j), NATIONAL) for j in sorted(jours) if date_compte and j.year in ANNEES]
    guide = Fenetre.jour(date(ANNEE_DU_GUIDE, 1, 1)) if date_compte else Fenetre.annee(ANNEE_DU_GUIDE)
    fenetres = [*annees, *par_jour, (guide, GUIDE_2020)]
    dit: list[object] = [bareme.debut, bareme.fin]
    for serie in bareme.series.values():
        for choix, (fenetre, referentiel) in product(product(*serie.dimensions.values()), fenetres):
            for partie in en_vigueur(
                bareme, serie, dict(zip(serie.dimensions, choix, strict=True)), fenetre, referentiel
            ):
                lues = [
                    (x.fiabilite, x.millesime, v.minimum, v.maximum, v.jusqu_a, v.inclus, v.statut, v.sources, v.conflit)
                    for x in partie.lectures
                    for v in [x.valeur]
                ]  # fmt: skip
                dit.append((serie.nom, choix, fenetre.dans(partie.fenetre.debut, partie.fenetre.fin), lues))
    return dit


class Voisins:
    """The tests near by: what they expect of the true table, for the readers of one block."""

    def __init__(self, bloc: str) -> None:
        self._bloc = bloc
        self._lecteurs = [f.stem for f in DOSSIER.iterdir() if f.stem == bloc or f"    {bloc}." in f.read_text("utf-8")]
        self._lecteurs.sort(key=lambda nom: nom != bloc)
        self._frontieres = [x.split() for x in FRONTIERES.splitlines() if x.partition(".")[0].split(" ")[0] == bloc]

    def attrape(self, faux: Baremes) -> str | None:
        """Return which test sees that a table is spoilt."""
        for cle, jour, avant, des_lors, *mots in self._frontieres:
            jours = [date.fromisoformat(jour) + n * JOUR for n in (-1, 0, 1)]
            if [etat(faux, cle, mots, j) for j in jours] != [avant, des_lors, des_lors]:
                return "frontières"
        for aide in self._lecteurs:
            if inventaire(faux, aide) != (DOSSIER / f"{aide}.txt").read_text("utf-8"):
                return "inventaire"
        return None


def issue(voisins: Voisins, intact: list[object], bloc: str, brut: Brut) -> str:
    """What becomes of a spoilt block."""
    faux = lire(bloc, brut)
    if faux is None:
        return "refusée"
    return "invisible" if en_force(faux.blocs[bloc]) == intact else voisins.attrape(faux) or "PASSE"


@pytest.mark.skipif(os.environ.get("CAFSIM_MUTATIONS") != "1", reason="CAFSIM_MUTATIONS=1 tries all, in ten minutes")
@pytest.mark.parametrize("bloc", TABLE.blocs)
def test_no_visible_mutation_passes(bloc: str) -> None:
    voisins, intact = Voisins(bloc), en_force(TABLE.blocs[bloc])
    issues = {quoi: issue(voisins, intact, bloc, brut) for quoi, brut in spoilt(bloc)}
    print(bloc, dict(Counter(issues.values())))  # pytest -s
    assert [quoi for quoi, x in issues.items() if x == "PASSE"] == []


@pytest.mark.parametrize(
    ("quoi", "qui"),
    [
        ("bonus_territoire debut -1 jour", "frontières"),
        ("mam_piaje.rattrapage n° 1 debut +1 jour", "frontières"),
        ("ps_agc.taux n° 2 changement_annonce -1 jour", "frontières"),
        ("ps_acf.taux n° 2 changement_annonce -1 jour", "frontières"),
        ("fme.part_maximale n° 1 source ajoutée", "inventaire"),
    ],
)
def test_what_once_passed_is_caught(quoi: str, qui: str) -> None:
    bloc = quoi.split(maxsplit=1)[0].partition(".")[0]
    brut = dict(spoilt(bloc))[quoi]
    assert issue(Voisins(bloc), en_force(TABLE.blocs[bloc]), bloc, brut) == qui
