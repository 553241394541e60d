"""Arrange plans into a document: works, a year of operation, what is borne by whom, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cafsim.baremes.model import NATIONAL, Hypothese
from cafsim.engine.numbers import NBSP, french_money, french_number, french_quantity
from cafsim.equipements.registre import equipements
from cafsim.plan.modele import (
    Apport,
    Fonctionnement,
    Investissement,
    Plage,
    Plan,
    PlanEquipement,
    Porteur,
    Scenario,
)
from cafsim.render import mots, sigles
from cafsim.render.document import (
    Colonne,
    Document,
    Entree,
    Liste,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    mise_en_page,
    textes,
)
from cafsim.render.notes import Notes
from cafsim.resultat import MENTION, LigneEstimee

PLAFOND = "Si la Caf accorde le plafond"
REFUS = "Si elle n'accorde rien"

TRAVAUX = (Colonne("Poste", "tete"), Colonne(PLAFOND, "montant"), Colonne(REFUS, "montant"))
ANNEE = (
    Colonne("Poste", "tete"),
    Colonne("Nature", "mot"),
    Colonne("Sources", "mot", sous=1),
    Colonne("Montant", "montant"),
)

RESTE_TRAVAUX: dict[Porteur, str] = {
    "commune": "Reste pour la collectivité, maître d'ouvrage",
    "autre": "Reste pour le maître d'ouvrage",
    "inconnu": "Reste pour le maître d'ouvrage",
}
RESTE_ANNEE: dict[Porteur, str] = {
    "commune": "Reste à charge de la commune",
    "autre": "Reste à financer (subvention de la commune ou autre)",
    "inconnu": "Reste à financer",
}
AUTRE_GESTIONNAIRE = (
    "La commune ne gère pas cet équipement : ce que la Caf verse va au gestionnaire, et le reste n'est pas la dépense "
    "de la commune."
)
LECTURE = (
    "Le calcul de chaque aide, et ce qui manque à une fourchette : cafsim estimate FICHIER --detail.",
    "Plafond : la Caf peut accorder moins, ou rien. Les deux colonnes montrent les deux bouts.",
    "Le coût des travaux est celui des dépenses subventionnables : ce que la Caf ne retient pas s'y ajoute.",
    "Fonctionnement : seuls les droits comptent ; une aide que la Caf décide, ou indicative, n'y est pas.",
    "« Au plus » : une recette manque ; le montant réel peut être plus bas. « Au moins » : il peut être plus élevé.",
)


def document(liste: Sequence[Plan], hypotheses: dict[str, Hypothese] | None = None) -> Document:
    """Return what there is to read of one or several plans."""
    notes = Notes(hypotheses or {}, detail=False)
    corps = [noeud for plan in liste for noeud in _projet(plan, notes)]
    corps += notes.sources()
    corps += _lecture(liste)
    trouves = sigles.employes([*textes(corps), MENTION])
    if trouves:
        corps += (Titre("Sigles", 2), Liste(tuple(map(Entree, trouves))))
    doutes = dict.fromkeys(texte for plan in liste for texte in plan.avertissements if texte != MENTION)
    if doutes:
        corps += (Titre("À vérifier", 2), Liste(tuple(map(Entree, doutes))))
    corps.append(Paragraphe(MENTION, fort=True))
    return mise_en_page(corps)


def plage(montant: Plage, unite: str = "€") -> str:
    """Return an amount or a range in words: `de … à …`, `au plus …`, `au moins …`, `inconnu`."""
    bas, haut = montant.minimum, montant.maximum
    if bas is not None and haut is not None:
        return _euros(bas, unite) if bas == haut else mots.fourchette(_euros(bas, unite), _euros(haut, unite))
    if haut is not None:
        return f"au{NBSP}plus {_euros(haut, unite)}"
    return f"au{NBSP}moins {_euros(bas, unite)}" if bas is not None else "inconnu"


def _euros(montant: Fraction, unite: str) -> str:
    texte = french_money(montant)
    return texte if unite == "€" else texte.replace("€", unite)


def _projet(plan: Plan, notes: Notes) -> Iterator[Noeud]:
    cadre = "" if plan.referentiel == NATIONAL else f", {mots.referentiel(plan.referentiel)}"
    yield Titre(f"{plan.projet}, plan de financement, exercice {plan.exercice}{cadre}", 1)
    for equipement in plan.equipements:
        meme_annee = equipement.exercice == plan.exercice
        yield Titre(equipement.nom if meme_annee else f"{equipement.nom}, exercice {equipement.exercice}", 2)
        yield from _equipement(equipement, notes)
    if len(plan.equipements) > 1:
        yield from _totaux(plan)


def _equipement(equipement: PlanEquipement, notes: Notes) -> Iterator[Noeud]:
    connus = equipements()
    yield Paragraphe(connus[equipement.type].titre if equipement.type in connus else equipement.type)
    if equipement.investissement:
        yield from _travaux(equipement.investissement, notes)
    if equipement.fonctionnement:
        yield from _annee(equipement.fonctionnement, notes)
    if equipement.a_part:
        rangees = tuple(_ligne(x, notes) for x in equipement.a_part)
        yield Tableau("Pour information, hors plan", ANNEE, rangees)


def _travaux(plan: Investissement, notes: Notes) -> Iterator[Noeud]:
    cout = "inconnu" if plan.cout is None else french_money(plan.cout)
    rangees = [Rangee(("Coût (dépenses subventionnables)", cout, cout))]
    rangees += (_caf_travaux(x, notes) for x in plan.caf)
    if len(plan.caf) > 1 or reduite(plan):
        rangees.append(Rangee(("Total Caf retenu", plage(plan.plafond.caf), plage(plan.refus.caf))))
    for autre in plan.autres:
        montant = "inconnu" if autre.montant is None else french_money(autre.montant)
        genre = {True: "public", False: "privé", None: "public ou privé ?"}[autre.public]
        rangees.append(Rangee((f"{autre.financeur} ({genre})", montant, montant)))
    restes = (plage(plan.plafond.reste), plage(plan.refus.reste))
    rangees.append(Rangee((RESTE_TRAVAUX[plan.porteur], *restes), total=True))
    yield Tableau("Investissement : qui paie les travaux", TRAVAUX, tuple(rangees))
    if not plan.caf:
        yield Paragraphe("Aucune aide de la Caf à l'investissement n'est retenue pour ces travaux.")
    if not plan.autres:
        yield Paragraphe("Aucun autre financeur n'est indiqué (cofinancements).")
    yield from _remarques(plan.remarques)
    yield from _apport(plan.apport, notes)


def reduite(plan: Investissement) -> bool:
    """Say whether the Caf's part is less than the sum of its lines: cut back to the cost, or to a shared ceiling."""
    return sum((x.haut for x in plan.caf), Fraction(0)) != plan.plafond.caf.maximum


