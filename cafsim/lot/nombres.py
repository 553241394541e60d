"""Write the amounts of a long table quickly: the texts are those of `engine.numbers`."""

from __future__ import annotations

from fractions import Fraction

from cafsim.engine.numbers import decimal_text, to_cent


def centimes(valeur: Fraction) -> int:
    """Return an amount in cents, half a cent upwards."""
    n, d = valeur.numerator, valeur.denominator
    if d == 1:
        return n * 100
    if n < 0:
        return int(to_cent(valeur) * 100)
    return (200 * n + d) // (2 * d)


def montant(valeur: Fraction | None, marque: str = ".") -> str:
    """Write an amount with two decimals after `marque`; nothing for an unknown one."""
    if valeur is None:
        return ""
    total = centimes(valeur)
    signe, total = ("-", -total) if total < 0 else ("", total)
    return f"{signe}{total // 100}{marque}{total % 100:02d}"


def nombre(valeur: Fraction | None, marque: str = ".") -> str:
    """Write a number with at most four decimals after `marque`; nothing for an unknown one."""
    if valeur is None:
        return ""
    n, d = valeur.numerator, valeur.denominator
    if d == 1:
        return str(n)
    if n < 0:
        return decimal_text(valeur).replace(".", marque)
    entier, reste = divmod((20_000 * n + d) // (2 * d), 10_000)
    return f"{entier}{marque}{reste:04d}".rstrip("0") if reste else str(entier)
