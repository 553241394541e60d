"""The figures that only the Caf's papers give: a rate, else an amount notified in any year, which tells that rate."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.model import Valeur
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs
from cafsim.erreurs import EntreeRefusee
from cafsim.etudes.blocages import Blocage, annees_utiles, blocages, champs_a_demander, debloquer
from cafsim.etudes.comparaison import en_annee
from cafsim.etudes.deduire import Deduction, a_ecrire
from cafsim.projet.questionnaire import formulations
from cafsim.projet.questionnaire.entretien import Entretien, vers_projet
from cafsim.projet.questionnaire.questions import NE_SAIS_PAS, Question
from cafsim.typographie import minuscule
from cafsim.valeurs.lecture import INCONNU, lire, lire_taux

NOTIFIE = ".notifie."
"""In the key of each question about an amount notified."""


class Constat(NamedTuple):
    """What an amount notified for a year says of the rate that blocks a line; `raison`: why it says nothing."""

    blocage: Blocage
    annee: int
    deduction: Deduction | None = None
    raison: str = ""
    rangees: tuple[Valeur, ...] = ()
    """The rate, as rows to keep for that year."""
    prevision: Fraction | None = None
    """What the line's forecast becomes with it (€)."""


class Chiffres:
    """Asks for the figures of the Caf, equipment after equipment; `constats`: what amounts notified say, by rate."""

    def __init__(self) -> None:
        self.constats: dict[str, Constat] = {}
        self._demandes: set[str] = set()

    def demander(self, entretien: Entretien, rang: int, *, notifications: bool) -> Generator[Question, str, None]:
        """Ask for each rate that an equipment lacks; where nobody knows one that blocks a line, for what it once gave.

        What is deduced goes into the table of the interview, for the year notified. `notifications`: there may be any.
        """
        manques = entretien.taux_manquants(self._demandes)
        if not manques or (yield formulations.documents(rang, len(manques))._replace(titre=entretien.nom)) != "oui":
            return
        while manques := entretien.taux_manquants(self._demandes):
            cle = manques[0].cle
            serie = entretien.calcul.moteur.baremes.serie(cle)
            reponse = yield formulations.un_taux(manques[0], serie)._replace(titre=entretien.nom)
            self._demandes.add(cle)
            if reponse != INCONNU:
                entretien.taux[cle] = lire_taux(reponse, serie.unite)
            elif notifications and (blocage := _blocage(entretien, cle)):
                constat = yield from _notification(entretien, rang, blocage)
                if constat:
                    self.constats[cle] = constat


def _blocage(entretien: Entretien, cle: str) -> Blocage | None:
    """Return what a rate blocks; None where the user's own sheet of the year before, or of a later one, tells it."""
    saisies = (v for v in entretien.calcul.moteur.baremes.serie(cle).valeurs if v.statut == "saisi")
    if any((v.fin or date.max).year >= entretien.exercice - 1 for v in saisies):
        return None
    return next((b for b in blocages(entretien.estime()) if b.cle == cle), None)


def _notification(entretien: Entretien, rang: int, blocage: Blocage) -> Generator[Question, str, Constat | None]:
    """Ask for the year, the amount, the figures of that year; return what they say, None where nobody knows them."""
    debut, titre, exercice = f"{rang}{NOTIFIE}", entretien.nom, entretien.exercice
    projet = vers_projet("", [entretien])
    annees = annees_utiles(entretien.calcul.moteur, projet, blocage)
    if not entretien.repondu(champs_a_demander(entretien.calcul.moteur, projet, blocage.cle)):
        annees.remove(exercice)  # nothing says yet how much there is of it
    if not annees:
        return None
    annee = annees[0]
    if len(annees) > 1:
        question = formulations.annee_notifiee(f"{debut}annee.{blocage.cle}", blocage.ligne, annees)
        if (reponse := (yield question._replace(titre=titre))) == INCONNU:
            return None
        annee = int(reponse)
    question = formulations.montant_notifie(f"{debut}{annee}.montant.{blocage.cle}", annee, blocage.ligne)
    if (reponse := (yield question._replace(titre=titre))) == INCONNU:
        return None
    montant, notifie = lire_taux(reponse, "€"), en_annee(projet, annee).projet
    valeurs: dict[str, Donnee] = {}
    for nom in champs_a_demander(entretien.calcul.moteur, notifie, blocage.cle) if annee != exercice else ():
        champ, habituelle = champs(entretien.type)[nom], projet.equipements[0].valeurs.get(nom)
        question = formulations.en_annee_notifiee(champ, f"{debut}{annee}.{nom}", annee, habituelle, exercice)
        reponse = yield question._replace(titre=titre)
        if reponse != INCONNU:
            valeurs[nom] = lire(champ, reponse)
        elif question.sans_reponse == NE_SAIS_PAS:
            return Constat(blocage, annee, raison=f"Il y faudrait aussi ceci : {minuscule(question.libelle)}.")
    return _deduire(entretien, blocage, notifie, montant, valeurs)


def _deduire(
    entretien: Entretien, blocage: Blocage, notifie: Projet, montant: Fraction, valeurs: dict[str, Donnee]
) -> Constat:
    """Return what an amount says; a rate found is from now on in the table of the interview."""
    moteur, annee = entretien.calcul.moteur, notifie.exercice
    try:
        trouve = debloquer(moteur, notifie, blocage.cle, montant, valeurs)
    except EntreeRefusee as refus:
        return Constat(blocage, annee, raison=" ".join(p.message for p in refus.problemes))
    if not trouve.trouvee:
        return Constat(blocage, annee, trouve)
    rangees = tuple(v._replace(verifie_le=date.today()) for v in a_ecrire(trouve, moteur.baremes))
    entretien.calcul = entretien.calcul.avec(rangees)
    previsions = (x.prevision for x in entretien.lignes() if x.libelle == blocage.ligne)
    return Constat(blocage, annee, trouve, rangees=rangees, prevision=next(previsions, None))
