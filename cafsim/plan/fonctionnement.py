"""A year of operation: charges, families, the Caf's rights line by line, other income, what remains to pay.

Only rights count: what the Caf's board decides, and orders of magnitude, do not pay for a budget. What is not known is
said: then what remains has no lower end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import ZERO
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee
from cafsim.plan.equilibre import Cas, Equilibre, Poste
from cafsim.plan.investissement import manque
from cafsim.plan.modele import INCONNUE, Fonctionnement, Plage, Porteur

GESTIONNAIRE = "gestionnaire"
"""The beneficiary of the aids to operation."""

HEURES = (
    ("heures_facturees",),
    ("heures_periscolaires", "heures_mercredi", "heures_extrascolaires", "heures_adolescents"),
)
"""The hours of a year: those billed, or the sum of those of an accueil de loisirs."""


def concerne(saisi: EquipementSaisi) -> bool:
    """Say whether an equipment has a budget of its own."""
    return "depenses" in champs(saisi.type)


def porteur(saisi: EquipementSaisi) -> Porteur:
    """Say whose budget it is: the manager's."""
    gestionnaire = saisi.valeurs.get("gestionnaire")
    return "inconnu" if gestionnaire is None else "commune" if gestionnaire == "public" else "autre"


def aides_au_fonctionnement(estime: EquipementEstime) -> tuple[LigneEstimee, ...]:
    """Return the Caf's yearly rights that go to the manager and have not been ruled out."""
    return tuple(
        x
        for x in estime.lignes
        if x.periodicite == "annuel" and x.assuree and x.retenue and x.beneficiaire == GESTIONNAIRE
    )


def fonctionnement(saisi: EquipementSaisi, estime: EquipementEstime) -> Fonctionnement:
    """Return a year of one equipment (€)."""
    lignes = aides_au_fonctionnement(estime)
    charges, familles, autres = (saisi.nombre(c) for c in ("depenses", "participations_familiales", "autres_recettes"))
    total = Plage.somme((x.minimum for x in lignes), (x.maximum for x in lignes))
    payees = Plage(familles or ZERO, familles)
    reste = Plage.exacte(charges) - payees - total - Plage.exacte(autres or ZERO)
    places, heures = saisi.nombre("places"), _heures(saisi)
    return Fonctionnement(
        porteur=porteur(saisi),
        charges=charges,
        familles=familles,
        autres_recettes=autres,
        caf=lignes,
        total_caf=total,
        reste=reste,
        equilibre=equilibre(charges, familles, autres, lignes),
        places=places,
        heures=heures,
        par_place=reste / places if places else INCONNUE,
        par_heure=reste / heures if heures else INCONNUE,
        incomplet=None in (total.maximum, charges, familles),
        remarques=tuple(_remarques(saisi, lignes, reste)),
    )


def equilibre(
    charges: Fraction | None, familles: Fraction | None, autres: Fraction | None, lignes: Sequence[LigneEstimee]
) -> Equilibre:
    """Balance a year: the Caf's rights as forecast, at their low end, at the high end. A surplus is an expense."""
    cas: tuple[Cas, ...] = ("prevision", "bas", "haut")
    caf = [Poste("caf", (x.prevision, x.minimum, x.maximum), x.libelle, x) for x in lignes]
    autres_recettes = [] if autres is None else [Poste("autres_recettes", (autres,) * 3)]
    recettes = (Poste("familles", (familles,) * 3), *caf, *autres_recettes)
    apports = [sum((p.compte[rang] for p in recettes), ZERO) for rang in range(3)]
    manque = [None if charges is None else charges - apport for apport in apports]
    exces = tuple(max(-(m or ZERO), ZERO) for m in manque)
    excedent = [Poste("excedent", exces)] if any(exces) else []
    reste = tuple(None if m is None else max(m, ZERO) for m in manque)
    depenses = (Poste("charges", (charges,) * 3), *excedent)
    return Equilibre(cas, depenses, (*recettes, Poste("reste", reste)), any(x.statut == "a_completer" for x in lignes))


def _heures(saisi: EquipementSaisi) -> Fraction | None:
    existants = champs(saisi.type)
    for noms in HEURES:
        if all(nom in existants for nom in noms):
            valeurs = [saisi.nombre(nom) for nom in noms]
            connues = [v for v in valeurs if v is not None]
            return sum(connues, ZERO) if len(connues) == len(valeurs) else None
    return None


def _remarques(saisi: EquipementSaisi, lignes: tuple[LigneEstimee, ...], reste: Plage) -> Iterator[str]:
    existants = champs(saisi.type)
    if "gestionnaire" in existants and saisi.valeurs.get("gestionnaire") is None:
        yield manque(existants["gestionnaire"])
    utiles = ("depenses", "participations_familiales", *(nom for noms in HEURES for nom in noms), "places")
    for nom in utiles:
        if nom in existants and saisi.nombre(nom) is None:
            yield manque(existants[nom])
    if saisi.nombre("autres_recettes") is None:
        yield "Autres recettes non indiquées : rien n'est déduit à ce titre."
    for ligne in lignes:
        if ligne.statut == "a_completer":
            compte = "non compté" if ligne.prevision is None else "compté dans la prévision seulement"
            yield f"{ligne.libelle} : montant inconnu, {compte}. Le reste peut être plus bas."
    if reste.minimum is not None and reste.minimum < 0:
        yield "Un reste négatif est un excédent : les recettes dépassent les charges. Vérifiez les chiffres."
