"""Our CSV opened by LibreOffice: a column per column, numbers that are numbers, accents, no formula run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ecritures import en_csv
from fabrique import fabriquer
from tableur import convertir, lire, sans_libreoffice

from cafsim.baremes.model import Baremes
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation, LigneEstimee
from cafsim.projet.lecture import lire_projet
from cafsim.render.donnees import estimation_csv
from cafsim.render.formes import csv

pytestmark = [pytest.mark.programmes, sans_libreoffice]

EXEMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
FILTRE = "Text - txt - csv (StarCalc)"
REGLAGES = {"excel-fr": "59,34,76,1,,1036,false,true", "iso": "44,34,76,1,,1033,false,true"}
"""Separator, quote, UTF-8, first line, language (French, English), quoted fields read as others, special numbers."""

NOMBRES = ("base", "taux", "montant", "minimum", "maximum", "prevision")
MECHANTS = [
    "=1+1", '=HYPERLINK("https://exemple.fr";"clic")', "+33 3 20 00 00 00", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0",
    "Crèche « L'Été » ; n° 3", 'dit "le Pré"', "Œuvre & Noël €", "a\r\nb;c", "\t=1+1", "a,=1+41,b", 'a,"=1+41"',
]  # fmt: skip

Rangees = list[dict[str, Any]]


@pytest.fixture(scope="module", params=list(REGLAGES))
def ouverts(
    request: pytest.FixtureRequest, moteur: Moteur, baremes: Baremes, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Estimation, Rangees]]:
    """The examples, and lines with hostile names, each as LibreOffice sees its CSV."""
    dossier = tmp_path_factory.mktemp("csv")
    estimations = [moteur.estimer(lire_projet(f, baremes)) for f in EXEMPLES]
    estimations += [fabriquer(nom, nom) for nom in MECHANTS]
    fichiers = [dossier / f"{rang}.csv" for rang in range(len(estimations))]
    for fichier, estimation in zip(fichiers, estimations, strict=True):
        fichier.write_bytes(en_csv([estimation], request.param))
    sortie = dossier / "lus"
    filtre = f"--infilter={FILTRE}:{REGLAGES[request.param]}"
    convertir(fichiers, "xlsx:Calc MS Excel 2007 XML", sortie, dossier / "profil", filtre)
    return [
        (estimation, rangees(sortie / fichier.with_suffix(".xlsx").name))
        for fichier, estimation in zip(fichiers, estimations, strict=True)
    ]


def rangees(fichier: Path) -> Rangees:
    (feuille,) = lire(fichier).values()
    entete, *suite = feuille
    assert tuple(entete) == estimation_csv.COLONNES, "one column each, without a byte order mark"
    return [dict(zip(entete, r, strict=True)) for r in suite]


def nombre(ligne: LigneEstimee, colonne: str) -> object:
    valeur = getattr(ligne, colonne)
    places = 4 if colonne in ("base", "taux") else 2
    return "" if valeur is None else pytest.approx(float(valeur), abs=10**-places / 2)


def test_les_nombres_sont_des_nombres(ouverts: list[tuple[Estimation, Rangees]]) -> None:
    vus = 0
    for estimation, lues in ouverts:
        assert len(lues) == len(estimation.lignes)
        for ligne, rangee in zip(estimation.lignes, lues, strict=True):
            for colonne in NOMBRES:
                assert rangee[colonne] == nombre(ligne, colonne), (ligne.libelle, colonne)
                vus += isinstance(rangee[colonne], float)
    assert vus > 100


def test_les_textes_sont_intacts(ouverts: list[tuple[Estimation, Rangees]]) -> None:
    for estimation, lues in ouverts:
        for ligne, rangee in zip(estimation.lignes, lues, strict=True):
            for colonne in ("dispositif", "libelle", "statut", "unite", "nature"):
                assert rangee[colonne] == getattr(ligne, colonne)
            assert rangee["motifs"] == " | ".join(" ".join(m.split(" ")) for m in ligne.motifs)
            assert all(s.titre in rangee["sources"] for s in ligne.sources)


def test_un_nom_mechant_reste_un_texte(ouverts: list[tuple[Estimation, Rangees]]) -> None:
    noms = [lues[0]["projet"] for _, lues in ouverts[len(EXEMPLES) :]]
    assert noms == [csv.texte_sur(nom) for nom in MECHANTS]
    assert "Crèche « L'Été » ; n° 3" in noms
    assert "Œuvre & Noël €" in noms
    assert 2.0 not in noms, "no formula was run"
