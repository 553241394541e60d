"""What every estimate obeys, whatever the project."""

from __future__ import annotations

import json
from fractions import Fraction

import cafsim
from cafsim.baremes.loader import load
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation
from cafsim.fichiers.toml import analyser
from cafsim.projet.ecriture import en_toml
from cafsim.projet.lecture import projet_depuis
from cafsim.render.donnees import estimation_csv, estimation_json

MOTEUR = Moteur(load(), explique=False)


def verifier(projet: Projet) -> None:
    """Totals are sums, bounds hold what they bound, every form says the same."""
    estimation = MOTEUR.estimer(projet)
    totaux(estimation)
    for x in estimation.lignes:
        assert (x.minimum is None) is (x.maximum is None) is (x.statut == "a_completer")
        if x.minimum is not None and x.maximum is not None:
            assert 0 <= x.minimum <= x.maximum
            assert x.prevision is None or x.minimum <= x.prevision <= x.maximum
    formes(estimation)


def totaux(estimation: Estimation) -> None:
    for periodicite, total in estimation.totaux.items():
        siennes = [x for x in estimation.lignes if x.periodicite == periodicite and x.payeur == "caf"]
        assert total.minimum == sum((x.minimum or 0) for x in siennes if x.nature == "droit")
        assert total.maximum <= sum((x.maximum or 0) for x in siennes if x.nature in ("droit", "plafond"))
        assert total.minimum <= total.maximum


def formes(estimation: Estimation) -> None:
    """The JSON, the functions for scripts and the columns of the CSV hold the amounts of the lines."""
    objet = json.loads(json.dumps(estimation_json.estimation(estimation)))
    assert objet == cafsim.en_dict(estimation)
    rangees = [dict(zip(estimation_csv.COLONNES, r, strict=True)) for r in estimation_csv.rangees(estimation)]
    for x, ligne, rangee in zip(estimation.lignes, objet["lignes"], rangees, strict=True):
        for nom in ("minimum", "maximum", "prevision", "montant"):
            attendu = getattr(x, nom)
            assert (None if ligne[nom] is None else Fraction(ligne[nom])) == attendu
            assert (None if rangee[nom] in (None, "") else Fraction(rangee[nom])) == attendu


def memes_lignes(projet: Projet) -> None:
    """A project that is written and read again is worth the same."""
    relu = projet_depuis(analyser(en_toml(projet), "p.toml"), "p.toml", "p", MOTEUR.baremes)
    assert MOTEUR.estimer(relu).lignes == MOTEUR.estimer(projet).lignes
