"""France services: a counter where one place answers for several public services."""

from cafsim.equipements.champs import Champ, Equipement

EQUIPEMENT = Equipement(
    type="france_services",
    titre="France services (guichet de plusieurs services publics)",
    noms=(
        "maison france services",
        "espace france services",
        "mfs",
        "msap",
    ),
    article="la structure France services",
    rang=16,
    champs=(
        Champ.oui_non(
            nom="labellisee",
            libelle="label France services",
            question="La structure a-t-elle le label France services ?",
            aide="Le préfet donne le label aux structures qui respectent la charte nationale.",
            ou_trouver="Décision de labellisation de la préfecture.",
        ),
        Champ.oui_non(
            nom="portee_par_la_poste",
            libelle="structure portée par La Poste",
            question="La structure est-elle portée par La Poste ?",
            aide="Une structure postale est financée autrement.",
            defaut=False,
            exemple="false",
        ),
    ),
)
