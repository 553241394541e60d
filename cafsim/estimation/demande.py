"""What is asked of an estimate besides the project: which aids, which referential."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, REFERENTIELS, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.erreurs import Probleme, lever, refus, vouliez_vous
from cafsim.noms import Noms, suggestion


def verifier_referentiel(referentiel: str, exercices: Sequence[int]) -> None:
    """Refuse an unknown referential, or the guide of 2020 for another year."""
    if referentiel not in REFERENTIELS:
        raise refus("--referentiel", f"« {referentiel} » n'existe pas.", vouliez_vous(referentiel, REFERENTIELS))
    autres = sorted({e for e in exercices if e != ANNEE_DU_GUIDE})
    if referentiel == GUIDE_2020 and autres:
        message = f"le guide ne vaut que pour l'exercice {ANNEE_DU_GUIDE}, pas pour {', '.join(map(str, autres))}."
        raise refus("--referentiel guide-2020", message, "Retirez cette option.")


def lire_aides(textes: str | Iterable[str] | None, baremes: Baremes) -> frozenset[str]:
    """Read `psu,piaje`, `Plan mercredi`: identifiers or usual names. Raise EntreeRefusee for an unknown aid."""
    textes = [textes] if isinstance(textes, str) else textes or ()
    connues = [b for b in baremes.blocs if b in dispositifs()]
    lues = {
        nom: [aide for aide in noms_des_aides().designes(nom) if aide in connues]
        for texte in textes
        for nom in map(str.strip, texte.split(","))
        if nom
    }
    problemes = [
        Probleme("--aides", nom, "aide inconnue.", aides_proches(nom, connues) or f"Aides : {', '.join(connues)}.")
        for nom, designees in sorted(lues.items())
        if not designees
    ]
    lever(problemes)
    return frozenset(aide for designees in lues.values() for aide in designees)


@cache
def noms_des_aides() -> Noms:
    """Return the aids by the names that people give them."""
    return Noms({d.identifiant: (d.titre, *d.noms) for d in dispositifs().values()})


def aides_proches(nom: str, connues: Sequence[str]) -> str:
    """Return what to say of a text that names no aid."""
    return suggestion([a for a in noms_des_aides().proches(nom) if a in connues]) or vouliez_vous(nom, connues)
