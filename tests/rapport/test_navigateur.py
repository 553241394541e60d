"""The page in a real browser: nothing logged, nothing fetched, nothing that overflows, names inert, A4 pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fabrique_note import EXEMPLES, PROJETS, dossiers, html
from navigateur import Navigateur, programme
from test_page import NOMS, nomme

from cafsim.baremes.model import Baremes

pytestmark = [
    pytest.mark.programmes,
    pytest.mark.skipif(programme() is None, reason="Chromium is not installed"),
]

TELEPHONE, ETROIT, BUREAU = 360, 320, 1280
PAGES = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[0 0 (595|594)[\d.]* 84[12][\d.]*\]")

CONTRASTES = """
(() => {
  const lire = c => c.match(/[\\d.]+/g).map(Number);
  const lin = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const lum = c => { const [r, g, b] = lire(c); return 0.2126 * lin(r) + 0.7152 * lin(g) + 0.0722 * lin(b); };
  const fond = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor, p = lire(c);
      if (p.length < 4 || p[3] === 1) return c;
    }
    return 'rgb(255, 255, 255)';
  };
  let pire = 21;
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.closest('svg')) continue;
    const [haut, bas] = [lum(getComputedStyle(e).color), lum(fond(e))].sort((a, b) => b - a);
    pire = Math.min(pire, (haut + 0.05) / (bas + 0.05));
  }
  return pire;
})()
"""
DEPASSE = """
[...document.querySelectorAll('body *')].filter(e => !e.closest('.evitement, thead, .motifs')
  && e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="module")
def navigateur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Navigateur]:
    ouvert = Navigateur(tmp_path_factory.mktemp("profil"))
    yield ouvert
    ouvert.fermer()


