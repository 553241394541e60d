"""The rate that a notified amount rests on: one value, bounds, at least, none; and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from strategies import COMPLETS, projet

from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import poser
from cafsim.equipements.projet import Donnee, Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.deduire import Deduction, a_ecrire, deduire
from cafsim.etudes.deduire_ensemble import Constat, rassembler
from cafsim.etudes.lecteurs import retrouver
from cafsim.render.mots.deduction import bornes, explication

F = Fraction
ALSH: dict[str, Donnee] = {
    "depenses": F(310_000), "heures_periscolaires": F(42_000), "heures_mercredi": F(12_000),
    "heures_extrascolaires": F(30_000), "taux_regime_general": F(985, 1000),
}  # fmt: skip
CENTRE: dict[str, Donnee] = {"agrement": True, "depenses_animation_globale": F(165_000)}


def alsh(exercice: int = 2021, **valeurs: Any) -> Projet:
    return projet("alsh", exercice, {**ALSH, **valeurs})


def dit(d: Deduction) -> str:
    return explication(d).replace("\xa0", " ")


def test_one_rate_gives_the_amount(moteur: Moteur) -> None:
    d = deduire(moteur, alsh(), "pso_alsh.periscolaire", F("29254.50"))
    assert (d.sorte, d.valeur, d.exercice, d.unite) == ("valeur", F("0.55"), 2021, "€/h")
    assert dit(d).startswith("Avec 0,55 €/h, et aucun autre taux, la formule donne 29 254,50 €")


def test_few_hours_leave_several_rates(moteur: Moteur) -> None:
    d = deduire(moteur, alsh(heures_periscolaires=F(7), heures_mercredi=F(0)), "pso_alsh.periscolaire", F("3.79"))
    assert (d.sorte, d.minimum, d.maximum, d.valeur) == ("bornes", F("0.549"), F("0.55"), None)
    assert d.ronde == F("0.55")
    assert "De 0,549 €/h à 0,55 €/h" in dit(d)


def test_the_cost_decides_and_the_rate_is_at_least(moteur: Moteur) -> None:
    pauvre = alsh(depenses=F(84_000))
    d = deduire(moteur, pauvre, "pso_alsh.periscolaire", F("15957"))  # 30 % of 1 €, × 54 000 h × 98,5 %
    assert (d.sorte, d.minimum, d.maximum) == ("au_moins", F("0.3"), None)
    assert bornes(d).startswith("au moins 0,30")
    assert "le plus souvent le coût" in dit(d)


def test_no_rate_gives_the_amount_and_the_nearest_is_told(moteur: Moteur) -> None:
    d = deduire(moteur, alsh(), "pso_alsh.periscolaire", F(29_000))
    assert (d.sorte, d.trouvee) == ("aucune", False)
    assert d.proche is not None
    assert (d.proche.valeur, d.proche.donne) == (F("0.545"), F("28988.55"))
    assert "28 988,55 €, soit 11,45 € de moins. Causes habituelles : d'autres heures retenues" in dit(d)
    assert "part du régime général" in dit(d)


def test_beyond_what_the_cost_allows_the_first_rate_that_gives_the_most_is_told(moteur: Moteur) -> None:
    d = deduire(moteur, alsh(), "pso_alsh.periscolaire", F(1_000_000))
    assert d.proche is not None
    assert d.proche.donne == F("58888.93")
    autre = deduire(moteur, alsh(), "pso_alsh.periscolaire", d.proche.donne)
    assert (autre.sorte, autre.minimum) == ("au_moins", d.proche.valeur)


def test_a_share_and_a_ceiling_of_a_gap_year(moteur: Moteur) -> None:
    centre = projet("centre_social", 2024, CENTRE)
    d = deduire(moteur, centre, "ps_agc.prix_plafond", F(67_840))
    assert (d.sorte, d.ronde) == ("bornes", F(160_000))
    plafonne = projet("centre_social", 2024, CENTRE, {"ps_agc.prix_plafond": F(160_000)})
    assert deduire(moteur, plafonne, "ps_agc.taux", F(67_840)).valeur == F("0.424")


def test_a_rate_that_decides_nothing_is_told_so(moteur: Moteur) -> None:
    d = deduire(moteur, alsh(heures_periscolaires=F(0), heures_mercredi=F(0)), "pso_alsh.extrascolaire", F("16252.50"))
    assert d.sorte == "valeur"
    nul = deduire(moteur, alsh(taux_regime_general=F(0)), "pso_alsh.periscolaire", F(0))
    assert (nul.sorte, nul.trouvee, nul.contient(F(3))) == ("indifferent", False, True)


def test_the_project_s_own_rate_does_not_hide_what_the_amount_says(moteur: Moteur) -> None:
    faux = alsh()._replace(taux={"pso_alsh.periscolaire": F(5)})
    assert deduire(moteur, faux, "pso_alsh.periscolaire", F("29254.50")).valeur == F("0.55")


def test_what_is_missing_besides_is_refused_or_widens_the_bounds(moteur: Moteur) -> None:
    with pytest.raises(EntreeRefusee, match=r"dépend aussi d'autre chose.*depenses"):
        deduire(moteur, alsh(depenses=None, heures_periscolaires=None), "pso_alsh.periscolaire", F(100))
    ps_rpe = projet("rpe", 2024, {"agrement": True, "depenses": F(62_000), "etp": F(1)})
    d = deduire(moteur, ps_rpe, "ps_rpe.taux", F(20_000))  # without the ceiling: at least what the whole cost asks
    assert (d.sorte, d.minimum) == ("au_moins", F("0.3226"))
    assert "Taux non publié : plafond de dépenses" in dit(d)


REFUS = [
    (alsh(), "psu.horaire_max", "aucune ligne ne lit ce taux. Taux lus par ce projet : pso_alsh.part_du_cout"),
    (alsh(), "pso_alsh.adolescents", "sans objet"),
    (projet("alsh", 2021, COMPLETS["alsh"]), "plan_mercredi.seuil_potentiel_financier", "c'est un seuil"),
    (projet("mam", 2020, {"places": F(8), "charte_qualite": False}), "mam_demarrage.montant", "sans objet"),
]


@pytest.mark.parametrize(("cas", "cle", "attendu"), REFUS, ids=[r[1] for r in REFUS])
def test_what_can_t_be_deduced_is_refused(moteur: Moteur, cas: Projet, cle: str, attendu: str) -> None:
    with pytest.raises(EntreeRefusee) as refus:
        deduire(moteur, cas, cle, F(1000))
    assert attendu in str(refus.value)


def test_several_equipments_must_be_told_apart(moteur: Moteur) -> None:
    un = alsh().equipements[0]
    deux = alsh()._replace(equipements=(un._replace(nom="Nord"), un._replace(nom="Sud")))
    with pytest.raises(EntreeRefusee, match="Dites lequel : --equipement « Nord » ; --equipement « Sud »"):
        deduire(moteur, deux, "pso_alsh.periscolaire", F("29254.50"))
    d = deduire(moteur, deux, "pso_alsh.periscolaire", F("29254.50"), "sud")
    assert (d.equipement, d.valeur) == ("Sud", F("0.55"))
    with pytest.raises(EntreeRefusee, match="pas dans ce projet"):
        deduire(moteur, deux, "pso_alsh.periscolaire", F(1), "Est")


@pytest.mark.parametrize(
    ("demande", "cle"),
    [
        ("taux périscolaire", "pso_alsh.periscolaire"), ("Extrascolaire", "pso_alsh.extrascolaire"),
        ("montant horaire maximal, accueil périscolaire", "pso_alsh.periscolaire"),
        ("pso_alsh.periscolaire", "pso_alsh.periscolaire"), ("part du prix de revient", "pso_alsh.part_du_cout"),
    ],
)  # fmt: skip
def test_a_rate_is_found_by_its_everyday_name(moteur: Moteur, demande: str, cle: str) -> None:
    assert retrouver(moteur, alsh(), demande) == cle


def test_an_everyday_name_of_several_rates_or_of_none_lists_those_of_the_project(moteur: Moteur) -> None:
    connus = alsh()._replace(taux={"pso_alsh.periscolaire": F("0.55"), "pso_alsh.extrascolaire": F("0.55")})
    with pytest.raises(EntreeRefusee, match=r"plusieurs taux portent ce nom : pso_alsh\.periscolaire .*extrascolaire"):
        retrouver(moteur, connus, "accueil maximal")
    with pytest.raises(EntreeRefusee, match=r"Vouliez-vous dire « pso_alsh\.periscolaire ».*Taux lus"):
        retrouver(moteur, alsh(), "pso_alsh.perriscolaire")


def test_a_name_of_several_rates_is_the_one_that_is_unknown(moteur: Moteur) -> None:
    assert retrouver(moteur, projet("centre_social", 2024, CENTRE), "animation globale") == "ps_agc.prix_plafond"


def test_the_rows_to_write_give_the_amount_again(moteur: Moteur, baremes: Baremes) -> None:
    rows = a_ecrire(deduire(moteur, alsh(), "pso_alsh.periscolaire", F("29254.50")), baremes)
    assert [(str(v.debut), str(v.fin), v.statut, v.valeur) for v in rows] == [
        ("2021-01-01", "2021-12-31", "saisi", F("0.55"))
    ]
    assert rows[0].note == "déduit de la notification de 2021 : 29\xa0254,50\xa0€"
    lignes = Moteur(poser(baremes, rows)).estimer(alsh()).lignes
    assert next(x for x in lignes if "périscolaire" in x.libelle).montant == F("29254.50")


def test_a_scale_is_written_whole(moteur: Moteur, baremes: Baremes) -> None:
    creche: dict[str, Donnee] = {
        "financement": "psu", "places": F(40), "depenses": F(640_000), "heures_facturees": F(62_000),
        "heures_realisees": F(58_500), "participations_familiales": F(98_000), "couches_et_repas": True,
    }  # fmt: skip
    rows = a_ecrire(deduire(moteur, projet("eaje", 2024, creche), "psu.horaire_max", F(313_060)), baremes)
    assert [(v.jusqu_a, v.minimum, v.maximum) for v in rows] == [
        (F("1.07"), F("6.63"), F("6.63")), (None, F("5.46"), F("6.63")),
    ]  # fmt: skip
    assert all(v.dimensions == {"couches_et_repas": (True,)} for v in rows)


def test_nothing_is_written_of_a_rate_that_was_not_found(moteur: Moteur, baremes: Baremes) -> None:
    with pytest.raises(EntreeRefusee, match="rien à écrire"):
        a_ecrire(deduire(moteur, alsh(), "pso_alsh.periscolaire", F(29_000)), baremes)


def test_rows_that_the_cost_decides_agree_with_those_that_tell_the_rate(moteur: Moteur) -> None:
    def constat(ligne: int, cas: Projet, montant: str) -> Constat:
        return Constat(ligne, deduire(moteur, cas, "pso_alsh.periscolaire", F(montant)))

    pauvre = constat(2, alsh(depenses=F(84_000)), "15957")
    (seul,) = rassembler([pauvre])
    assert (seul.deduction.sorte, seul.minimum, seul.maximum, seul.en_desaccord) == ("au_moins", F("0.3"), None, ())
    (deux,) = rassembler([pauvre, constat(3, alsh(), "29254.50")])
    assert (deux.deduction.valeur, deux.deduction.sorte, deux.en_desaccord) == (F("0.55"), "valeur", ())
    (rien,) = rassembler([constat(4, alsh(), "29000")])
    assert (rien.d_accord, [c.ligne for c in rien.en_desaccord]) == ((), [4])
