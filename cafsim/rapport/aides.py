"""The aids one by one: the tables of the estimate, each row with the status of its amount and a bar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import ZERO, decimal_text, french_money
from cafsim.estimation.resultat import LigneEstimee
from cafsim.plan.fonctionnement import porteur
from cafsim.rapport.dossier import Dossier
from cafsim.render.document import (
    Barre,
    Colonne,
    Legende,
    Noeud,
    Paragraphe,
    Rangee,
    Segment,
    Tableau,
    Titre,
    abaisse,
    au_nom_de,
)
from cafsim.render.mots import courants as mots
from cafsim.render.vues import estimation as vue
from cafsim.render.vues.renvois import Renvois

COLONNES = (*vue.COLONNES, Colonne("Statut", "suite", sous=vue.COLONNES.index(vue.MONTANT)))
LEGENDE = (
    Legende("caf", "droit, montant sûr"),
    Legende("incertain", "selon un chiffre qui manque"),
    Legende("plafond", "plafond, que la Caf peut refuser"),
)
AILLEURS = "La commune ne gère pas cet équipement : ces aides vont à son gestionnaire."


def section(dossier: Dossier, renvois: Renvois, ancres: Sequence[str]) -> Iterator[Noeud]:
    """Yield the aids of a project, equipment by equipment, each under its anchor."""
    noeuds = [x for rang, ancre in enumerate(ancres) for x in _equipement(dossier, rang, renvois, ancre)]
    barres = (r.barre for x in noeuds if isinstance(x, Tableau) for r in x.rangees if r.barre)
    yield Titre("Les aides, une par une", 2, legende=montrees(LEGENDE, barres))
    yield from noeuds


def _equipement(dossier: Dossier, rang: int, renvois: Renvois, ancre: str) -> Iterator[Noeud]:
    estimation = dossier.estimation
    saisi, estime = dossier.projet.equipements[rang], estimation.equipements[rang]
    yield Titre(mots.equipement(estime.nom, estime.exercice, estimation.exercice), 3, ancre)
    yield Paragraphe(mots.genre(estime.type))
    if any(x.retenue for x in estime.lignes) and porteur(saisi) == "autre":
        yield Paragraphe(AILLEURS)
    for groupe in vue.groupes(estime):
        haut = max(x.haut for x in groupe.lignes) if groupe.total else ZERO
        rangees = [_rangee(x, echelle_ronde(haut) if haut > 0 else None, renvois) for x in groupe.lignes]
        yield from abaisse(au_nom_de(estime.nom, vue.tableau(groupe, rangees, COLONNES)))
    yield from abaisse(vue.sans_objet(estime))
    if not estime.lignes:
        yield Paragraphe(mots.AUCUNE_AIDE)


def _rangee(ligne: LigneEstimee, echelle: Fraction | None, renvois: Renvois) -> Rangee:
    rangee = vue.rangee(ligne, renvois)
    return rangee._replace(cellules=(*rangee.cellules, mots.STATUTS[ligne.statut]), barre=_barre(ligne, echelle))


def _barre(ligne: LigneEstimee, echelle: Fraction | None) -> Barre | None:
    bas, haut = ligne.minimum, ligne.maximum
    if echelle is None or bas is None or not haut or haut < 0:
        return None
    sure = max(bas, ZERO)
    parts = (("plafond" if ligne.nature == "plafond" else "caf", sure), ("incertain", haut - sure))
    description = f"Barre horizontale sur une échelle de 0 à {french_money(echelle)}."
    return barre(f"{ligne.libelle} : {mots.montant(ligne)}", description, parts, echelle)


def barre(titre: str, description: str, parts: Iterable[tuple[str, Fraction]], echelle: Fraction) -> Barre:
    """Lay parts (a pattern, €) side by side on a scale (€) that holds them all; an empty part is left out."""
    segments: list[Segment] = []
    gauche = ZERO
    for motif, montant in parts:
        if montant:
            segments.append(Segment(motif, _centiemes(gauche, echelle), _centiemes(montant, echelle)))
        gauche += montant
    return Barre(titre, description, tuple(segments))


def montrees(legende: Iterable[Legende], barres: Iterable[Barre]) -> tuple[Legende, ...]:
    """Return the entries of a legend whose patterns some bar shows."""
    vus = {segment.motif for b in barres for segment in b.segments}
    return tuple(x for x in legende if x.motif in vus)


def echelle_ronde(maximum: Fraction) -> Fraction:
    """Return the round amount just above: 1, 2 or 5 followed by zeros."""
    puissance = Fraction(1)
    while puissance * 10 <= maximum:
        puissance *= 10
    return next((n * puissance for n in (1, 2, 5) if n * puissance >= maximum), 10 * puissance)


def _centiemes(montant: Fraction, echelle: Fraction) -> str:
    return decimal_text(montant / echelle * 100, 3)
