"""Arrange plans into a document: works, a year of operation, what is borne by whom, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import NBSP, french_money, french_number, french_quantity
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan.modele import Fonctionnement, Investissement, Plage, Plan, PlanEquipement
from cafsim.render.document import Colonne, Document, Noeud, Paragraphe, Rangee, Tableau, Titre, chapitre, en_liste
from cafsim.render.mots import courants as mots
from cafsim.render.mots.plan import PLAFOND, PUBLICS, REFUS, RESTE_ANNEE, RESTE_TRAVAUX, plage
from cafsim.render.vues import plan_figures
from cafsim.render.vues.chapitres import d_abord, fini
from cafsim.render.vues.renvois import Renvois

TRAVAUX = (Colonne("Poste", "tete"), Colonne(PLAFOND, "montant"), Colonne(REFUS, "montant"))
ANNEE = (
    Colonne("Poste", "tete"),
    Colonne("Nature", "mot"),
    Colonne("Sources", "mot", sous=1),
    Colonne("Montant", "montant"),
)
TOTAL_ANNEE = (Colonne("Poste", "tete"), Colonne("Versé par la Caf", "montant"), Colonne("Reste", "montant"))

AUTRE_GESTIONNAIRE = (
    "La commune ne gère pas cet équipement : ce que la Caf verse va au gestionnaire, et le reste n'est pas la dépense "
    "de la commune."
)
RENVOI = "Le calcul de chaque aide, et ce qui manque à une fourchette : cafsim estimate FICHIER --detail."
LECTURE_TRAVAUX = (
    "Plafond : la Caf peut accorder moins, ou rien. Les deux colonnes montrent les deux bouts.",
    "Le coût des travaux est celui des dépenses subventionnables : ce que la Caf ne retient pas s'y ajoute.",
)
LECTURE_ANNEE = "Fonctionnement : seuls les droits comptent ; une aide que la Caf décide, ou indicative, n'y est pas."
LECTURE_BORNES = (
    "« Au plus » : une recette manque ; le montant réel peut être plus bas. « Au moins » : il peut être plus élevé."
)


def document(plans: Sequence[Plan]) -> Document:
    """Return what there is to read of one or several plans."""
    renvois = Renvois()
    corps = [noeud for plan in plans for noeud in _projet(plan, renvois)]
    corps += chapitre("Sources", renvois.notes(adresses=False), 2)
    corps += chapitre("Comment lire", [RENVOI, *lecture([e for plan in plans for e in plan.equipements])], 2)
    return fini(corps, (texte for plan in plans for texte in plan.remarques))


def _projet(plan: Plan, renvois: Renvois) -> Iterator[Noeud]:
    yield Titre(mots.projet(f"{plan.projet}, plan de financement", plan.exercice, plan.referentiel), 1)
    yield from d_abord(plan.doutes)
    for e in plan.equipements:
        yield Titre(mots.equipement(e.nom, e.exercice, plan.exercice), 2)
        yield Paragraphe(mots.genre(e.type))
        yield from equipement(e, renvois)
        if e.a_part:
            yield Tableau("Pour information, hors plan", ANNEE, tuple(_ligne(x, renvois) for x in e.a_part))
    tableaux = list(totaux(plan))
    if tableaux:
        yield Titre(f"Total : {plan.projet}", 2)
        yield from tableaux


def equipement(e: PlanEquipement, renvois: Renvois) -> Iterator[Noeud]:
    """Yield who pays for the works and for a year of an equipment."""
    if e.investissement:
        yield from _travaux(e.investissement, renvois)
    if e.fonctionnement:
        yield from _annee(e.fonctionnement, renvois)


def totaux(plan: Plan) -> Iterator[Tableau]:
    """Yield what remains to pay for all the equipments of a project, when there are several."""
    if len(plan.equipements) < 2:
        return
    travaux = [
        Rangee((f"{RESTE_TRAVAUX[qui]} : investissement", plage(t.plafond.reste), plage(t.refus.reste)))
        for qui, t in plan.investissement.items()
    ]
    if travaux:
        yield Tableau("Investissement", TRAVAUX, tuple(travaux))
    annees = [Rangee((RESTE_ANNEE[qui], plage(t.caf), plage(t.reste))) for qui, t in plan.fonctionnement.items()]
    if annees:
        yield Tableau("Une année de fonctionnement", TOTAL_ANNEE, tuple(annees))


def lecture(equipements: Sequence[PlanEquipement]) -> Iterator[str]:
    """Yield how to read the tables of these equipments."""
    if any(e.investissement for e in equipements):
        yield from LECTURE_TRAVAUX
    if any(e.fonctionnement for e in equipements):
        yield LECTURE_ANNEE
    yield LECTURE_BORNES


def _travaux(plan: Investissement, renvois: Renvois) -> Iterator[Noeud]:
    rangees = [_des_deux_cotes("Coût (dépenses subventionnables)", plan.cout)]
    rangees += (_caf_travaux(x, renvois) for x in plan.caf)
    if len(plan.caf) > 1 or _reduite(plan):
        rangees.append(Rangee(("Total Caf retenu", plage(plan.plafond.caf), plage(plan.refus.caf))))
    rangees += (_des_deux_cotes(f"{x.financeur} ({PUBLICS[x.public]})", x.montant) for x in plan.autres)
    restes = (plage(plan.plafond.reste), plage(plan.refus.reste))
    rangees.append(Rangee((RESTE_TRAVAUX[plan.porteur], *restes), total=True))
    yield Tableau(
        "Investissement : qui paie les travaux", TRAVAUX, tuple(rangees), figure=plan_figures.des_travaux(plan)
    )
    if not plan.caf:
        yield Paragraphe("Aucune aide de la Caf à l'investissement n'est retenue pour ces travaux.")
    if not plan.autres:
        yield Paragraphe("Aucun autre financeur n'est indiqué (cofinancements).")
    yield from chapitre("À savoir", plan.remarques)
    titre = "Apport minimal d'un maître d'ouvrage public, à confirmer en préfecture"
    yield Titre(renvois.texte(titre, plan.apport.sources), 3)
    yield en_liste(plan.apport.phrases)


def _reduite(plan: Investissement) -> bool:
    """Say whether the Caf's part is less than the sum of its lines: cut back to the cost, or to a shared ceiling."""
    return sum((x.haut for x in plan.caf), Fraction(0)) != plan.plafond.caf.maximum


