"""An amount in euros typed in an option."""

from __future__ import annotations

from fractions import Fraction

from cafsim.engine.numbers import parse_french
from cafsim.erreurs import EntreeRefusee, Probleme

MONTANT_MAX = Fraction(10_000_000_000)


def lire_montant(option: str, texte: str) -> Fraction:
    """Read an amount as French people write it. Raise EntreeRefusee."""
    conseil = f'Exemples : {option} 312000 ; {option} "312 000,50".'

    def refus(message: str) -> EntreeRefusee:
        return EntreeRefusee([Probleme(option, "", f"« {texte[:40]} »{message}", conseil)])

    try:
        montant = parse_french(texte)
    except ValueError as error:
        raise refus(f" : {error}.") from None
    if "%" in texte or montant < 0:
        raise refus(" : un montant en euros est attendu.")
    if montant > MONTANT_MAX:
        raise refus(" dépasse toute vraisemblance.")
    return montant
