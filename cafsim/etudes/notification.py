"""What the Caf notified against what was estimated, and the usual causes of a difference that this project may have.

Each cause rests on something that the estimate holds: a quantity, a rate, a line. None is a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.lecteur import Lecteur
from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Source
from cafsim.dispositifs.eaje.psu import SEUIL_FACTURATION
from cafsim.engine.numbers import ZERO, french_money, french_number, french_quantity
from cafsim.equipements.projet import EquipementSaisi, Projet
from cafsim.estimation.resultat import Estimation, LigneEstimee, Total, somme
from cafsim.etudes.ecart import Ecart
from cafsim.fichiers import lire_toml

PAYES_APRES = ("bonus_mixite_sociale", "bonus_inclusion_handicap")
"""Bonuses of a year that are paid the year after, on the real figures."""


class Cause(NamedTuple):
    """A cause, and what in this estimate makes it possible."""

    titre: str
    texte: str


class Notification(NamedTuple):
    """The amount notified (€), the total that answers to it, their difference, what may explain it."""

    montant: Fraction
    total: Total
    ecart: Ecart
    causes: tuple[Cause, ...]
    lignes: tuple[LigneEstimee, ...] = ()
    """The lines that make the total."""

    @property
    def dans_la_fourchette(self) -> bool:
        """Whether the amount is one that the estimate holds possible."""
        return self.total.minimum <= self.montant <= self.total.maximum


def confronter(projet: Projet, estimation: Estimation, montant: Fraction, *, nommees: bool = False) -> Notification:
    """Compare an amount that the Caf notified with an estimate.

    It answers to the yearly total; to everything estimated when the aids are `nommees`.
    """
    total = somme(estimation.totaux.values()) if nommees else estimation.totaux["annuel"]
    ecart = Ecart(montant - total.maximum, montant - total.minimum)
    lignes = [x for x in estimation.lignes if x.comptee and (nommees or x.periodicite == "annuel")]
    exact = ecart.minimum == ecart.maximum == 0 and not total.incomplet
    causes = () if exact else tuple(_causes(projet, lignes, montant, total))
    return Notification(montant, total, ecart, causes, tuple(lignes))


def _causes(projet: Projet, lignes: Sequence[LigneEstimee], montant: Fraction, total: Total) -> Iterator[Cause]:
    versements = charger_versements()
    manque = min(montant - total.minimum, ZERO) + max(montant - total.maximum, ZERO)  # negative below the range
    if any(x.periodicite == "annuel" for x in lignes):
        yield from _acompte(montant, total, versements)
    yield from _plafonds(lignes)
    yield from _bonus_plus_tard(lignes, montant, total, projet.exercice)
    yield from _a_completer(lignes, montant, total)
    yield from _fourchettes(lignes)
    yield from _heures(lignes, manque)
    for saisi in projet.equipements:
        yield from _facturation(saisi, lignes)
        yield from _regime_general(saisi, lignes, manque)
    yield from _revalorisation(projet, lignes, versements)
    yield from _reconduits(lignes)
    yield from _saisis(lignes)
    yield Cause(
        "Année d'activité, année de versement",
        f"L'estimation porte sur l'activité de {projet.exercice}. Une notification de {projet.exercice + 1} peut "
        f"porter sur le solde de {projet.exercice} ou sur les acomptes de {projet.exercice + 1} : vérifiez l'exercice.",
    )


def _acompte(montant: Fraction, total: Total, versements: Versements) -> Iterator[Cause]:
    if montant >= total.minimum or not total.minimum:
        return
    part = f"{french_number(montant / total.minimum * 100, 1)} %"
    plafond = versements.part_acomptes * total.maximum
    au_plus, chacun = (f"{french_number(p * 100)} %" for p in (versements.part_acomptes, versements.part_acompte))
    possible = "C'est compatible avec des acomptes." if montant <= plafond else "C'est plus que de seuls acomptes."
    yield Cause(
        "Acompte ou solde",
        f"Le montant notifié fait {part} du minimum estimé. Les acomptes sur la Psu vont jusqu'à {au_plus} du droit "
        f"prévisionnel (souvent deux fois {chacun}), ici {french_money(plafond)} au plus ; le solde vient l'année "
        f"suivante. {possible}",
    )


def _plafonds(lignes: Sequence[LigneEstimee]) -> Iterator[Cause]:
    plafonds = [x for x in lignes if x.nature == "plafond" and x.maximum]
    if plafonds:
        yield Cause("Plafonds", f"La Caf peut accorder moins que le maximum, ou rien : {_noms(plafonds)}.")


def _bonus_plus_tard(lignes: Sequence[LigneEstimee], montant: Fraction, total: Total, annee: int) -> Iterator[Cause]:
    bonus = [x for x in lignes if x.dispositif in PAYES_APRES and x.maximum]
    if not bonus:
        return
    bas = total.minimum - sum((x.bas for x in bonus), ZERO)
    haut = total.maximum - sum((x.haut for x in bonus), ZERO)
    reste = f"va de {french_money(bas)} à {french_money(haut)}" if bas < haut else f"est de {french_money(bas)}"
    dedans = " Le montant notifié y est." if bas <= montant <= haut else ""
    yield Cause(
        "Bonus payés l'année suivante",
        f"{_noms(bonus)} : droits de {annee}, payés en {annee + 1} sur les chiffres réels. Sans eux, l'estimation "
        f"{reste}.{dedans}",
    )


def _a_completer(lignes: Sequence[LigneEstimee], montant: Fraction, total: Total) -> Iterator[Cause]:
    ouvertes = [x for x in lignes if x.statut == "a_completer"]
    if ouvertes:
        suite = " Elles peuvent expliquer ce qui dépasse." if montant > total.maximum else ""
        yield Cause("Lignes à compléter", f"Non comptées dans l'estimation : {_noms(ouvertes)}.{suite}")


def _fourchettes(lignes: Sequence[LigneEstimee]) -> Iterator[Cause]:
    larges = sorted((x for x in lignes if x.statut == "fourchette"), key=_largeur, reverse=True)
    if larges:
        detail = " ; ".join(f"{x.libelle} ({french_money(_largeur(x))} entre les deux bouts)" for x in larges)
        yield Cause(
            "Montants en fourchette", f"Un taux ou une donnée manque : {detail}. Cherchez-les sur la notification."
        )


def _largeur(ligne: LigneEstimee) -> Fraction:
    return ligne.haut - ligne.bas


def _heures(lignes: Sequence[LigneEstimee], manque: Fraction) -> Iterator[Cause]:
    """Yield the hours counted, and how many would make the difference at the rate of the main line."""
    horaires = [x for x in lignes if x.unite == "h" and x.base and x.maximum]
    if not horaires:
        return
    compte = " ; ".join(f"{french_quantity(x.base or ZERO, 'h')} ({x.libelle})" for x in horaires)
    principale = max(horaires, key=lambda x: x.haut)
    combien = ""
    if manque and principale.taux:
        heures = french_quantity(Fraction((abs(manque) / principale.taux).__ceil__()), "h")
        sens = "de moins" if manque < 0 else "de plus"
        taux = french_quantity(principale.taux, principale.unite_taux)
        combien = f" Au taux de {taux}, {heures} {sens} feraient à elles seules la différence."
    yield Cause(
        "Heures retenues", f"L'estimation compte {compte}. La Caf peut en retenir d'autres après contrôle.{combien}"
    )


def _facturation(saisi: EquipementSaisi, lignes: Sequence[LigneEstimee]) -> Iterator[Cause]:
    if not any(x.dispositif == "psu" and x.equipement == saisi.nom and x.maximum for x in lignes):
        return
    titre = f"Niveau de service et taux de facturation : {saisi.nom}"
    facturees, realisees = saisi.nombre("heures_facturees"), saisi.nombre("heures_realisees")
    service = "couches et repas non précisés"
    if isinstance(fournis := saisi.valeurs.get("couches_et_repas"), bool):
        service = "couches et repas fournis" if fournis else "couches et repas non fournis"
    if facturees is None or not realisees:
        yield Cause(titre, f"Le plafond dépend du taux de facturation, inconnu ici, et du service : {service}.")
        return
    taux = facturees / realisees
    place = "au-dessus de" if taux > SEUIL_FACTURATION else "sous"
    yield Cause(
        titre,
        f"Taux de {french_number(taux * 100, 2)} %, {place} 107 %, {service}. La Caf retient ses propres heures : "
        "au-dessus de 107 %, le plafond horaire baisse.",
    )


def _regime_general(saisi: EquipementSaisi, lignes: Sequence[LigneEstimee], manque: Fraction) -> Iterator[Cause]:
    siennes = [x for x in lignes if x.equipement == saisi.nom and "taux_regime_general" in x.champs_lus and x.maximum]
    if not siennes:
        return
    part = saisi.valeurs.get("taux_regime_general", Fraction(1))
    origine = "" if "taux_regime_general" in saisi.valeurs else ", faute d'indication"
    if not isinstance(part, Fraction):
        return
    point = sum((x.haut for x in siennes), ZERO) / 100
    sens = " Une part plus faible donnerait moins." if manque < 0 else ""
    yield Cause(
        f"Part du régime général : {saisi.nom}",
        f"L'estimation applique {french_quantity(part, 'part')}{origine}. Un point de part fait environ "
        f"{french_money(point)} ; la Caf applique la part de sa convention.{sens}",
    )


def _revalorisation(projet: Projet, lignes: Sequence[LigneEstimee], versements: Versements) -> Iterator[Cause]:
    par_nom = {saisi.nom: saisi.exercice for saisi in projet.equipements}
    annees = {par_nom.get(x.equipement, projet.exercice) for x in lignes if x.dispositif == "psu" and x.maximum}
    for annee in sorted(annees & versements.psu_relevee.keys()):
        suite = " La notification a pu être faite avant."
        yield Cause("Taux relevé après coup", f"{versements.psu_relevee[annee]}{suite}")


def _reconduits(lignes: Sequence[LigneEstimee]) -> Iterator[Cause]:
    anciens = [x for x in lignes if x.reconduits and x.maximum]
    if anciens:
        libelles = dict.fromkeys(
            f"{r.libelle} (jusqu'au {r.confirme_jusqu_au:%d/%m/%Y})" for x in anciens for r in x.reconduits
        )
        yield Cause(
            "Taux reconduits", f"Faute de chiffre plus récent, gardés après la date confirmée : {' ; '.join(libelles)}."
        )


def _saisis(lignes: Sequence[LigneEstimee]) -> Iterator[Cause]:
    convention = [x for x in lignes if x.fiabilite == "saisi" and x.maximum]
    if convention:
        yield Cause(
            "Montants de votre convention",
            f"{_noms(convention)} : calculé avec vos chiffres. Relisez l'avenant de l'année ; cette aide peut aussi "
            "avoir sa propre notification.",
        )


def _noms(lignes: Sequence[LigneEstimee]) -> str:
    return " ; ".join(dict.fromkeys(x.libelle for x in lignes))


class Versements(NamedTuple):
    """What is known of when the Caf pays (`data/versements.toml`).

    The two parts are of the droit prévisionnel (0.70): all the advances on the Psu, one usual advance.
    `psu_relevee` tells, for a year of activity, how its Psu rates were raised after their first publication. `cites`
    names the sources of each fact; `sources` describes those that the rate table does not hold.
    """

    part_acomptes: Fraction
    part_acompte: Fraction
    psu_relevee: Mapping[int, str]
    cites: Mapping[str, tuple[str, ...]]
    sources: Mapping[str, Source]


def charger_versements() -> Versements:
    """Load the facts of the package, which the tests check. Raise EntreeRefusee when the file can't be read."""
    path = default_path().with_name("versements.toml")
    data = lire_toml(path)
    lecteur = Lecteur()
    with lecteur.lecture(path.name):
        sources = {nom: lecteur.source(nom, source) for nom, source in data["sources"].items()}
    acomptes, acompte, relevee = data["acomptes_psu"], data["acompte_courant"], data["psu_relevee"]
    faits = {"acomptes_psu": acomptes, "acompte_courant": acompte}
    faits |= {f"psu_relevee.{annee}": fait for annee, fait in relevee.items()}
    return Versements(
        part_acomptes=Fraction(acomptes["part_maximale"]),
        part_acompte=Fraction(acompte["part"]),
        psu_relevee={int(annee): fait["texte"] for annee, fait in relevee.items()},
        cites={ou: tuple(fait["sources"]) for ou, fait in faits.items()},
        sources=sources,
    )
