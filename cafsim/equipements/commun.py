"""What every equipment inherits from the project: year, manager, territory."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cafsim.equipements.champs import Champ, Choix, Type

PREMIER_EXERCICE = 2018

_ANNEE_DE_CAFSIM = 2026
"""The year of this version: a clock that says an earlier one is wrong."""


def dernier_exercice() -> int:
    """Return the last year that can be estimated: next year."""
    return max(date.today().year, _ANNEE_DE_CAFSIM) + 1


EXERCICE = Champ(
    nom="exercice",
    libelle="exercice",
    type=Type.ENTIER,
    question="Pour quelle année d'activité ?",
    aide="L'année où l'activité a lieu. La Caf verse une partie de l'aide l'année suivante, sur les chiffres réels.",
    minimum=Fraction(PREMIER_EXERCICE),
    exemple="2024",
)

GESTIONNAIRE = Champ(
    nom="gestionnaire",
    libelle="gestionnaire",
    type=Type.CHOIX,
    question="Qui gère l'équipement ?",
    aide="Public : la commune, l'intercommunalité ou le Ccas (centre communal d'action sociale) en direct. Délégation "
    ": un équipement public confié à un gestionnaire privé par contrat.",
    choix=(
        Choix(
            "public",
            "la commune ou l'intercommunalité, en direct",
            noms=(
                "publique",
                "commune",
                "mairie",
                "ville",
                "municipal",
                "municipale",
                "régie",
                "régie directe",
                "collectivité",
                "intercommunalité",
                "epci",
                "communauté de communes",
                "communauté d'agglomération",
                "agglomération",
                "métropole",
                "syndicat intercommunal",
                "sivu",
                "sivom",
                "ccas",
                "cias",
                "centre communal d'action sociale",
                "département",
            ),
        ),
        Choix(
            "prive_non_lucratif",
            "une association, une mutuelle",
            noms=(
                "association",
                "associatif",
                "associative",
                "association loi 1901",
                "mutuelle",
                "fondation",
                "non lucratif",
                "privé à but non lucratif",
                "privé associatif",
            ),
        ),
        Choix(
            "prive_lucratif",
            "une entreprise",
            noms=(
                "entreprise",
                "société",
                "privé commercial",
                "privé à but lucratif",
                "lucratif",
                "commercial",
                "sarl",
                "sas",
            ),
        ),
        Choix(
            "delegation",
            "une entreprise ou une association, par délégation de service public ou marché",
            noms=("dsp", "délégation de service public", "marché", "marché public", "concession"),
        ),
    ),
    exemple='"public"',
)

TERRITOIRE = (
    Champ(
        nom="commune",
        libelle="commune",
        type=Type.TEXTE,
        question="Quelle commune ?",
        aide="Nom de la commune ou code Insee à cinq caractères. Facultatif.",
        exemple='"59350"',
    ),
    Champ.oui_non(
        nom="ctg",
        libelle="convention territoriale globale signée",
        question="La collectivité a-t-elle signé une Ctg (convention territoriale globale) avec la Caf ?",
        aide="La Ctg remplace le contrat enfance jeunesse (Cej) depuis 2020. Elle ouvre les bonus « territoire ».",
        ou_trouver="Délibération de la commune ou de l'intercommunalité, ou votre conseiller Caf.",
    ),
    Champ(
        nom="zone_prioritaire",
        libelle="zone prioritaire",
        type=Type.CHOIX,
        question="L'équipement est-il dans une zone prioritaire ?",
        aide="Un Qpv est un quartier : c'est l'adresse de l'équipement qui compte. Une Zrr ou une Frr est une commune "
        "entière.",
        choix=(
            Choix("qpv", "quartier prioritaire de la politique de la ville (Qpv)", noms=("quartier prioritaire",)),
            Choix("zrr", "zone de revitalisation rurale (Zrr, jusqu'en juin 2024)", fin=date(2024, 6, 30)),
            Choix(
                "frr",
                "zone France ruralités revitalisation (Frr, depuis juillet 2024)",
                noms=("france ruralités", "france ruralités revitalisation", "frr+", "frr plus"),
                debut=date(2024, 7, 1),
            ),
            Choix("aucune", "aucune de ces zones", noms=("non", "aucun", "aucune zone", "hors zone", "rien", "néant")),
        ),
        ou_trouver="sig.ville.gouv.fr pour les Qpv ; préfecture pour les Zrr et Frr.",
        exemple='"aucune"',
    ),
    Champ(
        nom="taux_couverture",
        libelle="taux de couverture en accueil du jeune enfant",
        unite="%",
        question="Quel est le taux de couverture du territoire, en % (places d'accueil pour 100 enfants) ?",
        aide="Nombre de places d'accueil, crèches et assistants maternels compris, pour 100 enfants de moins de 3 ans.",
        absurde=Fraction(300),
        ou_trouver="Diagnostic de la Ctg, ou votre conseiller Caf.",
        exemple="52.0",
    ),
    Champ(
        nom="potentiel_financier_hab",
        libelle="potentiel financier par habitant",
        unite="€/hab",
        question="Quel est le potentiel financier par habitant, en euros ?",
        aide="Mesure de la richesse de la commune qui sert à calculer les dotations de l'État.",
        absurde=Fraction(100_000),
        ou_trouver="Fiche individuelle de la dotation globale de fonctionnement (Dgf) de la commune.",
        exemple="1111.00",
    ),
    Champ.places(
        nom="places_cofinancees_2023",
        libelle="places de crèche cofinancées en 2023",
        question="Combien de places de crèche la collectivité cofinançait-elle en 2023 ?",
        aide="Toutes les places de crèche Psu que la collectivité signataire de la Ctg soutenait en 2023.",
        absurde=Fraction(50_000),
        ou_trouver="Convention d'objectifs et de financement « bonus territoire » de 2023.",
        exemple="100",
    ),
    Champ.places(
        nom="places_cofinancees",
        libelle="places de crèche cofinancées",
        question="Combien de places de crèche la collectivité cofinance-t-elle pour l'exercice ?",
        aide="Toutes les places de crèche Psu que la collectivité signataire de la Ctg soutient cette année.",
        absurde=Fraction(50_000),
        ou_trouver="Convention d'objectifs et de financement « bonus territoire ».",
        exemple="109",
    ),
)

HERITES = (EXERCICE, GESTIONNAIRE, *TERRITOIRE)
"""What an equipment inherits; stated on the equipment, it wins."""