@pytest.fixture(scope="module")
def notes(baremes: Baremes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every page that the tests open, in files."""
    dossier = tmp_path_factory.mktemp("notes")
    for nom, texte in PROJETS.items():
        (dossier / f"{nom}.toml").write_text(texte, "utf-8")
    faites = {p.stem: html(dossiers([p], baremes), baremes) for p in [*EXEMPLES, *dossier.glob("*.toml")]}
    faites["tous"] = html(dossiers(EXEMPLES, baremes), baremes)
    faites |= {f"nom {rang}": nomme(nom, baremes) for rang, nom in enumerate(NOMS)}
    chemins = {}
    for nom, texte in faites.items():
        chemins[nom] = dossier / f"{nom}.html"
        chemins[nom].write_text(texte, "utf-8")
    return chemins


TOUTES = [*(p.stem for p in EXEMPLES), *PROJETS, "tous", *(f"nom {rang}" for rang in range(len(NOMS)))]


@pytest.mark.parametrize("largeur", [ETROIT, TELEPHONE, BUREAU])
@pytest.mark.parametrize("nom", TOUTES)
def test_no_error_and_nothing_overflows(navigateur: Navigateur, notes: dict[str, Path], nom: str, largeur: int) -> None:
    navigateur.ouvrir(notes[nom], largeur)
    assert navigateur.journal() == []
    assert navigateur.valeur("innerWidth") == largeur
    assert navigateur.valeur("document.documentElement.scrollWidth") <= largeur
    assert navigateur.valeur(DEPASSE) == []
    assert navigateur.valeur("document.compatMode") == "CSS1Compat"


@pytest.mark.parametrize("rang", range(len(NOMS)))
def test_a_nasty_name_runs_nothing_even_where_scripts_may_run(
    navigateur: Navigateur, notes: dict[str, Path], rang: int, tmp_path: Path
) -> None:
    texte = notes[f"nom {rang}"].read_text("utf-8")
    sans_garde = re.sub(r"<meta http-equiv[^>]*>", "", texte)
    assert sans_garde != texte
    page = tmp_path / "page.html"
    page.write_text(sans_garde, "utf-8")
    navigateur.ouvrir(page, BUREAU)
    assert navigateur.journal() == []
    assert navigateur.valeur("document.querySelectorAll('script, img, iframe, b').length") == 0
    navigateur.valeur("document.querySelectorAll('*').forEach(e => e.dispatchEvent(new Event('mouseover')))")
    assert navigateur.journal() == []


def test_the_guard_stops_a_script_that_would_have_slipped_in(
    navigateur: Navigateur, notes: dict[str, Path], tmp_path: Path
) -> None:
    texte = notes["creche"].read_text("utf-8").replace("</main>", "<script>document.title = 'pris'</script></main>")
    page = tmp_path / "page.html"
    page.write_text(texte, "utf-8")
    navigateur.ouvrir(page, BUREAU)
    assert navigateur.valeur("document.title") != "pris"


@pytest.mark.parametrize("largeur", [TELEPHONE, BUREAU])
def test_contrast_as_drawn(navigateur: Navigateur, notes: dict[str, Path], largeur: int) -> None:
    for nom in ("commune", "services", "excédent"):
        navigateur.ouvrir(notes[nom], largeur)
        assert navigateur.valeur(CONTRASTES) >= 4.5, nom


def test_tables_are_still_tables_on_a_phone(navigateur: Navigateur, notes: dict[str, Path]) -> None:
    navigateur.ouvrir(notes["commune"], TELEPHONE)
    arbre = navigateur.ordre("Accessibility.getFullAXTree")["nodes"]
    roles = [n.get("role", {}).get("value") for n in arbre]
    tableaux = navigateur.valeur("document.querySelectorAll('table').length")
    assert roles.count("table") == tableaux
    assert roles.count("rowheader") == navigateur.valeur("document.querySelectorAll('tbody th').length")
    assert roles.count("cell") == navigateur.valeur("document.querySelectorAll('td').length")
    assert {"banner", "navigation", "main", "contentinfo"} <= set(roles)
    images = [n for n in arbre if n.get("role", {}).get("value") in ("image", "img") and not n.get("ignored")]
    assert len(images) == navigateur.valeur("document.querySelectorAll('svg[role=img]').length")
    assert all(n["name"]["value"] for n in images)


def test_bars_have_a_size_and_follow_the_width(navigateur: Navigateur, notes: dict[str, Path]) -> None:
    for largeur in (TELEPHONE, BUREAU):
        navigateur.ouvrir(notes["creche-qpv-nord"], largeur)
        parts = navigateur.valeur(
            "[...document.querySelectorAll('svg.barre')].map(b => [...b.querySelectorAll('rect[stroke]')]"
            ".map(r => r.getBBox().width / b.getBoundingClientRect().width))"
        )
        assert len(parts) >= 3
        assert all(0 < sum(p) <= 1.01 for p in parts)


def test_the_skip_link_shows_when_it_has_the_focus(navigateur: Navigateur, notes: dict[str, Path]) -> None:
    navigateur.ouvrir(notes["creche"], BUREAU)
    place = "document.querySelector('.evitement').getBoundingClientRect().top"
    assert navigateur.valeur(place) < 0
    for genre in ("rawKeyDown", "keyUp"):
        navigateur.ordre("Input.dispatchKeyEvent", type=genre, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert navigateur.valeur("document.activeElement.className") == "evitement"
    assert navigateur.valeur(place) >= 0


@pytest.mark.parametrize(("nom", "pages"), [("creche", range(5, 13)), ("commune", range(9, 18)), ("vide", range(1, 4))])
def test_printed_on_a4(navigateur: Navigateur, notes: dict[str, Path], nom: str, pages: range) -> None:
    navigateur.ouvrir(notes[nom], BUREAU)
    pdf = navigateur.pdf()
    assert len(PAGES.findall(pdf)) in pages
    assert A4.search(pdf)


@pytest.mark.parametrize("nom", ["creche", "creche-qpv-nord", "commune", "services", "alsh"])
def test_the_council_reads_two_pages(navigateur: Navigateur, notes: dict[str, Path], nom: str) -> None:
    navigateur.ouvrir(notes[nom], BUREAU)
    navigateur.valeur(
        "(() => { let s = document.querySelector('section.chapitre'); while (s) { const n = s.nextElementSibling;"
        " s.remove(); s = n; } document.querySelector('footer').remove(); })()"
    )
    assert len(PAGES.findall(navigateur.pdf())) <= 2


def test_on_paper_addresses_are_read_and_the_ground_is_white(navigateur: Navigateur, notes: dict[str, Path]) -> None:
    navigateur.ouvrir(notes["commune"], 700)
    navigateur.ordre("Emulation.setEmulatedMedia", media="print")
    try:
        lu = json.loads(
            navigateur.valeur(
                "JSON.stringify({encre: getComputedStyle(document.body).color, fond: getComputedStyle(document.body)"
                ".backgroundColor, nav: getComputedStyle(document.querySelector('nav')).display, "
                "adresses: [...document.querySelectorAll('.adresse')].every(a => a.innerText.startsWith('http'))})"
            )
        )
    finally:
        navigateur.ordre("Emulation.setEmulatedMedia", media="")
    assert lu == {"encre": "rgb(0, 0, 0)", "fond": "rgb(255, 255, 255)", "nav": "none", "adresses": True}


def test_readable_without_its_style(navigateur: Navigateur, notes: dict[str, Path], tmp_path: Path) -> None:
    page = tmp_path / "nue.html"
    page.write_text(re.sub(r"<style>.*?</style>", "", notes["commune"].read_text("utf-8"), flags=re.DOTALL), "utf-8")
    navigateur.ouvrir(page, BUREAU)
    assert navigateur.journal() == []
    assert navigateur.valeur("document.body.innerText.includes('Décision demandée au conseil')")
    assert navigateur.valeur(
        "[...document.querySelectorAll('svg.barre')].every(b => b.getBoundingClientRect().height < 40)"
    )
