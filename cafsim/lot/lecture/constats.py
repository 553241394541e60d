"""What is said of how a table of a batch was understood."""

from __future__ import annotations

from collections.abc import Iterator

from cafsim.lot.lecture.correspondance import Regles
from cafsim.lot.lecture.identite import type_de_la_feuille
from cafsim.lot.lecture.titres import MARQUE, enumeres
from cafsim.lot.modele import Entete
from cafsim.tables import Table


def constats(table: Table, entete: Entete, regles: Regles, *, seule: bool) -> Iterator[str]:
    """Yield what the user must know of how a table was read."""
    if seule and (feuilles := table.autres_feuilles):  # told by reading the whole workbook
        yield f"seule la feuille « {table.feuille} » est lue, pas {', '.join(f'« {f} »' for f in feuilles)}."
    devinees = [
        f"« {t.texte} » = {nom}"
        for nom, t in zip(entete.colonnes, entete.titres, strict=True)
        if nom not in ("", MARQUE) and not (t.exact or t.voulu)
    ]
    if devinees and not regles.essai:
        yield f"titres compris ainsi : {enumeres(devinees, ' ; ')}."
    inconnus = (entete.titres[rang] for rang in entete.inconnues)
    gardees = [f"« {t.texte} »" for t in inconnus if not t.voulu]
    if gardees and not regles.essai:
        yield f"colonnes que cafsim ne connaît pas, gardées dans le résultat : {enumeres(gardees, ', ')}."
    nomme = type_de_la_feuille(table.feuille) if "type" in entete.ajoutees else None
    if nomme is not None and nomme == regles.constantes.get("type"):
        yield f"pas de colonne « type » : c'est {nomme}, d'après le nom de la feuille."
    if "projet" in entete.ajoutees and "projet" not in regles.constantes:
        yield "pas de colonne « projet » : c'est la commune de chaque ligne."
    if table.encodage_devine:
        yield f"lu comme un fichier {table.encodage_devine}. Si des accents sont faux, enregistrez-le en Csv UTF-8."
    if table.masquees:
        combien = (
            f"{table.masquees} lignes masquées (un filtre ?) ne sont" if table.masquees > 1 else "1 ligne masquée n'est"
        )
        yield f"{combien} pas lues. Affichez-les pour les estimer." if table.masquees > 1 else f"{combien} pas lue."
