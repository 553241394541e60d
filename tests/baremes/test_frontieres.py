"""The day before, the day and the day after of each boundary of each aid: does it exist, how sure is its rate?

Written by hand beside the sources, no command renews it: the days are theirs, the states what they allow to say.
`rien`: the aid does not exist, or nothing is said of these days; `lacune`: it exists, at a rate that no source prints.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cafsim.baremes.en_vigueur import Fenetre, en_vigueur
from cafsim.baremes.model import Baremes, Cle

JOUR = timedelta(days=1)

FRONTIERES = """
# aids that begin, or end
heures_concertation 2025-01-01 existe rien
heures_preparation 2025-01-01 rien existe
journees_pedagogiques 2024-01-01 rien existe
bonus_mixite_sociale 2019-01-01 rien existe
bonus_inclusion_handicap 2019-01-01 rien existe
bonus_territoire 2019-01-01 rien existe
bonus_trajectoire 2025-01-01 rien existe
bonus_trajectoire 2028-01-01 existe rien
bonus_attractivite 2024-01-01 rien existe
fme 2019-01-01 rien existe
plan_mercredi 2018-09-01 rien existe
complement_inclusif 2024-01-01 rien existe
bonus_territoire_alsh 2020-01-01 rien existe
ps_jeunes 2020-01-01 rien existe
bonus_territoire_services 2020-01-01 rien existe
mam_piaje 2021-01-01 rien existe
investissement_alsh 2020-09-01 rien existe
investissement_centre_social 2023-01-01 existe rien
paej 2021-01-01 rien existe
ctg_diagnostic 2020-01-01 rien existe
ctg_cooperation 2020-01-01 rien existe
# Psu: ceilings by year; straight line from 2025; the rise of 2026 is the last known
psu.horaire_max 2025-01-01 derive/secondaire derive couches_et_repas
psu.horaire_max 2027-01-01 derive reconduit couches_et_repas
psu.horaire_min 2025-01-01 rien derive
psu.horaire_min 2027-01-01 derive reconduit
psu.seuil_bas 2025-01-01 rien publie
psu.seuil_haut 2025-01-01 rien publie
# concertation, until the end of 2024; preparation, in its place
heures_concertation.montant_horaire 2025-01-01 lacune rien
heures_preparation.montant_horaire 2025-01-01 rien lacune
journees_pedagogiques.jours_max 2024-01-01 rien publie
journees_pedagogiques.heures_par_place 2024-01-01 rien publie
# bonuses of the circulaire 2018-002, in force on 1 January 2019; changed in 2026, without figures
bonus_mixite_sociale.montant_par_place 2019-01-01 rien secondaire
bonus_mixite_sociale.montant_par_place 2020-01-01 secondaire derive
bonus_mixite_sociale.montant_par_place 2026-01-01 derive lacune
bonus_inclusion_handicap.plafond_par_place 2019-01-01 rien publie
bonus_inclusion_handicap.plafond_par_place 2021-01-01 publie derive
bonus_inclusion_handicap.plafond_par_place 2024-01-01 derive secondaire
bonus_inclusion_handicap.plafond_par_place 2025-01-01 secondaire lacune
bonus_inclusion_handicap.taux_financement 2019-01-01 rien secondaire
bonus_inclusion_handicap.taux_financement 2020-01-01 secondaire reconduit
bonus_inclusion_handicap.taux_financement 2026-01-01 reconduit lacune
bonus_inclusion_handicap.plafond_cout_par_place 2019-01-01 rien lacune
# territoire: priority zones in 2019, Ctg from 2020, 500 € more from 2021, confirmed in 2025
bonus_territoire.montant_nouvelle_place 2019-01-01 rien derive qpv
bonus_territoire.montant_nouvelle_place 2020-01-01 derive publie qpv
bonus_territoire.montant_nouvelle_place 2022-01-01 publie derive qpv
bonus_territoire.montant_nouvelle_place 2025-01-01 derive publie qpv
bonus_territoire.montant_nouvelle_place 2026-01-01 publie reconduit qpv
bonus_territoire.montant_nouvelle_place 2019-01-01 rien derive zrr
bonus_territoire.montant_nouvelle_place 2021-01-01 derive publie zrr
bonus_territoire.montant_nouvelle_place 2022-01-01 publie derive zrr
bonus_territoire.montant_nouvelle_place 2026-01-01 publie reconduit zrr
bonus_territoire.montant_nouvelle_place 2020-01-01 derive publie aucune
bonus_territoire.montant_nouvelle_place 2022-01-01 publie derive aucune
bonus_territoire.montant_nouvelle_place 2025-01-01 derive publie aucune
bonus_territoire.montant_nouvelle_place 2026-01-01 publie reconduit aucune
bonus_territoire.montant_nouvelle_place 2026-01-01 derive reconduit frr
bonus_trajectoire.montant_par_place 2025-01-01 rien publie
bonus_trajectoire.montant_par_place 2027-01-01 publie reconduit
bonus_trajectoire.montant_par_place 2028-01-01 reconduit rien
bonus_attractivite.montant_par_place 2024-01-01 rien publie public
bonus_attractivite.montant_par_place 2025-01-01 publie reconduit public
bonus_attractivite.montant_par_place 2024-01-01 rien publie prive_lucratif
bonus_attractivite.montant_par_place 2024-01-01 rien derive delegation
# works of crèches: Ppicc until 2018, Piaje from 2019, plan rebond (Psu only) 2021 to 2023, 2024, then 2026 until August
piaje.socle 2024-01-01 publie derive psu
piaje.socle 2026-01-01 derive publie psu
piaje.socle 2026-09-01 publie reconduit psu
piaje.socle 2024-01-01 publie lacune paje
piaje.gros_oeuvre 2019-01-01 lacune secondaire psu
piaje.gros_oeuvre 2021-01-01 secondaire lacune psu
piaje.gros_oeuvre 2021-01-01 secondaire derive paje
piaje.gros_oeuvre 2024-01-01 derive lacune paje
piaje.developpement_durable 2019-01-01 lacune secondaire psu
piaje.developpement_durable 2021-01-01 secondaire lacune psu
piaje.developpement_durable 2021-01-01 secondaire derive paje
piaje.developpement_durable 2024-01-01 derive lacune paje
piaje.rattrapage 2019-01-01 lacune secondaire psu
piaje.rattrapage 2024-01-01 secondaire lacune psu
piaje.rattrapage 2021-01-01 secondaire derive paje
piaje.rattrapage 2024-01-01 derive lacune paje
piaje.zone_prioritaire 2021-01-01 rien publie
piaje.zone_prioritaire 2023-01-01 publie reconduit
piaje.zone_prioritaire 2024-01-01 reconduit rien
piaje.majoration_potentiel_financier 2019-01-01 lacune derive psu
piaje.majoration_potentiel_financier 2021-01-01 derive lacune psu
piaje.majoration_potentiel_financier 2024-01-01 derive lacune paje
piaje.plafond_par_place 2019-01-01 derive publie psu
piaje.plafond_par_place 2026-09-01 publie reconduit psu
piaje.plafond_par_place 2024-01-01 publie lacune paje
piaje.seuil_couverture 2019-01-01 lacune publie
piaje.seuil_couverture 2024-01-01 publie lacune
piaje.seuil_potentiel_financier_paje 2019-01-01 lacune publie
piaje.seuil_potentiel_financier_paje 2024-01-01 publie lacune
fme.montant_par_place 2019-01-01 rien publie
fme.montant_par_place 2023-01-01 publie reconduit
fme.montant_par_place 2024-01-01 reconduit derive
fme.montant_par_place 2025-01-01 derive reconduit
fme.part_maximale 2019-01-01 rien secondaire
fme.part_maximale 2024-02-14 secondaire reconduit
# Mam: the scale of 2019 from 2021, its own from 2024
mam_piaje.socle 2021-01-01 rien publie
mam_piaje.socle 2024-01-01 publie secondaire
mam_piaje.socle 2025-01-01 secondaire reconduit
mam_piaje.gros_oeuvre 2021-01-01 rien derive
mam_piaje.gros_oeuvre 2024-01-01 derive secondaire
mam_piaje.gros_oeuvre 2025-01-01 secondaire reconduit
mam_piaje.developpement_durable 2021-01-01 rien derive
mam_piaje.developpement_durable 2024-01-01 derive secondaire
mam_piaje.developpement_durable 2025-01-01 secondaire reconduit
mam_piaje.rattrapage 2021-01-01 rien derive
mam_piaje.rattrapage 2024-01-01 derive secondaire
mam_piaje.rattrapage 2025-01-01 secondaire reconduit
mam_piaje.majoration_potentiel_financier 2021-01-01 rien derive
mam_piaje.majoration_potentiel_financier 2025-01-01 derive reconduit
mam_piaje.plafond_par_place 2021-01-01 rien publie
mam_piaje.plafond_par_place 2024-01-01 publie secondaire
mam_piaje.plafond_par_place 2025-01-01 secondaire reconduit
mam_demarrage.montant 2025-01-01 publie reconduit
mam_demarrage.croissance_minimale 2021-01-01 rien publie
# accueils de loisirs
pso_alsh.periscolaire 2019-01-01 publie lacune
pso_alsh.periscolaire 2024-01-01 lacune secondaire
pso_alsh.periscolaire 2026-01-01 secondaire lacune
pso_alsh.extrascolaire 2019-01-01 publie lacune
pso_alsh.extrascolaire 2024-01-01 lacune derive
pso_alsh.extrascolaire 2026-01-01 derive lacune
plan_mercredi.bonification 2018-09-01 rien publie ordinaire
plan_mercredi.bonification 2022-01-01 publie reconduit ordinaire
plan_mercredi.bonification 2023-01-01 reconduit lacune ordinaire
plan_mercredi.bonification 2022-01-01 publie reconduit majore
plan_mercredi.seuil_potentiel_financier 2020-09-01 rien publie
plan_mercredi.seuil_potentiel_financier 2022-01-01 publie reconduit
complement_inclusif.montant_horaire 2024-01-01 rien publie
complement_inclusif.montant_horaire 2026-01-01 publie lacune
bonus_territoire_alsh.plancher_horaire 2020-01-01 rien lacune
bonus_territoire_alsh.plancher_horaire 2022-01-01 lacune secondaire
bonus_territoire_alsh.plancher_horaire 2023-01-01 secondaire reconduit
bonus_territoire_alsh.part_heures_nouvelles_max 2020-01-01 rien secondaire
bonus_territoire_alsh.part_heures_nouvelles_max 2023-01-01 secondaire lacune
bonus_territoire_alsh.part_heures_nouvelles_max 2024-01-01 lacune derive
bonus_territoire_alsh.part_heures_nouvelles_max 2025-01-01 derive publie
bonus_territoire_alsh.part_heures_nouvelles_max 2026-01-01 publie reconduit
investissement_alsh.montant_par_m2 2020-09-01 rien secondaire
investissement_alsh.montant_par_m2 2023-01-01 secondaire lacune
investissement_alsh.plafond_travaux 2020-09-01 rien publie
investissement_alsh.plafond_travaux 2023-01-01 publie lacune
investissement_alsh.plafond_mobilier 2020-09-01 rien publie
investissement_alsh.plafond_mobilier 2023-01-01 publie lacune
investissement_alsh.croissance_minimale 2020-09-01 rien publie
investissement_alsh.croissance_minimale 2023-01-01 publie reconduit
investissement_centre_social.montant 2022-01-01 lacune publie
investissement_centre_social.montant 2023-01-01 publie rien
investissement_centre_social.part_maximale 2023-01-01 publie rien
# services: rates raised in 2024; Agc and Acf merge from 2027
ps_jeunes.taux 2020-01-01 rien publie
ps_jeunes.taux 2025-01-01 publie reconduit
ps_jeunes.prix_plafond 2020-01-01 rien lacune
ps_agc.taux 2025-01-01 publie reconduit
ps_agc.taux 2027-01-01 reconduit lacune
ps_acf.taux 2025-01-01 publie reconduit
ps_acf.taux 2027-01-01 reconduit lacune
ps_animation_locale.taux 2025-01-01 publie reconduit
ps_rpe.taux 2022-01-01 lacune derive
ps_rpe.taux 2023-01-01 derive reconduit
rpe_missions_renforcees.montant_annuel 2021-01-01 derive secondaire
rpe_missions_renforcees.montant_annuel 2023-01-01 secondaire lacune
ps_espace_rencontre.taux 2019-01-01 lacune publie
ps_espace_rencontre.taux 2021-01-01 publie reconduit
ps_mediation_familiale.taux 2022-01-01 derive reconduit
ps_fjt.taux 2024-01-01 lacune derive
ps_fjt.taux 2025-01-01 derive reconduit
ps_fjt.part_minimale_jeunes 2020-10-14 rien secondaire
paej.montant_par_etp 2021-01-01 rien lacune
paej.montant_par_etp 2022-01-01 lacune derive
paej.montant_par_etp 2023-01-01 derive reconduit
paej.montant_par_etp 2024-01-01 reconduit lacune
ctg_diagnostic.plafond 2020-01-01 rien secondaire
ctg_diagnostic.plafond 2021-01-01 secondaire reconduit
france_services.montant_annuel 2020-01-01 lacune publie
france_services.montant_annuel 2023-01-01 publie secondaire
france_services.montant_annuel 2026-01-01 secondaire publie
france_services.montant_annuel 2027-01-01 publie reconduit
logement_decent.montant_par_diagnostic 2020-01-01 lacune derive
logement_decent.montant_par_diagnostic 2021-01-01 derive reconduit
"""

MOTS: dict[str, Cle] = {"couches_et_repas": True}


def etat(baremes: Baremes, cle: str, mots: list[str], jour: date) -> str:
    """How sure a rate is on a day; of an aid without rates: whether it exists."""
    nom_bloc, _, nom = cle.partition(".")
    bloc, fenetre = baremes.blocs[nom_bloc], Fenetre.jour(jour)
    if not nom:
        return "existe" if fenetre.dans(bloc.debut, bloc.fin) else "rien"
    serie = bloc.series[nom]
    choix = [MOTS.get(mot, mot) for mot in mots]
    cas = dict(zip(serie.dimensions, choix, strict=True))
    lectures = [x for partie in en_vigueur(bloc, serie, cas, fenetre) for x in partie.lectures]
    return "/".join(sorted({x.fiabilite or "lacune" for x in lectures})) or "rien"


@pytest.mark.parametrize("ligne", [x for x in FRONTIERES.splitlines() if x and not x.startswith("#")])
def test_the_day_before_the_day_and_the_day_after(ligne: str, baremes: Baremes) -> None:
    cle, jour, avant, des_lors, *mots = ligne.split()
    premier = date.fromisoformat(jour)
    lus = [etat(baremes, cle, mots, j) for j in (premier - JOUR, premier, premier + JOUR)]
    assert lus == [avant, des_lors, des_lors]


def test_every_aid_that_begins_or_ends_has_its_day(baremes: Baremes) -> None:
    dits = {x.split()[0] for x in FRONTIERES.splitlines() if x and not x.startswith("#")}
    assert {b.identifiant for b in baremes.blocs.values() if b.debut or b.fin} == {x for x in dits if "." not in x}
