"""Why a line is not one amount: conditions that fail, what is missing, amounts between which no text chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import FAUX, VIDE, Case, bout_a_bout, egal, et, mot, non, ou, si
from cafsim.classeur.formules import EnFormules
from cafsim.classeur.portees import Portees
from cafsim.engine.expr import Either, Expr, Input, Rate, walk
from cafsim.engine.values import differ
from cafsim.render.mots.courants import A_COMPLETER, FOURCHETTE, NON_FIXE, SANS_OBJET

SEPARATEUR = " ; "
DIVISION = "Calcul impossible : une donnée est à 0. Vérifiez celles qui le sont."
Dit = tuple[str, Case]
"""Something to say, and the condition under which it is said."""


class Condition(NamedTuple):
    """A condition of an aid: whether it may be true, or false, its reason, its tree and what that reads."""

    vrai: Case
    faux: Case
    motif: str
    test: Expr
    lue: Portees

    @property
    def doute(self) -> Case:
        """Whether nobody knows."""
        return et(self.vrai, self.faux)


def ecrire_pourquoi(
    formules: EnFormules, calculs: Calculs, libelle: str, statut: Case,
    conditions: Sequence[Condition], montant: Expr, lue: Portees,
) -> Case:  # fmt: skip
    """Write what there is to say of a line; return the cell of the sentence. `lue` is what its amount reads."""
    refus = [(c.motif, non(c.vrai)) for c in conditions if c.motif]
    manques = [(nom, et(c.doute, test)) for c in conditions for nom, test in _absents(c.test, c.lue, formules)]
    manques += _absents(montant, lue, formules)
    autres = [(DIVISION, et(c.doute, c.lue.impossible)) for c in conditions]
    autres += [(DIVISION, lue.impossible), *_au_choix(lue, formules)]
    ouvert = ou(*(egal(statut, mot(x)) for x in (FOURCHETTE, A_COMPLETER, NON_FIXE)))
    refuse, manque, autre = calculs.ajouter(
        f"Pourquoi, en vrac : {libelle}",
        si(egal(statut, mot(SANS_OBJET)), _phrases(refus, " "), VIDE),
        si(ouvert, _phrases(manques, SEPARATEUR), VIDE),
        si(ouvert, _phrases(autres, " "), VIDE),
    )
    noms = str(manque.vaut).removesuffix(SEPARATEUR)
    sans_fin = Case(f"LEFT({manque.formule},LEN({manque.formule})-{len(SEPARATEUR)})", noms)
    liste = si(egal(manque, VIDE), VIDE, bout_a_bout([mot("Il manque : "), sans_fin, mot(". ")]))
    phrase = bout_a_bout([refuse, liste, autre])
    return calculs.ajouter(f"Pourquoi : {libelle}", Case(f"TRIM({phrase.formule})", str(phrase.vaut).strip()))[0]


def _au_choix(lue: Portees, formules: EnFormules) -> Iterator[Dit]:
    """Yield the reasons for which a line has two amounts, each said where they differ."""
    for node, ici in lue.par_noeud.items():
        if isinstance(node, Either):
            gauche, droite = formules(node.left), formules(node.right)
            paires = zip((gauche.bas, gauche.haut), (droite.bas, droite.haut), strict=True)
            differe = ",".join(f"IFERROR({a}<>{b},ISNUMBER({a})<>ISNUMBER({b}))" for a, b in paires)
            autres = differ(formules.vaut(node.left), formules.vaut(node.right))
            yield node.reason, et(ici, Case(f"OR({differe})", autres))


def _absents(racine: Expr, lue: Portees, formules: EnFormules) -> Iterator[Dit]:
    """Yield the inputs and rates that a tree reads, each said when it is not known."""
    for node in walk(racine):
        if isinstance(node, Input):
            yield node.label, et(lue.par_noeud[node], non(formules.connue(node)))
        elif isinstance(node, Rate):
            bornes = formules(node)
            inexact = Case(f"NOT(IFERROR({bornes.bas}={bornes.haut},FALSE))", node.value is None)
            yield f"taux : {node.label}", et(lue.par_noeud[node], inexact)


def _phrases(dits: Iterable[Dit], suite: str) -> Case:
    """Return what is to be said, each thing once, where one of its tests says so."""
    par_nom: dict[str, list[Case]] = {}
    for nom, test in dits:
        if test != FAUX:
            par_nom.setdefault(nom, []).append(test)
    return bout_a_bout(si(ou(*tests), mot(f"{nom}{suite}"), VIDE) for nom, tests in par_nom.items())
