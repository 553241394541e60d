"""A file of the user's own rates is checked as the published table is, and may describe its own sources."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import charger_surcouche, lire_surcouche
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.projet.lecture import lire_projet

CRECHE = Path(__file__).resolve().parents[2] / "examples" / "creche.toml"
RANGEE = '[[psu.horaire_max]]\ndebut = 2024-01-01\nunite = "€/h"\nvaleur = 6.5\n'
SOURCE = '[sources.ma-notification]\ntitre = "Notification 2024"\nediteur = "Caf du Nord"\n'


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (f'{RANGEE}sources = ["ma-notification"]', "ligne 5 : psu.horaire_max, n° 1, sources : source inconnue"),
        (f'{RANGEE}conflit = [{{ source = "x", valeur = 6 }}]', "conflit, n° 1, source : source inconnue « x »"),
        (
            f'{SOURCE}url = "javascript:alert(1)"\n{RANGEE}',
            "ligne 4 : sources.ma-notification.url : « url » n'est pas",
        ),
        (f"{SOURCE.replace('ma-notification', 'guide-elus-2020')}{RANGEE}", "est déjà une source du barème"),
        ("[sources.x]\ntitre = 'X'\n", "sources.x : il manque « editeur »"),
    ],
)
def test_a_source_that_can_t_be_is_refused_at_its_line(texte: str, attendu: str, baremes: Baremes) -> None:
    with pytest.raises(EntreeRefusee, match=attendu):
        lire_surcouche(baremes, texte, "x.toml")


def test_one_s_own_source_is_cited_by_its_name(baremes: Baremes, tmp_path: Path) -> None:
    conflit = 'sources = ["ma-notification"]\nconflit = [{ source = "ma-notification", valeur = 6.4 }]\n'
    (tmp_path / "x.toml").write_text(f"{SOURCE}{RANGEE}{conflit}", encoding="utf-8")
    table = charger_surcouche(baremes, tmp_path / "x.toml")
    (psu, *_) = Moteur(table).estimer(lire_projet(CRECHE, table)).lignes
    assert "Caf du Nord, « Notification 2024 »" in [source.citation for source in psu.sources]


def test_thousands_of_rows(baremes: Baremes, tmp_path: Path) -> None:
    jours = (date(1990, 1, 1) + timedelta(days=rang) for rang in range(2_000))
    lignes = (f'[[psu.horaire_max]]\ndebut = {j}\nfin = {j}\nunite = "€/h"\nvaleur = 6.5\n' for j in jours)
    (tmp_path / "x.toml").write_text("".join(lignes), encoding="utf-8")
    serie = charger_surcouche(baremes, tmp_path / "x.toml").serie("psu.horaire_max")
    assert sum(v.statut == "saisi" for v in serie.valeurs) == 2_000