def _des_deux_cotes(poste: str, montant: Fraction | None) -> Rangee:
    """Return the row of what does not depend on the Caf."""
    return Rangee((poste, mots.connu(montant), mots.connu(montant)))


def _caf_travaux(ligne: LigneEstimee, renvois: Renvois) -> Rangee:
    refus = mots.montant(ligne) if ligne.assuree else french_money(Fraction(0))
    tete = renvois.de_ligne(f"Caf : {ligne.libelle} ({mots.nature(ligne)})", ligne)
    return Rangee((tete, mots.montant(ligne), refus))


def _annee(plan: Fonctionnement, renvois: Renvois) -> Iterator[Noeud]:
    ailleurs = plan.porteur == "autre"
    lignes = [_ligne(x, renvois) for x in plan.caf]
    if ailleurs:
        total = Rangee(("Total versé au gestionnaire", "", "", plage(plan.total_caf)), total=True)
        yield Tableau("Versé par la Caf à un autre gestionnaire", ANNEE, (*lignes, total))
    rangees = (
        Rangee(("Charges de l'année", "dépense", "", mots.connu(plan.charges, "inconnues"))),
        Rangee(("Participations des familles", "recette", "", mots.connu(plan.familles, "inconnues"))),
        *([] if ailleurs else lignes),
        Rangee((f"Total Caf{', versé au gestionnaire' if ailleurs else ''}", "recette", "", plage(plan.total_caf))),
        Rangee(("Autres recettes", "recette", "", mots.connu(plan.autres_recettes, "non indiquées"))),
        Rangee((RESTE_ANNEE[plan.porteur], "", "", plage(plan.reste)), total=True),
        *_par_unite(plan),
    )
    yield Tableau("Une année de fonctionnement", ANNEE, rangees, figure=plan_figures.d_une_annee(plan))
    if ailleurs:
        yield Paragraphe(AUTRE_GESTIONNAIRE)
    yield from chapitre("À savoir", plan.remarques)


def _par_unite(plan: Fonctionnement) -> Iterator[Rangee]:
    if plan.places:
        yield _soit(f"place ({french_quantity(plan.places, 'places')})", plan.par_place)
    if plan.heures:
        yield _soit(f"heure ({french_number(plan.heures)}{NBSP}h)", plan.par_heure)


def _soit(unite: str, montant: Plage) -> Rangee:
    return Rangee((f"soit, par {unite}", "", "", plage(montant)))


def _ligne(ligne: LigneEstimee, renvois: Renvois) -> Rangee:
    return Rangee((mots.libelle(ligne), mots.nature(ligne), renvois.de_ligne("", ligne), mots.montant(ligne)))
