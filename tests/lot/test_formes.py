"""What a batch writes is what the other commands write."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from strategies import COMPLETS, change, projets

from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import money_text
from cafsim.equipements.projet import Projet
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.par_aide import par_aide
from cafsim.lot.modele import Cumuls, Estime, Reglages
from cafsim.lot.resultat import formes
from cafsim.lot.resultat.bilan import compter
from cafsim.lot.resultat.csv import EcrivainCsv
from cafsim.lot.resultat.large import SUFFIXES, Large, aides_de
from cafsim.render.donnees import estimation_csv
from cafsim.render.formes import csv
from cafsim.render.reponse import Reponse


def estime(moteur: Moteur, projet: Projet) -> Estime:
    saisi = projet.equipements[0]
    connu = completer(saisi)
    rompus = moteur.controles.messages(connu)
    return Estime(projet.nom, saisi.exercice, saisi.type, saisi.nom, moteur.lignes(connu), None, rompus)


@st.composite
def bizarres(draw: st.DrawFn) -> Projet:
    projet = draw(projets(draw(st.sampled_from(list(COMPLETS)))))
    saisi = projet.equipements[0]
    valeurs = {n: v for n, v in saisi.valeurs.items() if draw(st.integers(0, 9))}
    nom = draw(st.sampled_from(["Essai", "=1+1", 'à ; "b", c', "-x", ""]))
    return projet._replace(nom=nom, equipements=(change(saisi, valeurs=valeurs, nom=nom[::-1]),))


@exemples(50)
@given(bizarres(), st.sampled_from(["excel-fr", "iso"]))
def test_the_long_csv_is_that_of_estimate(moteur: Moteur, projet: Projet, profil: str) -> None:
    reglages = Reglages(profil=profil)
    ecrit = formes.entete(reglages) + formes.ecrivain(reglages)([estime(moteur, projet)]).octets
    attendu = Reponse(grille=lambda: estimation_csv.grille([moteur.estimer(projet)]))
    lues, attendues = ecrit.splitlines(), csv.ecrire(attendu, profil).splitlines()
    assert len(lues) == len(attendues)
    assert all(lue.startswith(attendue) for lue, attendue in zip(lues, attendues, strict=True))


@exemples(50)
@given(bizarres())
def test_the_large_row_is_what_each_aid_adds_up_to(moteur: Moteur, baremes: Baremes, projet: Projet) -> None:
    un = estime(moteur, projet)
    aides = aides_de([un.type], baremes, frozenset())
    (rangee,) = Large(aides, Reglages()).objets(un)
    ensemble = par_aide(un.lignes)
    assert set(ensemble) <= set(aides)
    for nom in aides:
        aide = ensemble.get(nom)
        if aide is None:
            assert [rangee[f"{nom}{s}"] for s in SUFFIXES] == [None] * 6
            continue
        assert rangee[nom] == (None if aide.montant is None else money_text(aide.montant))
        fourchette = aide.statut == "fourchette"
        assert rangee[f"{nom}_minimum"] == (
            money_text(aide.minimum) if fourchette and aide.minimum is not None else None
        )
        assert rangee[f"{nom}_maximum"] == (
            money_text(aide.maximum) if fourchette and aide.maximum is not None else None
        )
        assert rangee[f"{nom}_prevision"] == (None if aide.prevision is None else money_text(aide.prevision))
        assert rangee[f"{nom}_statut"] == aide.statut
        assert {rangee[f"{nom}_nature"]} == {x.nature for x in un.lignes if x.dispositif == nom and not x.indicative}
        assert rangee[f"{nom}_fiabilite"] == aide.fiabilite


@exemples(50)
@given(bizarres())
def test_the_totals_of_the_summary(moteur: Moteur, projet: Projet) -> None:
    cumuls: Cumuls = {}
    un = estime(moteur, projet)
    compter(cumuls, un)
    compter(cumuls, un)
    for (genre, nom, exercice), cumul in cumuls.items():
        assert exercice == un.exercice
        siennes = [x for x in un.lignes if x.dispositif == nom or (genre == "commune" and x.payeur == "caf")]
        lignes = [x for x in siennes if x.nature != "indicatif"]
        droits = [x for x in lignes if x.nature == "droit"]
        assert cumul.minimum == 200 * sum(x.minimum or 0 for x in droits)
        assert cumul.maximum == 200 * sum(x.maximum or 0 for x in droits)
        assert cumul.plafonds == 200 * sum(x.maximum or 0 for x in lignes if x.nature != "droit")
        assert cumul.a_completer == 2 * sum(x.statut == "a_completer" for x in lignes)
        if all(x.prevision is not None for x in droits):
            assert cumul.prevision == 200 * sum(x.prevision or 0 for x in droits)
        assert bool(cumul.sans_prevision) == any(x.prevision is None for x in droits)
    assert cumuls["commune", "", un.exercice].equipements == 2


def test_several_threads_write_cells_at_once() -> None:
    """Blocks of a table are written by several: no text of one is in another's."""
    ecrivain, avant = EcrivainCsv("excel-fr"), sys.getswitchinterval()
    textes = [f"{lettre * 5}; {lettre}" for lettre in "abc"]
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(len(textes)) as fils:
            ecrits = fils.map(lambda texte: {ecrivain.cellules([texte]) for _ in range(3_000)}, textes)
            assert [*ecrits] == [{f'"{texte}"'} for texte in textes]
    finally:
        sys.setswitchinterval(avant)
