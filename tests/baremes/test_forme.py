"""The one form of a rate table: nothing lost, one way only, no long line."""

from __future__ import annotations

import random
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import tomli_w
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st

from cafsim.baremes.cles import CONFLIT, VALEUR
from cafsim.baremes.emplacements import Reperage
from cafsim.baremes.forme import LARGEUR, LARGEUR_D_UN_MOT, ecrire, ranger
from cafsim.baremes.loader import default_path
from cafsim.erreurs import EntreeRefusee


def lire(texte: str) -> dict[str, Any]:
    return tomllib.loads(texte, parse_float=Decimal)


PUBLIEE = default_path().read_text(encoding="utf-8")

NOMS = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True).filter(lambda n: n not in ("series", "conflit"))
TEXTES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.lists(st.text(st.sampled_from("aé« »’\xa0  \"'\\\n\t#=[]{}/-\x7f\x00"), max_size=90), max_size=9).map("".join),
    st.lists(st.sampled_from(["mot", "phrase", "http://x.fr/" + "long/" * 40, "a" * 150, " ", "\\"])).map(" ".join),
)
NOMBRES = st.integers(0, 10**9) | st.decimals(0, 10**6, places=4)
SIMPLES = st.one_of(TEXTES, st.booleans(), NOMBRES, st.dates(date(1, 1, 1)))
VALEURS = SIMPLES | st.lists(st.text(max_size=20) | NOMBRES | st.booleans(), max_size=12)
CONFLITS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(CONFLIT, SIMPLES)), max_size=3)
LIGNES = st.fixed_dictionaries(
    {}, optional={**dict.fromkeys((*VALEUR, "zone", "gestionnaire"), VALEURS), "conflit": CONFLITS}
)
BLOCS = st.dictionaries(NOMS, st.lists(LIGNES, max_size=3), min_size=1, max_size=3)


@exemples(50)
@given(st.dictionaries(NOMS.filter(lambda n: n not in ("sources", "hypotheses", "dimensions")), BLOCS, max_size=3))
def test_what_is_written_is_read_back(table: dict[str, Any]) -> None:
    table = {b: {s: x for s, x in series.items() if x} for b, series in table.items()}
    table = {b: series for b, series in table.items() if series}
    texte = ecrire(table)
    assert lire(texte) == table
    assert ranger(texte, "t.toml") == texte
    for ligne in texte.split("\n"):
        un_mot = len(ligne) <= LARGEUR_D_UN_MOT and " " not in ligne.strip().removesuffix("\\").strip()
        assert len(ligne) <= LARGEUR or un_mot or "a" * 150 in ligne


def test_the_packaged_table_is_in_its_form() -> None:
    assert ranger(PUBLIEE, "baremes.toml") == PUBLIEE, "run: cafsim baremes ranger"
    assert max(map(len, PUBLIEE.splitlines())) <= LARGEUR_D_UN_MOT


def test_there_is_one_form_whatever_the_order_and_the_way_of_writing() -> None:
    """Keys shuffled, rows in lists, wide lines, as another program writes them: the same text in the end."""
    r = random.Random(0)
    table = lire(PUBLIEE)
    melangee = {
        nom: contenu
        if nom == "dimensions"
        else {c: _melange(v, r, 2 if c == "series" else 1) for c, v in contenu.items()}
        for nom, contenu in table.items()
    }
    autre = tomli_w.dumps(melangee)
    assert autre != ecrire(table)
    assert ranger(autre, "t.toml") == ecrire(table)


def _melange(valeur: Any, r: random.Random, profondeur: int) -> Any:
    """The same tables, their keys in another order, but for the names of the series."""
    if isinstance(valeur, list):
        return [_melange(v, r, profondeur) for v in valeur]
    if not isinstance(valeur, dict):
        return valeur
    noms = list(valeur)
    if profondeur == 1:
        r.shuffle(noms)
    return {n: _melange(valeur[n], r, max(1, profondeur - 1)) for n in noms}


LISIBLE = '''\
# Des taux.
#   Retrait gardé.

# De la crèche.
[[psu.horaire_max]]
debut = 2024-01-01
fin = 2024-12-31
couches_et_repas = [true, false]
jusqu_a = 1.07
inclus = true
valeur = 6.70
unite = "€/h"
note = """\\
  Un texte qui ne tient pas sur une ligne de cent vingt colonnes : il est replié, sans que rien n'y change, et le \\
  barème se lit sans défiler."""

# Fin.
'''


def test_a_table_reads_like_this() -> None:
    texte = (
        "# Des taux.\n#   Retrait gardé.   \n\n\n\n# De la crèche.\npsu.horaire_max = [{ unite = '€/h', valeur = 6.70,"
        'fin = 2024-12-31, note = "Un texte qui ne tient pas sur une ligne de cent vingt colonnes : il est replié, sans '
        "que rien n'y change, et le barème se lit sans défiler.\", couches_et_repas = [true,false], jusqu_a=1.07, "
        "debut = 2024-01-01,inclus=true }]\n\n\n# Fin.\n\n"
    )
    assert ranger(texte, "t.toml") == LISIBLE
    assert ranger(LISIBLE, "t.toml") == LISIBLE


def test_comments_stay_before_what_they_tell_of() -> None:
    texte = "[[psu.taux]]\n# Le taux\n\n# de 2024.\nvaleur = 1\n# Le jour.\ndebut = 2024-01-01\n"
    assert ranger(texte, "t.toml") == (
        "[[psu.taux]]\n# Le jour.\ndebut = 2024-01-01\n# Le taux\n# de 2024.\nvaleur = 1\n"
    )


@exemples(40)
@given(st.sets(st.integers(0, 10**6), max_size=12))
def test_comments_added_anywhere_are_kept_and_change_nothing_else(tires: set[int]) -> None:
    table = {
        nom: x
        for nom, x in lire(PUBLIEE).items()
        if nom in ("dimensions", "bonus_attractivite", "bonus_mixite_sociale")
    }
    propre = ecrire(table)
    debuts = sorted({r.ligne for r in Reperage(propre).reperes})
    lignes = propre.split("\n")
    for n, ligne in enumerate(sorted({debuts[t % len(debuts)] for t in tires}, reverse=True)):
        lignes.insert(ligne - 1, f"# Note {n}.")
    annote = "\n".join(lignes)
    assert ranger(annote, "t.toml") == annote
    assert ecrire(lire(annote)) == propre


@pytest.mark.parametrize(
    ("texte", "ligne"),
    [
        ("[psu]  # la crèche\ntitre = 'x'\n", 1),
        ("[psu]\ntitre = 'x' # la crèche\n", 2),
        ("[psu]\ntitre = '''\n# du texte\n''' # la crèche\n", 4),
        ("[[psu.taux]]\nsources = [\n  'a', # la crèche\n]\n", 3),
        ("[psu]\ntaux = [\n  # la crèche\n  { valeur = 1 },\n]\n", 3),
    ],
)
def test_a_comment_that_would_be_lost_is_refused(texte: str, ligne: int) -> None:
    with pytest.raises(EntreeRefusee) as attrape:
        ranger(texte, "t.toml")
    (probleme,) = attrape.value.problemes
    assert str(probleme).startswith(f"t.toml, ligne {ligne} : # la crèche : ce commentaire se perdrait")


@pytest.mark.parametrize("texte", ["# Rien.\n[psu]\n", "[psu]\ntaux = []\n", "# Les sources.\n[sources]\n"])
def test_what_the_form_can_t_hold_is_refused(texte: str) -> None:
    with pytest.raises(EntreeRefusee, match="sans rien perdre"):
        ranger(texte, "t.toml")