def _caf_travaux(ligne: LigneEstimee, notes: Notes) -> Rangee:
    nature = f"{mots.nature(ligne)} {notes.renvois(ligne)}".strip()
    refus = mots.montant(ligne) if ligne.assuree else french_money(Fraction(0))
    return Rangee((f"Caf : {ligne.libelle} ({nature})", mots.montant(ligne), refus))


def _apport(apport: Apport, notes: Notes) -> Iterator[Noeud]:
    renvois = ", ".join(str(notes.numero(s)).strip("[]") for s in apport.sources)
    marque = f" [{renvois}]" if renvois else ""
    yield Titre(f"Apport minimal d'un maître d'ouvrage public, à confirmer en préfecture{marque}", 3)
    yield Liste(tuple(map(Entree, apport.phrases)))


def _annee(plan: Fonctionnement, notes: Notes) -> Iterator[Noeud]:
    ailleurs = plan.porteur == "autre"
    if ailleurs:
        lignes = [_ligne(x, notes) for x in plan.caf]
        lignes.append(Rangee(("Total versé au gestionnaire", "", "", plage(plan.total_caf)), total=True))
        yield Tableau("Versé par la Caf à un autre gestionnaire", ANNEE, tuple(lignes))
    rangees = [
        Rangee(("Charges de l'année", "dépense", "", _connu(plan.charges, "inconnues"))),
        Rangee(("Participations des familles", "recette", "", _connu(plan.familles, "inconnues"))),
        *([] if ailleurs else [_ligne(x, notes) for x in plan.caf]),
        Rangee((f"Total Caf{', versé au gestionnaire' if ailleurs else ''}", "recette", "", plage(plan.total_caf))),
        Rangee(("Autres recettes", "recette", "", _connu(plan.autres_recettes, "non indiquées"))),
        Rangee((RESTE_ANNEE[plan.porteur], "", "", plage(plan.reste)), total=True),
    ]
    if plan.places:
        quantite = french_quantity(plan.places, "places")
        rangees.append(Rangee((f"soit, par place ({quantite})", "", "", plage(plan.par_place))))
    if plan.heures:
        quantite = f"{french_number(plan.heures)}{NBSP}h"
        rangees.append(Rangee((f"soit, par heure ({quantite})", "", "", plage(plan.par_heure))))
    yield Tableau("Une année de fonctionnement", ANNEE, tuple(rangees))
    if ailleurs:
        yield Paragraphe(AUTRE_GESTIONNAIRE)
    yield from _remarques(plan.remarques)


def _connu(montant: Fraction | None, sinon: str) -> str:
    return sinon.replace(" ", NBSP) if montant is None else french_money(montant)


def _ligne(ligne: LigneEstimee, notes: Notes) -> Rangee:
    return Rangee((mots.libelle(ligne), mots.nature(ligne), notes.renvois(ligne), mots.montant(ligne)))


def _remarques(phrases: Iterable[str]) -> Iterator[Noeud]:
    entrees = tuple(map(Entree, phrases))
    if entrees:
        yield Titre("À savoir", 3)
        yield Liste(entrees)


def _totaux(plan: Plan) -> Iterator[Noeud]:
    rangees = [
        Rangee((f"{RESTE_TRAVAUX[porteur]} : investissement", *_restes(total.plafond, total.refus)))
        for porteur, total in plan.investissement.items()
    ]
    if rangees or plan.fonctionnement:
        yield Titre(f"Total : {plan.projet}", 2)
    if rangees:
        yield Tableau("Investissement", TRAVAUX, tuple(rangees))
    colonnes = (Colonne("Poste", "tete"), Colonne("Versé par la Caf", "montant"), Colonne("Reste", "montant"))
    annuelles = tuple(
        Rangee((RESTE_ANNEE[porteur], plage(total.caf), plage(total.reste)))
        for porteur, total in plan.fonctionnement.items()
    )
    if annuelles:
        yield Tableau("Une année de fonctionnement", colonnes, annuelles)


def _restes(plafond: Scenario, refus: Scenario) -> tuple[str, str]:
    return plage(plafond.reste), plage(refus.reste)


def _lecture(liste: Sequence[Plan]) -> Iterator[Noeud]:
    tous = [e for plan in liste for e in plan.equipements]
    renvoi, plafond, cout, droits, bornes = LECTURE
    entrees = [renvoi]
    if any(e.investissement for e in tous):
        entrees += (plafond, cout)
    if any(e.fonctionnement for e in tous):
        entrees.append(droits)
    entrees.append(bornes)
    yield Titre("Comment lire", 2)
    yield Liste(tuple(map(Entree, entrees)))
