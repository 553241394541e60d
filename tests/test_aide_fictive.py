"""A new aid is one block, one module, and its field and its fiche if it needs them: nothing else has to know it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from cafsim.dispositifs.registre import dispositifs

RACINE = Path(__file__).parent.parent

MODULE = '''
"""Aide fictive: 3 € per place and 1 € per day out, for the tests."""

from __future__ import annotations

from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import arrondi, maximum
from cafsim.equipements.champs import Entrees


def _fictive(e: Entrees, b: Taux) -> Calcul:
    # A quotient by what is negative under 50 places: -40 for 40 places, never the greater.
    montant = maximum(e.places * b.montant + e.jours_dehors, 400 / (e.places - 50))
    return Calcul(arrondi(montant), e.places, "places", b.montant)


DISPOSITIF = Dispositif(
    identifiant="aide_fictive",
    titre="Aide fictive",
    equipements=("eaje",),
    resume="Trois euros par place.",
    lignes=(Ligne(_fictive),),
)
'''

BLOC = """
[aide_fictive]
titre = "Aide fictive"
texte = "Aucun texte."
series.montant = { libelle = "montant par place", ou_trouver = "Nulle part." }
[[aide_fictive.montant]]
debut = 2018-01-01
fin = 2020-12-31
confirme_jusqu_au = 2020-12-31
valeur = 3
unite = "€/place/an"
statut = "publie"
sources = ["guide-elus-2020"]
[[aide_fictive.montant]]
debut = 2021-01-01
confirme_jusqu_au = 2030-12-31
valeur = 3.25
unite = "€/place/an"
statut = "publie"
sources = ["guide-elus-2020"]
"""

CHAMP = """
        Champ(
            nom="jours_dehors",
            libelle="jours passés dehors",
            type=Type.NOMBRE,
            unite="jours",
            question="Combien de jours dehors dans l'année ?",
            aide="Tous les enfants à la fois.",
            absurde=Fraction(366),
            ou_trouver="Cahier de la crèche.",
            exemple="12",
        ),
"""

FICHE = """
[aide_fictive]
famille = "petite enfance"
pour_qui = "Toute crèche imaginaire."
pour_quoi = "Sortir."
conditions = ["Avoir un jardin."]
comment = "Rien à demander."
qui_decide = "Personne."
textes = []
mots_cles = ["jardin"]
sources = ["guide-elus-2020"]
"""

PROJET = """
exercice = 2024
nom = "Essai"
[[eaje]]
nom = "A"
financement = "psu"
places = {places}
jours_dehors = {jours}
"""

TABLE = """projet;exercice;type;nom;financement;places;jours_dehors
P;2024;eaje;A;psu;40;2
P;2024;eaje;B;psu;60;?
P;2024;eaje;C;psu;30;1
P;2024;eaje;D;psu;60;0
"""

LANCEUR = """
import io, json, sys
from cafsim.cli.main import lancer
sorties = []
for arguments in json.load(sys.stdin):
    tampon = sys.stdout = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    code = lancer(arguments)
    sys.stdout = sys.__stdout__
    sorties.append([code, tampon.buffer.getvalue().decode("utf-8-sig").replace("\\xa0", " ")])
