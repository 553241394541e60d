"""The national family tariff: what a family pays for an hour of crèche, and for a month.

Monthly resources, kept between a plancher and a plafond, times a taux d'effort that falls with the number of children
and is lower for an accueil familial or parental (for a micro-crèche too, until 31 August 2019).
Circulaire Cnaf 2019-005 of 5 June 2019 and the yearly barème. A child with Aeeh counts for one more child (H11); the
hourly tariff is rounded to the cent before it is multiplied by the hours (H10). National rule: every crèche financed
by the Psu applies it, whatever the Caf decides elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import NATIONAL, Baremes, Fiabilite, Source
from cafsim.baremes.symbols import Taux, TauxDuBareme
from cafsim.engine.algebra import arrondi, etape, maximum, minimum, quand, suppose
from cafsim.engine.evaluation import ROUNDING, evaluate, given, hypotheses, number
from cafsim.engine.expr import Call, Expr
from cafsim.engine.values import Scalar, bounds
from cafsim.equipements.champs import Champ, Choix, Entrees, Type
from cafsim.estimation import provenance

BLOC = "tarif_familles"
"""Its rates in the rate table."""

NOMS = {"plancher": "le plancher", "plafond": "le plafond", "taux_effort": "le taux d'effort"}
"""How a sentence names each of these rates."""

PREMIER_JOUR = date(2018, 1, 1)
"""First day that the rate table covers."""

Periode = Literal["mois", "an"]
Statut = Literal["calcule", "fourchette", "a_completer"]


def _ressources(nom: str, adjectif: str, unite: str, absurde: int, exemple: str) -> Champ:
    return Champ(
        nom=nom,
        libelle=f"ressources {adjectif}",
        unite=unite,
        question=f"Quelles sont les ressources {adjectif} de la famille, en euros ?",
        aide="Celles d'il y a deux ans (N-2), avant abattements, pensions alimentaires versées déduites.",
        absurde=Fraction(absurde),
        ou_trouver="Cdap (consultation des dossiers allocataires par les partenaires) ou avis d'imposition.",
        exemple=exemple,
    )


RESSOURCES = _ressources("ressources", "mensuelles", "€/mois", 1_000_000, "2 500")
RESSOURCES_ANNUELLES = _ressources("ressources_annuelles", "annuelles", "€/an", 12_000_000, "30 000")
ENFANTS = Champ(
    nom="enfants",
    libelle="enfants à charge",
    type=Type.ENTIER,
    question="Combien d'enfants à charge la famille compte-t-elle ?",
    aide="Tous les enfants à charge au sens des prestations familiales, pas seulement celui qui est accueilli.",
    minimum=Fraction(1),
    maximum=Fraction(20),
    exemple="2",
)
AEEH = Champ(
    nom="aeeh",
    libelle="enfants qui ouvrent droit à l'Aeeh",
    type=Type.ENTIER,
    question="Combien d'entre eux ouvrent droit à l'Aeeh (allocation d'éducation de l'enfant handicapé) ?",
    aide="Même si l'enfant en situation de handicap n'est pas celui qui est accueilli.",
    maximum=Fraction(20),
    exemple="0",
)
HEURES = Champ(
    nom="heures",
    libelle="heures par mois",
    unite="h",
    question="Combien d'heures par mois le contrat prévoit-il ?",
    aide="Heures réservées dans l'année, divisées par le nombre de mensualités.",
    maximum=Fraction(744),
    ou_trouver="Contrat d'accueil de la famille.",
    exemple="120",
)
ACCUEIL = Champ(
    nom="accueil",
    libelle="mode d'accueil",
    type=Type.CHOIX,
    question="Quel est le mode d'accueil ?",
    aide="Les crèches familiales et parentales ont un barème à part.",
    choix=(
        Choix("collectif", "accueil collectif (crèche, multi-accueil, halte-garderie)"),
        Choix("micro_creche", "micro-crèche financée par la Psu (prestation de service unique)"),
        Choix("familial", "crèche familiale (accueil chez un assistant maternel)"),
        Choix("parental", "crèche parentale (parents associés à l'accueil)"),
    ),
    exemple="collectif",
)
CHAMPS = (RESSOURCES, ENFANTS, AEEH, HEURES, ACCUEIL)


@dataclass(frozen=True, slots=True)
class Demande:
    """A family and a day: resources (€, for a month or a year), children, mode of care, hours a month if known."""

    ressources: Fraction
    periode: Periode
    enfants: int
    jour: date
    aeeh: int = 0
    accueil: str = "collectif"
    heures_mois: Fraction | None = None

    @property
    def ressources_mensuelles(self) -> Fraction:
        """Resources of a month (€)."""
        return self.ressources / 12 if self.periode == "an" else self.ressources


@dataclass(frozen=True, slots=True)
class TauxLu:
    """A rate that the tariff rests on, and how sure it is on that day (`fiabilite` None: it was not published).

    `remarques` are what the rate table says of it and where its sources disagree; `note`, the row's own, also of a gap.
    """

    nom: str
    """How a sentence names it: `le plancher`."""
    valeur: Fraction | None
    minimum: Fraction | None
    maximum: Fraction | None
    fiabilite: Fiabilite | None
    confirme_jusqu_au: date | None
    sources: tuple[Source, ...]
    remarques: tuple[str, ...]
    note: str | None
    ou_trouver: str


@dataclass(frozen=True, slots=True)
class Tarif:
    """The tariff: €/h rounded to the cent (None when a rate is unknown), and how it was found.

    `avant_arrondi` is the hourly tariff before rounding; `minimum` and `maximum` are None only when not even a range
    is known. `forfait_mensuel` is in euros, None without hours or without tariff.
    """

    demande: Demande
    ressources_retenues: Fraction | None
    enfants_comptes: int
    plancher: TauxLu
    plafond: TauxLu
    taux_effort: TauxLu
    avant_arrondi: Fraction | None
    tarif_horaire: Fraction | None
    minimum: Fraction | None
    maximum: Fraction | None
    forfait_mensuel: Fraction | None
    hypotheses: tuple[str, ...]

    @property
    def statut(self) -> Statut:
        """Whether the tariff is exact, a range, or to be completed."""
        if self.tarif_horaire is not None:
            return "calcule"
        return "a_completer" if self.maximum is None else "fourchette"

    @property
    def taux(self) -> tuple[TauxLu, ...]:
        """The three rates, in the order of the computation."""
        return (self.plancher, self.plafond, self.taux_effort)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the rates, each once."""
        return tuple(dict.fromkeys(s for t in self.taux for s in t.sources))


