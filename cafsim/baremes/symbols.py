"""The `b` of a formula: rates as symbols, made from the rows in force in a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from cafsim.baremes.en_vigueur import Fenetre, Lecture, Partie, en_vigueur
from cafsim.baremes.model import Baremes, Serie, Valeur
from cafsim.engine.algebra import entre, quand, tranche
from cafsim.engine.expr import Const, Expr, Input, Rate, as_expr

Cle = Expr | str | bool


@dataclass(slots=True, eq=False, repr=False)
class TauxDuBareme(Rate):
    """A rate of the table as a symbol: `lecture` is the row that it stands for, as the window sees it."""

    lecture: Lecture


class Taux:
    """The rates of one aid in one window.

    `b.socle` is a plain rate; `b.selon("horaire_max", couches_et_repas=…, taux_facturation=…)` one that depends on
    named keys or on a scale; `b.de("psu")` the rates of another aid; `b.a_la_fin()` those of the last day; `b.exercice`
    the year, a plain int.
    """

    def __init__(self, baremes: Baremes, bloc: str, fenetre: Fenetre, referentiel: str) -> None:
        self._baremes = baremes
        self._bloc = bloc
        self._fenetre = fenetre
        self._referentiel = referentiel

    @property
    def exercice(self) -> int:
        """The year of the window."""
        return self._fenetre.debut.year

    def de(self, bloc: str) -> Taux:
        """Return the rates of another aid in the same window."""
        return Taux(self._baremes, bloc, self._fenetre, self._referentiel)

    def a_la_fin(self) -> Taux:
        """Return the rates on the last day of the window."""
        return Taux(self._baremes, self._bloc, Fenetre.jour(self._fenetre.fin), self._referentiel)

    def __getattr__(self, nom: str) -> Expr:
        return self.selon(nom)

    def selon(self, nom: str, **cles: Cle) -> Expr:
        """Return a rate, given what it depends on. Raise LookupError for a series or key that is not declared."""
        bloc = self._baremes.blocs[self._bloc]
        if nom not in bloc.series:
            raise LookupError(f"no series {self._bloc}.{nom} in the rate table")
        serie = bloc.series[nom]
        attendues = {*serie.dimensions, *([serie.echelle] if serie.echelle else [])}
        if cles.keys() != attendues:
            raise LookupError(f"{self._bloc}.{nom} depends on {sorted(attendues)}, not on {sorted(cles)}")
        return self._par_dimension(serie, cles, {})

    def _par_dimension(self, serie: Serie, cles: Mapping[str, Cle], cas: Mapping[str, str | bool]) -> Expr:
        """Return the rate in a case, chosen so far for some dimensions only."""
        nom = next((d for d in serie.dimensions if d not in cas), None)
        if nom is None:
            return self._par_periode(serie, cles, cas)
        cle, choix = as_expr(cles[nom]), serie.dimensions[nom]
        if isinstance(cle, Const) and isinstance(cle.value, str | bool) and cle.value in choix:
            return self._par_dimension(serie, cles, {**cas, nom: cle.value})
        if not isinstance(cle, Input) or set(cle.choices) != set(choix):
            raise LookupError(f"{self._bloc}.{serie.nom}: {nom} must be one of {choix}, or an input with these choices")
        *autres, dernier = (c for c in cle.choices if isinstance(c, str | bool))
        resultat = self._par_dimension(serie, cles, {**cas, nom: dernier})
        for valeur in reversed(autres):
            resultat = quand(cle == valeur, self._par_dimension(serie, cles, {**cas, nom: valeur}), resultat)
        return resultat

    def _par_periode(self, serie: Serie, cles: Mapping[str, Cle], cas: Mapping[str, str | bool]) -> Expr:
        bloc = self._baremes.blocs[self._bloc]
        parties = en_vigueur(bloc, serie, cas, self._fenetre, self._referentiel) or [Partie(self._fenetre, ())]
        resultat = self._echelle(serie, parties[0], cles)
        for partie in parties[1:]:
            change = "Un changement est annoncé dans l'année"
            if not partie.annoncee:
                change = "Le taux change dans l'année, et les quantités ne sont pas réparties"
            resultat = entre(resultat, self._echelle(serie, partie, cles), f"{change} : {serie.libelle}.")
        return resultat

    def _echelle(self, serie: Serie, partie: Partie, cles: Mapping[str, Cle]) -> Expr:
        if not partie.lectures:
            return self._hors_bareme(serie, partie.fenetre)
        taux = [_rate(serie, lecture) for lecture in partie.lectures]
        if serie.echelle is None or len(taux) == 1:
            return taux[0]
        rows = [lecture.valeur for lecture in partie.lectures]
        cle = as_expr(cles[serie.echelle])
        if isinstance(cle, Const) and isinstance(cle.value, Fraction):
            return next(rate for row, rate in zip(rows, taux, strict=True) if _tient(row, cle.value))
        paliers = [(row.jusqu_a, row.inclus, rate) for row, rate in zip(rows, taux, strict=True)]
        return tranche(cle, paliers)

    def _hors_bareme(self, serie: Serie, fenetre: Fenetre) -> Expr:
        absente = Valeur(
            cle=f"{self._bloc}.{serie.nom}",
            unite=serie.unite,
            debut=fenetre.debut,
            fin=fenetre.fin,
            statut="lacune",
            minimum=None,
            maximum=None,
            note="Aucun montant n'est connu pour cette période.",
        )
        return _rate(serie, Lecture(absente, None, fenetre.fin.year))


def _tient(palier: Valeur, valeur: Fraction) -> bool:
    """Say whether a value is not beyond a tier."""
    if palier.jusqu_a is None:
        return True
    return valeur <= palier.jusqu_a if palier.inclus else valeur < palier.jusqu_a


def _rate(serie: Serie, lecture: Lecture) -> TauxDuBareme:
    v = lecture.valeur
    if lecture.lacune:
        return TauxDuBareme(v.cle, serie.libelle, v.unite, None, Fraction(0), None, "non publié", lecture)
    return TauxDuBareme(v.cle, serie.libelle, v.unite, v.valeur, v.minimum, v.maximum, _etiquette(lecture), lecture)


def _etiquette(lecture: Lecture) -> str:
    """Return what stands in brackets behind the value: its year, or where it comes from."""
    if lecture.fiabilite == "saisi":
        return "saisi"
    return f"{lecture.millesime}, reconduit" if lecture.fiabilite == "reconduit" else str(lecture.annee)
