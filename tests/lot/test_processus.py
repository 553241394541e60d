"""Processes: a dead one is told, its fellows go; keys and defects."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from multiprocessing import active_children

import pytest

from cafsim.erreurs import Probleme, TableRefusee
from cafsim.lot.calcul import ouvrier, processus
from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.identite import cle_de
from cafsim.lot.modele import Entete, EquipementLu, Estime, Identite, Place, Reglages, Tache, Titre
from cafsim.tables import Rangee

COLONNES = ("projet", "exercice", "type", "places")
ENTETE = Entete("t.csv", COLONNES, tuple(Titre(c, c, exact=True) for c in COLONNES))
REGLAGES = Reglages((ENTETE,))


def tache(rang: int) -> Tache:
    return Tache(0, [Rangee(2 + rang, [f"Commune {rang}", "2024", "eaje", "40"])])


def test_the_pieces_come_back_in_order() -> None:
    seul = [p for _, p in processus.produire(map(tache, range(7)), REGLAGES, 1)]
    assert [p for _, p in processus.produire(map(tache, range(7)), REGLAGES, 3)] == seul
    assert [p.ecrit.octets.split(b";")[0].decode() for p in seul] == [f"Commune {rang}" for rang in range(7)]
    assert active_children() == []


@pytest.mark.skipif(sys.platform == "win32", reason="no signal that kills")
def test_a_process_that_dies_is_told() -> None:
    produits = processus.produire(map(tache, range(1000)), REGLAGES, 2)
    next(produits)
    os.kill(active_children()[0].pid or 0, signal.SIGKILL)
    with pytest.raises(processus.OuvrierPerdu):
        list(produits)
    assert active_children() == []


def test_a_defect_costs_one_row_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seul = ouvrier.Ouvrier(REGLAGES)
    estimer = seul._estimer

    def casse(lu: EquipementLu) -> Estime:
        if lu.projet == "Commune 1":
            raise ZeroDivisionError("essai")
        return estimer(lu)

    monkeypatch.setattr(seul, "_estimer", casse)
    produit = seul.traiter(Tache(0, [r for rang in range(3) for r in tache(rang).rangees]))
    assert produit.equipements == 2
    (rejet,) = produit.rejets
    assert (rejet.fichier, rejet.ligne) == ("t.csv", 3)
    assert "ZeroDivisionError" in rejet.raison


def test_keys() -> None:
    un, deux = cle_de("A", 2024, "eaje", "x"), cle_de("A", 2024, "eaje", "y")
    trois = [Identite(Place(0, ligne), cle) for ligne, cle in ((2, un), (3, deux), (4, un))]
    with Doublons() as doublons:
        assert doublons.garder(trois) == {trois[2]: Place(0, 2)}
        ailleurs = Identite(Place(-1, 0), deux)
        assert doublons.garder([ailleurs]) == {ailleurs: Place(0, 3)}
        assert doublons.garder([]) == {}
    assert cle_de("Épinay", 2024, "eaje", "Les  Prés") == cle_de("EPINAY", 2024, "eaje", "les pres ")
    assert cle_de("A", 2024, "ctg", "x") == cle_de("A", 2024, "ctg", "y")
    assert len({cle_de(p, a, t, "x") for p in "AB" for a in (2023, 2024) for t in ("eaje", "alsh")}) == 8


def test_a_refusal_comes_whole_from_another_process() -> None:
    refus = TableRefusee([Probleme("baremes.toml", "psu", "illisible.", "Corrigez.", 3)])
    venu = pickle.loads(pickle.dumps(refus))
    assert (type(venu), venu.problemes, str(venu)) == (TableRefusee, refus.problemes, str(refus))
