"""Who pays for works: the Caf's ceilings, the other funders, what remains for the owner.

The Caf's part is a ceiling: its board may give less, or nothing. So there are two scenarios, each with both its ends.
Funding never exceeds the cost: the Caf's part is cut back first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import ZERO, french_money
from cafsim.equipements.champs import Champ
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee
from cafsim.plan.apport import Chantier, apport_minimal
from cafsim.plan.equilibre import Cas, Equilibre, Poste
from cafsim.plan.modele import INCONNUE, Cofinancement, Investissement, Plage, Porteur, Scenario
from cafsim.typographie import simple

GROUPE = "investissement"
MAITRE_D_OUVRAGE = "maître d'ouvrage"
"""The beneficiary of the aids to works."""

PORTEURS: dict[object, Porteur] = {
    "public": "commune", "delegation": "commune", "prive_non_lucratif": "autre", "prive_lucratif": "autre",
}  # fmt: skip
"""Who owns the works: those of a delegated equipment are the collectivity's."""

_PUBLIC = re.compile(r"\b(etat|detr|dsil|prefecture|departement|departemental|region|regional|commune|feder)\b")
"""What names a public funder, in a name without accents."""

_CAF = re.compile(r"\bcaf\b", re.IGNORECASE)


def concerne(saisi: EquipementSaisi) -> bool:
    """Say whether an equipment has works."""
    return GROUPE in (saisi.type, *saisi.groupes)


def aides_aux_travaux(estime: EquipementEstime) -> tuple[LigneEstimee, ...]:
    """Return the Caf's lines for works that have not been ruled out."""
    return tuple(
        x for x in estime.lignes if x.periodicite == "ponctuel" and x.au_total and x.beneficiaire == MAITRE_D_OUVRAGE
    )


def investissement(
    saisi: EquipementSaisi, estime: EquipementEstime, baremes: Baremes, referentiel: str
) -> Investissement:
    """Return the funding of the works of one equipment (€)."""
    lignes = aides_aux_travaux(estime)
    autres = tuple(_cofinancements(saisi))
    cout = saisi.nombre("cout")
    if cout is not None:
        cout += saisi.nombre("cout_mobilier") or ZERO
    montants = [x.montant for x in autres]
    montant_autres = Plage.somme(montants, montants)
    plafonds = _plafonds(lignes, estime)
    droits = Plage.exacte(sum((x.bas for x in lignes if x.assuree), ZERO))
    plafond, refus = (scenario(cout, caf, montant_autres) for caf in (plafonds, droits))
    return Investissement(
        porteur=PORTEURS.get(saisi.valeurs.get("gestionnaire"), "inconnu"),
        cout=cout,
        caf=lignes,
        autres=autres,
        plafond=plafond,
        refus=refus,
        equilibre=equilibre(cout, lignes, autres, estime),
        apport=apport_minimal(saisi, Chantier(cout, autres, plafond, refus), baremes, referentiel),
        remarques=tuple(_remarques(saisi, cout, plafonds, plafond, autres, lignes)),
    )


def equilibre(
    cout: Fraction | None, lignes: Sequence[LigneEstimee], autres: Sequence[Cofinancement], estime: EquipementEstime
) -> Equilibre:
    """Balance works: the Caf with its rights only, then at the low end of its ceilings, then at the top."""
    cas: tuple[Cas, ...] = ("refus", "bas", "haut")
    droits = ((x, x.minimum if x.assuree else ZERO) for x in lignes)
    caf = [Poste("caf", (droit, x.minimum, x.maximum), x.libelle, x) for x, droit in droits]
    tiers = [Poste("cofinancement", (x.montant,) * 3, x.financeur, public=x.public) for x in autres]
    commun = sum((x.haut for x in lignes), ZERO) - estime.reduction("ponctuel")
    apports = [_apports(caf, tiers, rang, commun, cout) for rang in range(3)]
    coupes = tuple(apporte - brut for brut, apporte in apports)
    reduction = [Poste("reduction", coupes)] if any(coupes) else []
    reste = tuple(None if cout is None else cout - apporte for _, apporte in apports)
    return Equilibre(cas, (Poste("cout", (cout,) * 3),), (*caf, *tiers, *reduction, Poste("reste", reste)))


