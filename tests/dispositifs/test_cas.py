"""Every case file: well formed, at its place, and right to the cent."""

from __future__ import annotations

from pathlib import Path

import pytest
from cas import CLES_ATTENDU, CLES_CAS, DOSSIER, Cas, attendu, cas, fichiers, lire, observe

from cafsim.baremes.model import REFERENTIELS, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import champs, equipements

TOUS = list(cas())
CONTRAT = [
    "psu", "heures_concertation", "heures_preparation", "journees_pedagogiques", "bonus_mixite_sociale",
    "bonus_inclusion_handicap", "bonus_territoire", "bonus_trajectoire", "bonus_attractivite", "piaje", "fme",
    "pso_alsh", "plan_mercredi", "complement_inclusif", "bonus_territoire_alsh", "ps_jeunes", "ps_agc", "ps_acf",
    "ps_animation_locale", "ps_laep", "ps_clas", "ps_rpe", "rpe_missions_renforcees", "bonus_territoire_services",
    "mam_demarrage", "mam_piaje", "piaje_rpe", "investissement_alsh", "investissement_centre_social",
    "ps_espace_rencontre", "ps_mediation_familiale", "ps_fjt", "paej", "ludotheque", "ctg_diagnostic",
    "ctg_cooperation", "france_services", "logement_decent",
]  # fmt: skip


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
    assert {c.dispositif for c in TOUS} == set(CONTRAT)


@pytest.mark.parametrize("nom", CONTRAT)
def test_folder_module_block_and_identifier_are_one(nom: str, baremes: Baremes) -> None:
    dispositif = dispositifs()[nom]
    assert dispositif.identifiant == nom
    assert baremes.blocs[nom].titre == dispositif.titre, "a module and its block bear one title"
    assert (DOSSIER / nom).is_dir()
    assert list(DOSSIER.parent.parent.glob(f"cafsim/dispositifs/*/{nom}.py"))
    assert set(dispositif.equipements) <= set(equipements())


def test_every_block_of_the_table_is_an_aid_the_tariff_or_a_rule(baremes: Baremes) -> None:
    assert set(baremes.blocs) == {*CONTRAT, "tarif_familles", "apport_minimal"}
