"""The commune of an equipment, as a plan and a note name it."""

from __future__ import annotations

from cafsim.communes import table
from cafsim.communes.modele import caf
from cafsim.communes.noms import resoudre
from cafsim.equipements.projet import EquipementSaisi
from cafsim.erreurs import EntreeRefusee
from cafsim.plan.modele import Lieu


def lieu(saisi: EquipementSaisi) -> Lieu | None:
    """Return where an equipment lies; None when it names no commune, or one that nobody knows.

    A commune that has merged counts the inhabitants of the one where it lies now.
    """
    texte = saisi.valeurs.get("commune")
    if not isinstance(texte, str) or not texte.strip():
        return None
    try:
        nommee = resoudre(texte)
    except EntreeRefusee:
        return None
    porteuse = nommee if nommee.population else table.par_code(nommee.dans) or nommee
    return Lieu(porteuse.nom, porteuse.titre, porteuse.population, caf(porteuse) or "")
