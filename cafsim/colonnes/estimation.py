"""Run the aids on a table: add the columns of each to it, as a query that nothing has run yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import narwhals as nw

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.loader import load
from cafsim.baremes.model import ANNEE_DU_GUIDE, FIABILITES, GUIDE_2020, NATIONAL, REFERENTIELS, Baremes
from cafsim.colonnes.entrees import ColonnesLues, entrees, problemes
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.lignes import Comptes, LigneFondue, Resultat, comptes, ensemble, lignes_d_aide, mots
from cafsim.colonnes.node import Kind, Node, in_cents
from cafsim.colonnes.periods import Batir, Fusion, Periode, annees, jours
from cafsim.colonnes.query import PREFIX, Query
from cafsim.colonnes.reading import Columns, truth
from cafsim.dispositifs.modele import Dispositif
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.expr import Const, Expr
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.estimation.formules import Arbre, sous_conditions
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.par_aide import STATUTS
from cafsim.vraisemblance.modele import REPERES

A_VERIFIER = "a_verifier"
SUFFIXES = ("minimum", "maximum", "prevision", "statut", "fiabilite")
INVRAISEMBLANCE = "invraisemblance"
"""Beginning of the columns that say whether a check fails: `invraisemblance_0`, for the first of the type."""
COMPTES = ("toutes", "lignes", "a_completer", "total_minimum", "total_maximum")
"""Endings of the columns that hold `Comptes`."""


def estimer(
    frame: Any,  # noqa: ANN401 (any table that Narwhals supports; the same kind comes out)
    *,
    annee: int | None = None,
    type: str = "eaje",  # noqa: A002 (the word of the tables)
    aides: Collection[str] | None = None,
    baremes: Baremes | None = None,
    referentiel: str = NATIONAL,
) -> Any:  # noqa: ANN401
    """Add to a table, a row per equipment, what each aid brings (the package's docstring tells the columns)."""
    table = _table(frame)
    prete = preparer(table, annee=annee, type=type, aides=aides, baremes=baremes, referentiel=referentiel)
    return prete.appliquer(table)


class Preparation(NamedTuple):
    """The query for a type of equipment and some columns: built once, applied to any number of tables.

    `aides`: those that the query computes. `en_centimes`: every amount is rounded to the cent, or a cell as it is.
    """

    aides: tuple[str, ...]
    requete: Query
    en_centimes: bool

    def appliquer(self, frame: Any) -> Any:  # noqa: ANN401
        """Add the columns to a table that has those which it was prepared for."""
        return self.requete.apply(_table(frame), A_VERIFIER).to_native()


def preparer(
    frame: Any,  # noqa: ANN401
    *,
    annee: int | None = None,
    type: str = "eaje",  # noqa: A002 (the word of the tables)
    aides: Collection[str] | None = None,
    baremes: Baremes | None = None,
    referentiel: str = NATIONAL,
    pour_lot: bool = False,
) -> Preparation:
    """Build the query of `estimer` for tables with the columns of this one; raise what it raises.

    `pour_lot` adds, for each aid X, what `Comptes` names: `X_lignes`, `X_a_completer`, `X_total_minimum`… and
    whether each check of the type fails.
    """
    schema = _table(frame).collect_schema()
    baremes = baremes or load()
    aides = list(aides) if aides is not None else None
    fautes = list(_fautes(schema, annee, type, aides, baremes, referentiel))
    if fautes:
        raise EntreeRefusee(fautes)
    graph = Graph()
    fields = entrees(graph, type, schema)
    lecture = Columns(graph, fields.valeurs)
    calcul = _Calcul(Moteur(baremes, referentiel), type, annee, lecture, fields)
    retenues = _aides(type, aides, baremes)
    resultats: dict[str, Node] = {}
    en_centimes = True
    for dispositif in retenues:
        faites, compte = calcul.aide(dispositif)
        colonnes = ensemble(graph, faites)
        en_centimes &= all(in_cents(m) for x in faites for m in x[:3])
        valeurs = (
            colonnes.minimum, colonnes.maximum, colonnes.prevision,
            mots(graph, colonnes.statut, STATUTS), mots(graph, colonnes.fiabilite, FIABILITES),
        )  # fmt: skip
        resultats |= dict(zip(_noms(dispositif.identifiant), valeurs, strict=True))
        if pour_lot:
            noms = (f"{dispositif.identifiant}_{suffixe}" for suffixe in COMPTES)
            resultats |= dict(zip(noms, compte(), strict=True))
    if pour_lot:
        resultats |= {f"{INVRAISEMBLANCE}_{rang}": node for rang, node in enumerate(calcul.invraisemblances())}
    return Preparation(
        tuple(d.identifiant for d in retenues), Query(resultats, graph.doubts(resultats.values())), en_centimes
    )


def _table(frame: Any) -> nw.LazyFrame[Any]:  # noqa: ANN401
    """Return the table as a query: one of Polars when its own engine has none."""
    try:
        table: nw.DataFrame[Any] | nw.LazyFrame[Any] = nw.from_native(frame)
    except TypeError:
        raise EntreeRefusee([_inconnue(frame)]) from None
    if isinstance(table, nw.LazyFrame):
        return table
    return table.lazy() if table.implementation.is_polars() else table.lazy(backend="polars")


def _inconnue(frame: object) -> Probleme:
    message = f"une table est attendue, pas un objet {frame.__class__.__name__}."
    return Probleme("", "", message, "Par exemple une table Polars, DuckDB, PySpark ou pandas.")


def _noms(identifiant: str) -> list[str]:
    return [f"{identifiant}_{suffixe}" for suffixe in SUFFIXES]


def _aides(type_equipement: str, aides: Sequence[str] | None, baremes: Baremes) -> list[Dispositif]:
    existants = dispositifs()
    toutes = [existants[bloc] for bloc in baremes.blocs if bloc in existants]
    return [d for d in toutes if type_equipement in d.equipements and (aides is None or d.identifiant in aides)]


def _fautes(
    schema: Mapping[str, nw.dtypes.DType], annee: int | None, type_equipement: str,
    aides: Sequence[str] | None, baremes: Baremes, referentiel: str,
) -> Iterator[Probleme]:  # fmt: skip
    """Yield all that keeps the table from being estimated."""
    if type_equipement not in equipements():
        yield Probleme("", "type", f"« {type_equipement} » n'existe pas.", vouliez_vous(type_equipement, equipements()))
        return
    connues = [d.identifiant for d in _aides(type_equipement, None, baremes)]
    for nom in aides or ():
        if nom not in connues:
            yield Probleme(
                "",
                f"aides : {nom}",
                f"aucune aide de ce nom pour « {type_equipement} ».",
                f"Aides : {', '.join(connues)}.",
            )
    yield from _fautes_annee(schema, annee)
    if referentiel not in REFERENTIELS:
        yield Probleme("", "referentiel", f"« {referentiel} » n'existe pas.", vouliez_vous(referentiel, REFERENTIELS))
    elif referentiel == GUIDE_2020 and annee != ANNEE_DU_GUIDE:
        yield Probleme(
            "",
            "referentiel",
            f"le guide ne vaut que pour l'exercice {ANNEE_DU_GUIDE}.",
            f"Écrivez annee={ANNEE_DU_GUIDE}.",
        )
    yield from problemes(type_equipement, schema)
    for nom in (A_VERIFIER, *(n for aide in connues for n in _noms(aide))):
        if nom in schema:
            yield Probleme("", nom, "cette colonne existe déjà : un résultat porte ce nom.", "Renommez-la.")
    for nom in schema:
        if nom.startswith(PREFIX):
            yield Probleme("", nom, f"un nom de colonne ne peut pas commencer par « {PREFIX} ».", "Renommez-la.")


def _fautes_annee(schema: Mapping[str, object], annee: int | None) -> Iterator[Probleme]:
    premier, dernier = PREMIER_EXERCICE, dernier_exercice()
    if annee is None and EXERCICE.nom not in schema:
        yield Probleme("", "annee", "il manque l'année.", f"Écrivez annee=2024, ou donnez une colonne {EXERCICE.nom}.")
    elif annee is not None and not (isinstance(annee, int) and premier <= annee <= dernier):
        yield Probleme("", "annee", f"aucun barème pour l'exercice {annee}.", f"De {premier} à {dernier}.")


class _Calcul:
    """Makes the columns of each aid of one type of equipment."""

    def __init__(
        self, moteur: Moteur, type_equipement: str, annee: int | None, lecture: Columns, fields: ColonnesLues
    ) -> None:
        self._moteur = moteur
        self._type = type_equipement
        self._annee = annee
        self._lecture = lecture
        self._fields = fields
        g = lecture.graph
        self._exercice = g.const(annee) if annee is not None else fields.donnees[EXERCICE.nom]
        if annee is not None and not fields.donnees[EXERCICE.nom].null:  # a row of another year, left in the table
            g.doubt(g.not_(g.equal(fields.donnees[EXERCICE.nom], self._exercice)))

    def aide(self, dispositif: Dispositif) -> tuple[list[Resultat], Callable[[], Comptes]]:
        """Return the lines of an aid, and what counts them."""
        g = self._lecture.graph
        concerne = g.not_(g.is_null(self._exercice))
        if dispositif.groupe:
            concerne = g.all_(concerne, self._groupe(dispositif.groupe))
        lignes = self._lignes(dispositif)
        faites = lignes_d_aide(self._lecture, lignes, concerne)
        return faites, lambda: comptes(self._lecture, lignes, faites, concerne)

    def invraisemblances(self) -> Iterator[Node]:
        """Yield whether each check of the type fails for sure."""
        g, controles = self._lecture.graph, self._moteur.controles
        for champ in controles.dates(self._type):

            def batir(fenetre: Fenetre, champ: str | None = champ) -> list[Expr]:
                return [controle.test for controle in controles.au_temps(self._type, champ, fenetre)]

            periodes = self._periodes(REPERES, champ, batir)
            fondre = Fusion(self._instant(champ), [p.debut for p in periodes])
            for arbres in zip(*(batir(p.fenetre) for p in periodes), strict=True):
                yield g.fill(truth(self._lecture(fondre(arbres))).answer, g.const(value=False))

    def _groupe(self, nom: str) -> Node:
        """Say whether a row has the sub-table: one of its cells at least holds something."""
        groupe = next(x for x in equipements()[self._type].groupes if x.nom == nom)
        return self._lecture.graph.any_(*(self._fields.remplies[c.nom] for c in groupe.champs))

    def _lignes(self, dispositif: Dispositif) -> list[LigneFondue]:
        bloc = self._moteur.baremes.blocs[dispositif.identifiant]

        def batir(fenetre: Fenetre) -> Iterator[Expr]:
            for arbre in self._moteur.arbres(dispositif, self._type, fenetre):
                yield from (arbre.presente, arbre.prevu, *(test for test, _ in arbre.conditions))

        periodes = self._periodes(dispositif.identifiant, dispositif.date, batir)
        existe = [Const(p.fenetre.dans(bloc.debut, bloc.fin) is not None) for p in periodes]
        fondre = Fusion(self._instant(dispositif.date), [p.debut for p in periodes])
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
                    existe=fondre(existe),
                    indicatif=arbres[0].nature == "indicatif",
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
        g = self._lecture.graph
        debut = g.nothing(Kind.DAY)
        if self._annee is not None:
            debut = g.const(date(self._annee, 1, 1))
        else:
            for annee in range(PREMIER_EXERCICE, dernier_exercice() + 1):
                debut = g.choose(g.equal(self._exercice, g.const(annee)), g.const(date(annee, 1, 1)), debut)
        return g.fill(self._fields.donnees[champ], debut) if champ else debut


def _tests(arbre: Arbre, combien: int) -> tuple[Expr, ...]:
    return tuple(test for test, _ in arbre.conditions[:combien])
