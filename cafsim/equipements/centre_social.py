"""Centre social: animation globale et coordination (Agc), animation collective familles (Acf)."""

from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.fonctionnement import ABSURDE_ETP, COMPTE_DE_RESULTAT, agrement

EQUIPEMENT = Equipement(
    type="centre_social",
    titre="Centre social",
    noms=(
        "centre socioculturel",
        "centre socio-culturel",
        "centre social et culturel",
        "csc",
    ),
    article="le centre social",
    rang=6,
    champs=(
        agrement(
            "La Caf a-t-elle agréé le projet social du centre ?",
            "Le conseil d'administration de la Caf agrée le projet social pour un à quatre ans. Tout gestionnaire "
            "peut l'obtenir, commune comprise, si les habitants participent.",
        ),
        Champ.euros(
            nom="depenses_animation_globale",
            libelle="coût de l'animation globale et de la coordination",
            question="Combien coûtent, dans l'année, la direction et la coordination du centre (« animation globale "
            "et coordination »), en euros ?",
            aide="Charges de la fonction de pilotage du centre : direction, accueil, comptabilité, part de la "
            "logistique. Les activités sont aidées à part.",
            ou_trouver=COMPTE_DE_RESULTAT,
            exemple="165000",
        ),
        Champ.oui_non(
            nom="agrement_familles",
            libelle="agrément « animation collective familles » (Acf)",
            question="Le centre a-t-il aussi l'agrément « animation collective familles » (Acf) ?",
            aide="Il reconnaît un projet pour les familles, animé par un référent familles qualifié.",
            ou_trouver="Notification d'agrément de la Caf.",
        ),
        Champ(
            nom="etp_referent_familles",
            libelle="temps de travail du référent familles (Etp, équivalent temps plein)",
            unite="Etp",
            question="Quel est le temps de travail du référent familles (1 : temps plein ; 0,5 : mi-temps) ?",
            aide="Il doit être au moins à mi-temps et avoir un diplôme du travail social.",
            absurde=ABSURDE_ETP,
            ou_trouver="Projet « familles » remis à la Caf.",
            exemple="1",
        ),
        Champ.euros(
            nom="depenses_animation_familles",
            libelle="coût de l'animation collective familles",
            question="Combien coûte, dans l'année, l'animation collective familles, en euros ?",
            aide="Salaire et charges du référent familles, plus une part de la logistique du centre.",
            ou_trouver=COMPTE_DE_RESULTAT,
            exemple="48000",
        ),
    ),
)
