"""Clas: contrat local d'accompagnement à la scolarité."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, conventionnement, depenses

EQUIPEMENT = Equipement(
    type="clas",
    titre="Accompagnement à la scolarité (Clas, contrat local d'accompagnement à la scolarité)",
    noms=(
        "accompagnement scolaire",
        "aide aux devoirs",
        "soutien scolaire",
    ),
    article="l'accompagnement à la scolarité",
    rang=9,
    champs=(
        conventionnement(
            "Le projet a-t-il été retenu à l'appel à projets Clas de l'année scolaire ?",
            "La Caf choisit les projets chaque année, au printemps ou en été. Un simple soutien aux devoirs ne suffit "
            "pas : il faut aussi une place pour les parents, l'école et les partenaires locaux.",
            "Réponse de la Caf à l'appel à projets, ou convention « Clas ».",
        ),
        Champ(
            nom="groupes",
            libelle="groupes d'enfants",
            unite="groupes",
            question="Combien de groupes d'enfants pendant l'année scolaire (de septembre à juillet) ?",
            aide="Un groupe (« collectif ») réunit 8 à 12 enfants, du Cp au lycée, avec deux adultes.",
            absurde=Fraction(500),
            ou_trouver="Dossier de l'appel à projets Clas.",
            exemple="3",
        ),
        Champ(
            nom="enfants",
            libelle="enfants accompagnés",
            unite="enfants",
            question="Combien d'enfants en tout ?",
            aide="Sert seulement à vérifier la taille des groupes. Facultatif.",
            absurde=Fraction(10_000),
            exemple="30",
        ),
        depenses(
            "coût de l'accompagnement à la scolarité, tous groupes réunis",
            "Charges de l'année scolaire, de septembre à juillet.",
            "21000",
        ),
        AUTRES_RECETTES,
    ),
)