print(json.dumps(sorties))
"""


class Maison(NamedTuple):
    """A copy of the program with one more aid, and the folder where its files go."""

    racine: Path
    dossier: Path

    def lancer(self, *commandes: str) -> list[str]:
        """Run command lines, all in one process; return what each writes. They must succeed."""
        env = {**os.environ, "PYTHONPATH": str(self.racine), "PYTHONIOENCODING": "utf-8"}
        fait = subprocess.run(
            [sys.executable, "-c", LANCEUR], input=json.dumps([c.split() for c in commandes]), cwd=self.dossier, env=env,
            capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
        sorties = json.loads(fait.stdout)
        assert [(c, code) for c, (code, _) in zip(commandes, sorties, strict=True) if code] == [], fait.stderr
        return [texte for _, texte in sorties]


@pytest.fixture(scope="module")
def maison(tmp_path_factory: pytest.TempPathFactory) -> Maison:
    racine, dossier = tmp_path_factory.mktemp("maison"), tmp_path_factory.mktemp("dossier")
    shutil.copytree(RACINE / "cafsim", racine / "cafsim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(RACINE / "data", racine / "data")
    (racine / "cafsim/dispositifs/eaje/aide_fictive.py").write_text(MODULE, encoding="utf-8")
    for fichier, ajout in (("baremes.toml", BLOC), ("fiches.toml", FICHE)):
        with (racine / "data" / fichier).open("a", encoding="utf-8") as donnees:
            donnees.write(ajout)
    creche = racine / "cafsim/equipements/eaje.py"
    texte = creche.read_text(encoding="utf-8")
    assert texte.count("\n    champs=(\n") == 1
    creche.write_text(texte.replace("\n    champs=(\n", f"\n    champs=({CHAMP}"), encoding="utf-8")
    (dossier / "p.toml").write_text(PROJET.format(places=40, jours=2), encoding="utf-8")
    (dossier / "sans.toml").write_text(PROJET.format(places=60, jours='"?"'), encoding="utf-8")
    (dossier / "t.csv").write_text(TABLE, encoding="utf-8")
    return Maison(racine, dossier)


def test_the_original_does_not_know_it() -> None:
    assert "aide_fictive" not in dispositifs()


def test_every_form_shows_it(maison: Maison) -> None:
    """40 places at 3,25 €, and 2 days."""
    formes = ("table", "texte", "json", "csv", "markdown")
    commandes = [f"estimate p.toml --aides aide_fictive --detail --format {forme}" for forme in formes]
    commandes += [f"{c} --format {forme}" for c in ("plan p.toml", "compare p.toml sans.toml") for forme in formes]
    for commande, sortie in zip(commandes, maison.lancer(*commandes), strict=True):
        assert "Aide fictive" in sortie, commande
        assert "132" in sortie, commande
    ligne = json.loads(maison.lancer(commandes[2])[0])["lignes"][0]
    assert (ligne["statut"], ligne["montant"], ligne["fiabilite"]) == ("calcule", "132.00", "publie")
    assert ligne["sources"] == ["guide-elus-2020"]


def test_its_field_is_asked_and_read_everywhere(maison: Maison) -> None:
    sans, modele, schema, gabarit = maison.lancer(
        "estimate sans.toml --aides aide_fictive", "projet modele eaje", "projet schema", "batch --modele eaje"
    )
    assert "Jours passés dehors (cahier de la crèche)" in " ".join(sans.split())
    assert "jours_dehors" in modele
    assert "jours_dehors" in json.loads(schema)["$defs"]["eaje"]["properties"]
    assert "jours_dehors" in gabarit.splitlines()[0].split(";")


def test_a_batch_gives_the_same_by_rows_and_by_columns(maison: Maison) -> None:
    """The quotient by a negative number is not the greater, in any reading; an unknown day is no day or more."""
    options = "t.csv --aides aide_fictive --csv iso"
    maison.lancer(
        f"batch {options} -o long.csv",
        f"batch {options} -o large.csv --large",
        f"batch {options} -o colonnes.csv --large --moteur polars",
        "estimate p.toml -o p.xlsx",
        "rapport p.toml -o note.html",
    )
    with (maison.dossier / "long.csv").open(encoding="utf-8") as lu:
        assert [(x["equipement"], x["statut"], x["montant"]) for x in csv.DictReader(lu)] == [
            ("A", "calcule", "132.00"),
            ("B", "a_completer", ""),
            ("C", "calcule", "98.50"),
            ("D", "calcule", "195.00"),
        ]
    large = (maison.dossier / "large.csv").read_bytes()
    assert all(montant in large for montant in (b"132.00", b"98.50", b"195.00"))
    assert (maison.dossier / "colonnes.csv").read_bytes() == large
    assert "132,00" in (maison.dossier / "note.html").read_text(encoding="utf-8")
    assert (maison.dossier / "p.xlsx").stat().st_size > 10_000


def test_every_command_knows_it(maison: Maison) -> None:
    attendus = {
        "baremes liste": "aide_fictive",
        "baremes montrer aide_fictive": "3,25",
        "baremes comparer 2020 2024 aide_fictive": "3,25",
        "baremes sources": "aide_fictive",
        "baremes verifier": f"{len(dispositifs()) + 1} aides",
        "aides": "aide_fictive : Aide fictive – droit",
        "aides montrer aide_fictive": "Avoir un jardin.",
        "aides montrer aide_fictive --annee 2024": "3,25",
        "aides chercher jardin": "aide_fictive",
        "aides --equipement eaje --format json": '"dispositif": "aide_fictive"',
    }
    for (commande, attendu), sortie in zip(attendus.items(), maison.lancer(*attendus), strict=True):
        assert attendu in sortie, commande
