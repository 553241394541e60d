"""Whatever is typed, in a project, an overlay, a table or a command line: an answer or a refusal, never a fault."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from invariants import MOTEUR, memes_lignes, verifier
from tirages import CELLULES, Tirage, tirages

from cafsim.baremes.model import NATIONAL
from cafsim.baremes.overlay import brut, ecrire_surcouche, lire_surcouche, poser
from cafsim.cli.main import lancer
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers.toml import analyser
from cafsim.lot.lecture.equipement import LecteurDeRangees
from cafsim.lot.lecture.fichiers import ouvrir
from cafsim.lot.modele import EquipementLu
from cafsim.projet.lecture import projet_depuis
from cafsim.tables import Rangee

RACINE = Path(__file__).parents[2]
EXEMPLES = [f.read_text("utf-8") for f in sorted((RACINE / "examples").glob("*.toml"))]
TABLEAU = (RACINE / "examples" / "communes.csv").read_text("utf-8-sig")
BAREMES = MOTEUR.baremes
SURCOUCHE = """
[[psu.horaire_max]]
debut = 2024-01-01
fin = 2024-12-31
couches_et_repas = true
jusqu_a = 1.07
inclus = true
valeur = 6.76
unite = "€/h"

[[psu.horaire_max]]
debut = 2024-01-01
fin = 2024-12-31
couches_et_repas = true
valeur = 5.5
unite = "€/h"

[[bonus_territoire.montant_nouvelle_place]]
debut = 2024-01-01
zone_prioritaire = "qpv"
minimum = 3000
maximum = 3700
unite = "€/place/an"
sources = ["caf71-territoire"]
note = "d'après la Caf"
"""


def essayer(famille: str, combien: int, essai: Callable[[Tirage], object]) -> int:
    """Try so many inputs; count those accepted. A fault tells the seed that brings it back."""
    acceptes = muets = 0
    for graine, tirage in tirages(famille, combien):
        try:
            essai(tirage)
            acceptes += 1
        except EntreeRefusee as refus:
            muets += not refus.problemes or not all(p.message for p in refus.problemes)
        except Exception as faute:
            faute.add_note(f"CAFSIM_GRAINE={graine} CAFSIM_HASARD=1 pytest tests/campagne -k {famille}")
            raise
    assert not muets, "a refusal says why"
    return acceptes


def test_projets_abimes() -> None:
    """A project that is read is estimated, and written back the same."""

    def essai(tirage: Tirage) -> None:
        lu = projet_depuis(analyser(tirage.abime(tirage.choice(EXEMPLES)), "p.toml"), "p.toml", "p", BAREMES)
        verifier(lu)
        memes_lignes(lu)

    assert essayer("projets_abimes", 60, essai)


def test_surcouches_abimees() -> None:
    """An overlay that is read is written back the same."""

    def essai(tirage: Tirage) -> None:
        lignes = lire_surcouche(BAREMES, tirage.abime(SURCOUCHE), "s.toml").lignes
        poser(BAREMES, lignes)
        relues = lire_surcouche(BAREMES, ecrire_surcouche(lignes, "x"), "s.toml").lignes
        assert [brut(x) for x in relues] == [brut(x) for x in lignes]

    assert essayer("surcouches_abimees", 120, essai)


def test_tableaux_abimes(tmp_path: Path) -> None:
    """Each row of a table that is opened is an equipment or a reject."""
    numeros = itertools.count()

    def essai(tirage: Tirage) -> None:
        chemin = tmp_path / f"{next(numeros)}.csv"  # what is known of a file is kept by name
        chemin.write_text(tirage.abime_un_tableau(TABLEAU, ";"), "utf-8", errors="replace", newline="")
        try:
            for ouverte in ouvrir([chemin], BAREMES).tables:
                lecteur = LecteurDeRangees(ouverte.entete, BAREMES, NATIONAL)
                for rangee in ouverte.table.rangees():
                    lu = lecteur.lire(rangee) if isinstance(rangee, Rangee) else None
                    if isinstance(lu, EquipementLu):
                        verifier(Projet("P", lu.equipement.exercice, (lu.equipement,)))
        finally:
            chemin.unlink()

    assert essayer("tableaux_abimes", 12, essai)


COMMANDES = {
    "estimate": ["examples/creche.toml"], "plan": ["examples/commune.toml"], "compare": ["examples/creche.toml", "examples/creche-2026.toml"],
    "tarif": ["--revenus", "2500"], "aides": [], "communes": ["montrer", "59350"], "projet": ["modele", "eaje"],
    "batch": ["examples/communes.csv"], "baremes": ["montrer", "psu"], "rapport": ["examples/creche.toml"],
}  # fmt: skip
MOTS = (
    *CELLULES, "--aides", "psu", "psu,piaje", "--format", "json", "csv", "xlsx", "md", "-o", "-", "x.json", "a/b.csv",
    "--baremes", "examples/creche.toml", "absent.toml", "--strict", "--leviers", "--detail", "--large", "--enfants", "3",
    "--date", "2025-09-01", "--referentiel", "guide-2020", "--annees", "2024,2026", "--csv", "iso", "--taux", "psu.taux=0,5",
    "--par", "commune", "--essai", "--aide", "--exercice", "2024", "lister", "montrer", "chercher", "lacunes", "--", "-x",
)  # fmt: skip
"""What a hand may type after a command."""


def test_lignes_de_commande(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command does its work or refuses with its code: never « erreur inattendue »."""
    monkeypatch.setenv("CAFSIM_DEBUG", "1")
    (tmp_path / "examples").symlink_to(RACINE / "examples")
    monkeypatch.chdir(tmp_path)

    def essai(tirage: Tirage) -> None:
        nom = tirage.choice(list(COMMANDES))
        mots = [nom, *COMMANDES[nom], *tirage.sample(MOTS, tirage.randint(0, 4))]
        if tirage.random() < 0.3:
            mots.pop(tirage.randrange(len(mots)))
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        with redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), redirect_stderr(io.StringIO()) as dit:
            code = lancer(mots)
        assert code in (0, 2, 3, 4, 130), (mots, dit.getvalue())

    assert essayer("lignes_de_commande", 10, essai)
