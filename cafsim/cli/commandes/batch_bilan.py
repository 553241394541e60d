"""What a batch did, told on stderr at its end: counts, totals by aid and exercice, what was rejected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

from cafsim.baremes.loader import ouvrir
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_money, french_number
from cafsim.estimation.resultat import AU_MINIMUM, MENTION
from cafsim.lot.modele import Cumul, Cumuls
from cafsim.lot.resultat.bilan import Bilan, Motif
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Rangee, Tableau
from cafsim.render.formes import table
from cafsim.render.mots.courants import NATURES

MOTIFS_MONTRES = 8


def afficher(bilan: Bilan) -> None:
    """Print the summary."""
    table.dessiner(tuple(_document(bilan)), sys.stderr)


def _document(bilan: Bilan) -> Iterator[Noeud]:
    if bilan.cumuls:
        yield _tableau(bilan.cumuls)
    dit = f"{compte(bilan.equipements, 'équipement estimé')}, {compte(bilan.lignes, 'ligne')} d'estimation."
    if bilan.commentaires:
        dit += f" {compte(bilan.commentaires, 'ligne')} d'aide ou de commentaire (#), hors de l'estimation."
    yield Paragraphe(dit)
    yield from rejetes(bilan)
    yield Paragraphe(MENTION)


def rejetes(bilan: Bilan) -> Iterator[Noeud]:
    """Yield what was rejected, reason by reason."""
    if not bilan.rejets:
        return
    quoi = compte(bilan.sources_rejetees, "ligne ou fichier rejeté", "lignes ou fichiers rejetés")
    motifs = bilan.motifs.tries()
    yield Paragraphe(f"{quoi}, pour {compte(len(motifs), 'raison')} :", fort=True)
    dits = [*map(_dit, motifs[:MOTIFS_MONTRES])]
    if len(motifs) > MOTIFS_MONTRES:
        dits.append(f"et {compte(len(motifs) - MOTIFS_MONTRES, 'autre raison', 'autres raisons')}.")
    yield Liste(tuple(map(Entree, dits)))


def _dit(motif: Motif) -> str:
    if motif.nombre == 1:
        return " ".join(filter(None, (f"{_ou(motif)} : {motif.premier.raison}", motif.premier.conseil)))
    mots = [f"« {mot} »{f' ({n} fois)' if n > 1 else ''}" for mot, n in motif.mots.most_common(4) if mot]
    if len(motif.mots) > len(mots) > 0:
        mots.append("…")
    suite = f" Valeurs : {', '.join(mots)}." if mots and "« … »" in motif.raison else ""
    fois = compte(motif.nombre, "fois", "fois")
    return f"{fois}, {_ou(motif)} : {motif.raison}{suite} {motif.premier.conseil}".rstrip()


def _ou(motif: Motif) -> str:
    """Say where a reason was met: the file, the first lines, the column."""
    fichier, _, feuille = motif.premier.fichier.partition(", feuille ")
    ou = [fichier] if motif.nombre == 1 or not motif.lignes else []
    if feuille:
        ou.append(f"feuille {feuille}")
    if motif.lignes:
        suite = "…" if motif.nombre > len(motif.lignes) else ""
        mot = "ligne" if motif.nombre == 1 else "lignes"
        ou.append(f"{mot} {', '.join(map(str, motif.lignes))}{suite}")
    return ", ".join(filter(None, (*ou, motif.colonne)))


def _tableau(cumuls: Cumuls) -> Tableau:
    blocs = ouvrir().blocs
    ordre = {nom: rang for rang, nom in enumerate(blocs)}
    rangees = []
    precedent = None
    montrees = (x for x in cumuls.items() if x[1].maximum or x[1].a_completer)
    for (nom, exercice), cumul in sorted(montrees, key=lambda x: (x[0][1], ordre[x[0][0]])):
        montre = "" if exercice == precedent else str(exercice)
        precedent = exercice
        bornes = _bornes(cumul, assuree=dispositifs()[nom].nature in AU_MINIMUM)
        cellules = (montre, _aide(nom, blocs[nom].titre), *bornes, _lignes(cumul.a_completer))
        rangees.append(Rangee(cellules))
    colonnes = (
        Colonne("Année", "montant"),
        Colonne("Aide", "tete"),
        Colonne("Minimum", "montant"),
        Colonne("Maximum", "montant"),
        Colonne("À compléter", "montant"),
    )
    return Tableau("Totaux par exercice et par aide", colonnes, tuple(rangees))


def _aide(nom: str, titre: str) -> str:
    """Name an aid, and say where a total is no promise."""
    dispositif = dispositifs()[nom]
    nature = "" if dispositif.nature == "droit" else f" ({NATURES[dispositif.nature]})"
    return f"{titre}{nature}" if dispositif.payeur == "caf" else f"{titre} (payé par l'État)"


def _bornes(cumul: Cumul, *, assuree: bool) -> tuple[str, str]:
    """Return the ends of a total; nothing is sure of a ceiling, that the Caf may refuse."""
    if cumul.a_completer and not cumul.maximum:  # a zero here would only come from equipments that have no right
        return "", ""
    return _euros(cumul.minimum if assuree else 0), _euros(cumul.maximum)


def _euros(centimes: int) -> str:
    return french_money(Fraction(centimes, 100))


def _lignes(nombre: int) -> str:
    return compte(nombre, "ligne") if nombre else ""


def compte(nombre: int, un: str, plusieurs: str = "") -> str:
    """Write `3 lignes`: the words agree with the number."""
    mots = un if nombre < 2 else plusieurs or " ".join(f"{mot}s" for mot in un.split(" "))
    return f"{french_number(Fraction(nombre))} {mots}"
