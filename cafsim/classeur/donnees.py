"""The inputs of an equipment: a labelled cell each, what is expected in it, and whether it is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from cafsim.classeur.bornes import Bornes, chaine, litteral
from cafsim.classeur.calculs import Calculs, ecrire_formule
from cafsim.classeur.cases import ERREUR, VIDE, VRAI, Case, egal, est_nombre, mot, nombre, ou, sauf_erreur, si
from cafsim.classeur.presentation import Styles, citer, format_nombre, hauteur, propre
from cafsim.engine.numbers import french_quantity
from cafsim.engine.values import Scalar
from cafsim.equipements.champs import Champ, Type
from cafsim.render.mots.courants import oui_non

LARGEUR_NOTE = 98
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
INCONNU = "inconnu"
REFUSE = "à corriger"


class CelluleSaisie(NamedTuple):
    """An input as formulas read it: its lowest value, or choice, with what it is now; whether it is known."""

    bornes: Bornes
    valeur: Case
    connue: Case


@dataclass(slots=True)
class Donnees:
    """Writes the inputs of one equipment."""

    _feuille: Worksheet
    _nom: str
    _styles: Styles
    _calculs: Calculs
    _rangs: dict[str, int] = field(default_factory=dict)

    def ecrire(self, champ: Champ, valeur: Scalar | None, rang: int, *, par_defaut: bool) -> CelluleSaisie:
        """Write one input on a row of the sheet; `par_defaut`: the user left it out, and its default was taken."""
        self._rangs[champ.nom] = rang
        saisie = self._lire(champ, valeur, f"{citer(self._nom)}!$B${rang + 1}")
        note = _note(champ, par_defaut=par_defaut)
        self._feuille.write_string(rang, 0, propre(champ.libelle), self._styles("texte"))
        self._case(champ, valeur, rang, par_defaut=par_defaut)
        self._controle(rang, saisie, valeur)
        self._feuille.write_string(rang, 3, _unite(champ), self._styles("unite"))
        self._feuille.write_string(rang, 4, propre(note), self._styles("note"))
        self._feuille.set_row(rang, max(hauteur(note, LARGEUR_NOTE, 12.0), hauteur(champ.libelle, 48)))
        return saisie

    def _case(self, champ: Champ, valeur: Scalar | None, rang: int, *, par_defaut: bool) -> None:
        style = self._styles("saisie", format_nombre(champ.unite) if _est_nombre(champ) else "")
        origine = self._rangs.get(champ.defaut_de or "")
        if par_defaut and origine is not None and (valeur is None or isinstance(valeur, Fraction)):
            case = Case(f"B{origine + 1}", valeur)
            ecrire_formule(self._feuille, rang, 1, si(est_nombre(case), case, VIDE), style)
        elif isinstance(valeur, Fraction):
            self._feuille.write_number(rang, 1, float(valeur), style)
        else:
            self._feuille.write(rang, 1, None if valeur is None else _mot(champ, valeur), style)
        self._feuille.data_validation(rang, 1, rang, 1, self._validation(champ))

    def _controle(self, rang: int, saisie: CelluleSaisie, valeur: Scalar | None) -> None:
        case = Case(f"B{rang + 1}", "" if valeur is None else str(valeur))
        videe = ou(egal(case, VIDE), egal(case, mot("?")))
        texte = si(saisie.connue.ailleurs, VIDE, si(videe, mot(INCONNU), mot(REFUSE)))
        ecrire_formule(self._feuille, rang, 2, texte, self._styles("mot"))

    def _lire(self, champ: Champ, valeur: Scalar | None, case: str) -> CelluleSaisie:
        if _est_nombre(champ):
            return self._nombre(champ, valeur, case)
        if champ.type is Type.CHOIX:
            return self._choix(champ, valeur, case)
        connue = Case(f'IFERROR(OR({case}="oui",{case}="non"),FALSE)', valeur is not None)
        vrai = si(connue, Case(f'{case}="oui"', valeur is True), VRAI)
        faux = si(connue, Case(f'{case}="non"', valeur is False), VRAI)
        bas, haut, cellule = self._calculs.ajouter(champ.libelle, vrai, faux, connue)
        return CelluleSaisie(Bornes(bas.formule, haut.formule, "verite", place=True), bas, cellule)

    def _choix(self, champ: Champ, valeur: Scalar | None, case: str) -> CelluleSaisie:
        """Read a choice, made in words in its cell; what a project file would say is understood too."""
        code = VIDE
        for choix in reversed(champ.choix):
            lu = Case(f"OR({case}={chaine(choix.libelle)},{case}={chaine(choix.valeur)})", choix.valeur == valeur)
            code = si(lu, mot(choix.valeur), code)
        (lue,) = self._calculs.ajouter(f"{champ.libelle} : choix", sauf_erreur(code, VIDE))
        (connue,) = self._calculs.ajouter(
            f"{champ.libelle} : donnée connue", Case(f'{lue.formule}<>""', lue.vaut != "")
        )
        codes = tuple(c.valeur for c in champ.choix)
        return CelluleSaisie(Bornes(lue.formule, connue.formule, "choix", place=True, choix=codes), lue, connue)

    def _nombre(self, champ: Champ, valeur: Scalar | None, case: str) -> CelluleSaisie:
        tests = [f"ISNUMBER({case})", f"{case}>={litteral(champ.minimum)}"]
        tests += [] if champ.plafond is None else [f"{case}<={litteral(champ.plafond)}"]
        connue, lue = Case(f"IFERROR(AND({','.join(tests)}),FALSE)", isinstance(valeur, Fraction)), Case(case, valeur)
        plafond = ERREUR if champ.maximum is None else nombre(champ.maximum)
        bas, haut, cellule = self._calculs.ajouter(
            champ.libelle, si(connue, lue, nombre(champ.minimum)), si(connue, lue, plafond), connue
        )
        bornes = Bornes(bas.formule, haut.formule, place=True, positif=champ.minimum >= 0, net=True)
        return CelluleSaisie(bornes, bas, cellule)

    def _validation(self, champ: Champ) -> dict[str, object]:
        commun = {"ignore_blank": True, "error_title": "Valeur refusée"}
        if _est_nombre(champ):
            return {**commun, **_regle(champ)}
        mots = ["oui", "non"] if champ.type is Type.OUI_NON else self._calculs.liste([c.libelle for c in champ.choix])
        message = "Choisissez dans la liste, ou videz la case si vous l'ignorez."
        return {**commun, "validate": "list", "source": mots, "error_message": message}


def noter_jour(feuille: Worksheet, styles: Styles, champ: Champ, jour: str, rang: int) -> None:
    """Write a date, which is fixed: the rates of the workbook are those of that day."""
    note = "Date figée : les barèmes de ce classeur sont ceux de ce jour. Pour une autre date, refaites le classeur."
    feuille.write_string(rang, 0, propre(champ.libelle), styles("texte"))
    feuille.write_string(rang, 1, jour, styles("valeur"))
    feuille.write_string(rang, 4, note, styles("note"))
    feuille.set_row(rang, hauteur(note, LARGEUR_NOTE, 12.0))


def _est_nombre(champ: Champ) -> bool:
    return champ.type in (Type.NOMBRE, Type.ENTIER)


def _mot(champ: Champ, valeur: Scalar) -> str:
    """Return what a cell says of an answer: the words of a choice, never its code."""
    if isinstance(valeur, bool):
        return oui_non(valeur)
    return next((c.libelle for c in champ.choix if c.valeur == valeur), str(valeur))


def _unite(champ: Champ) -> str:
    if champ.type is Type.OUI_NON:
        return "oui / non"
    return {"part": "part (%)", "": "choix" if champ.type is Type.CHOIX else ""}.get(champ.unite, champ.unite)


def _note(champ: Champ, *, par_defaut: bool) -> str:
    morceaux = []
    if par_defaut:
        source = "la même valeur que plus haut" if champ.defaut_de else "valeur par défaut"
        morceaux.append(f"Non indiqué dans le projet : {source}. Changez-la si besoin.")
    morceaux.append(champ.aide)
    if champ.ou_trouver:
        morceaux.append(f"À lire sur : {champ.ou_trouver}")
    return _POINT.sub(",", " ".join(morceaux))  # a French spreadsheet takes a comma


def _regle(champ: Champ) -> dict[str, object]:
    """Return the rule of a number's cell."""
    bas, plafond = french_quantity(champ.minimum, champ.unite), champ.plafond
    attendu = f"Tapez un nombre d'au moins {bas}"
    if plafond is not None:
        attendu = f"Tapez un nombre entre {bas} et {french_quantity(plafond, champ.unite)}"
    regle: dict[str, object] = {"validate": "decimal", "error_message": f"{attendu}, ou videz la case."}
    if plafond is not None:
        bornes = {"criteria": "between", "minimum": float(champ.minimum), "maximum": float(plafond)}
        return {**regle, **bornes}
    return {**regle, "criteria": ">=", "value": float(champ.minimum)}
