"""The checks of an accueil de loisirs: hours are those of each child, not those of opening."""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.engine.algebra import entre, et
from cafsim.engine.expr import Expr
from cafsim.equipements.champs import Entrees
from cafsim.vraisemblance.modele import EUROS_PAR_AN, HEURES_EN_ALSH, REPERES, Controle, Mesure, Suspect, surprenant


def _toutes_les_heures(e: Entrees) -> Expr:
    return e.heures_periscolaires + e.heures_mercredi + e.heures_extrascolaires + e.heures_adolescents


def _cout_horaire(e: Entrees, b: Taux) -> Expr:
    return e.depenses / _toutes_les_heures(e)


def _repere(e: Entrees, b: Taux) -> Expr:
    """Return what is plausible: from half of the price that the Caf retains, to twice what an hour of crèche costs."""
    pso, reperes = b.de("pso_alsh"), b.de(REPERES)
    retenu = pso.periscolaire / pso.part_du_cout
    return entre(retenu * reperes.part_plausible, reperes.cout_horaire / reperes.part_plausible, "")


def _bonus_trop_cher(bonus: str) -> Controle:
    """Return the check of a bonus that is worth more than the price of an hour that the Caf retains."""
    return Controle(
        lambda e, b: getattr(e, bonus) > b.de("pso_alsh").periscolaire / b.de("pso_alsh").part_du_cout,
        "Le bonus territoire par heure dépasse le prix d'une heure que la Caf retient",
        (Suspect((bonus,), rappel="pour une heure d'enfant"),),
    )


_HEURES = ("heures_periscolaires", "heures_mercredi", "heures_extrascolaires")

CONTROLES = (
    surprenant(
        "Charges par heure d'enfant surprenantes (une heure pour 20 enfants compte 20 heures)",
        Mesure(_cout_horaire, _repere, "€/h"),
        Suspect(("depenses",), EUROS_PAR_AN),
        Suspect(_HEURES, HEURES_EN_ALSH, "pas les heures d'ouverture"),
    ),
    Controle(
        lambda e, b: e.bonus_territoire_horaire < b.de("bonus_territoire_alsh").plancher_horaire,
        "Le bonus territoire par heure est sous le plancher national connu : relisez la convention",
        (Suspect(("bonus_territoire_horaire",)),),
    ),
    _bonus_trop_cher("bonus_territoire_horaire"),
    _bonus_trop_cher("bonus_territoire_horaire_nouveau"),
    Controle(
        lambda e, b: et(e.depenses > 0, _toutes_les_heures(e) == 0),
        "Il y a des charges, mais aucune heure d'enfant",
        (Suspect(("depenses",)), Suspect(_HEURES)),
    ),
    Controle(
        lambda e, b: e.heures_contractualisees + e.heures_nouvelles_ctg > _toutes_les_heures(e),
        "La convention « bonus territoire » compterait plus d'heures que l'accueil n'en fait",
        (Suspect(("heures_contractualisees", "heures_nouvelles_ctg")), Suspect(_HEURES)),
    ),
)