@dataclass(frozen=True, slots=True)
class Arbre:
    """The trees of the tariff on a day."""

    retenues: Expr
    enfants: Expr
    avant_arrondi: Expr
    horaire: Expr
    forfait: Expr

    @classmethod
    def construire(cls, e: Entrees, b: Taux, accueil: str) -> Arbre:
        """Write the formula with symbols."""
        retenues = etape("Ressources retenues", minimum(maximum(e.ressources, b.plancher), b.plafond), "€/mois")
        comptes = quand(e.aeeh > 0, suppose("H11", e.enfants + e.aeeh), e.enfants)
        enfants = etape("Enfants comptés", comptes, "enfants")
        effort = b.selon("taux_effort", accueil=accueil, enfants=enfants)
        exact = retenues * effort / 100
        horaire = etape("Tarif horaire", suppose("H10", arrondi(exact)), "€/h")
        return cls(retenues, enfants, exact, horaire, arrondi(e.heures * horaire))


def calculer(baremes: Baremes, demande: Demande) -> Tarif:
    """Return the tariff of a family on a day, at the rates in force on that day.

    The request has been checked before: day within the table, number of children, known mode of care.
    """
    arbre = Arbre.construire(
        Entrees({c.nom: c for c in CHAMPS}), Taux(baremes, BLOC, Fenetre.jour(demande.jour), NATIONAL), demande.accueil
    )
    entrees: dict[str, Scalar | None] = {
        "ressources": demande.ressources_mensuelles, "enfants": Fraction(demande.enfants),
        "aeeh": Fraction(demande.aeeh), "heures": demande.heures_mois,
    }  # fmt: skip
    appel = Call(given(entrees))
    bas, haut = bounds(evaluate(arbre.horaire, appel))
    connu = bas is not None and haut is not None
    lus = {taux.key.removeprefix(f"{BLOC}."): _taux_lu(taux, baremes) for taux in appel.met(TauxDuBareme)}
    return Tarif(
        demande=demande,
        ressources_retenues=number(arbre.retenues, appel),
        enfants_comptes=int(number(arbre.enfants, appel) or 0),
        plancher=lus["plancher"],
        plafond=lus["plafond"],
        taux_effort=lus["taux_effort"],
        avant_arrondi=number(arbre.avant_arrondi, appel),
        tarif_horaire=bas if bas == haut else None,
        minimum=bas if connu else None,
        maximum=haut if connu else None,
        forfait_mensuel=number(arbre.forfait, appel),
        hypotheses=tuple(h for h in hypotheses(appel) if h != ROUNDING),
    )


def reserves(taux: TauxLu) -> Iterator[str]:
    """Yield what to know of a rate before relying on it: carried forward, second-hand, contradicted."""
    if taux.fiabilite is None:
        return
    nom = taux.nom
    if taux.fiabilite == "reconduit" and taux.confirme_jusqu_au:
        jour = f"{taux.confirme_jusqu_au:%d/%m/%Y}"
        yield f"Reconduit : {nom} n'est confirmé que jusqu'au {jour} ; la même valeur est gardée ensuite."
    elif taux.fiabilite == "secondaire":
        editeurs = " ; ".join(s.citation_courte for s in taux.sources)
        yield f"Non officiel : {nom} ne vient pas d'un texte officiel ({editeurs})."
    elif taux.fiabilite == "saisi":
        yield f"Saisi : {nom} est votre propre chiffre."
    yield from taux.remarques


def _taux_lu(rate: TauxDuBareme, baremes: Baremes) -> TauxLu:
    lecture, nom = rate.lecture, NOMS[rate.key.removeprefix(f"{BLOC}.")]
    valeur = lecture.valeur
    return TauxLu(
        nom=nom,
        valeur=rate.value,
        minimum=None if lecture.lacune else rate.low,
        maximum=rate.high,
        fiabilite=lecture.fiabilite,
        confirme_jusqu_au=valeur.confirme_jusqu_au,
        sources=tuple(baremes.sources[s] for s in valeur.sources),
        remarques=(*provenance.reserves(lecture, nom), *provenance.desaccords(lecture, nom, baremes)),
        note=valeur.note,
        ou_trouver=valeur.ou_trouver or baremes.serie(rate.key).ou_trouver,
    )
