"""Eaje: établissement d'accueil du jeune enfant (crèche, multi-accueil, micro-crèche)."""

from fractions import Fraction

from cafsim.equipements.champs import Champ, Choix, Coherence, Equipement, Type
from cafsim.equipements.chantier import INVESTISSEMENT
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, TAUX_REGIME_GENERAL

_ABSURDE_HEURES = Fraction(5_000_000)
_ABSURDE_EUROS = Fraction(200_000_000)

EQUIPEMENT = Equipement(
    type="eaje",
    titre="Crèche (Eaje, établissement d'accueil du jeune enfant)",
    noms=(
        "multi-accueil",
        "multiaccueil",
        "halte-garderie",
        "micro-crèche",
        "crèche collective",
        "crèche familiale",
        "crèche parentale",
        "crèche municipale",
        "crèche associative",
        "crèche intercommunale",
        "jardin d'enfants",
        "jardin d'éveil",
        "accueil collectif du jeune enfant",
    ),
    article="la crèche",
    rang=1,
    groupes=(INVESTISSEMENT,),
    coherences=(
        Coherence("places_soutenues", ("places",), "il y a plus de places soutenues que de places agréées"),
        Coherence("places_nouvelles", ("places",), "il y a plus de places nouvelles que de places agréées"),
        Coherence("places_nouvelles", ("places_soutenues",), "il y a plus de places nouvelles que de places soutenues"),
        Coherence(
            "enfants_handicap", ("enfants_inscrits",), "il y a plus d'enfants en situation de handicap que d'inscrits"
        ),
    ),
    champs=(
        Champ(
            nom="financement",
            libelle="mode de financement",
            type=Type.CHOIX,
            question="Comment la crèche est-elle financée ?",
            aide="Psu (prestation de service unique) : les familles paient selon leurs revenus et la Caf verse l'aide "
            "à la crèche. Paje (prestation d'accueil du jeune enfant) : les familles reçoivent elles-mêmes l'aide "
            "(cas de beaucoup de micro-crèches).",
            choix=(
                Choix(
                    "psu",
                    "Psu : tarif national selon les revenus",
                    noms=("prestation de service unique", "tarif national"),
                ),
                Choix(
                    "paje",
                    "Paje : micro-crèche à tarif libre, aide versée aux familles",
                    noms=("prestation d'accueil du jeune enfant", "cmg", "complément de mode de garde", "tarif libre"),
                ),
            ),
            exemple='"psu"',
        ),
        Champ.places(
            nom="places",
            libelle="places agréées",
            question="Combien de places agréées (au maximum de l'année) ?",
            aide="Le plus grand nombre de places autorisées dans l'année.",
            ou_trouver="Arrêté d'autorisation ou avis de la Pmi (protection maternelle et infantile).",
            exemple="40",
        ),
        Champ.places(
            nom="places_soutenues",
            libelle="places soutenues par la collectivité",
            question="Combien de ces places la collectivité signataire de la Ctg soutient-elle ?",
            aide="Places Psu que la commune ou l'intercommunalité finance. Sans réponse : toutes les places agréées.",
            ou_trouver="Convention d'objectifs et de financement « bonus territoire ».",
            defaut_de="places",
            exemple="40",
        ),
        Champ.places(
            nom="places_nouvelles",
            libelle="places nouvelles",
            question="Combien de ces places sont nouvelles (créées pendant la Ctg) ?",
            aide="Places créées depuis que le bonus territoire a remplacé le contrat enfance jeunesse ; 0 s'il n'y en "
            "a pas.",
            ou_trouver="Convention d'objectifs et de financement « bonus territoire ».",
            exemple="10",
        ),
        Champ(
            nom="bonus_territoire_existant",
            libelle="bonus territoire par place existante",
            unite="€/place",
            question="Quel montant de bonus territoire par place existante, en euros par an ?",
            aide="Montant propre au territoire, majorations comprises. Il n'est publié nulle part : il est dans la "
            "convention.",
            absurde=Fraction(20_000),
            ou_trouver="Convention d'objectifs et de financement « bonus territoire Ctg ».",
            exemple="850.00",
        ),
        Champ.euros(
            nom="bonus_territoire_existant_total",
            libelle="bonus territoire des places existantes, total annuel",
            question="Ou bien : le total annuel du bonus territoire des places existantes, en euros ?",
            aide="À donner à la place du montant par place, si la convention n'indique que le total.",
            absurde=_ABSURDE_EUROS,
            ou_trouver="Convention d'objectifs et de financement « bonus territoire Ctg ».",
            exemple="25500",
        ),
        Champ.euros(
            nom="depenses",
            libelle="charges de l'année",
            question="Quelles sont les charges de fonctionnement de l'année, en euros ?",
            aide="Total des charges déclarées à la Caf pour l'exercice.",
            absurde=_ABSURDE_EUROS,
            ou_trouver="Compte de résultat déclaré à la Caf (portail Afas, aides financières d'action sociale).",
            exemple="640000",
        ),
        Champ.heures(
            nom="heures_facturees",
            libelle="heures facturées aux familles",
            question="Combien d'heures facturées aux familles dans l'année ?",
            aide="Heures d'accueil facturées, tous enfants compris.",
            absurde=_ABSURDE_HEURES,
            ou_trouver="Déclaration d'activité à la Caf, ou logiciel de la crèche.",
            exemple="62000",
        ),
        Champ.heures(
            nom="heures_realisees",
            libelle="heures réalisées",
            question="Combien d'heures de présence réelle des enfants dans l'année ?",
            aide="Le rapport entre heures facturées et heures réalisées est le taux de facturation ; il fixe le "
            "plafond de la Psu.",
            absurde=_ABSURDE_HEURES,
            ou_trouver="Déclaration d'activité à la Caf, ou logiciel de la crèche.",
            exemple="58500",
        ),
        Champ.euros(
            nom="participations_familiales",
            libelle="participations familiales",
            question="Combien les familles ont-elles payé dans l'année, en euros ?",
            aide="Total des participations des familles : il est déduit de la Psu.",
            absurde=_ABSURDE_EUROS,
            ou_trouver="Compte de résultat déclaré à la Caf, ou logiciel de la crèche.",
            exemple="98000",
        ),
        TAUX_REGIME_GENERAL,
        Champ.oui_non(
            nom="couches_et_repas",
            libelle="couches et repas fournis",
            question="La crèche fournit-elle les couches ET les repas ?",
            aide="Il faut les deux (goûters compris, lait infantile non) pour le plafond le plus haut.",
        ),
        Champ(
            nom="enfants_inscrits",
            libelle="enfants inscrits dans l'année",
            unite="enfants",
            question="Combien d'enfants différents ont été inscrits dans l'année ?",
            aide="Chaque enfant compte une fois, même s'il n'est venu qu'une partie de l'année.",
            absurde=Fraction(10_000),
            ou_trouver="Registre ou logiciel de la crèche.",
            exemple="85",
        ),
        Champ(
            nom="enfants_handicap",
            libelle="enfants en situation de handicap",
            unite="enfants",
            question="Combien d'enfants en situation de handicap (ou en cours de détection) parmi eux ?",
            aide="Enfant bénéficiaire de l'Aeeh (allocation d'éducation de l'enfant handicapé) ; depuis 2020, aussi "
            "enfant suivi par un Camsp, orienté par une plateforme d'orientation ou attesté par l'hôpital ou la Pmi. "
            "0 s'il n'y en a pas.",
            absurde=Fraction(10_000),
            ou_trouver="Justificatifs gardés par la crèche.",
            exemple="3",
        ),
        Champ.heures(
            nom="heures_concertation",
            libelle="heures de concertation",
            question="Combien d'heures de concertation dans l'année ?",
            aide="Temps de réunion de l'équipe sans enfants, financé jusqu'à la fin de 2024.",
            exemple="240",
        ),
        Champ.heures(
            nom="heures_preparation",
            libelle="heures de préparation à l'accueil de l'enfant",
            question="Combien d'heures de préparation à l'accueil de l'enfant dans l'année ?",
            aide="Elles remplacent les heures de concertation depuis 2025.",
            exemple="240",
        ),
        Champ(
            nom="journees_pedagogiques",
            libelle="journées pédagogiques",
            unite="jours",
            question="Combien de journées pédagogiques dans l'année (3 au plus sont financées) ?",
            aide="Journées de fermeture aux enfants pour former l'équipe, financées depuis 2024.",
            absurde=Fraction(60),
            ou_trouver="Calendrier de la crèche.",
            exemple="3",
        ),
        Champ.oui_non(
            nom="revalorisation_salariale",
            libelle="revalorisation salariale",
            question="Les salaires de l'équipe ont-ils été relevés aux conditions du bonus attractivité ?",
            aide="Public : au moins 100 € nets par mois, durables, pour tous les agents auprès des enfants, par "
            "délibération. Privé : convention collective reconnue par la Cnaf (au moins 150 € nets par mois en "
            "moyenne).",
            ou_trouver="Délibération sur le régime indemnitaire (Rifseep), ou convention collective.",
        ),
        AUTRES_RECETTES,
    ),
)
