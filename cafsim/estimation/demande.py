"""What is asked of an estimate besides the project: which aids, which referential."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cafsim.baremes.model import ANNEE_DU_GUIDE, GUIDE_2020, REFERENTIELS, Baremes
from cafsim.dispositifs.registre import dispositifs
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous


def verifier_referentiel(referentiel: str, exercices: Sequence[int]) -> None:
    """Refuse an unknown referential, or the guide of 2020 for another year."""
    if referentiel not in REFERENTIELS:
        raise EntreeRefusee([
            Probleme("--referentiel", "", f"« {referentiel} » n'existe pas.", vouliez_vous(referentiel, REFERENTIELS))
        ])  # fmt: skip
    autres = sorted({e for e in exercices if e != ANNEE_DU_GUIDE})
    if referentiel == GUIDE_2020 and autres:
        message = f"le guide ne vaut que pour l'exercice {ANNEE_DU_GUIDE}, pas pour {', '.join(map(str, autres))}."
        raise EntreeRefusee([Probleme("--referentiel guide-2020", "", message, "Retirez cette option.")])


def lire_aides(texte: str | None, baremes: Baremes) -> frozenset[str]:
    """Read `psu,piaje`. Raise EntreeRefusee for an unknown aid."""
    return verifier_aides([n.strip() for n in (texte or "").split(",") if n.strip()], baremes)


def verifier_aides(noms: Iterable[str], baremes: Baremes) -> frozenset[str]:
    """Return the aids named. Raise EntreeRefusee for those that do not exist."""
    noms = frozenset(noms)
    connues = [b for b in baremes.blocs if b in dispositifs()]
    problemes = [
        Probleme("--aides", nom, "aide inconnue.", vouliez_vous(nom, connues) or f"Aides : {', '.join(connues)}.")
        for nom in sorted(noms)
        if nom not in connues
    ]
    if problemes:
        raise EntreeRefusee(problemes)
    return noms
