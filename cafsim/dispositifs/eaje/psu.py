"""Prestation de service unique (Psu).

The Caf tops up what families pay, to 66 % of the hourly cost within a yearly ceiling, for each hour billed.
Circulaires Cnaf 2011-105 and 2014-009; linear ceiling between 107 % and 120 % of billing since 1 January 2025.
A right: national rule, no decision of the Caf's board.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from cafsim.dispositifs.conditions import PSU, bascule, selon
from cafsim.dispositifs.modele import Calcul, Dispositif, Donnees, Entrees, Expr, Levier, Ligne, OrdreDeGrandeur, Taux
from cafsim.engine.algebra import arrondi, connu, et, etape, maximum, minimum, non, quand, suppose
from cafsim.engine.numbers import to_cent

REFORME = 2025
"""First exercice of the linear ceiling."""


def taux_facturation(e: Entrees) -> Expr:
    """Return hours billed over hours of presence (a share: 1.06)."""
    return etape("Taux de facturation", e.heures_facturees / e.heures_realisees, "part")


def horaire_plafond(e: Entrees, b: Taux) -> Expr:
    """Return the highest Psu per hour (€/h, families' share included) for the level of service."""
    psu = b.de("psu")
    taux = taux_facturation(e)
    maximal = psu.selon("horaire_max", couches_et_repas=e.couches_et_repas, taux_facturation=taux)
    if b.exercice < REFORME:
        return etape("Psu horaire maximale", maximal, "€/h")
    bas, haut = psu.seuil_bas, psu.seuil_haut
    minimal = psu.horaire_min
    avancee = etape("Avancée entre les deux seuils", (taux - bas) / (haut - bas), "part")
    droite = maximal * (1 - avancee) + minimal * avancee
    entre_les_seuils = suppose("H5", minimum(maximal, maximum(minimal, droite)))
    return etape(
        "Psu horaire maximale",
        quand(taux <= bas, maximal, quand(taux < haut, entre_les_seuils, minimal)),
        "€/h",
    )


def _psu(e: Entrees, b: Taux) -> Calcul:
    cout = etape("Prix de revient horaire", suppose("H3", e.depenses / e.heures_facturees), "€/h")
    horaire = suppose("H2", etape("Psu horaire retenue", minimum(b.taux * cout, horaire_plafond(e, b)), "€/h"))
    net = maximum(horaire * e.heures_facturees - e.participations_familiales, 0)
    return Calcul(
        montant=arrondi(suppose("H4", net * e.taux_regime_general)),
        base=e.heures_facturees,
        unite="h",
        taux=horaire,
    )


def _ordre_de_grandeur(e: Entrees, b: Taux) -> Calcul:
    return Calcul(arrondi(b.part_moyenne_du_cout * e.depenses), e.depenses, "€", b.part_moyenne_du_cout)


def _moyenne(e: Entrees, b: Taux) -> Expr:
    """Return the mean Psu of a crèche of this size, or of these charges where they are known (€/year)."""
    charges = quand(connu(e.depenses), e.depenses, e.places * b.cout_moyen_par_place)
    return arrondi(b.part_moyenne_du_cout * charges * e.taux_regime_general)


SEUIL_FACTURATION = Fraction(107, 100)
"""Highest billing rate with the best ceiling; the formula reads the table's own figures."""


def _facturer_au_plus_juste(nombres: Mapping[str, Fraction]) -> Donnees | None:
    """Bill 107 % of the hours of presence; families then pay for fewer hours, at the same price."""
    facturees, visees = nombres["heures_facturees"], nombres["heures_realisees"] * SEUIL_FACTURATION
    if not visees or facturees <= visees:
        return None
    participations = to_cent(nombres["participations_familiales"] * visees / facturees)
    return {"heures_facturees": visees, "participations_familiales": participations}


DISPOSITIF = Dispositif(
    identifiant="psu",
    titre="Prestation de service unique (Psu)",
    equipements=("eaje",),
    resume="Complète ce que paient les familles, pour chaque heure facturée, jusqu'à 66 % du coût plafonné.",
    conditions=(PSU,),
    lignes=(
        Ligne(
            _psu,
            ordre_de_grandeur=OrdreDeGrandeur(("heures_facturees", "depenses", "participations_familiales"), _moyenne),
        ),
        Ligne(
            _ordre_de_grandeur,
            "Psu : ordre de grandeur (part moyenne du coût)",
            presente=lambda e, b: et(non(connu(e.heures_facturees)), connu(e.depenses)),
            nature="indicatif",
        ),
    ),
    leviers=(
        Levier(
            titre="Fournir les couches et les repas",
            champs=("couches_et_repas",),
            change=bascule("couches_et_repas", psu=True),
            demande="Fournir à tous les enfants à la fois les couches et les repas, goûters compris. Leur coût n'est "
            "pas ajouté aux charges ni déduit du gain.",
        ),
        Levier(
            titre="Ramener le taux de facturation à 107 %",
            champs=("heures_facturees", "participations_familiales"),
            change=selon(
                ("heures_facturees", "heures_realisees", "participations_familiales"),
                _facturer_au_plus_juste,
                psu=True,
            ),
            demande="Des contrats au plus près des heures de présence : les heures réalisées et les charges ne "
            "bougent pas, les heures facturées baissent. Les familles paient donc moins, au même tarif horaire : "
            "cette baisse des participations est à votre charge, elle n'est pas déduite du gain.",
        ),
    ),
)
