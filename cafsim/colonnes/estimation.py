"""Run the aids on a table: add the columns of each to it, as a query that nothing has run yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import narwhals as nw

from cafsim.baremes.loader import load
from cafsim.baremes.model import ANNEE_DU_GUIDE, FIABILITES, GUIDE_2020, NATIONAL, REFERENTIELS, Baremes
from cafsim.colonnes.aides import Calcul
from cafsim.colonnes.detail import Detail, Details
from cafsim.colonnes.entrees import Connues, entrees, problemes
from cafsim.colonnes.graph import Graph
from cafsim.colonnes.lignes import comptes, ensemble, lignes_d_aide, mots
from cafsim.colonnes.node import Bound, Node, in_cents
from cafsim.colonnes.query import PREFIX, Query
from cafsim.colonnes.reading import Columns
from cafsim.dispositifs.modele import Dispositif
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.par_aide import STATUTS

A_VERIFIER = "a_verifier"
MONTANTS = ("minimum", "maximum", "prevision")
SUFFIXES = (*MONTANTS, "statut", "fiabilite")
INVRAISEMBLANCE = "invraisemblance"
"""Beginning of the columns that say whether a check fails: `invraisemblance_0`, for the first of the type."""
COMPTES = ("toutes", "a_completer", "total_minimum", "total_maximum")
"""Endings of the columns that hold `Comptes`."""
DETAIL = ("presente", "base", "taux", "minimum", "maximum", "prevision")
"""Endings of the columns of a line, `psu_0_presente`; those of the key of its texts are numbers: `psu_0_cle_0`."""


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


class PourLot(NamedTuple):
    """What a batch asks for besides: each line of the aids, in order (see `Detail`), hypotheses included.

    It takes the rows for plain ones (see `Connues`): texts are not compared with choices, nor numbers with decimals.
    """

    lignes: bool = False
    hypotheses: bool = False
    connues: Connues = Connues((), ())


class Preparation(NamedTuple):
    """The query for a type of equipment and some columns: built once, applied to any number of tables.

    `aides`: those that the query computes. `en_centimes`: every amount is rounded to the cent, or a cell as it is.
    `lignes`: the beginnings of the columns of the lines, where they are shown one by one; how many hold each key.
    `bornes`: between which numbers the amounts (`psu_minimum`…) are sure to lie on rows that are not flagged.
    """

    aides: tuple[str, ...]
    requete: Query
    en_centimes: bool
    lignes: Mapping[str, int]
    bornes: Mapping[str, tuple[Bound, Bound]]

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
    pour_lot: PourLot | None = None,
) -> Preparation:
    """Build the query of `estimer` for tables with the columns of this one; raise what it raises.

    `pour_lot` adds, for each aid X, what `Comptes` names: `X_toutes`, `X_a_completer`, `X_total_minimum`… and
    whether each check of the type fails.
    """
    schema = _table(frame).collect_schema()
    baremes = baremes or load()
    aides = list(aides) if aides is not None else None
    fautes = list(_fautes(schema, annee, type, aides, baremes, referentiel))
    if fautes:
        raise EntreeRefusee(fautes)
    graph = Graph()
    fields = entrees(graph, type, schema, pour_lot.connues if pour_lot else None)
    calcul = Calcul(Moteur(baremes, referentiel), type, annee, Columns(graph, fields.valeurs), fields)
    retenues = _aides(type, aides, baremes)
    resultats = _Resultats(calcul)
    for dispositif in retenues:
        resultats.ajouter(dispositif, pour_lot)
    if pour_lot is not None:
        rompus = enumerate(calcul.invraisemblances())
        resultats.noeuds.update((f"{INVRAISEMBLANCE}_{rang}", node) for rang, node in rompus)
    requete = Query(resultats.noeuds, graph.doubts(resultats.noeuds.values()))
    faites = tuple(d.identifiant for d in retenues)
    return Preparation(faites, requete, resultats.en_centimes, resultats.lignes, resultats.bornes)


class _Resultats:
    """The columns to add to a table, aid by aid; what `Preparation` says of them."""

    def __init__(self, calcul: Calcul) -> None:
        self._calcul = calcul
        self.noeuds: dict[str, Node] = {}
        self.en_centimes = True
        self.lignes: dict[str, int] = {}
        self.bornes: dict[str, tuple[Bound, Bound]] = {}

    def ajouter(self, dispositif: Dispositif, pour_lot: PourLot | None) -> None:
        """Add the columns of an aid."""
        lecture, aide, nom = self._calcul.lecture, self._calcul.aide(dispositif), dispositif.identifiant
        faites = lignes_d_aide(lecture, aide.lignes, aide.concerne)
        tout = ensemble(lecture.graph, faites)
        statut, fiabilite = mots(lecture.graph, tout.statut, STATUTS), mots(lecture.graph, tout.fiabilite, FIABILITES)
        montants = dict(zip(MONTANTS, (tout.minimum, tout.maximum, tout.prevision), strict=True))
        self._nommer(nom, SUFFIXES, (*montants.values(), statut, fiabilite))
        self.bornes.update((f"{nom}_{m}", (n.low, n.high)) for m, n in montants.items())
        self.en_centimes &= all(in_cents(montant) for x in faites for montant in x[:3])
        if pour_lot is not None:
            self._nommer(nom, COMPTES, comptes(lecture, aide.lignes, faites, aide.concerne))
            if pour_lot.lignes:
                self._detailler(nom, Details(lecture, aide, hypotheses=pour_lot.hypotheses).tous())

    def _detailler(self, aide: str, details: Iterable[Detail]) -> None:
        for rang, detail in enumerate(details):
            nom, cles = f"{aide}_{rang}", detail.cles
            self._nommer(nom, DETAIL, (detail.presente, *detail.nombres, *detail.montants))
            self._nommer(nom, [f"cle_{i}" for i in range(len(cles))], cles)
            self.en_centimes &= all(map(in_cents, detail.montants))
            self.lignes[nom] = len(cles)

    def _nommer(self, debut: str, suffixes: Iterable[str], noeuds: Iterable[Node]) -> None:
        self.noeuds.update((f"{debut}_{suffixe}", n) for suffixe, n in zip(suffixes, noeuds, strict=True))


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
