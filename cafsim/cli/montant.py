"""An amount in euros typed in an option."""

from __future__ import annotations

from fractions import Fraction

from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.valeurs import nombres as valeurs

MONTANT_MAX = Fraction(10_000_000_000)


def lire_montant(option: str, texte: str) -> Fraction:
    """Read an amount as French people write it. Raise EntreeRefusee."""
    conseil = f'Exemples : {option} 312000 ; {option} "312 000,50".'

    def refus(message: str) -> EntreeRefusee:
        return EntreeRefusee([Probleme(option, "", f"« {texte[:40]} »{message}", conseil)])

    try:
        montant = valeurs.lire_montant(texte)
    except ValueError as error:
        raise refus(f" : {error}.") from None
    if montant > MONTANT_MAX:
        raise refus(" dépasse toute vraisemblance.")
    return montant
