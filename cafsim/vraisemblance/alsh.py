"""The checks of an accueil de loisirs: hours are those of each child, not those of opening."""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.engine.algebra import entre
from cafsim.engine.expr import Expr
from cafsim.equipements.champs import Entrees
from cafsim.vraisemblance.modele import EUROS_PAR_AN, HEURES_EN_ALSH, REPERES, Controle, Mesure, Suspect, surprenant


def _cout_horaire(e: Entrees, b: Taux) -> Expr:
    return e.depenses / (e.heures_periscolaires + e.heures_mercredi + e.heures_extrascolaires + e.heures_adolescents)


def _repere(e: Entrees, b: Taux) -> Expr:
    """Return what is plausible: from half of the price that the Caf retains, to twice what an hour of crèche costs."""
    pso, reperes = b.de("pso_alsh"), b.de(REPERES)
    retenu = pso.periscolaire / pso.part_du_cout
    return entre(retenu * reperes.part_plausible, reperes.cout_horaire / reperes.part_plausible, "")


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
)
