"""Why a line is not one amount: conditions that fail, what is missing, amounts between which no text chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafsim.classeur.bornes import VRAI, Bornes, chaine
from cafsim.classeur.calculs import Calculs
from cafsim.classeur.formules import EnFormules
from cafsim.classeur.portees import Portees
from cafsim.engine.expr import Either, Expr, Input, Rate, walk
from cafsim.engine.values import differ, options
from cafsim.render.mots.courants import A_COMPLETER, FOURCHETTE, NON_FIXE, SANS_OBJET

SEPARATEUR = " ; "
DIVISION = "Calcul impossible : une donnée est à 0. Vérifiez celles qui le sont."

Dit = tuple[str, str, bool]
"""Something to say, the condition under which it is said, and whether it is now."""


class Pourquoi:
    """Gathers what may have to be said of one line, then writes it."""

    def __init__(self, formules: EnFormules) -> None:
        self._formules = formules
        self._refus: list[Dit] = []
        self._manques: list[Dit] = []
        self._autres: list[Dit] = []

    def conditions(self, conditions: Iterable[tuple[Bornes, str, Expr]], lues: Sequence[Portees]) -> None:
        """Take the conditions in: their reasons, and what they lack while they are unknown."""
        for (bornes, motif, test), lue in zip(conditions, lues, strict=True):
            possibles = options(self._formules.vaut(test))
            if motif:
                self._refus.append((motif, f"NOT({bornes.bas})", True not in possibles))
            doute, ici = f"AND({bornes.bas},{bornes.haut})", len(possibles) > 1
            self._manques += ((nom, _et(doute, x), ici and manque) for nom, x, manque in self._absents(test, lue))
            self._division(lue, doute, ici=ici)

    def montant(self, montant: Expr, lue: Portees) -> None:
        """Take the amount in."""
        self._manques += self._absents(montant, lue)
        self._division(lue, VRAI, ici=True)
        for node, portee in lue.par_noeud.items():
            if isinstance(node, Either):
                gauche, droite = self._formules(node.left), self._formules(node.right)
                paires = zip((gauche.bas, gauche.haut), (droite.bas, droite.haut), strict=True)
                differe = ",".join(f"IFERROR({a}<>{b},ISNUMBER({a})<>ISNUMBER({b}))" for a, b in paires)
                ici = portee.lue and differ(self._formules.vaut(node.left), self._formules.vaut(node.right))
                self._autres.append((node.reason, _et(portee.condition, f"OR({differe})"), ici))

    def ecrire(self, calculs: Calculs, libelle: str, statut: str, etat: str) -> tuple[str, str]:
        """Write the sentence; return its cell and what it says. `statut` is the cell that holds `etat`."""
        refus, manques, autres = (list(_unis(x)) for x in (self._refus, self._manques, self._autres))
        ouvert = f'OR({statut}="{FOURCHETTE}",{statut}="{A_COMPLETER}",{statut}="{NON_FIXE}")'
        formules = (
            f'IF({statut}="{SANS_OBJET}",{_bout_a_bout(refus, " ")},"")',
            f'IF({ouvert},{_bout_a_bout(manques, SEPARATEUR)},"")',
            f'IF({ouvert},{_bout_a_bout(autres, " ")},"")',
        )
        est_ouvert = etat in (FOURCHETTE, A_COMPLETER, NON_FIXE)
        textes = (
            _ici(refus, " ") if etat == SANS_OBJET else "",
            _ici(manques, SEPARATEUR) if est_ouvert else "",
            _ici(autres, " ") if est_ouvert else "",
        )
        refuse, manque, autre = calculs.ajouter(f"Pourquoi, en vrac : {libelle}", formules, textes)
        liste = f'IF({manque}="","","Il manque : "&LEFT({manque},LEN({manque})-{len(SEPARATEUR)})&". ")'
        dit = f"Il manque : {textes[1].removesuffix(SEPARATEUR)}. " if textes[1] else ""
        texte = f"{textes[0]}{dit}{textes[2]}".strip()
        return calculs.ajouter(f"Pourquoi : {libelle}", (f"TRIM({refuse}&{liste}&{autre})",), (texte,))[0], texte

    def _division(self, lue: Portees, si: str, *, ici: bool) -> None:
        if lue.nulles:
            test = _et(si, f"OR({','.join(lue.nulles)})")
            self._autres.append((DIVISION, test, ici and lue.impossible))

    def _absents(self, racine: Expr, lue: Portees) -> Iterator[Dit]:
        """Yield the inputs and rates that a tree reads, each said when it is not known."""
        for node in walk(racine):
            compte, ici = lue.par_noeud[node]
            if isinstance(node, Input):
                connue, donnee = self._formules.connue(node), self._formules.donnees.get(node.name)
                yield node.label, _et(compte, f"NOT({connue})"), ici and donnee is None
            elif isinstance(node, Rate):
                bornes = self._formules(node)
                inexact = f"NOT(IFERROR({bornes.bas}={bornes.haut},FALSE))"
                yield f"taux : {node.label}", _et(compte, inexact), ici and node.value is None


def _bout_a_bout(dits: Iterable[Dit], suite: str) -> str:
    return "&".join(f'IF({test},{chaine(nom + suite)},"")' for nom, test, _ in dits) or '""'


def _ici(dits: Iterable[Dit], suite: str) -> str:
    return "".join(f"{nom}{suite}" for nom, _, ici in dits if ici)


def _et(compte: str, test: str) -> str:
    return test if compte == VRAI else f"AND({compte},{test})"


def _unis(dits: Iterable[Dit]) -> Iterator[Dit]:
    """Yield each thing once, said when one of its tests says so."""
    par_nom: dict[str, list[tuple[str, bool]]] = {}
    for nom, test, ici in dits:
        par_nom.setdefault(nom, []).append((test, ici))
    for nom, tests in par_nom.items():
        textes = list(dict.fromkeys(t for t, _ in tests))
        yield nom, textes[0] if len(textes) == 1 else f"OR({','.join(textes)})", any(ici for _, ici in tests)
