"""An estimation made by hand: one line of each kind, so that no rate of the real table matters here."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cafsim.baremes.model import Hypothese, Source
from cafsim.engine.explain import Explanation
from cafsim.estimation.resultat import MENTION, EquipementEstime, Estimation, LigneEstimee, Manque, Total

CIRCULAIRE = Source(
    "circ", "Barème des aides", "Cnaf", "circulaire", jour=date(2024, 1, 15), url="https://exemple.fr/bareme"
)
PRESSE = Source("presse", "Les aides en 2024", "La Gazette", "presse", periode="mars 2024")
HYPOTHESES = {"H1": Hypothese("H1", "Arrondi", "Au centime.", "Un centime de moins.")}
MANQUE = Manque(
    "taux",
    "d.taux",
    "taux du dispositif",
    "Notification de la Caf",
    "Taux non publié : taux du dispositif. À lire sur : Notification de la Caf.",
)
DROIT = LigneEstimee(
    equipement="Lucioles", type_equipement="eaje", dispositif="a_droit", libelle="Aide de droit", periodicite="annuel",
    nature="droit", payeur="caf", beneficiaire="gestionnaire", statut="calcule",
    base=Fraction(62000), unite="h", taux=Fraction(663, 100), unite_taux="€/h",
    montant=Fraction(411060), minimum=Fraction(411060), maximum=Fraction(411060), prevision=Fraction(411060), fiabilite="publie", motifs=(),
    etapes=(
        Explanation("Taux de facturation", "62 000 h / 58 500 h", Fraction(62000, 58500), "part", "105,9829 %"),
        Explanation("Montant", "62 000 h × 6,63 €/h [2024]", Fraction(411060), "€", "411 060,00 €"),
    ),
    sources=(CIRCULAIRE, PRESSE), hypotheses=("H1",), reserves=("Reconduit : le taux.",),
)  # fmt: skip
VIDE = DROIT._replace(
    base=None, taux=None, montant=None, etapes=(), sources=(), hypotheses=(), reserves=(), fiabilite=None
)
PLAFOND = VIDE._replace(dispositif="b_plafond", libelle="Aide plafond", nature="plafond", statut="fourchette", periodicite="ponctuel",
    base=Fraction(10), unite="places", minimum=Fraction(104000), maximum=Fraction(260000), fiabilite="secondaire",
    prevision=Fraction(104000), prevision_repose_sur=("taux du dispositif : 10 400 €/place, 2022",),
    motifs=(MANQUE.texte,), manques=(MANQUE,), sources=(PRESSE,),
    etapes=(Explanation("Montant", "10 places × de 10 400 €/place à 26 000 €/place", None, "€", "de 104 000,00 € à 260 000,00 €"),),
)  # fmt: skip
INCOMPLETE = VIDE._replace(dispositif="c_incomplet", libelle="Aide à finir", statut="a_completer", base=Fraction(240), unite="h",
    minimum=None, maximum=None, prevision=None, motifs=(MANQUE.texte,), manques=(MANQUE,),
)  # fmt: skip
REFUSEE = VIDE._replace(dispositif="d_refus", libelle="Aide refusée", statut="non_eligible", minimum=Fraction(0), maximum=Fraction(0),
    prevision=Fraction(0),    motifs=("Cette aide a pris fin le 31/12/2022.",), unite="",
)  # fmt: skip
INDICATIVE = DROIT._replace(
    dispositif="e_indic",
    libelle="Ordre de grandeur",
    nature="indicatif",
    montant=Fraction(230400),
    minimum=Fraction(230400),
    maximum=Fraction(230400),
    prevision=Fraction(230400),
)
ETAT = DROIT._replace(
    dispositif="f_etat",
    libelle="Aide nationale",
    payeur="etat",
    montant=Fraction(777),
    minimum=Fraction(777),
    maximum=Fraction(777),
    prevision=Fraction(777),
)
NEGATIVE = DROIT._replace(
    dispositif="g_reprise",
    libelle="Reprise",
    montant=Fraction(-525, 100),
    minimum=Fraction(-525, 100),
    maximum=Fraction(-525, 100),
    prevision=Fraction(-525, 100),
    base=Fraction(-5),
    unite="h",
)
LIGNES = (DROIT, NEGATIVE, PLAFOND, INCOMPLETE, REFUSEE, INDICATIVE, ETAT)

ANNUEL = Total(
    minimum=Fraction(41105475, 100),
    maximum=Fraction(41105475, 100),
    incomplet=True,
    prevision=Fraction(41105475, 100),
    prevision_incomplete=True,
    droit_inconnu=True,
)
PONCTUEL = Total(Fraction(0), Fraction(260000), incomplet=False)
DOUTE = "Lucioles : plus d'heures facturées que réalisées."


def fabriquer(projet: str = "Projet essai", equipement: str = "Lucioles") -> Estimation:
    totaux = {"annuel": ANNUEL, "ponctuel": PONCTUEL}
    lignes = tuple(x._replace(equipement=equipement) for x in LIGNES)
    estime = EquipementEstime(equipement, "eaje", 2023, lignes, totaux)
    return Estimation(projet, 2024, "national", lignes, totaux, (DOUTE, MENTION), (estime,))


def espaces(texte: str) -> str:
    """Give the text with ordinary spaces, on one line."""
    return " ".join(texte.replace("\xa0", " ").split())
