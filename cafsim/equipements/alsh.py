"""Alsh: accueil de loisirs sans hébergement (centre de loisirs, périscolaire, accueil adolescents)."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from cafsim.equipements.champs import Champ, Coherence, Equipement
from cafsim.equipements.fonctionnement import AUTRES_RECETTES, PARTICIPATIONS_FAMILIALES, TAUX_REGIME_GENERAL

_DECLARATION = "Déclaration d'activité à la Caf (portail Afas, aides financières d'action sociale)."
_CONVENTION = "Convention d'objectifs et de financement « bonus territoire Ctg » de l'accueil de loisirs."
_HEURES_D_ENFANTS = (
    "Ce sont des heures d'enfants, pas des heures d'ouverture : 20 enfants × 2 h = 40 h. 0 s'il n'y en a pas."
)
_heures = partial(Champ.heures, ou_trouver=_DECLARATION, absurde=Fraction(50_000_000))

EQUIPEMENT = Equipement(
    type="alsh",
    titre="Accueil de loisirs (Alsh, accueil de loisirs sans hébergement)",
    noms=(
        "centre de loisirs",
        "centre aéré",
        "périscolaire",
        "accueil périscolaire",
        "garderie périscolaire",
        "garderie scolaire",
        "extrascolaire",
        "accueil extrascolaire",
        "accueil de loisirs périscolaire",
        "accueil de loisirs extrascolaire",
        "clsh",
        "clae",
        "acm",
        "accueil collectif de mineurs",
        "mercredis",
        "accueil du mercredi",
    ),
    article="l'accueil de loisirs",
    rang=2,
    coherences=(
        Coherence(
            "heures_nouvelles_mercredi",
            ("heures_mercredi",),
            "il y a plus d'heures nouvelles le mercredi que d'heures le mercredi",
        ),
        Coherence(
            "heures_aeeh",
            ("heures_periscolaires", "heures_mercredi", "heures_extrascolaires", "heures_adolescents"),
            "il y a plus d'heures d'enfants bénéficiaires de l'Aeeh que d'heures en tout",
        ),
    ),
    champs=(
        Champ.euros(
            nom="depenses",
            libelle="charges de l'année",
            question="Quelles sont les charges de fonctionnement de l'année, en euros ?",
            aide="Total des charges de l'accueil de loisirs déclarées à la Caf pour l'exercice.",
            absurde=Fraction(200_000_000),
            ou_trouver="Compte de résultat déclaré à la Caf.",
            exemple="310000",
        ),
        _heures(
            "heures_periscolaires",
            "heures périscolaires hors mercredi",
            "Combien d'heures d'accueil périscolaire, mercredi non compris ?",
            f"Avant et après la classe, et à midi. {_HEURES_D_ENFANTS}",
            exemple="42000",
        ),
        _heures(
            "heures_mercredi",
            "heures du mercredi en période scolaire",
            "Combien d'heures d'accueil le mercredi, en période scolaire ?",
            f"Depuis septembre 2018, tout le mercredi scolaire est périscolaire. {_HEURES_D_ENFANTS}",
            exemple="12000",
        ),
        _heures(
            "heures_extrascolaires",
            "heures extrascolaires",
            "Combien d'heures d'accueil pendant les vacances, le samedi et le dimanche ?",
            f"Telles que déclarées à la Caf (elles dépendent du mode de facturation). {_HEURES_D_ENFANTS}",
            exemple="30000",
        ),
        _heures(
            "heures_adolescents",
            "heures d'accueil adolescents",
            "Combien d'heures d'accueil adolescents (12-17 ans) ?",
            f"Accueil déclaré à part pour les adolescents. {_HEURES_D_ENFANTS} Sans réponse : aucune heure.",
            defaut=Fraction(0),
            exemple="0",
        ),
        _heures(
            "heures_nouvelles_mercredi",
            "heures nouvelles du mercredi",
            "Combien d'heures nouvelles le mercredi depuis l'année de référence ?",
            "Heures du mercredi en plus de celles de l'année de référence (en général l'année scolaire avant le "
            "label) ; 0 s'il n'y en a pas.",
            ou_trouver="Convention Plan mercredi ou déclaration d'activité à la Caf.",
            exemple="4000",
        ),
        Champ.oui_non(
            nom="plan_mercredi",
            libelle="label Plan mercredi",
            question="L'accueil a-t-il le label Plan mercredi ?",
            aide="Label obtenu par un projet éducatif territorial qui comprend le mercredi et une charte de qualité.",
            ou_trouver="Convention signée avec le préfet, l'Éducation nationale et la Caf.",
        ),
        _heures(
            "heures_aeeh",
            "heures d'enfants bénéficiaires de l'Aeeh",
            "Combien d'heures réalisées par des enfants bénéficiaires de l'Aeeh ?",
            "Aeeh : allocation d'éducation de l'enfant handicapé. Heures déjà comptées plus haut ; 0 s'il n'y en "
            "a pas.",
            exemple="600",
        ),
        _heures(
            "heures_contractualisees",
            "heures contractualisées",
            "Combien d'heures existantes la convention « bonus territoire » retient-elle ?",
            "Volume fixé par la convention, souvent repris de l'ancien contrat enfance jeunesse.",
            ou_trouver=_CONVENTION,
            exemple="60000",
        ),
        Champ(
            nom="bonus_territoire_horaire",
            libelle="bonus territoire par heure existante",
            unite="€/h",
            question="Quel montant de bonus territoire par heure existante, en euros ?",
            aide="Montant propre au territoire : il n'est publié nulle part, il est dans la convention.",
            absurde=Fraction(20),
            ou_trouver=_CONVENTION,
            exemple="0.21",
        ),
        _heures(
            "heures_nouvelles_ctg",
            "heures nouvelles de la Ctg",
            "Combien d'heures nouvelles depuis la signature de la Ctg ?",
            "Heures en plus de celles de la convention ; 0 s'il n'y en a pas.",
            ou_trouver=_CONVENTION,
            exemple="9000",
        ),
        Champ(
            nom="bonus_territoire_horaire_nouveau",
            libelle="bonus territoire par heure nouvelle",
            unite="€/h",
            question="Quel montant de bonus territoire par heure nouvelle, en euros ?",
            aide="Montant propre au territoire : il n'est publié nulle part, il est dans la convention.",
            absurde=Fraction(20),
            ou_trouver=_CONVENTION,
            exemple='"?"',
        ),
        TAUX_REGIME_GENERAL,
        PARTICIPATIONS_FAMILIALES,
        AUTRES_RECETTES,
    ),
)
