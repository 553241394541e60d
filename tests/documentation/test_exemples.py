"""What LISEZMOI.md and docs/ show is what the commands print. `python outils/exemples.py` writes it anew."""

from __future__ import annotations

import re
from itertools import zip_longest
from pathlib import Path

import pytest
from pages import RACINE, exemples, lire, nom

OUTIL = exemples()
LIGNES_DU_GUIDE = 400


def test_pages_show_what_their_commands_print() -> None:
    """One test for all pages: one command mends them all."""
    with OUTIL.milieu():
        textes = {nom(page): page.read_text(encoding="utf-8") for page in OUTIL.pages()}
        fausses = {
            page: _ecart(texte, neuf) for page, texte in textes.items() if (neuf := OUTIL.renouveler(texte)) != texte
        }
    assert fausses == {}, "run: python outils/exemples.py, and read what it changes"


def _ecart(texte: str, neuf: str) -> str:
    """Return the first line that differs, as it is and as it should be."""
    lignes = zip_longest(texte.splitlines(), neuf.splitlines())
    return next(f"{montree!r}, should be {vraie!r}" for montree, vraie in lignes if montree != vraie)


def test_each_example_has_its_page() -> None:
    for exemple in sorted((RACINE / "examples").glob("*.toml")):
        assert f"estimate examples/{exemple.name}" in lire(f"docs/exemples/{exemple.stem}.md")
        assert f"({exemple.stem}.md)" in lire("docs/exemples/README.md")


def test_an_extract_says_that_it_is_cut() -> None:
    with OUTIL.milieu():
        page = OUTIL.renouveler("<!-- sortie : tarif --ressources-mensuelles 3000 --enfants 2 ; lignes 2 à 3 -->\n")
    assert page.splitlines()[1:3] == ["```text", "[…]"]
    assert page.splitlines()[-2:] == ["[…]", "```"]


def test_a_command_that_fails_is_no_output() -> None:
    with OUTIL.milieu(), pytest.raises(RuntimeError, match="introuvable"):
        OUTIL.renouveler("<!-- sortie : estimate absent.toml -->\n")


def test_the_guide_is_only_a_guide() -> None:
    assert lire("LISEZMOI.md").count("\n") <= LIGNES_DU_GUIDE


def test_the_package_page_leads_nowhere_else() -> None:
    """It is shown far from the repository: a link to one of its files would be dead."""
    debut = lire("LISEZMOI.md").split("<!-- fin de la page du paquet -->")
    assert len(debut) == 2
    avant, installation = debut[0].split("<!-- page du paquet : installation -->")
    _, apres = installation.split("<!-- fin : installation -->")
    assert re.findall(r"\]\((?!https?://)", avant + apres) == []
    assert "examples/" not in re.sub(r"<!-- sortie .*-->", "", avant + apres)


@pytest.mark.parametrize("page", OUTIL.pages(), ids=nom)
def test_links_lead_somewhere(page: Path) -> None:
    for lien in re.findall(r"\]\((?!https?://)([^)]+)\)", page.read_text(encoding="utf-8")):
        fichier, _, ancre = lien.partition("#")
        cible = (page.parent / fichier) if fichier else page
        assert cible.exists(), lien
        assert not ancre or ancre in {_ancre(t) for t in re.findall(r"^#+ (.+)$", cible.read_text("utf-8"), re.M)}, lien


def _ancre(titre: str) -> str:
    return re.sub(r"[^\w\- ]", "", titre.lower()).replace(" ", "-")
