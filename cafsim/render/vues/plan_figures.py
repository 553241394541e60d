"""Who pays, as bars: the cost of works, the charges of a year, shared between what is sure and what is not."""

from __future__ import annotations

from fractions import Fraction

from cafsim.engine.numbers import french_money
from cafsim.plan.modele import Fonctionnement, Investissement, Scenario
from cafsim.render.mots import courants as mots
from cafsim.render.mots.plan import PLAFOND, REFUS, RESTE_ANNEE, RESTE_TRAVAUX, plage
from cafsim.render.vues.barres import ZERO, Bande, Figure, Legende, Part, barre, montrees

AUTRES = "Autres financeurs"


def des_travaux(plan: Investissement) -> Figure | None:
    """Return the chart of who pays for works; None while their cost is not known."""
    if not plan.cout:
        return None
    reste = RESTE_TRAVAUX[plan.porteur]
    bandes = tuple(
        Bande(titre, barre(titre, _paient(scenario, reste), parts_travaux(scenario, plan.cout), plan.cout))
        for titre, scenario in ((PLAFOND, plan.plafond), (REFUS, plan.refus))
    )
    legende = (
        Legende("autres", AUTRES),
        Legende("caf", "Caf, au moins"),
        Legende("incertain", "Caf ou reste : selon ce qu'elle accorde, ou selon un montant inconnu"),
        Legende("reste", f"{reste}, au moins"),
    )
    titre = f"qui paie les {french_money(plan.cout)} de travaux"
    return Figure(titre, bandes, montrees(legende, (b.barre for b in bandes)))


def parts_travaux(scenario: Scenario, cout: Fraction) -> tuple[Part, ...]:
    """Share a cost: what is sure of each payer, and what may be the one or the other."""
    autres, caf, reste = (x.minimum or ZERO for x in (scenario.autres, scenario.caf, scenario.reste))
    incertain = cout - autres - caf - reste
    return Part("autres", autres), Part("caf", caf), Part("incertain", incertain), Part("reste", reste)


def _paient(scenario: Scenario, reste: str) -> str:
    return f"Caf : {plage(scenario.caf)}. {AUTRES} : {plage(scenario.autres)}. {reste} : {plage(scenario.reste)}."


def d_une_annee(plan: Fonctionnement) -> Figure | None:
    """Return the chart of who pays for a year; None while the charges are not known."""
    if not plan.charges:
        return None
    parts = parts_annee(plan, plan.charges)
    total = sum((p.montant for p in parts), ZERO)
    depasse = total > plan.charges
    reste = RESTE_ANNEE[plan.porteur]
    description = (
        f"Charges : {french_money(plan.charges)}. Familles : {mots.connu(plan.familles, 'inconnues')}. "
        f"Caf : {plage(plan.total_caf)}. Autres recettes : {mots.connu(plan.autres_recettes, 'non indiquées')}. "
        f"{reste} : {plage(plan.reste)}."
    )
    titre = f"Charges de l'année : {french_money(plan.charges)}"
    repere = plan.charges if depasse else ZERO
    trace = barre(titre, description, parts, max(total, plan.charges), repere)
    qui = "Caf, familles ou reste" if plan.familles is None else "Caf ou reste"
    legende = (
        Legende("familles", "Familles"),
        Legende("autres", "Autres recettes"),
        Legende("caf", "Caf, au moins"),
        Legende("incertain", f"{qui} : selon un chiffre qui manque"),
        Legende("reste", f"{reste}, au moins"),
    )
    texte = f"{titre} (trait vertical : elles seraient dépassées par les recettes)" if depasse else titre
    return Figure("qui paie une année", (Bande(texte, trace),), montrees(legende, [trace]))


def parts_annee(plan: Fonctionnement, charges: Fraction) -> tuple[Part, ...]:
    """Share a year: what is sure of each payer, what may be the one or the other, what surely remains."""
    familles, autres = plan.familles or ZERO, plan.autres_recettes or ZERO
    caf, haut = plan.total_caf.minimum or ZERO, plan.total_caf.maximum
    libre = charges - familles - autres - caf
    if haut is None or plan.familles is None:
        incertain, reste = libre, ZERO
    else:
        incertain, reste = haut - caf, libre - (haut - caf)
    return (
        Part("familles", familles),
        Part("autres", autres),
        Part("caf", caf),
        Part("incertain", max(incertain, ZERO)),
        Part("reste", max(reste, ZERO)),
    )
