"""Arrange plans into a document: works, a year of operation, what is borne by whom, what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import NBSP, french_money, french_number, french_quantity, to_cent
from cafsim.plan.equilibre import Equilibre, Poste, ensemble, parts
from cafsim.plan.modele import Fonctionnement, Investissement, Lieu, Plan, PlanEquipement, Porteur
from cafsim.render.document import (
    Colonne,
    Document,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    au_nom_de,
    chapitre,
    en_liste,
)
from cafsim.render.mots import courants as mots
from cafsim.render.mots.plan import RESTE_ANNEE, RESTE_TRAVAUX, cas, poste
from cafsim.render.vues.chapitres import d_abord, fini
from cafsim.render.vues.renvois import Renvois

A_PART = (Colonne("Aide", "tete"), Colonne("Nature", "mot"), Colonne("Montant", "montant"))
APPORT = "Part minimale du maître d'ouvrage public (article L. 1111-10 du Cgct), à confirmer en préfecture"
INCONNU = {"caf": mots.A_COMPLETER, "cofinancement": "à chiffrer", "familles": "inconnues", "charges": "inconnues"}
"""What stands for an amount that nobody told."""

AUTRE_GESTIONNAIRE = (
    "La commune ne gère pas cet équipement : ce que la Caf verse va au gestionnaire, et le reste n'est pas la dépense "
    "de la commune."
)
RENVOI = "Le calcul et les sources de chaque aide, ce qui manque à un montant : cafsim estimate FICHIER --detail."
LECTURE_TRAVAUX = (
    "Plafond : la Caf peut accorder moins, ou rien.",
    "Le coût des travaux est celui des dépenses subventionnables : ce que la Caf ne retient pas s'y ajoute.",
)
LECTURE_ANNEE = (
    "Fonctionnement : seuls les droits comptent ; une aide que la Caf décide, ou indicative, n'y est pas.",
    "Prévision : ce qu'un budget prudent peut inscrire, un taux inconnu étant pris à sa dernière valeur publiée.",
)
LECTURE_BORNES = "« Au plus » : une recette n'est pas connue, et pas comptée ; ce qui reste sera plus bas d'autant."


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
            rangees = (Rangee((mots.libelle(x), mots.NATURES[x.nature], mots.montant(x))) for x in e.a_part)
            yield Tableau("Pour information, hors plan", A_PART, tuple(rangees))
    tableaux = list(totaux(plan))
    if tableaux:
        yield Titre(f"Total : {plan.projet}", 2)
        yield from tableaux


def equipement(e: PlanEquipement, renvois: Renvois) -> Iterator[Noeud]:
    """Yield who pays for the works and for a year of an equipment."""
    if e.investissement:
        yield tableau_travaux(e.investissement)
        yield from _a_savoir_des_travaux(e.investissement, e.lieu, renvois)
    if e.fonctionnement:
        yield tableau_annee(e.fonctionnement)
        yield from _a_savoir_de_l_annee(e.fonctionnement, e.lieu)


def totaux(plan: Plan) -> Iterator[Tableau]:
    """Yield who pays for the equipments of a project that one bearer pays for, where there are several."""
    for qui, travaux in plan.investissement.items():
        if len(travaux.equilibres) > 1 and (somme := ensemble(travaux.equilibres)):
            yield _tableau(
                f"Plan de financement, {_combien(travaux.equilibres, 'tous les travaux')}",
                somme,
                RESTE_TRAVAUX[qui],
                travaux=True,
            )
    for qui, annee in plan.fonctionnement.items():
        if len(annee.equilibres) > 1 and (somme := ensemble(annee.equilibres)):
            quoi = _combien(annee.equilibres, "tous les équipements")
            yield _tableau(f"Une année de fonctionnement, {quoi}", somme, RESTE_ANNEE[qui])


def _combien(equilibres: Sequence[Equilibre], tous: str) -> str:
    """Say what a sum holds: a balance whose expenses nobody knows is not in it."""
    connus = sum(e.total is not None for e in equilibres)
    return tous if connus == len(equilibres) else f"{connus} sur {len(equilibres)} (dépenses non indiquées ailleurs)"


def synthese(plan: Plan) -> Iterator[Noeud]:
    """Yield the totals, and the tables of the equipments that are alone with their bearer.

    Among several, a table that does not balance, as its expenses are not known, tells a council nothing.
    """
    yield from totaux(plan)
    seul = len(plan.equipements) == 1
    for e in plan.equipements:
        i, f = e.investissement, e.fonctionnement
        travaux = i and len(plan.investissement[i.porteur].equilibres) == 1 and (seul or i.equilibre.total)
        annee = f and len(plan.fonctionnement[f.porteur].equilibres) == 1 and (seul or f.equilibre.total)
        siens = [tableau_travaux(i)] if i and travaux else []
        siens += [tableau_annee(f)] if f and annee else []
        yield from siens if seul else au_nom_de(e.nom, siens)


def lecture(equipements: Sequence[PlanEquipement]) -> Iterator[str]:
    """Yield how to read the tables of these equipments."""
    if any(e.investissement for e in equipements):
        yield from LECTURE_TRAVAUX
    if any(e.fonctionnement for e in equipements):
        yield from LECTURE_ANNEE
    yield LECTURE_BORNES


def tableau_travaux(plan: Investissement) -> Tableau:
    """Return who pays for works, as a table that balances."""
    return _tableau("Plan de financement des travaux", plan.equilibre, RESTE_TRAVAUX[plan.porteur], travaux=True)


def tableau_annee(plan: Fonctionnement) -> Tableau:
    """Return who pays for a year of operation, as a table that balances."""
    return _tableau("Une année de fonctionnement", plan.equilibre, RESTE_ANNEE[plan.porteur])


def _tableau(titre: str, entier: Equilibre, reste: str, *, travaux: bool = False) -> Tableau:
    e = entier.simple()
    colonnes = [Colonne("Poste", "tete")]
    for nom in cas(travaux, e.cas):
        colonnes += [Colonne(nom, "montant"), Colonne("%", "part", sous=len(colonnes))]
    depenses, recettes = _parts(e.depenses, e.total), _parts(e.recettes, e.total)
    rangees = [_rangee(poste(p), p, part) for p, part in zip(e.depenses, depenses, strict=True)]
    fonds = f"{reste}, au plus" if e.incomplet and e.total else reste
    noms = [*map(poste, e.recettes[:-1]), fonds]
    lignes = zip(noms, e.recettes, recettes, strict=True)
    rangees += (
        _rangee(nom, p, part) for nom, p, part in lignes if p.genre == "reste" or any(m != 0 for m in p.montants)
    )
    if e.total:
        cellules = (c for montant in e.total for c in (french_money(montant), _part(Fraction(1))))
        rangees.append(Rangee(("Total des recettes", *cellules), total=True))
    return Tableau(titre, tuple(colonnes), tuple(rangees))


def _parts(postes: Sequence[Poste], total: tuple[Fraction, ...] | None) -> list[tuple[Fraction | None, ...]]:
    """Return the share of each row in each case; none while the total is not known."""
    if total is None:
        return [(None,) * len(p.montants) for p in postes]
    par_cas = [parts([p.compte[rang] for p in postes], montant) for rang, montant in enumerate(total)]
    return list(zip(*par_cas, strict=True))


def _rangee(nom: str, p: Poste, des_cas: tuple[Fraction | None, ...]) -> Rangee:
    cellules = [nom]
    for montant, part in zip(p.montants, des_cas, strict=True):
        connu = mots.connu(montant, INCONNU.get(p.genre, mots.INCONNU)).replace("-", mots.MOINS)
        cellules += [connu, "" if montant is None else _part(part)]
    return Rangee(tuple(cellules))


def _part(part: Fraction | None) -> str:
    return "" if part is None else f"{french_number(part * 100, 1, 1)}{NBSP}%".replace("-", mots.MOINS)


def _a_savoir_des_travaux(plan: Investissement, lieu: Lieu | None, renvois: Renvois) -> Iterator[Noeud]:
    if not plan.caf:
        yield Paragraphe("Aucune aide de la Caf à l'investissement n'est retenue pour ces travaux.")
    if not plan.autres:
        yield Paragraphe("Aucun autre financeur n'est indiqué.")
    yield from _par_habitant(plan.porteur, plan.equilibre, lieu, "Fonds propres")
    yield from chapitre("À savoir", plan.remarques)
    yield Titre(renvois.texte(APPORT, plan.apport.sources), 3)
    yield en_liste(plan.apport.phrases)


def _a_savoir_de_l_annee(plan: Fonctionnement, lieu: Lieu | None) -> Iterator[Noeud]:
    e = plan.equilibre.simple()
    if plan.places:
        yield from _soit(e, plan.places, f"place ({french_quantity(plan.places, 'places')})")
    if plan.heures:
        yield from _soit(e, plan.heures, f"heure ({french_number(plan.heures)}{NBSP}h)")
    yield from _par_habitant(plan.porteur, plan.equilibre, lieu)
    if plan.porteur == "autre":
        yield Paragraphe(AUTRE_GESTIONNAIRE)
    yield from chapitre("À savoir", plan.remarques)


def _par_habitant(porteur: Porteur, e: Equilibre, lieu: Lieu | None, quoi: str = "Reste") -> Iterator[Noeud]:
    if porteur == "commune" and lieu and lieu.habitants:
        qui = f"habitant de {lieu.nom} ({french_number(Fraction(lieu.habitants))}{NBSP}habitants)"
        yield from _soit(e, Fraction(lieu.habitants), qui, quoi)


def _soit(e: Equilibre, nombre: Fraction, unite: str, quoi: str = "Reste") -> Iterator[Noeud]:
    """Yield what remains by unit, from the least to the most."""
    if e.total:
        restes = [to_cent(m / nombre) for m in e.reste.compte]
        yield Paragraphe(f"{quoi} par {unite} : {mots.intervalle(min(restes), max(restes))}.")
