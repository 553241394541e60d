"""The sheet « Barèmes »: every rate that the formulas may read, in cells that the user may change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from cafsim.baremes.consultation import lignes_de_toujours
from cafsim.baremes.model import Baremes, Valeur
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.classeur.bornes import Bornes
from cafsim.classeur.calculs import Calculs, ecrire_formule
from cafsim.classeur.cases import VIDE, Case, est_nombre, si
from cafsim.classeur.presentation import Styles, citer, format_nombre, hauteur, mettre_en_page, propre
from cafsim.engine.expr import Rate
from cafsim.estimation.resultat import MENTION
from cafsim.render.mots.baremes import cas, periode
from cafsim.render.mots.courants import ETATS

FEUILLE = "Barèmes"
TITRE = "Barèmes : les taux que ce classeur utilise"
AVIS = (
    "Les cases à fond jaune sont des taux : changez-en un, tous les calculs suivent. Pour un taux connu, ne changez "
    "que la première case (le maximum la recopie). Pour une fourchette, changez les deux. Une case vide : taux inconnu."
)
COLONNES = (
    ("Aide", 26), ("Taux", 40), ("Période", 14), ("Valeur ou minimum", 14), ("Maximum", 14), ("Unité", 11),
    ("Statut", 16), ("Source, ou document qui le donne", 52), ("Clé", 30),
)  # fmt: skip
_PREMIERE = 4
"""First row of the table (from 0), below the title, the advice and the header."""


class TauxLu(NamedTuple):
    """A rate that a formula may read, in one rate table."""

    rate: TauxDuBareme
    baremes: Baremes

    @property
    def cle(self) -> tuple[object, ...]:
        """What makes it the same rate as another one."""
        lue = self.rate.lecture
        v = lue.valeur
        identite = (v.cle, v.rang, v.statut, v.debut, v.minimum, v.maximum, v.referentiel, lue.lacune, lue.fiabilite)
        return (*identite, v.repris_de, tuple(v.dimensions.items())) if v.repris_de else identite


def ecrire_taux(feuille: Worksheet, styles: Styles, calculs: Calculs, lus: Iterable[TauxLu]) -> dict[Rate, Bornes]:
    """Write the rates, each once; return the cells to read each by."""
    _entete(feuille, styles)
    calculs.equipement = FEUILLE
    places: dict[tuple[object, ...], Bornes] = {}
    resultat: dict[Rate, Bornes] = {}
    for lu in lus:
        if lu.cle not in places:
            places[lu.cle] = _ecrire(feuille, styles, calculs, lu, _PREMIERE + len(places))
        resultat[lu.rate] = places[lu.cle]
    return resultat


def _entete(feuille: Worksheet, styles: Styles) -> None:
    feuille.write_string(0, 0, TITRE, styles("titre"))
    feuille.merge_range(1, 0, 1, len(COLONNES) - 1, AVIS, styles("texte"))
    feuille.set_row(1, 32)
    for colonne, (titre, largeur) in enumerate(COLONNES):
        feuille.write_string(_PREMIERE - 1, colonne, titre, styles("entete"))
        feuille.set_column(colonne, colonne, largeur)
    feuille.set_row(_PREMIERE - 1, 30)
    feuille.freeze_panes(_PREMIERE, 0)
    feuille.repeat_rows(_PREMIERE - 1)
    mettre_en_page(feuille, TITRE, MENTION)


def _ecrire(feuille: Worksheet, styles: Styles, calculs: Calculs, lu: TauxLu, rang: int) -> Bornes:
    rate, lue, serie = lu.rate, lu.rate.lecture, lu.baremes.serie(lu.rate.key)
    siennes = (x for x in lignes_de_toujours(serie) if x.valeur is lue.valeur)
    detail = next((cas(x.dimensions, x.tranche, serie.echelle) for x in siennes), "")
    libelle = f"{rate.label}, pour la prévision" if lue.valeur.repris_de else rate.label
    bloc = lu.baremes.blocs[rate.key.partition(".")[0]]
    textes = {
        0: bloc.titre, 1: f"{libelle} ({detail})" if detail else libelle, 2: _periode(lue.valeur),
        5: ("part (%)" if rate.unit == "part" else rate.unit), 6: ETATS[lue.fiabilite], 7: _source(lu), 8: rate.key,
    }  # fmt: skip
    for colonne, texte in textes.items():
        feuille.write_string(rang, colonne, propre(texte), styles("note" if colonne > 5 else "texte"))
    feuille.set_row(rang, max(hauteur(textes[1], 42), hauteur(textes[0], 27), hauteur(textes[7], 64, 12.0)))
    _valeurs(feuille, styles, rate, rang)
    return _lecture(calculs, rate, rang, textes[1])


def _valeurs(feuille: Worksheet, styles: Styles, rate: Rate, rang: int) -> None:
    style = styles("saisie", format_nombre(rate.unit))
    bas, haut = (None, None) if rate.high is None and not rate.low else (rate.low, rate.high)
    feuille.write(rang, 3, None if bas is None else float(bas), style)
    if bas is None or bas == haut:
        case = f"D{rang + 1}"
        recopie = Case(case, bas)
        ecrire_formule(feuille, rang, 4, si(est_nombre(recopie), recopie, VIDE), style)
    else:
        feuille.write(rang, 4, None if haut is None else float(haut), style)
    feuille.data_validation(rang, 3, rang, 4, {
        "validate": "decimal", "criteria": ">=", "value": 0, "ignore_blank": True,
        "error_title": "Taux refusé", "error_message": "Tapez un nombre positif, ou videz la case si vous l'ignorez.",
    })  # fmt: skip


def _lecture(calculs: Calculs, rate: Rate, rang: int, libelle: str) -> Bornes:
    """Write how formulas read the rate: 0 at least, no upper bound while the cell is empty or below the minimum."""
    bas, haut = (f"{citer(FEUILLE)}!${colonne}${rang + 1}" for colonne in "DE")
    plancher, plafond = calculs.ajouter(
        f"[{libelle}]",
        Case(f"IF(ISNUMBER({bas}),MAX({bas},0),0)", rate.low),
        Case(f"IF(ISNUMBER({haut}),IF({haut}>=MAX(0,N({bas})),{haut},NA()),NA())", rate.high),
    )
    return Bornes(plancher.formule, plafond.formule, place=True, positif=True, net=True)


def _periode(valeur: Valeur) -> str:
    if valeur.statut == "saisi":
        return "celle du projet"
    dite = periode(valeur.debut, valeur.fin)
    return f"{dite} : valeur de {valeur.repris_de}" if valeur.repris_de else dite


def _source(lu: TauxLu) -> str:
    lue = lu.rate.lecture
    if lue.lacune:
        return f"À lire sur : {lue.valeur.ou_trouver or lu.baremes.serie(lu.rate.key).ou_trouver}"
    return " | ".join(lu.baremes.sources[s].citation for s in lue.valeur.sources)
