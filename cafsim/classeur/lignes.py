"""One line of the estimate as formulas: does it exist, do its conditions hold, its amounts, what is missing.

Decided as `cafsim/estimation/lignes.py` does, for whatever values the cells come to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.bornes import Bornes, chaine
from cafsim.classeur.calculs import Calculs, Valeur
from cafsim.classeur.formules import EnFormules
from cafsim.classeur.portees import Portees, portees
from cafsim.classeur.pourquoi import Pourquoi
from cafsim.dispositifs.modele import Dispositif, Nature
from cafsim.engine.expr import Expr, Step, walk
from cafsim.engine.numbers import ZERO
from cafsim.engine.values import bounds, options
from cafsim.estimation.formules import Arbre
from cafsim.estimation.resultat import LigneEstimee
from cafsim.render.mots import courants as mots
from cafsim.render.mots.courants import CALCULE, FOURCHETTE, SANS_OBJET

RIEN = "rien à compter"


class LigneEcrite(NamedTuple):
    """Where a line stands in the sheet of calculations, and what it gives now."""

    dispositif: Dispositif
    libelle: str
    nature: Nature
    minimum: str
    maximum: str
    prevision: str
    statut: str
    explication: str
    conditions: tuple[ConditionEcrite, ...]
    etapes: tuple[EtapeEcrite, ...]
    vaut: tuple[Valeur, Valeur, Valeur, str, str]
    """The values of the five cells."""


class ConditionEcrite(NamedTuple):
    """A condition: its cells, its reason, what it answers now."""

    bornes: Bornes
    motif: str
    vaut: str


class EtapeEcrite(NamedTuple):
    """A named step: its cells, and the condition under which it counts."""

    etape: Step
    bornes: Bornes
    compte: str
    vaut: tuple[Valeur, Valeur, bool]


class Lecteur:
    """Writes the lines of one equipment."""

    def __init__(self, calculs: Calculs, formules: EnFormules) -> None:
        self._calculs = calculs
        self.formules = formules

    def ligne(self, arbre: Arbre, prevue: Expr) -> LigneEcrite:
        """Write everything that a line needs; `prevue` is the tree of its forecast."""
        presente = self.formules(arbre.presente)
        conditions = [(self.formules(test), motif, test) for test, motif in arbre.conditions]
        montant = arbre.calcul.montant
        brut = self.formules(montant)
        lues = [portees(r, self.formules, self._calculs) for r in (montant, *(t for *_, t in conditions))]
        refus, doute = self._refus_et_doute(conditions)
        bornes = self._montant(brut, montant, doute, lues)
        minimum, maximum, statut, vaut = self._resultat(arbre, presente, refus, bornes)
        prevision, prevu = self._prevision(prevue, bornes, (minimum, statut), vaut, mots.ouvert(arbre.nature))
        pourquoi = Pourquoi(self.formules)
        pourquoi.conditions(conditions, lues[1:])
        pourquoi.montant(montant, lues[0])
        explication, texte = pourquoi.ecrire(self._calculs, arbre.ligne.libelle, statut, vaut[2])
        return LigneEcrite(
            arbre.dispositif, arbre.ligne.libelle, arbre.nature, minimum, maximum, prevision, statut, explication,
            tuple(ConditionEcrite(c, motif, self._reponse(test)) for c, motif, test in conditions if motif),
            tuple(self._etapes(montant, lues[0])), (vaut[0], vaut[1], prevu, vaut[2], texte),
        )  # fmt: skip

    def absente(self, dispositif: Dispositif, presentes: Iterable[Expr], dite: LigneEstimee) -> LigneEcrite:
        """Write the line of an aid that does not exist in the exercice: there is one once something counts."""
        tests = list(presentes)
        presente = f"OR({','.join(self.formules(t).bas for t in tests)})"
        la = any(self._possible(t)[0] for t in tests)
        (motif,) = dite.motifs
        formules = (
            f'IF({presente},0,"")',
            f'IF({presente},"{SANS_OBJET}","{RIEN}")',
            f'IF({presente},{chaine(motif)},"")',
        )
        vaut: tuple[Valeur, str, str] = (ZERO, SANS_OBJET, motif) if la else ("", RIEN, "")
        zero, statut, explication = self._calculs.ajouter(f"Ligne « {dite.libelle} »", formules, vaut)
        cellules, valeurs = (zero, zero, zero, statut, explication), (vaut[0], vaut[0], *vaut)
        return LigneEcrite(dispositif, dite.libelle, dispositif.nature, *cellules, (), (), valeurs)

    def _reponse(self, test: Expr) -> str:
        vrai, faux = self._possible(test)
        return "inconnu" if vrai and faux else "oui" if vrai else "non"

    def _possible(self, test: Expr) -> tuple[bool, bool]:
        possibles = options(self.formules.vaut(test))
        return True in possibles, False in possibles

    def _refus_et_doute(
        self, conditions: Iterable[tuple[Bornes, str, Expr]]
    ) -> tuple[tuple[str, bool], tuple[str, bool]]:
        """Return the cells « a condition fails » and « a condition is unknown », and their values."""
        triees = list(conditions)
        if not triees:
            return ("FALSE", False), ("FALSE", False)
        possibles = [self._possible(test) for *_, test in triees]
        echec = any(not vrai for vrai, _ in possibles)
        doute = any(vrai and faux for vrai, faux in possibles)
        formules = (
            f"OR({','.join(f'NOT({c.bas})' for c, *_ in triees)})",
            f"OR({','.join(f'AND({c.bas},{c.haut})' for c, *_ in triees)})",
        )
        cellules = self._calculs.ajouter("Une condition manque ; une condition est inconnue", formules, (echec, doute))
        return (cellules[0], echec), (cellules[1], doute)

    def _montant(self, brut: Bornes, montant: Expr, doute: tuple[str, bool], lues: Iterable[Portees]) -> _Bouts:
        """Return the two ends: 0 is possible while a condition is unknown, nothing is after a division by zero."""
        premiere, *autres = lues
        nulles = [*premiere.nulles, *(f"AND({doute[0]},{n})" for p in autres for n in p.nulles)]
        bas, haut = bounds(self.formules.vaut(montant))
        if doute[1]:
            bas, haut = (None if bas is None else min(bas, ZERO)), (None if haut is None else max(haut, ZERO))
        impossible = premiere.impossible or (doute[1] and any(p.impossible for p in autres))
        textes = [f"IF({doute[0]},MIN({brut.bas},0),{brut.bas})", f"IF({doute[0]},MAX({brut.haut},0),{brut.haut})"]
        if nulles:
            textes = [f"IF(OR({','.join(nulles)}),NA(),{t})" for t in textes]
        bas, haut = (None, None) if impossible else (bas, haut)
        minimum, maximum = self._calculs.ajouter("Montant, conditions comprises", textes, (bas, haut))
        return (minimum, maximum), (bas, haut)

    def _resultat(
        self, arbre: Arbre, presente: Bornes, refus: tuple[str, bool], bornes: _Bouts
    ) -> tuple[str, str, str, tuple[Valeur, Valeur, str]]:
        """Return the cells of the minimum, the maximum and the status, and what they show."""
        (bas, haut), (vaut_bas, vaut_haut) = bornes
        ouvert = mots.ouvert(arbre.nature)
        connus = f"AND(ISNUMBER({bas}),ISNUMBER({haut}))"

        def choix(rien: str, refuse: str, connu: str, inconnu: str) -> str:
            return f"IF(NOT({presente.bas}),{rien},IF({refus[0]},{refuse},IF({connus},{connu},{inconnu})))"

        exact = f'IF(ROUND({haut}-{bas},6)=0,"{CALCULE}","{FOURCHETTE}")'
        formules = (
            choix('""', "0", bas, f'"{ouvert}"'),
            choix('""', "0", haut, f'"{ouvert}"'),
            choix(f'"{RIEN}"', f'"{SANS_OBJET}"', exact, f'"{ouvert}"'),
        )
        if not self._possible(arbre.presente)[0]:
            vaut: tuple[Valeur, Valeur, str] = ("", "", RIEN)
        elif refus[1]:
            vaut = (ZERO, ZERO, SANS_OBJET)
        elif vaut_bas is None or vaut_haut is None:
            vaut = (ouvert, ouvert, ouvert)
        else:
            vaut = (vaut_bas, vaut_haut, CALCULE if vaut_bas == vaut_haut else FOURCHETTE)
        minimum, maximum, statut = self._calculs.ajouter(f"Ligne « {arbre.ligne.libelle} »", formules, vaut)
        return minimum, maximum, statut, vaut

    def _prevision(
        self, prevue: Expr, bornes: _Bouts, ligne: tuple[str, str], vaut: tuple[Valeur, Valeur, str], ouvert: str
    ) -> tuple[str, Valeur]:
        """Return the cell of the forecast and what it shows; `ligne` are the cells of the minimum and the status."""
        lu, lues = self.formules(prevue), portees(prevue, self.formules, self._calculs)
        textes = [lu.bas, lu.haut]
        if lues.nulles:
            textes = [f"IF(OR({','.join(lues.nulles)}),NA(),{t})" for t in textes]
        bouts = (None, None) if lues.impossible else bounds(self.formules.vaut(prevue))
        bas, haut = self._calculs.ajouter("Montant prévu, conditions comprises", textes, bouts)
        (plancher, plafond), vaut_publie = bornes
        prevu = f"IFERROR(MAX({bas},{plancher}),{bas})"
        prevu = f"IFERROR(MIN({prevu},{plafond}),{prevu})"
        minimum, statut = ligne
        formule = (
            f'IF(OR({statut}="{FOURCHETTE}",{statut}="{ouvert}"),'
            f'IF(AND(ISNUMBER({bas}),ISNUMBER({haut})),{prevu},"{ouvert}"),{minimum})'
        )
        montre = vaut[0]
        if vaut[2] in (FOURCHETTE, ouvert):
            montre = ouvert if bouts[0] is None or bouts[1] is None else _entre(bouts[0], vaut_publie)
        return self._calculs.ajouter("Prévision", (formule,), (montre,))[0], montre

    def _etapes(self, montant: Expr, lue: Portees) -> Iterator[EtapeEcrite]:
        for etape in walk(montant):
            if isinstance(etape, Step):
                compte, ici = lue.par_noeud[etape]
                yield EtapeEcrite(etape, self.formules(etape), compte, (*bounds(self.formules.vaut(etape)), ici))


_Bouts = tuple[tuple[str, str], tuple[Valeur, Valeur]]
"""The cells of two ends, and what they hold now."""


def _entre(prevu: Fraction, bornes: tuple[Valeur, Valeur]) -> Fraction:
    """Return a forecast within the bounds that are known."""
    plancher, plafond = bornes
    prevu = max(prevu, plancher) if isinstance(plancher, Fraction) else prevu
    return min(prevu, plafond) if isinstance(plafond, Fraction) else prevu
