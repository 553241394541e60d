"""Whatever is hidden of whatever project, the range holds what the whole project gives."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st

from cafsim.baremes.loader import load
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee, EquipementSaisi
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import LigneEstimee

MOTEUR = Moteur(load())
NOMBRES = [0, 1, 3, 20, 40, 900, 1500, 58_000, 62_000, 300_000]
PARTS = [Fraction(0), Fraction(9, 10), Fraction(1)]


def annees_du_dossier(exercice: int) -> range:
    """The years in which the file of works is expected."""
    return range(max(exercice - 2, 2018), exercice + 2)


def valeurs_de(champ: Champ, exercice: int) -> st.SearchStrategy[Donnee]:
    if champ.type is Type.OUI_NON:
        return st.booleans()
    if champ.type is Type.CHOIX:
        return st.sampled_from([c.valeur for c in champ.choix])
    if champ.type is Type.DATE:
        return st.sampled_from([date(a, *j) for a in annees_du_dossier(exercice) for j in ((1, 1), (8, 31), (9, 1))])
    if champ.maximum is not None:
        return st.sampled_from(PARTS)
    return st.sampled_from([Fraction(n) for n in NOMBRES])


AUTRE_ECRITURE = {"bonus_territoire_existant_total"}
"""Another way to give what another field already gives: drawn at random, both would contradict each other."""


@st.composite
def projets(draw: st.DrawFn) -> tuple[EquipementSaisi, EquipementSaisi]:
    """A project whole, and the same with some fields hidden."""
    type_equipement = draw(st.sampled_from(sorted(equipements())))
    exercice = draw(st.integers(2018, date.today().year + 1))
    concernes = [
        c
        for c in champs(type_equipement).values()
        if c.type is not Type.TEXTE and c.nom not in {"exercice", *AUTRE_ECRITURE}
    ]
    entier = {c.nom: draw(valeurs_de(c, exercice)) for c in concernes}
    caches = draw(st.sets(st.sampled_from([c.nom for c in concernes]), max_size=6))
    groupes = frozenset(g.nom for g in equipements()[type_equipement].groupes)
    partiel = {nom: None if nom in caches else valeur for nom, valeur in entier.items()}
    return tuple(EquipementSaisi(type_equipement, "A", exercice, v, groupes) for v in (entier, partiel))  # type: ignore[return-value]


def par_cle(saisi: EquipementSaisi) -> dict[tuple[str, str], LigneEstimee]:
    estime = MOTEUR.estimer_equipement(saisi)
    return {(x.dispositif, x.libelle): x for x in estime.lignes if x.nature != "indicatif"}


@exemples(150)
@given(projets())
def test_a_range_holds_the_truth(cas: tuple[EquipementSaisi, EquipementSaisi]) -> None:
    entier, partiel = map(par_cle, cas)
    for cle, vraie in entier.items():
        if vraie.minimum is None or vraie.maximum is None:
            continue
        vue = partiel.get(cle)
        if vue is None:  # an aid that does not exist yet has one line, under its own title
            assert vraie.statut == "non_eligible", f"{cle} is no longer shown"
            assert not any(x.minimum for (aide, _), x in partiel.items() if aide == cle[0]), cle
            continue
        if vue.minimum is not None and vue.maximum is not None:
            assert vue.minimum <= vraie.minimum, (cle, vue.minimum, vraie.minimum)
            assert vue.maximum >= vraie.maximum, (cle, vue.maximum, vraie.maximum)
