"""« deduce(estimate(rate)) holds the rate », for every rate of every aid, on random projects.

A search: CAFSIM_HASARD=5000 python -m pytest tests/test_deduire_hasard.py
"""

from __future__ import annotations

from fractions import Fraction

from hasard import exemples, tous_projets
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from cafsim.baremes.loader import load
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.deduire import Grille, deduire
from cafsim.etudes.lecteurs import choisir, cles_du_projet

MOTEUR = Moteur(load(), explique=False)
PLAFONDS = {"€/h": 12, "part": Fraction(6, 5), "€/place/an": 5_000, "€/place": 30_000, "€/groupe": 9_000, "jours/an": 6}


def taux_tires(data: st.DataObject, cle: str) -> Fraction:
    """A rate of its grid, of a size that has a meaning."""
    unite = MOTEUR.baremes.serie(cle).unite
    pas = Grille.de(unite).pas
    return data.draw(st.integers(0, int(PLAFONDS.get(unite, 100_000) / pas)), label=cle) * pas


def somme(projet: Projet, libelles: set[str], aides: set[str]) -> Fraction | None:
    lignes = [x for x in MOTEUR.estimer(projet).lignes if x.libelle in libelles and x.dispositif in aides]
    montants = [x.montant for x in lignes]
    return sum((m for m in montants if m is not None), Fraction(0)) if montants and None not in montants else None


@exemples(30)
@given(projet=tous_projets(), data=st.data())
def test_the_rate_is_among_those_deduced_from_its_own_amount(projet: Projet, data: st.DataObject) -> None:
    cles = list(cles_du_projet(MOTEUR, projet))
    assume(cles)
    cle = data.draw(st.sampled_from(cles))
    taux = {c: taux_tires(data, c) for c in cles}
    projet = projet._replace(taux=taux)
    try:
        lecteur = choisir(MOTEUR.pour(projet), projet, cle)
    except EntreeRefusee:
        reject()
    libelles = {a.ligne.libelle for a in lecteur.arbres}
    aides = {a.dispositif.identifiant for a in lecteur.arbres}
    montant = somme(projet, libelles, aides)
    assume(montant is not None)
    try:
        trouve = deduire(MOTEUR, projet, cle, montant)
    except EntreeRefusee as refus:
        if "seuil" not in str(refus) and "à zéro" not in str(refus):
            raise
        reject()
    assert trouve.contient(taux[cle]), (taux[cle], trouve)
    pas = Grille.de(trouve.unite).pas
    if trouve.minimum and trouve.sorte != "aucune":
        avec = {bord: projet._replace(taux={**taux, cle: bord}) for bord in (trouve.minimum, trouve.minimum - pas)}
        obtenus = [somme(p, libelles, aides) for p in avec.values()]
        assert obtenus[0] == montant
        assert obtenus[1] != montant
