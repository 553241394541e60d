"""The quick readers of cells say what the one reader of values says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st

from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.registre import champs, equipements
from cafsim.lot.lecture.cellules import lecteur
from cafsim.valeurs.lecture import ABSENT, lire

CHAMPS = list({c.nom: c for t in equipements() for c in champs(t).values()}.values())
TEXTES = st.one_of(
    st.from_regex(r"-?[0-9]{1,9}([.,][0-9]{0,4})?", fullmatch=True),
    st.from_regex(r"[0-9 .,%€+?-]{1,8}", fullmatch=True),
    st.sampled_from(["oui", "Non", "VRAI", "1", "0", "psu", "Prive lucratif", "15/03/2024", "2024-03-15", "x" * 201, "=1+1"]),
    st.integers(0, 10**13).map(str),
    st.text(max_size=6),
)  # fmt: skip


def lu(champ: Champ, cellule: object) -> object:
    try:
        return lire(champ, cellule)
    except ValueError as error:
        return str(error)


@exemples(225)
@given(st.sampled_from(CHAMPS), st.lists(TEXTES, min_size=1, max_size=3))
def test_a_text_reads_the_same(champ: Champ, textes: list[str]) -> None:
    lecture = lecteur(champ)
    for texte in (*textes, *textes):  # the second time from memory
        try:
            vu: object = lecture(texte)
        except ValueError as error:
            vu = str(error)
        if not texte.strip():
            assert vu is ABSENT
        elif not (isinstance(vu, str) and vu.startswith("aucun barème")):
            assert (vu, type(vu)) == (lu(champ, texte), type(lu(champ, texte)))


NOMBRES = [c for c in CHAMPS if c.type in (Type.NOMBRE, Type.ENTIER) and c.unite != "%"]


@given(st.sampled_from(NOMBRES), st.integers(-100, 10**8), st.sampled_from([1, 10, 100, 10_000]))
def test_a_number_of_a_workbook_reads_the_same(champ: Champ, entier: int, diviseur: int) -> None:
    cellule = entier if diviseur == 1 else Decimal(entier) / diviseur
    try:
        vu: object = lecteur(champ)(cellule)
    except ValueError as error:
        vu = str(error)
    exact = Decimal(entier) / diviseur
    attendu = lu(champ, f"{exact:f}0" if exact.as_tuple().exponent == -3 else f"{exact:f}")
    assert (vu == attendu) if isinstance(vu, Fraction) else isinstance(attendu, str)


def champ(nom: str) -> Champ:
    return next(c for c in CHAMPS if c.nom == nom)


def test_three_decimals_in_a_workbook_are_no_thousands() -> None:
    assert lecteur(champ("heures_facturees"))(Decimal("512.375")) == Fraction("512.375")


def test_a_percentage_cell_is_not_guessed() -> None:
    lire_taux = lecteur(champ("taux_couverture"))
    assert lire_taux(52) == 52
    assert lire_taux("0,8 %") == Fraction(8, 10)
    with pytest.raises(ValueError, match="est-ce 52 %"):
        lire_taux(Decimal("0.52"))
    with pytest.raises(ValueError, match="est-ce 100 %"):
        lire_taux(1)


def test_true_is_no_number_and_two_is_no_yes() -> None:
    with pytest.raises(ValueError, match="nombre attendu"):
        lecteur(champ("places"))(True)  # noqa: FBT003 (a cell)
    with pytest.raises(ValueError, match="oui ou non"):
        lecteur(champ("ctg"))(2)
    assert lecteur(champ("ctg"))(1) is True
    assert lecteur(champ("commune"))(59350) == "59350"


def test_a_day_without_rates() -> None:
    with pytest.raises(ValueError, match="aucun barème à la date du 01/01/1999"):
        lecteur(champ("date_dossier"))("01/01/1999")
