"""The commune of an equipment: what it fills in, what can be typed for it. The table is opened where one is named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cafsim.equipements.projet import EquipementSaisi
from cafsim.erreurs import EntreeRefusee
from cafsim.valeurs.lecture import INCONNU, lire_texte


class Plusieurs(ValueError):
    """A text that may designate several things: `constat` says so, `choix` are what to type for each, and its name."""

    def __init__(self, texte: str, constat: str, choix: Iterable[tuple[str, str]]) -> None:
        super().__init__(texte)
        self.constat = constat
        self.choix = tuple(choix)


_NUMERO = re.compile(r"\b(?:[0-9]{2,3}|2[AB])\b", re.IGNORECASE)
"""The number of a département, beside its name or not."""


def avec_commune(saisi: EquipementSaisi) -> EquipementSaisi:
    """Return the equipment, filled with what its commune tells and the user left out.

    Raise EntreeRefusee for a commune that is unknown or that several bear the name of.
    """
    if not saisi.valeurs.get("commune"):
        return saisi
    from cafsim.communes.remplir import remplir  # noqa: PLC0415

    return remplir(saisi)


def precisee(texte: str, precisions: Iterable[str]) -> str:
    """Return what designates a commune, with the first of `precisions` (postal code, département) that it needs."""
    from cafsim.communes.noms import resoudre  # noqa: PLC0415

    numeros = (numero for p in precisions for numero in (p, *_NUMERO.findall(p)) if p.strip())
    for ecriture in (texte, *(f"{texte} ({numero})" for numero in numeros)):
        try:
            resoudre(ecriture)
        except EntreeRefusee:
            continue
        return ecriture
    return texte


def lire_commune(texte: str) -> str | None:
    """Return what was typed, if it designates one commune; None for `?`. Raise Plusieurs or ValueError if not."""
    from cafsim.communes.noms import CommuneDouteuse, designation, distincte, homonymes, resoudre  # noqa: PLC0415

    nom = lire_texte(texte)
    if nom == INCONNU:
        return None
    try:
        trouvee = resoudre(nom)
    except CommuneDouteuse as error:
        (probleme,) = error.problemes
        texte = f"{probleme.message} {probleme.conseil}".strip()
        raise Plusieurs(texte, probleme.message, map(designation, error.communes)) from None
    autres = homonymes(nom, trouvee)
    if autres:  # people know their postal code better than that of Insee
        proches = ", ".join(map(distincte, (trouvee, *autres)))
        message = f"« {nom} » est le code Insee d'une commune, et le code postal d'une autre."
        raise Plusieurs(f"{message} Tapez : {proches}.", message, map(designation, (trouvee, *autres)))
    return nom


def completions(champ: str, texte: str) -> list[str]:
    """Return answers that begin as `texte` does; none for a field that has no list."""
    if champ != "commune":
        return []
    from cafsim.communes.noms import noms  # noqa: PLC0415

    return noms(texte)
