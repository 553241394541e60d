"""The lines of the aids for the rows of a table: their trees, those of all years or days laid over each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.colonnes.entrees import ColonnesLues
from cafsim.colonnes.lignes import LigneFondue
from cafsim.colonnes.node import Kind, Node
from cafsim.colonnes.periods import Batir, Fusion, Periode, annees, jours
from cafsim.colonnes.reading import Columns, truth
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.expr import Const, Expr, Input
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import equipements
from cafsim.estimation.formules import Arbre, sous_conditions
from cafsim.estimation.moteur import Moteur
from cafsim.vraisemblance.modele import REPERES

_RIEN = Input("", "", "")
"""A number that nobody knows."""


class AideFondue(NamedTuple):
    """The lines of an aid, the rows that it concerns, the rank of the period that each row is in."""

    lignes: list[LigneFondue]
    concerne: Node
    periode: Node


class Calcul:
    """Makes the columns of each aid of one type of equipment."""

    def __init__(
        self, moteur: Moteur, type_equipement: str, annee: int | None, lecture: Columns, fields: ColonnesLues
    ) -> None:
        self._moteur = moteur
        self._type = type_equipement
        self._annee = annee
        self.lecture = lecture
        self._fields = fields
        g = lecture.graph
        self._exercice = g.const(annee) if annee is not None else fields.donnees[EXERCICE.nom]
        if annee is not None and not fields.donnees[EXERCICE.nom].null:  # a row of another year, left in the table
            g.doubt(g.not_(g.equal(fields.donnees[EXERCICE.nom], self._exercice)))

    def aide(self, dispositif: Dispositif) -> AideFondue:
        """Return the lines of an aid."""
        g = self.lecture.graph
        concerne = g.not_(g.is_null(self._exercice))
        if dispositif.groupe:
            concerne = g.all_(concerne, self._groupe(dispositif.groupe))
        bloc = self._moteur.baremes.blocs[dispositif.identifiant]
        periodes = self._periodes(dispositif.identifiant, dispositif.date, partial(self._prevus, dispositif))
        existe = [Const(p.fenetre.dans(bloc.debut, bloc.fin) is not None) for p in periodes]
        instant = self._instant(dispositif.date)
        fondre = Fusion(instant, [p.debut for p in periodes])
        return AideFondue(
            self._lignes(dispositif, periodes, fondre, fondre(existe)), concerne, self._rang(instant, periodes)
        )

    def invraisemblances(self) -> Iterator[Node]:
        """Yield whether each check of the type fails for sure."""
        g, controles = self.lecture.graph, self._moteur.controles
        for champ in controles.dates(self._type):

            def batir(fenetre: Fenetre, champ: str | None = champ) -> list[Expr]:
                return [controle.test for controle in controles.au_temps(self._type, champ, fenetre)]

            periodes = self._periodes(REPERES, champ, batir)
            fondre = Fusion(self._instant(champ), [p.debut for p in periodes])
            for arbres in zip(*(batir(p.fenetre) for p in periodes), strict=True):
                yield g.fill(truth(self.lecture(fondre(arbres))).answer, g.const(value=False))

    def _groupe(self, nom: str) -> Node:
        """Say whether a row has the sub-table: one of its cells at least holds something."""
        groupe = next(x for x in equipements()[self._type].groupes if x.nom == nom)
        return self.lecture.graph.any_(*(self._fields.remplies[c.nom] for c in groupe.champs))

    def _prevus(self, dispositif: Dispositif, fenetre: Fenetre) -> Iterator[Expr]:
        """Yield the trees that the lines of an aid rest on in a window of time."""
        for arbre in self._moteur.arbres(dispositif, self._type, fenetre):
            yield from (arbre.presente, arbre.prevu, *(test for test, _ in arbre.conditions))

    def _rang(self, instant: Node, periodes: Sequence[Periode]) -> Node:
        """Return the rank of the period that holds the day of each row."""
        g = self.lecture.graph
        rang = g.const(len(periodes) - 1)
        for i in reversed(range(len(periodes) - 1)):
            rang = g.choose(g.before(instant, g.const(periodes[i + 1].debut)), g.const(i), rang)
        return rang

    def _lignes(
        self, dispositif: Dispositif, periodes: Sequence[Periode], fondre: Fusion, existe: Expr
    ) -> list[LigneFondue]:
        par_periode = [self._moteur.arbres(dispositif, self._type, p.fenetre) for p in periodes]
        prevus = [self._moteur.previsions.arbres(dispositif, self._type, p.fenetre) for p in periodes]
        lignes = []
        for arbres, jumeaux in zip(zip(*par_periode, strict=True), zip(*prevus, strict=True), strict=True):
            # in a period where the aid does not exist, one more condition tells it: `existe` does
            communes = min(len(a.conditions) for a in arbres)
            conditions, prevues = ([_tests(a, communes) for a in ceux] for ceux in (arbres, jumeaux))
            lignes.append(
                LigneFondue(
                    presente=fondre([a.presente for a in arbres]),
                    conditions=tuple(map(fondre, zip(*conditions, strict=True))),
                    montant=fondre([a.calcul.montant for a in arbres]),
                    prevu=fondre([sous_conditions(a.prevu, c) for a, c in zip(jumeaux, prevues, strict=True)]),
                    existe=existe,
                    indicatif=arbres[0].nature == "indicatif",
                    base=fondre([_ou_rien(a.calcul.base) for a in arbres]),
                    taux=fondre([_ou_rien(a.calcul.taux) for a in arbres]),
                )
            )
        return lignes

    def _periodes(self, bloc: str, champ: str | None, batir: Batir) -> list[Periode]:
        """Return the periods of trees that follow the day of a field, or the exercice (None)."""
        premiere = derniere = self._annee
        if champ or premiere is None or derniere is None:
            premiere, derniere = PREMIER_EXERCICE, dernier_exercice()
        if champ is None:
            return annees(premiere, derniere)
        if self._fields.donnees[champ].null and self._annee is not None:
            jour = date(self._annee, 1, 1)
            return [Periode(jour, Fenetre.jour(jour))]
        return jours(self._moteur.baremes, bloc, premiere, derniere, batir)

    def _instant(self, champ: str | None) -> Node:
        """Return the day that the rates follow: that of a field, else the first of the exercice."""
        g = self.lecture.graph
        debut = g.nothing(Kind.DAY)
        if self._annee is not None:
            debut = g.const(date(self._annee, 1, 1))
        else:
            for annee in range(PREMIER_EXERCICE, dernier_exercice() + 1):
                debut = g.choose(g.equal(self._exercice, g.const(annee)), g.const(date(annee, 1, 1)), debut)
        return g.fill(self._fields.donnees[champ], debut) if champ else debut


def _tests(arbre: Arbre, combien: int) -> tuple[Expr, ...]:
    return tuple(test for test, _ in arbre.conditions[:combien])


def _ou_rien(formule: Expr | None) -> Expr:
    return _RIEN if formule is None else formule
