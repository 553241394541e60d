"""What has been answered about one equipment, and what is worth asking next. Asks and prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import zip_longest

from cafsim.baremes.model import Valeur
from cafsim.baremes.overlay import poser
from cafsim.engine.expr import Input, walk
from cafsim.equipements.champs import Champ, Equipement, Type
from cafsim.equipements.commun import GESTIONNAIRE, TERRITOIRE
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee, Manque
from cafsim.projet.communes import avec_commune
from cafsim.valeurs.lecture import lire
from cafsim.valeurs.regles import conseil_annee, deduits, hors_bareme

COMMUNS = frozenset(c.nom for c in (GESTIONNAIRE, *TERRITOIRE))
"""Asked once for the whole project, unless an equipment differs."""

SANS_BORNE = 10**9
"""What a line without a maximum may move (€)."""


class Calcul:
    """Estimates one equipment, with all aids or those named; remembers, since going back asks for the same again."""

    def __init__(self, moteur: Moteur, aides: Collection[str] = ()) -> None:
        self.moteur = moteur
        self.aides = frozenset(aides)
        self._moteurs: dict[frozenset[tuple[str, Fraction]], Moteur] = {}
        self._estimes: dict[tuple[object, ...], EquipementEstime] = {}
        self._suites: list[tuple[Sequence[Valeur], Calcul]] = []

    def avec(self, rangees: Sequence[Valeur]) -> Calcul:
        """Return the same over a table with more rows of the user's; remembered too."""
        for connues, suite in self._suites:
            if connues == rangees:
                return suite
        suite = Calcul(Moteur(poser(self.moteur.baremes, rangees), self.moteur.referentiel), self.aides)
        self._suites.append((rangees, suite))
        return suite

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

    def a_preciser(self, saisi: EquipementSaisi, taux: Mapping[str, Fraction]) -> list[LigneEstimee]:
        """Return the lines that say what to ask: one that only a rate keeps from an amount is as its forecast reads it.

        Until that rate is known, the line itself reads nothing else; its forecast does.
        """
        lignes = self.estimer(saisi, taux).lignes
        bloquees = {x.dispositif for x in lignes if _bloquee(x)}
        if not bloquees:
            return list(lignes)
        previsionnel = self._moteurs[frozenset(taux.items())].previsionnel
        prevues = {(x.dispositif, x.libelle): x for x in previsionnel.lignes(completer(saisi), bloquees)}
        return [prevues.get((x.dispositif, x.libelle), x) if _bloquee(x) else x for x in lignes]


