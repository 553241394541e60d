"""Rpe: relais petite enfance (before September 2021: Ram, relais assistants maternels)."""

from cafsim.equipements import fonctionnement
from cafsim.equipements.champs import Champ, Equipement

EQUIPEMENT = Equipement(
    type="rpe",
    titre="Relais petite enfance (Rpe, ancien relais assistants maternels)",
    noms=(
        "relais",
        "relais assistants maternels",
        "relais assistantes maternelles",
        "relais d'assistantes maternelles",
        "ram",
        "rpe itinérant",
        "ripe",
        "relais parents assistants maternels",
        "ramp",
    ),
    article="le relais petite enfance",
    rang=3,
    champs=(
        fonctionnement.agrement(
            "La Caf a-t-elle agréé le relais ?",
            "La Caf agrée le relais pour cinq ans au plus, après avis de sa commission d'action sociale.",
            "Notification d'agrément ou convention d'objectifs et de financement de la Caf.",
        ),
        fonctionnement.depenses(
            "charges de fonctionnement du relais",
            "Total des charges du relais déclarées à la Caf pour l'exercice.",
            "62000",
        ),
        fonctionnement.etp("d'animateur du relais", "1.2"),
        Champ.oui_non(
            nom="missions_renforcees",
            libelle="mission renforcée choisie et réalisée",
            question="Le relais assure-t-il une « mission renforcée » convenue avec la Caf ?",
            aide="Une suffit. Depuis décembre 2021 : guichet unique d'information des familles, analyse de la pratique "
            "des professionnels, promotion renforcée de l'accueil individuel ; d'autres avant.",
            ou_trouver=fonctionnement.CONVENTION,
        ),
        fonctionnement.bonus_territoire_total("15000"),
        fonctionnement.AUTRES_RECETTES,
    ),
)