def _apports(
    caf: Iterable[Poste], autres: Iterable[Poste], rang: int, commun: Fraction, cout: Fraction | None
) -> tuple[Fraction, Fraction]:
    """Return what all but the owner would bring, then what they may: within a shared ceiling, within the cost."""
    de_la_caf, des_autres = (sum((p.compte[rang] for p in postes), ZERO) for postes in (caf, autres))
    permis = min(de_la_caf, commun) + des_autres
    return de_la_caf + des_autres, permis if cout is None else min(permis, cout)


def scenario(cout: Fraction | None, caf: Plage, autres: Plage) -> Scenario:
    """Share a cost (€) between the Caf, the other funders and the owner; the Caf's part is cut back to the cost.

    `autres.minimum` is what is known of the other funders; its maximum is None when an amount is missing.
    """
    if cout is None:
        return Scenario(caf, autres, INCONNUE)
    autres = Plage(_au_plus(autres.minimum, cout), _au_plus(autres.maximum, cout))
    libre = cout - (autres.minimum or ZERO)
    caf = Plage(_au_plus(caf.minimum, libre), _au_plus(caf.maximum, libre))
    return Scenario(caf, autres, Plage.exacte(cout) - autres - caf)


def _au_plus(montant: Fraction | None, limite: Fraction) -> Fraction | None:
    return None if montant is None else min(montant, limite)


def _cofinancements(saisi: EquipementSaisi) -> Iterator[Cofinancement]:
    for rang, table in enumerate(saisi.listes.get("cofinancements", ()), 1):
        nom, montant, public = (table.get(c) for c in ("financeur", "montant", "public"))
        financeur = nom if isinstance(nom, str) and nom else f"Financeur n° {rang}"
        if not isinstance(public, bool):
            public = True if _PUBLIC.search(simple(financeur)) else None
        yield Cofinancement(
            financeur=financeur,
            montant=montant if isinstance(montant, Fraction) else None,
            public=public,
        )


def _plafonds(lignes: Sequence[LigneEstimee], estime: EquipementEstime) -> Plage:
    """Add the ceilings up, within the ceiling that several aids share (Piaje and Fme on one cost)."""
    somme = Plage.somme((x.minimum for x in lignes), (x.maximum for x in lignes))
    if somme.maximum is None:
        return somme
    haut = somme.maximum - estime.reduction("ponctuel")
    return Plage(_au_plus(somme.minimum, haut), haut)


def _remarques(
    saisi: EquipementSaisi,
    cout: Fraction | None,
    plafonds: Plage,
    retenu: Scenario,
    autres: tuple[Cofinancement, ...],
    lignes: tuple[LigneEstimee, ...],
) -> Iterator[str]:
    existants = champs(saisi.type)
    if cout is None and "cout" in existants:
        yield manque(existants["cout"])
    if "cout_mobilier" in existants and saisi.nombre("cout_mobilier") is None:
        yield "Le coût du matériel et du mobilier n'est pas indiqué : il n'est pas compté."
    connus = sum((x.montant or ZERO for x in autres), ZERO)
    if cout is not None and connus > cout:
        yield (
            f"Les autres financements ({french_money(connus)}) dépassent le coût : ils sont comptés à hauteur du coût. "
            "Vérifiez les montants."
        )
    voulu, garde = plafonds.maximum, retenu.caf.maximum
    if voulu is not None and garde is not None and garde < voulu:
        yield (
            "Caf et autres financeurs dépasseraient le coût : la part de la Caf est ramenée de "
            f"{french_money(voulu)} à {french_money(garde)} au plus."
        )
    for autre in autres:
        if autre.montant is None:
            yield f"Il manque le montant apporté par {autre.financeur} : il n'est pas compté."
        if _CAF.search(autre.financeur):
            yield f"« {autre.financeur} » est parmi les autres financeurs : ne comptez pas deux fois la même aide."
    for ligne in lignes:
        if ligne.maximum is None:
            yield f"{ligne.libelle} : montant inconnu, non compté. La Caf peut apporter davantage."


def manque(champ: Champ) -> str:
    """Say which field is missing, and where it stands."""
    ou = f" À lire sur : {champ.ou_trouver}" if champ.ou_trouver else ""
    return f"Non indiqué : {champ.libelle}.{ou}"
