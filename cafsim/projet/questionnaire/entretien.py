"""What has been answered about one equipment, and what is worth asking next. Asks and prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cafsim.equipements.champs import Champ, Equipement, Groupe
from cafsim.equipements.commun import GESTIONNAIRE, PREMIER_EXERCICE, TERRITOIRE, dernier_exercice
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee, Manque
from cafsim.projet.communes import avec_commune
from cafsim.valeurs.lecture import lire

COMMUNS = frozenset(c.nom for c in (GESTIONNAIRE, *TERRITOIRE))
"""Asked once for the whole project, unless an equipment differs."""


class Calcul:
    """Estimates one equipment, with all aids or those named; remembers, since going back asks for the same again."""

    def __init__(self, moteur: Moteur, aides: Collection[str] = ()) -> None:
        self.moteur = moteur
        self.aides = frozenset(aides)
        self._moteurs: dict[frozenset[tuple[str, Fraction]], Moteur] = {}
        self._estimes: dict[tuple[object, ...], EquipementEstime] = {}

    def estimer(self, saisi: EquipementSaisi, taux: Mapping[str, Fraction]) -> EquipementEstime:
        """Return the lines and totals of an equipment, `taux` being the rates that the user typed."""
        saisis = frozenset(taux.items())
        reponses = frozenset(saisi.valeurs.items())
        cle = (saisi.type, saisi.nom, saisi.exercice, reponses, saisi.groupes, saisis)
        if cle not in self._estimes:
            if saisis not in self._moteurs:
                self._moteurs[saisis] = self.moteur.pour(Projet("", saisi.exercice, (), dict(taux)))
            self._estimes[cle] = self._moteurs[saisis].estimer_equipement(saisi, self.aides)
        return self._estimes[cle]


@dataclass
class Entretien:
    """What has been answered so far about one equipment.

    `communs` and `taux` are shared between the equipments of a project. `demandes` names what was asked.
    """

    calcul: Calcul
    type: str
    nom: str
    exercice: int
    communs: dict[str, Donnee] = field(default_factory=dict)
    valeurs: dict[str, Donnee] = field(default_factory=dict)
    groupes: set[str] = field(default_factory=set)
    taux: dict[str, Fraction] = field(default_factory=dict)
    demandes: set[str] = field(default_factory=set)

    @property
    def equipement(self) -> Equipement:
        """The kind of equipment."""
        return equipements()[self.type]

    def saisi(self) -> EquipementSaisi:
        """Return the equipment as answered so far, with what its commune tells."""
        valeurs = {**self.communs, **self.valeurs}
        return avec_commune(EquipementSaisi(self.type, self.nom, self.exercice, valeurs, frozenset(self.groupes)))

    def estime(self) -> EquipementEstime:
        """Estimate what is known so far."""
        return self.calcul.estimer(self.saisi(), self.taux)

    def lignes(self) -> tuple[LigneEstimee, ...]:
        """Return the lines of what is known so far."""
        return self.estime().lignes

    def prochaine(self) -> Champ | None:
        """Return the most decisive field not asked yet, or None when no answer would change anything.

        A date that rates follow comes first, then the field that most lines miss, then the fields with a default.
        """
        connus = champs(self.type)
        for dispositif in self.calcul.moteur.aides(self.saisi(), self.calcul.aides):
            if dispositif.date and self._a_poser(dispositif.date):
                return connus[dispositif.date]
        lignes = self.lignes()
        manquants = Counter(m.cle for x in lignes for m in x.manques if m.genre == "champ" and self._a_poser(m.cle))
        if manquants:
            ordre = list(connus)
            return connus[max(manquants, key=lambda nom: (manquants[nom], -ordre.index(nom)))]
        lus = {nom for x in lignes for nom in x.champs_lus}
        avec_defaut = (c for c in connus.values() if c.defaut is not None or c.defaut_de)
        return next((c for c in avec_defaut if c.nom in lus and self._a_poser(c.nom)), None)

    def groupes_a_proposer(self) -> list[Groupe]:
        """Return the sub-tables not offered yet."""
        return [g for g in self.equipement.groupes if g.nom not in self.demandes]

    def taux_manquants(self, demandes: Collection[str] = ()) -> list[Manque]:
        """Return the rates that only the Caf's papers can give, each once, those that block a line first.

        Without those already asked, for this equipment or (`demandes`) for another.
        """
        faits = {*self.demandes, *demandes}
        lignes = sorted(self.lignes(), key=lambda x: x.statut != "a_completer")
        tous = {m.cle: m for x in lignes for m in x.manques if m.genre == "taux" and m.cle not in faits}
        return list(tous.values())

    def verifier(self, champ: Champ, texte: str) -> Donnee:
        """Return what an answer is worth. Raise ValueError, with a reason in French, when it makes no sense."""
        valeur = lire(champ, texte)
        if isinstance(valeur, date):
            dernier = dernier_exercice()
            if not PREMIER_EXERCICE <= valeur.year <= dernier:
                raise ValueError(f"Aucun barème à cette date : donnez une date de {PREMIER_EXERCICE} à {dernier}.")
        for coherence in self.equipement.coherences:
            message = coherence.rompue({**self.valeurs, champ.nom: valeur})
            if message and champ.nom in (coherence.petit, *coherence.grands):
                raise ValueError(message[0].upper() + message[1:])
        return valeur

    def repondre(self, champ: Champ, texte: str) -> None:
        """Keep an answer. Raise ValueError, with a reason in French, when it makes no sense."""
        self._garder(champ, self.verifier(champ, texte))

    def ignorer(self, champ: Champ) -> None:
        """Keep « je ne sais pas »; a field with a default takes it."""
        if champ.defaut is None and champ.defaut_de is None and champ.nom != "date_dossier":
            self._garder(champ, None)
        self.demandes.add(champ.nom)

    def _a_poser(self, nom: str) -> bool:
        return nom not in self.demandes and nom not in self.communs

    def _garder(self, champ: Champ, valeur: Donnee) -> None:
        cible = self.communs if champ.nom in COMMUNS else self.valeurs
        cible[champ.nom] = valeur
        self.demandes.add(champ.nom)


def vers_projet(nom: str, entretiens: list[Entretien]) -> Projet:
    """Return the project that the interviews make together."""
    return Projet(nom, entretiens[0].exercice, tuple(e.saisi() for e in entretiens), entretiens[0].taux)


def noms_libres(prefixe: str) -> Iterator[str]:
    """Yield `creche.toml`, `creche-2.toml` and so on."""
    yield f"{prefixe}.toml"
    rang = 2
    while True:
        yield f"{prefixe}-{rang}.toml"
        rang += 1
