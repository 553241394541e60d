"""The `b` of a formula: rates as symbols, made from the rows in force in a window."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce

from cafsim.baremes.en_vigueur import Fenetre, Lecture, lectures, periodes
from cafsim.baremes.model import Baremes, Serie, Valeur
from cafsim.engine.algebra import entre, quand, tranche
from cafsim.engine.expr import Const, Expr, Input, Rate, as_expr

Cle = Expr | str | bool


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
        fenetre = self._fenetre.dans(bloc.debut, bloc.fin) or self._fenetre
        rows = [v for v in serie.valeurs if fenetre.dans(v.debut, v.fin)]
        return self._par_dimension(serie, rows, cles, serie.dimensions, fenetre)

    def _par_dimension(
        self,
        serie: Serie,
        rows: Sequence[Valeur],
        cles: dict[str, Cle],
        dimensions: tuple[str, ...],
        fenetre: Fenetre,
    ) -> Expr:
        if not dimensions:
            return self._par_periode(serie, rows, cles, fenetre)
        nom, *reste = dimensions
        cle = as_expr(cles[nom])

        def branche(valeur: str | bool) -> Expr:  # noqa: FBT001 (a dimension may be yes/no)
            retenues = [r for r in rows if valeur in r.dimensions.get(nom, (valeur,))]
            return self._par_dimension(serie, retenues, cles, tuple(reste), fenetre)

        if isinstance(cle, Const) and isinstance(cle.value, str | bool):
            return branche(cle.value)
        choix = [c for c in cle.choices if isinstance(c, str | bool)] if isinstance(cle, Input) else []
        if not choix:
            raise LookupError(f"{self._bloc}.{serie.nom}: {nom} must be a constant, or an input with choices")
        resultat = branche(choix[-1])
        for valeur in reversed(choix[:-1]):
            resultat = quand(cle == valeur, branche(valeur), resultat)
        return resultat

    def _par_periode(self, serie: Serie, rows: Sequence[Valeur], cles: dict[str, Cle], fenetre: Fenetre) -> Expr:
        parts = [
            self._echelle(serie, lignes, cles, part) for part, lignes in periodes(rows, fenetre, self._referentiel)
        ]
        pourquoi = f"Le taux change dans l'année, et les quantités ne sont pas réparties : {serie.libelle}."
        return reduce(lambda a, b: entre(a, b, pourquoi), parts)

    def _echelle(self, serie: Serie, rows: Sequence[Valeur], cles: dict[str, Cle], fenetre: Fenetre) -> Expr:
        if not rows:
            return self._hors_bareme(serie, fenetre)
        if serie.echelle is None or len(rows) == 1:
            return self._symbole(serie, rows[0], fenetre)
        mesure = as_expr(cles[serie.echelle])
        return tranche(mesure, [(r.jusqu_a, r.inclus, self._symbole(serie, r, fenetre)) for r in rows])

    def _symbole(self, serie: Serie, row: Valeur, fenetre: Fenetre) -> Expr:
        connues: list[Expr] = [_rate(serie, lecture) for lecture in lectures(row, fenetre)]
        pourquoi = f"Un changement est annoncé dans l'année : {serie.libelle}."
        return reduce(lambda a, b: entre(a, b, pourquoi), connues)

    def _hors_bareme(self, serie: Serie, fenetre: Fenetre) -> Expr:
        unite = serie.valeurs[0].unite if serie.valeurs else ""
        absente = Valeur(
            cle=f"{self._bloc}.{serie.nom}",
            unite=unite,
            debut=fenetre.debut,
            fin=fenetre.fin,
            statut="lacune",
            minimum=None,
            maximum=None,
            note="Aucun montant n'est connu pour cette période.",
        )
        return _rate(serie, Lecture(absente, None, fenetre.fin.year))


def _rate(serie: Serie, lecture: Lecture) -> Rate:
    valeur = lecture.valeur
    if lecture.lacune:
        return Rate(valeur.cle, serie.libelle, valeur.unite, None, Fraction(0), None, "non publié", lecture)
    return Rate(
        valeur.cle,
        serie.libelle,
        valeur.unite,
        valeur.valeur,
        valeur.minimum,
        valeur.maximum,
        _etiquette(lecture),
        lecture,
    )


def _etiquette(lecture: Lecture) -> str:
    """Return what stands in brackets behind the value: its year, or where it comes from."""
    valeur = lecture.valeur
    if valeur.statut == "saisi":
        return "saisi"
    if lecture.fiabilite == "reconduit":
        confirme = valeur.confirme_jusqu_au or valeur.debut
        return f"{valeur.repris_de or confirme.year}, reconduit"
    return str(lecture.annee)
