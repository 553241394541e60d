"""Who pays: the works and a year of operation of each equipment, each as a table and as a bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from cafsim.engine.numbers import NBSP, french_money, french_number, french_quantity
from cafsim.plan.modele import Apport, Fonctionnement, Investissement, Plage, Plan, PlanEquipement, Scenario
from cafsim.rapport.aides import NATURES, genre, nom
from cafsim.rapport.appels import Appels
from cafsim.rapport.barres import ZERO, Part, barre
from cafsim.rapport.blocs import (
    Bloc,
    Cellule,
    Colonne,
    Entree,
    Figure,
    Legende,
    LigneFigure,
    Liste,
    Paragraphe,
    Rangee,
    Section,
    Tableau,
)
from cafsim.render import mots
from cafsim.render.plan import AUTRE_GESTIONNAIRE, LECTURE, PLAFOND, REFUS, RESTE_ANNEE, RESTE_TRAVAUX, plage
from cafsim.render.plan import reduite as caf_reduite
from cafsim.resultat import LigneEstimee

TRAVAUX = (Colonne("Poste"), Colonne(PLAFOND, "montant"), Colonne(REFUS, "montant"))
ANNEE = (Colonne("Poste"), Colonne("Nature", "mot"), Colonne("Montant", "montant"))
TOTAL_ANNEE = (Colonne("Poste"), Colonne("Versé par la Caf", "montant"), Colonne("Reste", "montant"))
PUBLICS = {True: "public", False: "privé", None: "public ou privé ? à préciser"}

CAF = "Caf"
AUTRES = "Autres financeurs"
SANS_BUDGET = "Ni travaux ni budget de fonctionnement : il n'y a rien à financer dans ce projet."


def section(plan: Plan, appels: Appels, prefixe: str) -> Section:
    """Return the plan de financement of a project, equipment by equipment, then its totals."""
    parties = [
        _equipement(e, plan.exercice, appels, f"{prefixe}plan-{rang}")
        for rang, e in enumerate(plan.equipements, 1)
        if e.investissement or e.fonctionnement
    ]
    blocs: list[Bloc] = []
    if not parties:
        blocs.append(Paragraphe(SANS_BUDGET))
    if len(plan.equipements) > 1:
        blocs += _totaux(plan)
    return Section(f"{prefixe}plan", "Qui paie : plan de financement", (*blocs, *parties, *_lecture(plan)))


def _equipement(e: PlanEquipement, exercice: int, appels: Appels, identifiant: str) -> Section:
    parties: list[Bloc] = [Paragraphe(genre(e.type))]
    if e.investissement:
        parties += _travaux(e.investissement, e.nom, appels, identifiant)
    if e.fonctionnement:
        parties += _annee(e.fonctionnement, e.nom, appels)
    return Section(identifiant, nom(e.nom, e.exercice, exercice), tuple(parties))


def _travaux(plan: Investissement, equipement: str, appels: Appels, identifiant: str) -> Iterator[Bloc]:
    cout = "inconnu" if plan.cout is None else french_money(plan.cout)
    rangees = [_ligne("Coût (dépenses subventionnables)", cout, cout)]
    rangees += (_caf_travaux(x, appels) for x in plan.caf)
    if len(plan.caf) > 1 or caf_reduite(plan):
        rangees.append(_ligne("Total Caf retenu", _verse(plan.plafond.caf), plage(plan.refus.caf)))
    for autre in plan.autres:
        montant = "inconnu" if autre.montant is None else french_money(autre.montant)
        rangees.append(_ligne(f"{autre.financeur} ({PUBLICS[autre.public]})", montant, montant))
    restes = (plage(plan.plafond.reste), plage(plan.refus.reste))
    rangees.append(_ligne(RESTE_TRAVAUX[plan.porteur], *restes, total=True))
    yield Tableau(f"{equipement} : qui paie les travaux", TRAVAUX, tuple(rangees))
    if plan.cout:
        yield _figure_travaux(plan, plan.cout, equipement)
    if not plan.caf:
        yield Paragraphe("Aucune aide de la Caf à l'investissement n'est retenue pour ces travaux.")
    if not plan.autres:
        yield Paragraphe("Aucun autre financeur n'est indiqué.")
    yield from _remarques(plan.remarques)
    yield _apport(plan.apport, appels, identifiant)


def _caf_travaux(ligne: LigneEstimee, appels: Appels) -> Rangee:
    refus = mots.montant(ligne) if ligne.assuree else french_money(ZERO)
    tete = Cellule(f"Caf : {ligne.libelle}", (NATURES[ligne.nature],), appels.ligne(ligne))
    return Rangee((tete, Cellule(mots.montant(ligne)), Cellule(refus)))


def _figure_travaux(plan: Investissement, cout: Fraction, equipement: str) -> Figure:
    reste = RESTE_TRAVAUX[plan.porteur]
    lignes = tuple(
        LigneFigure(titre, barre(titre, _dit_travaux(scenario, reste), parts_travaux(scenario, cout), cout))
        for titre, scenario in ((PLAFOND, plan.plafond), (REFUS, plan.refus))
    )
    legende = (
        Legende("autres", AUTRES),
        Legende("caf", "Caf, au moins"),
        Legende("incertain", "Caf ou reste : selon ce qu'elle accorde, ou selon un montant inconnu"),
        Legende("reste", f"{reste}, au moins"),
    )
    return Figure(f"{equipement} : qui paie les {french_money(cout)} de travaux", lignes, _vues(legende, lignes))


def parts_travaux(scenario: Scenario, cout: Fraction) -> tuple[Part, ...]:
    """Share a cost: what is sure of each payer, and what may be the one or the other."""
    autres, caf, reste = (x.minimum or ZERO for x in (scenario.autres, scenario.caf, scenario.reste))
    incertain = cout - autres - caf - reste
    return Part("autres", autres), Part("caf", caf), Part("incertain", incertain), Part("reste", reste)


def _dit_travaux(scenario: Scenario, reste: str) -> str:
    return f"Caf : {_verse(scenario.caf)}. {AUTRES} : {plage(scenario.autres)}. {reste} : {plage(scenario.reste)}."


def _apport(apport: Apport, appels: Appels, identifiant: str) -> Section:
    return Section(
        f"{identifiant}-apport",
        "Apport minimal d'un maître d'ouvrage public, à confirmer en préfecture",
        (Liste(tuple(map(Entree, apport.phrases))),),
        appels.sources(apport.sources),
    )


def _annee(plan: Fonctionnement, equipement: str, appels: Appels) -> Iterator[Bloc]:
    ailleurs = plan.porteur == "autre"
    if ailleurs:
        lignes = [_aide(x, appels) for x in plan.caf]
        lignes.append(_ligne("Total versé au gestionnaire", "", _verse(plan.total_caf), total=True))
        yield Tableau(f"{equipement} : ce que la Caf verse à un autre gestionnaire", ANNEE, tuple(lignes))
    rangees = [
        _ligne("Charges de l'année", "Dépense", _connu(plan.charges, "inconnues")),
        _ligne("Participations des familles", "Recette", _connu(plan.familles, "inconnues")),
        *([] if ailleurs else [_aide(x, appels) for x in plan.caf]),
        _ligne(f"Total Caf{', versé au gestionnaire' if ailleurs else ''}", "Recette", _verse(plan.total_caf)),
        _ligne("Autres recettes", "Recette", _connu(plan.autres_recettes, "non indiquées")),
        _ligne(RESTE_ANNEE[plan.porteur], "", plage(plan.reste), total=True),
    ]
    if plan.places:
        rangees.append(_ligne(f"soit, par place ({french_quantity(plan.places, 'places')})", "", plage(plan.par_place)))
    if plan.heures:
        quantite = f"{french_number(plan.heures)}{NBSP}h"
        rangees.append(_ligne(f"soit, par heure ({quantite})", "", plage(plan.par_heure)))
    yield Tableau(f"{equipement} : une année de fonctionnement", ANNEE, tuple(rangees))
    yield from _figure_annee(plan, equipement)
    if ailleurs:
        yield Paragraphe(AUTRE_GESTIONNAIRE)
    yield from _remarques(plan.remarques)


def _aide(ligne: LigneEstimee, appels: Appels) -> Rangee:
    tete = Cellule(f"Caf : {ligne.libelle}", appels=appels.ligne(ligne))
    return Rangee((tete, Cellule(NATURES[ligne.nature]), Cellule(mots.montant(ligne))))


def _figure_annee(plan: Fonctionnement, equipement: str) -> Iterator[Figure]:
    if not plan.charges:
        return
    parts = parts_annee(plan, plan.charges)
    total = sum((p.montant for p in parts), ZERO)
    echelle = max(total, plan.charges)
    depasse = total > plan.charges
    reste = RESTE_ANNEE[plan.porteur]
    qui = "Caf, familles ou reste" if plan.familles is None else "Caf ou reste"
    dit = (
        f"Charges : {french_money(plan.charges)}. Familles : {_connu(plan.familles, 'inconnues')}. "
        f"Caf : {_verse(plan.total_caf)}. Autres recettes : {_connu(plan.autres_recettes, 'non indiquées')}. "
        f"{reste} : {plage(plan.reste)}."
    )
    titre = f"Charges de l'année : {french_money(plan.charges)}"
    texte = f"{titre} (trait vertical : elles seraient dépassées par les recettes)" if depasse else titre
    lignes = (LigneFigure(texte, barre(titre, dit, parts, echelle, plan.charges if depasse else ZERO)),)
    legende = (
        Legende("familles", "Familles"),
        Legende("autres", "Autres recettes"),
        Legende("caf", "Caf, au moins"),
        Legende("incertain", f"{qui} : selon un chiffre qui manque"),
        Legende("reste", f"{reste}, au moins"),
    )
    yield Figure(f"{equipement} : qui paie une année", lignes, _vues(legende, lignes))


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


def _vues(legende: Iterable[Legende], lignes: Iterable[LigneFigure]) -> tuple[Legende, ...]:
    vus = {s.motif for ligne in lignes for s in ligne.barre.segments}
    return tuple(x for x in legende if x.motif in vus)


def _remarques(phrases: Iterable[str]) -> Iterator[Bloc]:
    entrees = tuple(map(Entree, phrases))
    if entrees:
        yield Paragraphe("À savoir :")
        yield Liste(entrees)


def _totaux(plan: Plan) -> Iterator[Bloc]:
    travaux = tuple(
        _ligne(RESTE_TRAVAUX[qui], plage(t.plafond.reste), plage(t.refus.reste))
        for qui, t in plan.investissement.items()
    )
    if travaux:
        yield Tableau("Tous les équipements : reste à payer pour les travaux", TRAVAUX, travaux)
    annees = tuple(_ligne(RESTE_ANNEE[qui], _verse(t.caf), plage(t.reste)) for qui, t in plan.fonctionnement.items())
    if annees:
        yield Tableau("Tous les équipements : une année de fonctionnement", TOTAL_ANNEE, annees)


def _lecture(plan: Plan) -> Iterator[Bloc]:
    _, plafond, cout, droits, bornes = LECTURE
    entrees = [plafond, cout] if plan.investissement else []
    if plan.fonctionnement:
        entrees.append(droits)
    if entrees:
        yield Paragraphe("Comment lire ces tableaux :")
        yield Liste(tuple(map(Entree, (*entrees, bornes))))


def _verse(montant: Plage) -> str:
    """Return what the Caf brings; at least nothing, and at most nobody knows, is not known."""
    return "inconnu" if montant == Plage(ZERO, None) else plage(montant)


def _connu(montant: Fraction | None, sinon: str) -> str:
    return sinon if montant is None else french_money(montant)


def _ligne(*textes: str, total: bool = False) -> Rangee:
    return Rangee(tuple(map(Cellule, textes)), total=total)
