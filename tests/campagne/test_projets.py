"""Whatever is hidden of whatever project, the range holds what the whole project gives; knowing more never widens it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from hasard import exemples, tous_projets
from hypothesis import event, given
from hypothesis import strategies as st
from invariants import MOTEUR, memes_lignes, verifier

from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs, equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.resultat import LigneEstimee

RONDS = [0, 1, 3, 20, 40, 900, 1500, 58_000, 62_000, 300_000]
PARTS = [Fraction(0), Fraction(9, 10), Fraction(1)]

Lignes = Mapping[tuple[str, str], LigneEstimee]


def au_seuil(champ: Champ, exercice: int) -> st.SearchStrategy[Donnee]:
    """A value that often equals another one, or a threshold; a day of any year in which the file may be complete."""
    if champ.type is Type.OUI_NON:
        return st.booleans()
    if champ.type is Type.CHOIX:
        return st.sampled_from([c.valeur for c in champ.choix])
    if champ.type is Type.DATE:
        annees = range(max(exercice - 2, 2018), exercice + 2)
        return st.sampled_from([date(a, *jour) for a in annees for jour in ((1, 1), (9, 1))])
    return st.sampled_from(PARTS if champ.maximum is not None else [Fraction(n) for n in RONDS])


@st.composite
def voiles(draw: st.DrawFn) -> tuple[Projet, Projet, Projet]:
    """A project whole, then with some fields hidden, then with more of them."""
    (saisi,) = draw(tous_projets()).equipements
    tirables = [
        c
        for c in champs(saisi.type).values()
        if c.type is not Type.TEXTE and c.nom not in ("exercice", "bonus_territoire_existant_total")
    ]
    ronds = draw(st.booleans())
    entier = {c.nom: draw(au_seuil(c, saisi.exercice)) for c in tirables if ronds or c.nom not in saisi.valeurs}
    entier = {**saisi.valeurs, **entier}
    caches = draw(st.lists(st.sampled_from(sorted(entier)), max_size=8, unique=True))
    groupes = frozenset(g.nom for g in equipements()[saisi.type].groupes)
    nombre = draw(st.integers(0, len(caches)))
    return tuple(  # type: ignore[return-value]
        projet(saisi, groupes, {nom: None if nom in noms else valeur for nom, valeur in entier.items()})
        for noms in ((), caches[:nombre], caches)
    )


def projet(saisi: EquipementSaisi, groupes: frozenset[str], valeurs: Mapping[str, Donnee]) -> Projet:
    return Projet("P", saisi.exercice, (saisi._replace(valeurs=valeurs, groupes=groupes),))


def lignes(un: Projet) -> Lignes:
    """The lines that count, by aid and label."""
    return {(x.dispositif, x.libelle): x for x in MOTEUR.estimer(un).lignes if x.nature != "indicatif"}


def tient(large: Lignes, serre: Lignes) -> None:
    """What is seen of less holds what is seen of more, and no line is lost."""
    for cle, vraie in serre.items():
        vue = large.get(cle)
        if vue is None:  # an aid that does not exist yet has one line, under its own title
            assert vraie.statut == "non_eligible", f"{cle} is no longer shown"
            assert not any(x.minimum for (aide, _), x in large.items() if aide == cle[0]), cle
        elif vue.minimum is not None and vue.maximum is not None:
            if vraie.minimum is None or vraie.maximum is None:
                assert any(m.startswith("Calcul impossible") for m in vraie.motifs), (cle, vraie.motifs)
                continue
            assert vue.minimum <= vraie.minimum, (cle, vue.minimum, vraie.minimum)
            assert vue.maximum >= vraie.maximum, (cle, vue.maximum, vraie.maximum)


@exemples(150)
@given(voiles())
def test_a_range_holds_the_truth_and_knowing_more_never_widens_it(projets: tuple[Projet, Projet, Projet]) -> None:
    entier, partiel, moindre = map(lignes, projets)
    tient(partiel, entier)
    tient(moindre, partiel)


@exemples(60)
@given(voiles())
def test_an_estimate_adds_up_and_says_the_same_in_every_form(projets: tuple[Projet, Projet, Projet]) -> None:
    for un in projets[:2]:
        verifier(un)


@exemples(30)
@given(voiles())
def test_a_project_is_worth_the_same_once_written(projets: tuple[Projet, Projet, Projet]) -> None:
    try:
        memes_lignes(projets[1])
    except EntreeRefusee:  # what is drawn may contradict itself, or be too big
        event("refused")
