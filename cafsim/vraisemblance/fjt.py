"""The check of a foyer de jeunes travailleurs: the young people that the rule has in mind."""

from cafsim.vraisemblance.modele import Controle, Suspect

CONTROLES = (
    Controle(
        lambda e, b: e.part_jeunes < b.de("ps_fjt").part_minimale_jeunes,
        "Moins de 65 % de jeunes actifs, en formation ou en recherche d'emploi : le foyer est hors de la règle des "
        "publics, relisez la convention",
        (Suspect(("part_jeunes",)),),
    ),
)
