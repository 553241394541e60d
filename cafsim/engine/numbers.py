"""The one place where numbers are read, rounded and written."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

ZERO = Fraction(0)
MAX_DIGITS = 30
"""Longest number accepted: beyond it, arithmetic would be a denial of service, not an amount."""

NBSP = "\u00a0"  # no-break space, between digits and before units

_NUMBER = rf"[+-]?([0-9]{{1,3}}([ {NBSP}\u2009\u202f'][0-9]{{3}})+|[0-9]+)?([.,][0-9]*)?"

_TWO_MARKS = r"[+-]?[0-9]{1,3}(?:(?:\.[0-9]{3})+,|(?:,[0-9]{3})+\.)[0-9]+"
_AMBIGUOUS = r"[1-9][0-9]{0,2}([.,][0-9]{3})+"


def to_cent(amount: Fraction) -> Fraction:
    """Round to the nearest cent, half a cent upwards."""
    return Fraction(cents(amount), 100)


def cents(amount: Fraction) -> int:
    """Return an amount in cents, to the nearest one, half a cent upwards."""
    return _nearest(amount.numerator * 100, amount.denominator)


def _nearest(numerator: int, denominator: int) -> int:
    """Return the integer nearest to a quotient, half upwards (in integers: a batch does this a million times)."""
    return (2 * numerator + denominator) // (2 * denominator)


def to_fraction(value: Decimal | int) -> Fraction:
    """Convert exactly. Raise ValueError for a value that is not finite or has too many digits."""
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("ce n'est pas un nombre fini")
    if abs(number.adjusted()) > MAX_DIGITS or len(number.as_tuple().digits) > MAX_DIGITS:
        raise ValueError("ce nombre a trop de chiffres")
    return Fraction(number)


def to_decimal(value: Fraction) -> Decimal:
    """Return an exact decimal. Raise ValueError for a value that has none (one third)."""
    result = Decimal(value.numerator) / Decimal(value.denominator)
    if Fraction(result) != value:
        raise ValueError(f"{value} n'a pas d'écriture décimale exacte")
    return result


def parse_french(text: str) -> Fraction:
    """Read `1 234,50`, `1234.5`, `12 €` or `99 %` (0.99).

    Two marks have one reading: the last is that of the decimals (`1.234,50`, `1,234.50`). Raise ValueError, with a
    reason in French, for anything else: `62.000` may be sixty-two or sixty-two thousand.
    """
    raw = text.strip().removesuffix("€").strip()
    percent = raw.endswith("%")
    number = raw.removesuffix("%").strip()
    digits = "".join(c for c in number if c in "+-.,0123456789")
    if re.fullmatch(_TWO_MARKS, number):
        thousands = "." if "," in number[number.index(".") :] else ","
        number = digits = digits.replace(thousands, "")
    if not re.fullmatch(_NUMBER, number) or not any(c.isdigit() for c in digits):
        raise ValueError("ce n'est pas un nombre (exemples : 1250 ; 1 234,50 ; 99 %)")
    if re.fullmatch(_AMBIGUOUS, digits):
        entier = re.sub("[.,]", "", digits)
        raise ValueError(f"est-ce {french_number(Fraction(entier))} ? Écrivez {entier}, sans point ni virgule")
    value = to_fraction(Decimal(digits.replace(",", ".")))
    return value / 100 if percent else value


def decimal_text(value: Fraction, places: int = 4, point: str = ".") -> str:
    """Write with a point and at most `places` decimals, half up, no trailing zero: `6.63`, `62000`."""
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return str(numerator)
    scale = 10**places
    units = _nearest(abs(numerator) * scale, denominator)
    whole, rest = divmod(units, scale)
    sign = "-" if numerator < 0 and units else ""
    return f"{sign}{whole}{point}{rest:0{places}d}".rstrip("0") if rest else f"{sign}{whole}"


def money_text(value: Fraction, point: str = ".") -> str:
    """Write an amount with exactly two decimals and a point: `313060.00`."""
    total = cents(value)
    sign = "-" if total < 0 else ""
    whole, rest = divmod(abs(total), 100)
    return f"{sign}{whole}{point}{rest:02d}"


def french_number(value: Fraction, places: int = 4, at_least: int = 0) -> str:
    """Write as French people do: `62 000`, `6,63` (at most `places` decimals, at least `at_least`)."""
    whole, _, decimals = decimal_text(value, places).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = f"{int(digits):,}".replace(",", NBSP)
    decimals = decimals.ljust(at_least, "0")
    return f"{sign}{groups},{decimals}" if decimals else f"{sign}{groups}"


def french_money(value: Fraction) -> str:
    """Write an amount in euros: `313 060,00 €`."""
    return f"{french_number(to_cent(value), 2, 2)}{NBSP}€"


def french_quantity(value: Fraction, unit: str) -> str:
    """Write a value with its unit; a share is written as a percentage: `6,63 €/h`, `66 %`, `40 places`.

    What its decimals can't hold is marked: four of them, two for an amount that is no small one: `≈ 4,71 €/h`.
    """
    if unit == "part":
        return f"{_about(value * 100)}{french_number(value * 100)}{NBSP}%"
    about = _about(value)
    at_least = 2 if unit == "€" or (unit.startswith("€") and value.denominator != 1) else 0
    at_most = 2 if about and at_least and abs(value) >= 1 else 4
    number = about + french_number(value, at_most, at_least)
    return f"{number}{NBSP}{unit}" if unit else number


def _about(value: Fraction) -> str:
    return "" if (value * 10_000).denominator == 1 else f"≈{NBSP}"
