"""The name of the Caf of a département: French prepositions, and the list of the public register."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from cafsim.communes.modele import caf, depuis
from cafsim.communes.noms import cle
from cafsim.communes.table import par_code
from cafsim.fichiers import donnee

REGISTRE = Path(__file__).parents[3] / "shared" / "territoires" / "caf.csv"


@pytest.mark.parametrize(
    ("code", "nom"),
    [
        ("59350", "Caf du Nord"), ("01004", "Caf de l'Ain"), ("34172", "Caf de l'Hérault"), ("40192", "Caf des Landes"),
        ("13055", "Caf des Bouches-du-Rhône"), ("28085", "Caf d'Eure-et-Loir"), ("77288", "Caf de Seine-et-Marne"),
        ("75056", "Caf de Paris"), ("75111", "Caf de Paris"), ("97411", "Caf de La Réunion"), ("68224", "Caf du Haut-Rhin"),
        ("67482", "Caf du Bas-Rhin"), ("62041", "Caf du Pas-de-Calais"), ("21231", "Caf de la Côte-d'Or"),
        ("79191", "Caf des Deux-Sèvres"), ("90010", "Caf du Territoire de Belfort"), ("33063", "Caf de la Gironde"),
        ("91228", "Caf de l'Essonne"), ("98818", None), ("97502", None),
    ],
)  # fmt: skip
def test_la_caf_porte_le_nom_du_departement(code: str, nom: str | None) -> None:
    commune = par_code(code)
    assert commune
    assert caf(commune) == nom


@pytest.mark.skipif(not REGISTRE.exists(), reason="the register is not in the repository")
def test_une_caf_par_departement_comme_au_registre() -> None:
    """Articles vary in the register: the rest of the name is the same."""

    def nu(nom: str) -> str:
        return re.sub(r"^caf (de l |de la |des |du |de |d )?(la )?", "", cle(nom))

    with REGISTRE.open(encoding="utf-8") as fichier:
        registre = {r["departement"]: r["nom_caf"] for r in csv.DictReader(fichier)}
    communes = (depuis(ligne) for ligne in donnee("communes.csv").read_bytes().splitlines()[1:])
    noms = {c.departement: nom for c in communes if (nom := caf(c))}
    assert len(registre) == 101
    assert noms.keys() == registre.keys()
    assert {code: nu(nom) for code, nom in noms.items()} == {code: nu(nom) for code, nom in registre.items()}
