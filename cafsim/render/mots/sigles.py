"""What the abbreviations stand for; only those that a document uses are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable

SIGLES = {
    "Acf": "animation collective familles",
    "Aeeh": "allocation d'éducation de l'enfant handicapé",
    "Agc": "animation globale et coordination",
    "Alsh": "accueil de loisirs sans hébergement",
    "Asre": "aide spécifique aux rythmes éducatifs",
    "Avip": "à vocation d'insertion professionnelle (crèche)",
    "Bafa": "brevet d'aptitude aux fonctions d'animateur",
    "Bbc": "bâtiment basse consommation",
    "Caf": "caisse d'allocations familiales",
    "Ccas": "centre communal d'action sociale",
    "Cej": "contrat enfance jeunesse",
    "Clas": "contrat local d'accompagnement à la scolarité",
    "Cnaf": "caisse nationale des allocations familiales",
    "Cog": "convention d'objectifs et de gestion entre l'État et la Cnaf",
    "Ctg": "convention territoriale globale, signée entre la Caf et les collectivités",
    "Ctre": "contrat territorial réservataire employeur",
    "Eaje": "établissement d'accueil du jeune enfant",
    "Etp": "équivalent temps plein",
    "Evs": "espace de vie sociale",
    "Fjt": "foyer de jeunes travailleurs",
    "Fme": "fonds de modernisation des établissements d'accueil du jeune enfant",
    "Frr": "France ruralités revitalisation",
    "Hqe": "haute qualité environnementale",
    "Ida": "informer, détecter, accompagner",
    "Laep": "lieu d'accueil enfants-parents",
    "Mam": "maison d'assistants maternels",
    "Msa": "mutualité sociale agricole",
    "Paej": "point accueil écoute jeunes",
    "Paje": "prestation d'accueil du jeune enfant",
    "Piaje": "plan d'investissement pour l'accueil du jeune enfant",
    "Pmi": "protection maternelle et infantile",
    "Ppicc": "plan pluriannuel d'investissement pour la création de crèches",
    "Ps": "prestation de service",
    "Pso": "prestation de service ordinaire",
    "Psu": "prestation de service unique",
    "Qpv": "quartier prioritaire de la politique de la ville",
    "Ram": "relais assistants maternels, devenu relais petite enfance en 2021",
    "Reaap": "réseau d'écoute, d'appui et d'accompagnement des parents",
    "Rpe": "relais petite enfance",
    "Unccas": "union nationale des centres communaux d'action sociale",
    "Zrr": "zone de revitalisation rurale",
}

_MOT = re.compile(r"\w+")


def employes(textes: Iterable[str]) -> list[str]:
    """Return `Psu : prestation de service unique` for each abbreviation found, in alphabetical order."""
    mots = {mot for texte in textes for mot in _MOT.findall(texte)}
    return [f"{sigle} : {sens}" for sigle, sens in sorted(SIGLES.items()) if sigle in mots]
