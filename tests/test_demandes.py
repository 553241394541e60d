"""What would make an estimate surer: each thing once, the most euros first, what is not counted before all."""

from __future__ import annotations

from fractions import Fraction

from cafsim.estimation.resultat import LigneEstimee, Manque
from cafsim.etudes.demandes import demandes

HORAIRE = Manque("taux", "a.horaire", "montant horaire", "Notification.", "Il manque le montant horaire.")
PLAFOND = HORAIRE._replace(cle="a.plafond", libelle="plafond")
HEURES = Manque("champ", "heures", "heures", "Registre.", "Il manque les heures.")
LIGNE = LigneEstimee(
    equipement="Les Lucioles", type_equipement="eaje", dispositif="a", libelle="Aide", periodicite="annuel",
    nature="droit", payeur="caf", beneficiaire="gestionnaire", statut="fourchette",
    minimum=Fraction(100), maximum=Fraction(400), manques=(HORAIRE,), motifs=("Il manque le montant horaire.",),
)  # fmt: skip
OUVERTE = LIGNE._replace(statut="a_completer", minimum=None, maximum=None)


def lu(*lignes: LigneEstimee) -> list[tuple[str, Fraction | None]]:
    return [(", ".join(m.libelle for m in d.manques) or d.motif, d.enjeu) for d in demandes(lignes)]


def test_a_rate_that_several_lines_wait_for_is_asked_once_for_all_their_euros() -> None:
    autre = LIGNE._replace(equipement="Le Pré", maximum=Fraction(250))
    assert lu(LIGNE, autre) == [("montant horaire", Fraction(450))]


def test_a_field_is_asked_for_each_equipment() -> None:
    ici = LIGNE._replace(manques=(HEURES,))
    assert lu(ici, ici._replace(equipement="Le Pré")) == [("heures", Fraction(300))] * 2


def test_what_one_document_tells_of_the_same_lines_is_one_thing() -> None:
    assert lu(LIGNE._replace(manques=(HORAIRE, PLAFOND))) == [("montant horaire, plafond", Fraction(300))]
    assert len(lu(LIGNE._replace(manques=(HORAIRE, HEURES)))) == 2, "two documents"
    assert len(lu(LIGNE, LIGNE._replace(libelle="Autre", manques=(PLAFOND,)))) == 2, "two lines"


def test_the_most_euros_come_first_after_what_is_not_counted() -> None:
    petite = LIGNE._replace(manques=(PLAFOND,), maximum=Fraction(101))
    ouverte = OUVERTE._replace(manques=(HEURES,))
    assert [enjeu for _, enjeu in lu(petite, LIGNE, ouverte)] == [None, Fraction(300), Fraction(1)]


def test_what_alone_lets_a_line_be_counted_comes_before_what_does_not() -> None:
    double = OUVERTE._replace(manques=(HEURES, HORAIRE))
    seule = OUVERTE._replace(manques=(PLAFOND,))
    assert lu(double, seule)[0] == ("plafond", None)


def test_what_is_in_no_total_is_worth_nothing_and_what_is_ruled_out_asks_nothing() -> None:
    assert lu(LIGNE._replace(payeur="etat")) == [("montant horaire", Fraction(0))]
    assert lu(LIGNE._replace(statut="non_eligible")) == []


def test_a_line_that_nothing_can_compute_says_why() -> None:
    assert lu(OUVERTE._replace(manques=(), motifs=("Aucune place.",))) == [("Aucune place.", None)]
    assert lu(LIGNE._replace(manques=(), motifs=("Aucun texte ne choisit.",))) == [], "nobody can be asked"
