"""What the tests draw from: whole projects, random projects, random expression trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st
from oracle import Oracle, Possible, possible
from services import SERVICES

from cafsim.baremes.model import NATIONAL, Baremes, Valeur
from cafsim.engine import algebra as a
from cafsim.engine.expr import Expr, Input, Rate
from cafsim.engine.values import Scalar
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements

F = Fraction
T = TypeVar("T")

TERRITOIRE: dict[str, Donnee] = {
    "ctg": True, "zone_prioritaire": "qpv", "taux_couverture": F(52), "potentiel_financier_hab": F(850),
    "gestionnaire": "public", "places_cofinancees_2023": F(100), "places_cofinancees": F(109),
}  # fmt: skip

CRECHE: dict[str, Donnee] = {
    **TERRITOIRE, "financement": "psu", "places": F(40), "places_soutenues": F(36), "places_nouvelles": F(10),
    "bonus_territoire_existant": F(850), "depenses": F(640_000), "heures_facturees": F(62_000),
    "heures_realisees": F(58_500), "participations_familiales": F(45_000), "taux_regime_general": F(98, 100),
    "couches_et_repas": True, "enfants_inscrits": F(85), "enfants_handicap": F(3), "heures_concertation": F(240),
    "heures_preparation": F(680), "journees_pedagogiques": F(3), "revalorisation_salariale": True,
}  # fmt: skip

CHANTIER: dict[str, Donnee] = {
    "operation": "extension", "places_avant": F(30), "places_creees": F(10), "places_renovees": F(30),
    "cout": F(400_000), "gros_oeuvre": True, "developpement_durable": True, "insertion": False,
    "appel_a_projets": False, "majoration_potentiel_financier": F(3000),
}  # fmt: skip

ALSH: dict[str, Donnee] = {
    **TERRITOIRE, "depenses": F(310_000), "heures_periscolaires": F(42_000), "heures_mercredi": F(12_000),
    "heures_extrascolaires": F(30_000), "heures_adolescents": F(1_500), "heures_nouvelles_mercredi": F(4_000),
    "plan_mercredi": True, "heures_aeeh": F(600), "heures_contractualisees": F(60_000),
    "bonus_territoire_horaire": F(21, 100), "heures_nouvelles_ctg": F(9_000),
    "bonus_territoire_horaire_nouveau": F(18, 100), "taux_regime_general": F(98, 100),
}  # fmt: skip

COMPLETS = {
    "eaje": {**CRECHE, **CHANTIER},
    "alsh": ALSH,
    **{t: {**TERRITOIRE, **valeurs} for t, valeurs in SERVICES.items()},
}
DERNIER = date.today().year + 1
EXERCICES = range(2018, DERNIER + 1)


def change(objet: T, **champs: object) -> T:
    """A copy with other fields, whether the class is a dataclass or a named tuple."""
    return objet._replace(**champs) if hasattr(objet, "_replace") else replace(objet, **champs)


def troue(table: Baremes, cle: str, **cas: tuple[str | bool, ...]) -> Baremes:
    """The table with one gap in place of the national rows of a series; with `cas`, of those that hold for it only."""

    def cachee(valeur: Valeur) -> bool:
        return valeur.referentiel == NATIONAL and all(set(valeur.dimensions[d]) <= set(c) for d, c in cas.items())

    bloc, _, nom = cle.partition(".")
    serie = table.serie(cle)
    premiere = min(filter(cachee, serie.valeurs), key=lambda v: v.debut)
    lacune = Valeur(
        cle, premiere.unite, premiere.debut, None, "lacune", None, None,
        dimensions={**premiere.dimensions, **cas}, sources=premiere.sources,
    )  # fmt: skip
    serie = change(serie, valeurs=(lacune, *(v for v in serie.valeurs if not cachee(v))))
    series = {**table.blocs[bloc].series, nom: serie}
    return change(table, blocs={**table.blocs, bloc: change(table.blocs[bloc], series=series)})


def equipement(type_equipement: str, exercice: int, valeurs: Mapping[str, Donnee]) -> EquipementSaisi:
    """An equipment; its works are a sub-table as soon as a field of theirs is there."""
    groupes = equipements()[type_equipement].groupes
    remplis = frozenset(g.nom for g in groupes if any(c.nom in valeurs for c in g.champs))
    return EquipementSaisi(type_equipement, "Essai", exercice, dict(valeurs), remplis)


def projet(
    type_equipement: str, exercice: int, valeurs: Mapping[str, Donnee], taux: Mapping[str, F] | None = None
) -> Projet:
    """A project with one equipment."""
    return Projet("Essai", exercice, (equipement(type_equipement, exercice, valeurs),), taux or {})


def complet(type_equipement: str, exercice: int) -> dict[str, Donnee]:
    """Every field of an equipment, known; the works are dated within the exercice."""
    valeurs = dict(COMPLETS[type_equipement])
    if "date_dossier" in champs(type_equipement):
        valeurs["date_dossier"] = date(exercice, 3, 15)
    return valeurs


# -- random projects ---------------------------------------------------------------------------------

_BORNES = {
    "places": 60, "places_soutenues": 60, "places_nouvelles": 20, "places_avant": 40, "places_creees": 30,
    "places_renovees": 40, "enfants_inscrits": 120, "enfants_handicap": 10, "journees_pedagogiques": 5,
    "taux_couverture": 100, "potentiel_financier_hab": 2000, "heures_facturees": 90_000, "heures_realisees": 90_000,
    "bonus_territoire_horaire": 1, "bonus_territoire_horaire_nouveau": 1, "majoration_potentiel_financier": 6000,
}  # fmt: skip


def _valeur(nom: str, type_equipement: str) -> st.SearchStrategy[Donnee]:
    symbole = champs(type_equipement)[nom].symbole
    if symbole.choices:
        return st.sampled_from(symbole.choices)
    haut = int(symbole.high) if symbole.high is not None else _BORNES.get(nom, 500_000)
    centimes = haut <= 6000 and not nom.startswith(("places", "enfants", "journees"))
    return st.integers(0, haut * 100).map(lambda c: F(c, 100)) if centimes else st.integers(0, haut).map(F)


@st.composite
def projets(draw: st.DrawFn, type_equipement: str) -> Projet:
    """A project whose fields are all known, with values of every size, zero included."""
    exercice = draw(st.sampled_from(EXERCICES))
    valeurs = {
        nom: connu if isinstance(connu, date) else draw(_valeur(nom, type_equipement))
        for nom, connu in complet(type_equipement, exercice).items()
    }
    return projet(type_equipement, exercice, valeurs)


# -- random trees ------------------------------------------------------------------------------------

NOMBRES = (
    Input("x", "x", "", F(0), None),
    Input("y", "y", "", F(0), F(1)),
    Input("z", "z", "", F(-5), F(5)),
    Input("w", "w", "", None, None),
)
CONDITION = Input("oui", "oui", "", choices=(True, False))
CHOIX = Input("c", "c", "", choices=("p", "q", "r"))
TAUX = (
    Rate("t.exact", "exact", "", F(663, 100), F(663, 100), F(663, 100), "2024"),
    Rate("t.bornes", "bornes", "", None, F(1, 2), F(3), "2024"),
    Rate("t.lacune", "lacune", "", None, F(0), None, "non publié"),
)


@dataclass(frozen=True)
class Monde:
    """What is true, what the user told of it, and which rule of an `entre` really holds."""

    vrai: Mapping[str, Scalar]
    dit: Mapping[str, Scalar]
    taux: Mapping[str, F]
    gauche: bool


class Verite(Oracle):
    """The reading of someone who knows everything."""

    def __init__(self, monde: Monde) -> None:
        super().__init__(monde.vrai)
        self.monde = monde

    def taux(self, node: Rate) -> Possible:
        return possible(self.monde.taux[node.key])

    def l_une(self, gauche: Possible, droite: Possible) -> Possible:
        return gauche if self.monde.gauche else droite

    def connue(self, node: Input) -> bool:
        return node.name in self.monde.dit


def verite(monde: Monde, arbre: Expr) -> Scalar | None:
    """What a tree is worth in a world; None when it divides by zero."""
    lecture = Verite(monde)
    lu = lecture(arbre)
    if lecture.division:
        return None
    (seule,) = {*lu}
    return seule


@st.composite
def mondes(draw: st.DrawFn) -> Monde:
    """A world, a random part of which is hidden."""
    petits = st.integers(-20, 20).map(lambda n: F(n, 4))
    vrai: dict[str, Scalar] = {
        "x": abs(draw(petits)) * draw(st.sampled_from([1, 1000])),
        "y": F(draw(st.integers(0, 8)), 8),
        "z": draw(petits),
        "w": draw(petits),
        "oui": draw(st.booleans()),
        "c": draw(st.sampled_from(["p", "q", "r"])),
    }
    dit = {nom: valeur for nom, valeur in vrai.items() if draw(st.booleans())}
    taux = {"t.exact": F(663, 100), "t.bornes": F(draw(st.integers(4, 24)), 8), "t.lacune": abs(draw(petits))}
    return Monde(vrai, dit, taux, draw(st.booleans()))


FEUILLES: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from(NOMBRES), st.sampled_from(TAUX), st.integers(-8, 8).map(lambda n: a.as_expr(F(n, 4)))
)


def partage(un: Expr, autre: Expr) -> Expr:
    """A tree in which two others stand several times, each a single node."""
    return a.quand(un < autre, un * autre, a.minimum(un, autre) - un / autre)


@st.composite
def arbres(draw: st.DrawFn, profondeur: int = 4) -> Expr:
    """A number: every node of the algebra may occur in it."""

    def n() -> Expr:
        return draw(arbres(profondeur - 1))

    if profondeur == 0:
        return draw(FEUILLES)
    noeuds = (
        lambda: draw(FEUILLES),
        lambda: n() + n(),
        lambda: n() - n(),
        lambda: n() * n(),
        lambda: n() / n(),
        lambda: a.minimum(n(), n()),
        lambda: a.maximum(n(), n()),
        lambda: a.entre(n(), n(), ""),
        lambda: a.exige(draw(st.sampled_from(TAUX)), n()),
        lambda: a.arrondi(n()),
        lambda: a.suppose("H1", a.etape("étape", n(), "")),
        lambda: a.quand(draw(conditions(profondeur - 1)), n(), n()),
        lambda: a.tranche(n(), [(F(0), True, n()), (F(2), False, n()), (None, False, n())]),
        lambda: partage(n(), n()),
    )
    return draw(st.sampled_from(noeuds))()


@st.composite
def conditions(draw: st.DrawFn, profondeur: int = 3) -> Expr:
    """A yes or no."""

    def n() -> Expr:
        return draw(arbres(max(profondeur - 1, 0)))

    def c() -> Expr:
        return draw(conditions(profondeur - 1))

    simples = (
        lambda: CONDITION,
        lambda: draw(st.sampled_from(["p", "q"])) == CHOIX,
        lambda: a.parmi(CHOIX, "p", "r"),
        lambda: a.connu(draw(st.sampled_from(NOMBRES))),
        lambda: n() < n(),
        lambda: n() >= n(),
        lambda: n() == n(),
        lambda: n() != n(),
    )
    composes = (lambda: a.et(c(), c()), lambda: a.ou(c(), c()), lambda: a.non(c()))
    return draw(st.sampled_from(simples if profondeur <= 0 else simples + composes))()