def _bloquee(ligne: LigneEstimee) -> bool:
    return ligne.statut == "a_completer" and any(m.genre == "taux" for m in ligne.manques)


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
    listes: dict[str, list[dict[str, Donnee]]] = field(default_factory=dict)

    @property
    def equipement(self) -> Equipement:
        """The kind of equipment."""
        return equipements()[self.type]

    def saisi(self) -> EquipementSaisi:
        """Return the equipment as answered so far, with what its commune tells."""
        valeurs = {**self.communs, **self.valeurs}
        listes = {nom: tuple(tables) for nom, tables in self.listes.items()}
        groupes = frozenset(self.groupes)
        return avec_commune(EquipementSaisi(self.type, self.nom, self.exercice, valeurs, groupes, listes))

    def estime(self) -> EquipementEstime:
        """Estimate what is known so far."""
        return self.calcul.estimer(self.saisi(), self.taux)

    def lignes(self) -> tuple[LigneEstimee, ...]:
        """Return the lines of what is known so far."""
        return self.estime().lignes

    def _a_preciser(self) -> list[LigneEstimee]:
        return self.calcul.a_preciser(self.saisi(), self.taux)

    def prochaine(self, deja: Collection[str] | None = None) -> Champ | None:
        """Return the most decisive field not asked yet, or None when no answer would change anything.

        A date that rates follow comes first, then the field that most lines miss, then the fields with a default; but
        never a field before the yes or no, or the choice, that may make it pointless. With `deja`, the fields answered
        before come first, then those that move the most euros.
        """
        connus = champs(self.type)
        for dispositif in self.calcul.moteur.aides(self.saisi(), self.calcul.aides):
            if dispositif.date and self._a_poser(dispositif.date):
                return connus[dispositif.date]
        lignes = self._a_preciser()
        manquants = self._manquants(lignes)
        if manquants:
            ordre = list(connus)
            euros = _enjeux(lignes) if deja is not None else Counter[str]()
            poids = {
                nom: (nom in (deja or ()), euros[nom], nombre, -ordre.index(nom)) for nom, nombre in manquants.items()
            }
            return connus[self._condition_de(max(poids, key=poids.__getitem__), lignes)]
        return next(self._avec_defaut(lignes), None)

    def repondu(self, noms: Collection[str]) -> bool:
        """Say whether some fields have been asked, or need not be."""
        return not any(self._a_poser(nom) for nom in noms)

    def reste(self) -> int:
        """Return how many fields would be asked, as far as one can tell now."""
        lignes = self._a_preciser()
        return len(self._manquants(lignes)) + sum(1 for _ in self._avec_defaut(lignes))

    def _manquants(self, lignes: Iterable[LigneEstimee]) -> Counter[str]:
        """Return the fields not asked yet, with how many lines miss each."""
        return Counter(m.cle for x in lignes for m in x.manques if m.genre == "champ" and self._a_poser(m.cle))

    def _avec_defaut(self, lignes: Iterable[LigneEstimee]) -> Iterator[Champ]:
        """Yield the fields with a default that a line, or whether there is a line, depends on, and not asked yet."""
        moteur, saisi = self.calcul.moteur, self.saisi()
        arbres = (a for d in moteur.aides(saisi, self.calcul.aides) for a in moteur.formules(d, saisi).lignes)
        presences = (x.name for a in arbres for x in walk(a.presente) if isinstance(x, Input))
        lus = {*presences, *(nom for x in lignes for nom in x.champs_lus)}
        for champ in champs(self.type).values():
            if (champ.defaut is not None or champ.defaut_de) and champ.nom in lus and self._a_poser(champ.nom):
                yield champ

    def _condition_de(self, nom: str, lignes: Sequence[LigneEstimee], suivis: frozenset[str] = frozenset()) -> str:
        """Return the field to ask before another, or this other one when there is none.

        Before a part comes the whole that it is a part of; before what a yes or no, or a choice, may make pointless,
        comes that one.
        """
        connus = champs(self.type)
        suivis |= {nom}
        touts = {connus[nom].defaut_de, *(g for c in self.equipement.coherences if c.petit == nom for g in c.grands)}
        for tout in sorted(self._manquants(lignes).keys() & touts - suivis):
            return self._condition_de(tout, lignes, suivis)
        voisins = self._manquants(x for x in lignes if any(m.cle == nom for m in x.manques))
        for voisin in (v for v, _ in voisins.most_common() if v not in suivis):
            if any(not self._manque(nom, {voisin: v}) for v in _reponses(connus[voisin])):
                return self._condition_de(voisin, lignes, suivis)
        return nom

    def _manque(self, nom: str, si: Mapping[str, Donnee]) -> bool:
        """Say whether a line would miss a field if others had these values."""
        saisi = self.saisi()
        saisi = saisi._replace(valeurs={**saisi.valeurs, **si})
        return any(m.cle == nom for x in self.calcul.a_preciser(saisi, self.taux) for m in x.manques)

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
        if isinstance(valeur, date) and (message := hors_bareme(valeur)):
            raise ValueError(f"{message} {conseil_annee()}")
        for coherence in self.equipement.coherences:
            message = coherence.rompue({**self.valeurs, champ.nom: valeur})
            if message and champ.nom in (coherence.petit, *coherence.grands):
                raise ValueError(message[0].upper() + message[1:])
        return valeur

    def repondre(self, champ: Champ, texte: str) -> None:
        """Keep an answer. Raise ValueError, with a reason in French, when it makes no sense."""
        valeur = self.verifier(champ, texte)
        self._garder(champ, valeur)
        for nom, nombre in deduits(self.equipement, {champ.nom: valeur}).items():
            self._garder(champs(self.type)[nom], nombre)

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


def _enjeux(lignes: Iterable[LigneEstimee]) -> Counter[str]:
    """Return how many euros each missing field may move; a line without a maximum comes before all others."""
    enjeux: Counter[str] = Counter()
    for ligne in lignes:
        euros = SANS_BORNE if ligne.maximum is None else int(ligne.maximum - ligne.bas)
        enjeux.update({m.cle: euros for m in ligne.manques})
    return enjeux


def _reponses(champ: Champ) -> tuple[Donnee, ...]:
    """Return the answers of a yes or no, or of a choice; none for the other fields."""
    return (True, False) if champ.type is Type.OUI_NON else tuple(c.valeur for c in champ.choix)


def vers_projet(nom: str, entretiens: Sequence[Entretien], rouvert: Projet | None = None) -> Projet:
    """Return the project that the interviews make together, with what a reopened one says of what was never asked."""
    anciens = rouvert.equipements if rouvert else ()
    saisis = [
        _complete(e, ancien) if ancien and ancien.type == e.type else e.saisi()
        for e, ancien in zip_longest(entretiens, anciens[: len(entretiens)])
    ]
    return Projet(nom, entretiens[0].exercice, tuple(saisis), entretiens[0].taux)


def _complete(entretien: Entretien, ancien: EquipementSaisi) -> EquipementSaisi:
    """Return an equipment with what its saved form says of what was never asked."""
    saisi = entretien.saisi()
    sans_objet = {c.nom for g in entretien.equipement.groupes if g.nom not in saisi.groupes for c in g.champs}
    gardees = {
        nom: valeur
        for nom, valeur in ancien.tapees.items()
        if nom not in entretien.demandes | sans_objet and nom not in entretien.communs
    }
    origines = {n: texte for n, texte in saisi.origines.items() if n not in gardees}
    return saisi._replace(valeurs={**saisi.valeurs, **gardees}, origines=origines)
