"""Numbers: what is read, what is refused, what is written."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cafsim.engine.numbers import (
    cents,
    decimal_text,
    french_money,
    french_number,
    french_quantity,
    money_text,
    parse_french,
    to_cent,
    to_fraction,
)

F = Fraction


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("1250", "1250"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("450.000,5", "450000.5"),
        ("-1.234.567,89", "-1234567.89"),
        ("1\u00a0234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u2009234,50", "1234.50"),
        ("1234.5", "1234.5"),
        ("6,63", "6.63"),
        (",5", "0.5"),
        (".5", "0.5"),
        ("5,", "5"),
        ("99 %", "0.99"),
        ("99%", "0.99"),
        ("7,5 %", "0.075"),
        ("99\u00a0%", "0.99"),
        ("12 €", "12"),
        ("12,30\u00a0€", "12.30"),
        ("  42  ", "42"),
        ("1'234", "1234"),
        ("+3", "3"),
        ("-3,5", "-3.5"),
        ("007", "7"),
    ],
)
def test_french_numbers_are_read(texte: str, attendu: str) -> None:
    assert parse_french(texte) == F(attendu)


@pytest.mark.parametrize(
    "texte",
    [
        "", " ", "%", "€", "-", ",", "12.34,50", "1,23.50", "1.234,5.6", "1,2,3", "1..2", "nan", "NaN", "inf", "-inf", "Infinity",
        "1e400", "1e5", "1E5", "0x10", "1_000", "douze", "12 places", "12 $", "99 % %", "--3", "+-3", "3-", "²",
        "½", "⑫", "9" * 31, "1" * 400, "0," + "0" * 40 + "1", "?", "oui",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_reason(texte: str) -> None:
    with pytest.raises(ValueError, match="nombre"):
        parse_french(texte)


@pytest.mark.parametrize("texte", ["1 2", "1\n2", "12 34", "1 2345", "1 23,5", "10 5"])
def test_misplaced_spaces_are_refused_rather_than_guessed(texte: str) -> None:
    with pytest.raises(ValueError, match="nombre"):
        parse_french(texte)


@pytest.mark.parametrize("texte", ["١٢", "१२", "１２"])
def test_foreign_digits_are_refused(texte: str) -> None:
    with pytest.raises(ValueError, match="nombre"):
        parse_french(texte)


@pytest.mark.parametrize("valeur", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e400"), Decimal("1e-400"), 10**40])
def test_numbers_that_are_no_amount_are_refused(valeur: Decimal | int) -> None:
    with pytest.raises(ValueError, match="nombre"):
        to_fraction(valeur)


def test_decimals_are_kept_to_the_last_digit() -> None:
    assert to_fraction(Decimal("0.1")) == F(1, 10)
    assert to_fraction(62_000) == 62_000
    assert to_fraction(Decimal("1234567890.123456789")) == F("1234567890.123456789")


@given(st.fractions(-(10**9), 10**9))
def test_to_cent_is_the_nearest_half_up(montant: F) -> None:
    cents = to_cent(montant) * 100
    assert cents.denominator == 1
    assert F(-1, 2) < cents - montant * 100 <= F(1, 2)


@given(st.integers(0, 10**14))
def test_amounts_round_trip(centimes: int) -> None:
    montant = F(centimes, 100)
    assert parse_french(french_money(montant)) == montant
    assert F(money_text(montant)) == montant
    assert parse_french(french_number(montant, 2)) == montant
    assert F(decimal_text(montant)) == montant


@given(st.text(max_size=30))
def test_no_text_makes_it_crash(texte: str) -> None:
    try:
        lu = parse_french(texte)
    except ValueError:
        return
    assert isinstance(lu, F)


@given(st.fractions(max_denominator=10**6), st.sampled_from([".", ","]))
def test_numbers_are_written_to_the_nearest(valeur: Fraction, marque: str) -> None:
    centimes = (valeur * 100 + F(1, 2)).__floor__()
    assert (cents(valeur), to_cent(valeur)) == (centimes, F(centimes, 100))
    argent, nombre = money_text(valeur, marque), decimal_text(valeur, point=marque)
    assert re.fullmatch(rf"-?[0-9]+\{marque}[0-9]{{2}}", argent)
    assert F(argent.replace(marque, ".")) == F(centimes, 100)
    assert re.fullmatch(rf"-?[0-9]+(\{marque}[0-9]{{0,3}}[1-9])?", nombre)
    proche = (abs(valeur) * 10_000 + F(1, 2)).__floor__()
    assert F(nombre.replace(marque, ".")) == F(proche if valeur >= 0 else -proche, 10_000)
    assert "-0" not in (argent, nombre)


@pytest.mark.parametrize(
    ("ecrit", "attendu"),
    [
        (money_text(F(313060)), "313060.00"),
        (money_text(F("-0.004")), "0.00"),
        (money_text(F("1234.565")), "1234.57"),
        (decimal_text(F("6.630")), "6.63"),
        (decimal_text(F(62000)), "62000"),
        (decimal_text(F(-1, 3)), "-0.3333"),
        (decimal_text(F("-0.00001")), "0"),
        (decimal_text(F("0.99995")), "1"),
        (french_number(F(62000)), "62 000"),
        (french_number(F("-1234.5"), 4, 2), "-1 234,50"),
        (french_number(F("0.12345")), "0,1235"),
        (french_money(F("313060")), "313 060,00 €"),
        (french_money(F("0.005")), "0,01 €"),
        (french_quantity(F("0.66"), "part"), "66 %"),
        (french_quantity(F("6.5"), "€/h"), "6,50 €/h"),
        (french_quantity(F(40), "places"), "40 places"),
        (french_quantity(F(3600), "€/place/an"), "3 600 €/place/an"),
        (french_quantity(F(5), ""), "5"),
    ],
)
def test_what_is_written(ecrit: str, attendu: str) -> None:
    assert ecrit.replace("\u00a0", " ") == attendu
