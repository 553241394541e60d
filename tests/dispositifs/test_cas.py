"""Every case file: well formed, at its place, and right to the cent."""

from __future__ import annotations

from pathlib import Path

import pytest
from cas import CLES_ATTENDU, CLES_CAS, DOSSIER, Cas, attendu, cas, fichiers, lire, observe
from contrat import AUTRES_BLOCS, CONTRAT

from cafsim.baremes.model import REFERENTIELS, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import champs, equipements

TOUS = list(cas())


@pytest.mark.parametrize("un", TOUS, ids=str)
def test_case(un: Cas, baremes: Baremes) -> None:
    assert observe(un, baremes) == attendu(un)


@pytest.mark.parametrize("chemin", fichiers(), ids=lambda c: f"{c.parent.name}/{c.name}")
def test_a_case_file_is_well_formed(chemin: Path, baremes: Baremes) -> None:
    fichier = lire(chemin)
    connus = champs(fichier["equipement"])
    assert fichier.keys() <= {"equipement", "communs", "cas"}
    assert fichier["equipement"] in dispositifs()[chemin.parent.name].equipements
    noms = [(c["exercice"], c["nom"]) for c in fichier["cas"]]
    assert len(noms) == len(set(noms))
    for brut in fichier["cas"]:
        ou = f"{chemin.name} : {brut['nom']}"
        assert brut.keys() <= CLES_CAS, ou
        assert bool(brut.get("source")) != bool(brut.get("calcul_a_la_main")), f"{ou} : une source, ou un calcul"
        assert brut["attendu"].keys() <= CLES_ATTENDU, ou
        assert brut["attendu"].keys() & {"montant", "minimum", "statut"}, ou
        assert {**fichier.get("communs", {}), **brut.get("champs", {})}.keys() <= connus.keys(), ou
        assert set(brut.get("taux", {})) <= set(baremes.cles()), ou
        assert brut.get("referentiel", "national") in REFERENTIELS, ou


def test_the_aids_of_the_contract_exist_and_have_cases() -> None:
    assert set(dispositifs()) == set(CONTRAT)
    assert {c.dispositif for c in TOUS} == set(dispositifs())


@pytest.mark.parametrize("nom", sorted(dispositifs()))
def test_folder_module_block_and_identifier_are_one(nom: str, baremes: Baremes) -> None:
    dispositif = dispositifs()[nom]
    assert dispositif.identifiant == nom
    assert baremes.blocs[nom].titre == dispositif.titre, "a module and its block bear one title"
    assert (DOSSIER / nom).is_dir()
    assert list(DOSSIER.parent.parent.glob(f"cafsim/dispositifs/*/{nom}.py"))
    assert set(dispositif.equipements) <= set(equipements())


def test_every_block_of_the_table_is_an_aid_the_tariff_or_a_rule(baremes: Baremes) -> None:
    assert set(baremes.blocs) == {*dispositifs(), *AUTRES_BLOCS}
