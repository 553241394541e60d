"""The workbook recalculated by LibreOffice: the cents of the estimate, then of the estimate with other inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attendus import attendues, case, case_du_taux, ecrire, en_cellule, lues, totaux_attendus, totaux_lus
from strategies import COMPLETS, EXERCICES, change, complet, equipement
from tableur import Feuilles, lire, recalculer, retaper, sans_libreoffice

from cafsim.baremes.model import Baremes
from cafsim.classeur.presentation import noms_de_feuilles
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime
from cafsim.plan.calcul import planifier
from cafsim.plan.modele import PlanEquipement
from cafsim.projet.lecture import lire_projet
from cafsim.render.mots.plan import RESTE_ANNEE, RESTE_TRAVAUX

pytestmark = [pytest.mark.programmes, sans_libreoffice]

F = Fraction
EXEMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.toml"))
TYPES = list(COMPLETS)


@dataclass(frozen=True)
class Essai:
    """A workbook written for `avant`, whose cells were then retyped to say `apres`."""

    avant: Projet
    apres: Projet
    taux: tuple[tuple[str, F | None], ...] = ()
    """Rates typed over; None empties the cell."""


def hasard(alea: Random, type_equipement: str, exercice: int) -> dict[str, Donnee]:
    """Values of every size, zeros and unknowns among them."""
    valeurs = complet(type_equipement, exercice)
    for nom, valeur in list(valeurs.items()):
        symbole, sort = champs(type_equipement)[nom].symbole, alea.random()
        if nom == "date_dossier":
            continue
        if sort < 0.2:
            valeurs[nom] = None
        elif symbole.choices:
            valeurs[nom] = alea.choice(symbole.choices)  # type: ignore[assignment]
        elif sort < 0.3:
            valeurs[nom] = F(0)
        elif sort < 0.7 and isinstance(valeur, Fraction):
            haut = int(symbole.high) if symbole.high is not None else 2 * int(valeur) or 10
            valeurs[nom] = F(alea.randrange(haut * 100 + 1), 100)
    return valeurs


def tous_les_types(alea: Random, exercices: Sequence[int], rang: int) -> list[EquipementSaisi]:
    """An equipment of each type, the years in turn."""
    return [
        change(equipement(t, an, hasard(alea, t, an)), nom=f"{t} {rang}")
        for i, t in enumerate(TYPES)
        for an in [exercices[(i + rang) % len(exercices)]]
    ]


def essais(baremes: Baremes) -> dict[str, Essai]:
    resultat = {}
    for fichier in EXEMPLES:
        projet = lire_projet(fichier, baremes)
        resultat[fichier.stem] = Essai(projet, projet)
    alea = Random(5)
    for rang in range(3):
        avant = tous_les_types(alea, EXERCICES, rang)
        apres = [change(e, valeurs=hasard(alea, e.type, e.exercice)) for e in avant]
        projet = Projet("Essai", 2024, tuple(avant))
        resultat[f"hasard-{rang}"] = Essai(projet, change(projet, equipements=tuple(apres)))
    complets = [
        change(equipement(t, an, complet(t, an)), nom=f"{t} {an}") for t in ("eaje", "alsh") for an in EXERCICES[::2]
    ]
    projet = Projet("Complets", 2024, tuple(complets))
    resultat["complets"] = Essai(projet, projet)
    sans_jour = [
        change(equipement(t, 2025, {**complet(t, 2025), "date_dossier": None}), nom=t)
        for t in TYPES
        if "date_dossier" in complet(t, 2025)
    ]
    projet = Projet("Jour inconnu", 2025, tuple(sans_jour))
    resultat["jour"] = Essai(projet, projet)
    creche = lire_projet(next(f for f in EXEMPLES if f.stem == "creche"), baremes)
    resultat["taux"] = Essai(creche, change(creche, taux={"psu.taux": F(7, 10)}), (("psu.taux", F(7, 10)),))
    return resultat


@dataclass(frozen=True)
class Recalcul:
    essai: Essai
    ecrit: Feuilles
    recalcule: Feuilles


@pytest.fixture(scope="module")
def recalculs(baremes: Baremes, moteur: Moteur, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Recalcul]:
    """Every workbook, recalculated in one go."""
    dossier = tmp_path_factory.mktemp("classeurs")
    tous = essais(baremes)
    ecrits: dict[str, Feuilles] = {}
    fichiers = []
    for nom, essai in tous.items():
        fichier = ecrire(moteur, essai.avant, dossier / f"{nom}.xlsx")
        ecrits[nom] = lire(fichier)
        cellules = dict(changements(essai, ecrits[nom]))
        if cellules:
            retape = dossier / "retapes" / fichier.name
            retape.parent.mkdir(exist_ok=True)
            retaper(fichier, retape, cellules)
            fichier = retape
        fichiers.append(fichier)
    lus = recalculer(fichiers, dossier)
    return {nom: Recalcul(essai, ecrits[nom], lus[f"{nom}.xlsx"]) for nom, essai in tous.items()}


def changements(essai: Essai, feuilles: Feuilles) -> list[tuple[tuple[str, str], Any]]:
    cellules: list[tuple[tuple[str, str], Any]] = []
    paires = zip(essai.avant.equipements, essai.apres.equipements, noms(essai.avant), strict=True)
    for avant, apres, feuille in paires:
        presents = {r[0] for r in feuilles[feuille][:60]}
        for nom, valeur in apres.valeurs.items():
            if valeur != avant.valeurs[nom] and champs(avant.type)[nom].libelle in presents:
                cellules.append(((feuille, case(feuilles[feuille], avant.type, nom)), en_cellule(valeur)))
    cellules += [(("Barèmes", case_du_taux(feuilles, cle)), en_cellule(taux)) for cle, taux in essai.taux]
    return cellules


def comparer(feuilles: Feuilles, equipements: Sequence[EquipementEstime], noms: Sequence[str]) -> None:
    for estime, nom in zip(equipements, noms, strict=True):
        assert lues(feuilles[nom]) == attendues(estime), nom
        assert totaux_lus(feuilles[nom]) == totaux_attendus(estime), nom


def noms(projet: Projet) -> list[str]:
    return noms_de_feuilles([e.nom for e in projet.equipements])


def test_le_recalcul_trouve_les_memes_centimes(recalculs: Mapping[str, Recalcul], moteur: Moteur) -> None:
    """Written values and recalculated ones are both those of the estimate."""
    for recalcul in recalculs.values():
        essai = recalcul.essai
        comparer(recalcul.ecrit, moteur.estimer(essai.avant).equipements, noms(essai.avant))
        comparer(recalcul.recalcule, moteur.estimer(essai.apres).equipements, noms(essai.apres))


def test_les_essais_montrent_tous_les_statuts(recalculs: Mapping[str, Recalcul], moteur: Moteur) -> None:
    """What is compared above is varied enough, and really changes."""
    avant = [x for r in recalculs.values() for x in moteur.estimer(r.essai.avant).lignes]
    apres = [x for r in recalculs.values() for x in moteur.estimer(r.essai.apres).lignes]
    assert {x.statut for x in apres} == {"calcule", "fourchette", "a_completer", "non_eligible"}
    assert sum(1 for x in apres if x not in avant) > 60
    assert sum(1 for x in apres if x.statut == "calcule" and x.montant) > 50


def test_chaque_cellule_est_ecrite_avec_sa_valeur(recalculs: Mapping[str, Recalcul]) -> None:
    """A viewer that does not recalculate shows the same as one that does, hidden calculations included."""
    comparees = 0
    for nom, recalcul in recalculs.items():
        if recalcul.essai.avant != recalcul.essai.apres:
            continue
        for feuille, rangees in recalcul.ecrit.items():
            for i, rangee in enumerate(rangees):
                for j, valeur in enumerate(rangee):
                    autre = recalcul.recalcule[feuille][i][j] if j < len(recalcul.recalcule[feuille][i]) else ""
                    if isinstance(valeur, float):
                        assert autre == pytest.approx(valeur, rel=1e-9, abs=1e-9), (nom, feuille, i, j)
                    else:
                        assert autre == valeur, (nom, feuille, i, j)
                    comparees += 1
    assert comparees > 10_000


def test_rien_d_obscur_n_est_montre(recalculs: Mapping[str, Recalcul]) -> None:
    """No error value on the sheets that people read."""
    for recalcul in recalculs.values():
        for feuille, rangees in recalcul.recalcule.items():
            if feuille != "Calculs":
                assert not [x for r in rangees for x in r if isinstance(x, str) and x.startswith("#")], feuille


def test_la_synthese_suit(recalculs: Mapping[str, Recalcul], moteur: Moteur) -> None:
    for recalcul in recalculs.values():
        estimation = moteur.estimer(recalcul.essai.apres)
        totaux = [r for r in recalcul.recalcule["Synthèse"] if str(r[0]) in ("Total annuel", "Total ponctuel")][:2]
        for rangee, total in zip(totaux, estimation.totaux.values(), strict=True):
            assert (rangee[3] == "incomplet") is total.incomplet
            if total.prevision:
                assert rangee[6] == pytest.approx(float(total.prevision), abs=1e-6)
            if total.maximum:
                assert rangee[4:6] == pytest.approx([float(total.minimum), float(total.maximum)], abs=1e-6)


RESTES = {*RESTE_ANNEE.values(), *RESTE_TRAVAUX.values()}


def test_le_plan_suit(recalculs: Mapping[str, Recalcul], moteur: Moteur, baremes: Baremes) -> None:
    """What remains to pay, on the first sheet, is what the plan of the same project says: the Caf lowest, highest, as forecast."""
    combien = 0
    for nom, recalcul in recalculs.items():
        if recalcul.essai.taux:
            continue
        projet = recalcul.essai.apres
        plan = planifier(moteur.estimer(projet), projet, baremes)
        attendus = [x for e in plan.equipements for x in attendus_du_plan(e)]
        lus = [r[4:7] for r in recalcul.recalcule["Synthèse"] if r[0] in RESTES]
        assert len(lus) == len(attendus), nom
        for lu, attendu in zip(lus, attendus, strict=True):
            assert lu == (["inconnu"] * 3 if attendu is None else pytest.approx(attendu, abs=0.006)), nom
        combien += len(lus)
    assert combien > 20


def attendus_du_plan(e: PlanEquipement) -> Iterator[list[float] | None]:
    for equilibre, cas in (
        (e.fonctionnement, ("bas", "haut", "prevision")),
        (e.investissement, ("refus", "haut", "refus")),
    ):
        if equilibre is None:
            continue
        bilan = equilibre.equilibre
        if bilan.total is None:
            yield None
            continue
        exces = [p.compte for p in bilan.depenses if p.genre == "excedent"] or [(F(0),) * 3]
        rangs = [bilan.cas.index(c) for c in cas]
        yield [float(bilan.reste.compte[r] - exces[0][r]) for r in rangs]
