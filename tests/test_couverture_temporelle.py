"""Every aid, every exercice: never a crash, a status that makes sense, and a range that holds what was hidden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from strategies import COMPLETS, EXERCICES, change, complet, projet

from cafsim.baremes.model import GUIDE_2020, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import champs
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation, LigneEstimee

CENTIME = Fraction(1, 100)
ALTERNATIVES = {"bonus_territoire_existant_total"}
"""Fields that stand in the place of another one: hiding them changes the formula, not the knowledge."""

MINIMAUX = {
    "eaje": ({"financement": "psu"}, {"financement": "paje"}, {}, {"operation": "creation"}),
    "mam": ({}, {"operation": "creation"}),
}


Lignes = dict[tuple[str, str], LigneEstimee]
"""By aid and label."""


def cles(estimation: Estimation) -> Lignes:
    lignes = {(x.dispositif, x.libelle): x for x in estimation.lignes}
    assert len(lignes) == len(estimation.lignes)
    return lignes


def verifier(estimation: Estimation) -> None:
    """What every estimation obeys."""
    for x in estimation.lignes:
        ou = f"{x.dispositif} {estimation.exercice}"
        match x.statut:
            case "calcule":
                assert x.montant is not None, ou
                assert x.montant == x.minimum == x.maximum, ou
                assert not x.motifs, ou
                assert x.fiabilite is not None, ou
                assert x.etapes, ou
                assert x.etapes[-1].value == x.montant, ou
            case "fourchette":
                assert x.montant is None, ou
                assert x.minimum is not None, ou
                assert x.maximum is not None, ou
                assert x.minimum < x.maximum, ou
                assert x.motifs, ou
            case "a_completer":
                assert (x.montant, x.minimum, x.maximum) == (None, None, None), ou
                assert x.motifs, ou
            case _:
                assert (x.montant, x.minimum, x.maximum) == (None, 0, 0), ou
                assert x.motifs, ou
        for borne in (x.minimum, x.maximum):
            assert borne is None or borne >= 0, ou
            assert borne is None or (borne * 100).denominator == 1, ou
        if x.statut in ("calcule", "fourchette"):
            assert x.sources or x.fiabilite == "saisi", f"{ou} : un montant sans source"


def contient(ligne: LigneEstimee, montant: Fraction) -> bool:
    if ligne.minimum is None or ligne.maximum is None:
        return ligne.statut == "a_completer"
    return ligne.minimum <= montant <= ligne.maximum


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_a_full_and_a_minimal_project(type_equipement: str, moteur: Moteur) -> None:
    attendus = {d.identifiant for d in dispositifs().values() if type_equipement in d.equipements}
    if type_equipement == "investissement":
        attendus = {"investissement_alsh"}  # what its objet names
    for exercice in EXERCICES:
        estimation = moteur.estimer(projet(type_equipement, exercice, complet(type_equipement, exercice)))
        verifier(estimation)
        assert {x.dispositif for x in estimation.lignes} == attendus, exercice
        for valeurs in MINIMAUX.get(type_equipement, ({},)):
            verifier(moteur.estimer(projet(type_equipement, exercice, valeurs)))


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_a_hidden_field_leaves_the_amount_inside_the_range(type_equipement: str, moteur: Moteur) -> None:
    fautes = []
    for exercice in EXERCICES:
        entier = complet(type_equipement, exercice)
        lignes = cles(moteur.estimer(projet(type_equipement, exercice, entier)))
        for nom in entier.keys() - ALTERNATIVES:
            champ = champs(type_equipement)[nom]
            ecritures = [{**entier, nom: None}]
            if (
                champ.defaut is None and not champ.defaut_de and nom != "date_dossier"
            ):  # else a default is taken, and told
                ecritures.append({k: v for k, v in entier.items() if k != nom})
            for valeurs in ecritures:
                estimation = moteur.estimer(projet(type_equipement, exercice, valeurs))
                verifier(estimation)
                fautes += [(exercice, nom, *faute) for faute in hors_fourchette(lignes, cles(estimation))]
    assert not fautes


def hors_fourchette(vraies: Lignes, vues: Lignes) -> Iterator[tuple[tuple[str, str], Fraction, LigneEstimee | None]]:
    """The amounts that are not in what is seen of them."""
    for cle, vraie in vraies.items():
        if vraie.montant is not None and (cle not in vues or not contient(vues[cle], vraie.montant)):
            yield cle, vraie.montant, vues.get(cle)


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_a_hidden_choice_costs_no_more_than_its_values(type_equipement: str, moteur: Moteur) -> None:
    """An unknown choice is one of its values: the range is the hull of what each of them gives."""
    fautes = []
    for exercice in EXERCICES:
        entier = complet(type_equipement, exercice)
        for nom in entier:
            choix = champs(type_equipement)[nom].symbole.choices or ()
            chacune = [cles(moteur.estimer(projet(type_equipement, exercice, {**entier, nom: v}))) for v in choix]
            cachees = cles(moteur.estimer(projet(type_equipement, exercice, {**entier, nom: None}))) if choix else {}
            for cle, cachee in cachees.items():
                lignes = [c[cle] for c in chacune if cle in c]
                if any(x.maximum is None for x in lignes) or len(lignes) < len(choix):
                    continue
                bornes = (min(x.minimum or 0 for x in lignes), max(x.maximum or 0 for x in lignes))
                if cachee.minimum is None or cachee.maximum is None:
                    fautes.append((exercice, nom, cle, bornes, "a_completer"))
                elif cachee.minimum < bornes[0] or cachee.maximum > bornes[1]:
                    fautes.append((exercice, nom, cle, bornes, (cachee.minimum, cachee.maximum)))
    assert not fautes


def test_an_unknown_date_of_the_file_is_no_silent_guess(moteur: Moteur) -> None:
    valeurs = {**complet("eaje", 2024), "date_dossier": None}
    avertissements = " ".join(moteur.estimer(projet("eaje", 2024, valeurs)).avertissements)
    assert "date du dossier" in avertissements


@pytest.mark.parametrize("jour", [date(2010, 1, 1), date(2018, 12, 31), date(2019, 1, 1), date(2035, 6, 1)])
def test_a_file_of_any_day(jour: date, moteur: Moteur) -> None:
    verifier(moteur.estimer(projet("eaje", 2024, {**complet("eaje", 2024), "date_dossier": jour})))


@pytest.mark.parametrize("type_equipement", COMPLETS)
def test_the_guide_of_2020(type_equipement: str, baremes: Baremes) -> None:
    guide = Moteur(baremes, GUIDE_2020)
    entier = complet(type_equipement, 2020)
    verifier(guide.estimer(projet(type_equipement, 2020, entier)))
    for nom in entier:
        verifier(guide.estimer(projet(type_equipement, 2020, {**entier, nom: None})))


# -- hidden rates ------------------------------------------------------------------------------------


def cache(baremes: Baremes, cle: str, marge: Fraction | None) -> Baremes:
    """The table with the exact values of a series unknown (`marge` None), or known within bounds."""
    bloc, _, nom = cle.partition(".")
    serie = baremes.serie(cle)
    valeurs = []
    for v in serie.valeurs:
        if v.valeur is None:
            valeurs.append(v)
        elif marge is None:
            valeurs.append(change(v, statut="lacune", minimum=None, maximum=None))
        else:
            valeurs.append(change(v, minimum=max(v.valeur - marge, Fraction(0)), maximum=v.valeur + marge))
    series = {**baremes.blocs[bloc].series, nom: change(serie, valeurs=tuple(valeurs))}
    return change(baremes, blocs={**baremes.blocs, bloc: change(baremes.blocs[bloc], series=series)})


def exactes(baremes: Baremes) -> list[str]:
    return [
        cle
        for cle in baremes.cles()
        if not cle.startswith(("tarif_familles", "apport_minimal", "reperes"))
        and any(v.valeur is not None for v in baremes.serie(cle).valeurs)
    ]


@pytest.mark.parametrize("marge", [None, Fraction(1, 20), Fraction(100)], ids=["lacune", "serre", "large"])
def test_a_hidden_rate_leaves_the_amount_inside_the_range(marge: Fraction | None, baremes: Baremes) -> None:
    reference = Moteur(baremes)
    connues = {
        (t, annee): cles(reference.estimer(projet(t, annee, complet(t, annee))))
        for t in COMPLETS
        for annee in EXERCICES
    }
    fautes = []
    for cle in exactes(baremes):
        voile = Moteur(cache(baremes, cle, marge))
        for (t, annee), lignes in connues.items():
            lecteurs = {x.dispositif for x in lignes.values() if x.montant is not None and cle in x.taux_lus}
            if not lecteurs:
                continue
            estimation = voile.estimer(projet(t, annee, complet(t, annee)), lecteurs)
            verifier(estimation)
            voilees = cles(estimation)
            fautes += [
                (cle, annee, cle_ligne, lignes[cle_ligne].montant, voilees.get(cle_ligne))
                for cle_ligne, x in lignes.items()
                if x.montant is not None
                and x.dispositif in lecteurs
                and (cle_ligne not in voilees or not contient(voilees[cle_ligne], x.montant))
            ]
    assert not fautes
