"""What a batch did, told on stderr at its end: counts, totals by aid and exercice, what was rejected."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction

from cafsim.baremes.loader import ouvrir
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_money, french_number
from cafsim.estimation.resultat import MENTION
from cafsim.lot.modele import Cumul, Cumuls
from cafsim.lot.resultat.bilan import Bilan, Motif, somme
from cafsim.lot.resultat.sommaire import VUES, Somme, sommes
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Rangee, Tableau, en_liste
from cafsim.render.formes import table
from cafsim.render.mots.courants import NATURES

MOTIFS_MONTRES = 8
ANNEES_MAX = 4
"""Years that a screen shows side by side."""
LIGNES_MONTREES = 10
"""Places of a summary that the screen shows for each exercice."""


def afficher(bilan: Bilan, vues: Collection[str], annees: Sequence[int], fichier: str) -> None:
    """Print the summary, and those asked for.

    `annees`: the years that each row was estimated for; `fichier`: where all that is rejected is told.
    """
    table.dessiner(tuple(_document(bilan, vues, annees, fichier)), sys.stderr)


def _document(bilan: Bilan, vues: Collection[str], annees: Sequence[int], fichier: str) -> Iterator[Noeud]:
    for vue in dict.fromkeys(("aide", *vues)):
        yield from _tableau(vue, bilan.cumuls)
    yield from _evolution(bilan.cumuls, annees)
    if any(VUES[vue].genre == "commune" for vue in vues):
        yield from _sans_commune(bilan.cumuls)
    dit = f"{compte(bilan.equipements, 'équipement estimé')}, {compte(bilan.lignes, 'ligne')} d'estimation."
    if bilan.commentaires:
        dit += f" {compte(bilan.commentaires, 'ligne')} d'aide ou de commentaire (#), hors de l'estimation."
    yield Paragraphe(dit)
    yield from rejetes(bilan, fichier)
    if any(c.a_completer for c in bilan.cumuls.values()):
        yield Paragraphe("Ce qui manque, champ par champ : la même commande avec --essai.")
    yield from _incertain(bilan)
    yield Paragraphe(MENTION)


def _incertain(bilan: Bilan) -> Iterator[Noeud]:
    """Yield what `--strict` refuses."""
    if bilan.incertitudes:
        yield Paragraphe("--strict n'est pas tenu (colonnes « statut » et « fiabilite » du résultat) :", fort=True)
        blocs = ouvrir().blocs
        plus_frequentes = bilan.incertitudes.most_common()
        yield en_liste(f"{blocs[aide].titre} : {dite} ({compte(n, 'ligne')})" for (aide, dite), n in plus_frequentes)


def _evolution(cumuls: Cumuls, annees: Sequence[int]) -> Iterator[Noeud]:
    """Yield a table of the years asked for, side by side: of each aid what a budget counts on, or its ceiling."""
    if not 1 < len(annees) <= ANNEES_MAX:
        return
    par_aide: dict[str, dict[int, Cumul]] = {}
    for ligne in sommes(VUES["aide"], cumuls):
        par_aide.setdefault(_aide(ligne), {})[ligne.exercice] = ligne.cumul
    rangees = []
    for nom, par_annee in par_aide.items():
        siens = [par_annee.get(annee, Cumul()) for annee in annees]
        euros = [c.prevision + c.plafonds for c in siens]
        if any(euros):
            ecart = euros[-1] - euros[0]
            dit = "" if any(c.sans_prevision for c in siens) else f"{'+' if ecart > 0 else ''}{_euros(ecart)}"
            rangees.append(Rangee((nom, *map(_euros, euros), dit)))
    if not rangees:
        return
    titres = (*map(str, annees), "Écart")
    colonnes = (Colonne("Aide", "tete"), *(Colonne(titre, "montant") for titre in titres))
    yield Tableau("Prévision des mêmes lignes, d'une année à l'autre", colonnes, tuple(rangees))


def _sans_commune(cumuls: Cumuls) -> Iterator[Noeud]:
    perdus = sum(c.equipements for (genre, cle, _), c in cumuls.items() if genre == "commune" and not cle)
    if perdus:
        dits = compte(perdus, "équipement est sans commune", "équipements sont sans commune")
        yield Paragraphe(f"{dits} : ajoutez au tableau une colonne « commune » (nom ou code Insee).")


def rejetes(bilan: Bilan, fichier: str = "") -> Iterator[Noeud]:
    """Yield what was rejected, reason by reason; `fichier` holds it all."""
    if not bilan.rejets:
        return
    quoi = compte(bilan.sources_rejetees, "ligne ou fichier rejeté", "lignes ou fichiers rejetés")
    motifs = bilan.motifs.tries()
    yield Paragraphe(f"{quoi}, pour {compte(len(motifs), 'raison')} :", fort=True)
    dits = [*map(_dit, motifs[:MOTIFS_MONTRES])]
    if len(motifs) > MOTIFS_MONTRES:
        ou = f" : {fichier}" if fichier else ""
        dits.append(f"et {compte(len(motifs) - MOTIFS_MONTRES, 'autre raison', 'autres raisons')}{ou}.")
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


def _tableau(nom: str, cumuls: Cumuls) -> Iterator[Noeud]:
    """Yield a summary: the greatest rows of each exercice, and their total."""
    vue = VUES[nom]
    toutes = sommes(vue, cumuls)
    rangees: list[Rangee] = []
    for exercice in dict.fromkeys(x.exercice for x in toutes):
        siennes = [x for x in toutes if x.exercice == exercice]
        montrees = siennes if nom == "aide" else sorted(siennes, key=_poids)[:LIGNES_MONTREES]
        rangees += (_rangee(x, str(exercice) if x is montrees[0] else "") for x in montrees)
        if autres := len(siennes) - len(montrees):
            rangees.append(Rangee(("", f"et {autres} autre{'s' if autres > 1 else ''}", *[""] * (len(_COLONNES) - 2))))
        if len(siennes) > 1 and nom != "aide":
            total = Somme(("", "Total"), exercice, somme(x.cumul for x in siennes))
            rangees.append(_rangee(total, "")._replace(total=True))
    if rangees:
        tete = Colonne(vue.titre[0].upper() + vue.titre[1:], "tete")
        colonnes = (_COLONNES[0], tete, *_COLONNES[2:])
        yield Tableau(f"Totaux par exercice et par {vue.titre}", *_sans_vides(colonnes, rangees))


def _sans_vides(
    colonnes: Sequence[Colonne], rangees: Sequence[Rangee]
) -> tuple[tuple[Colonne, ...], tuple[Rangee, ...]]:
    """Return a table without the columns where no row holds anything: names need the place."""
    utiles = [rang for rang in range(len(colonnes)) if any(r.cellules[rang] for r in rangees)]
    gardees = tuple(r._replace(cellules=tuple(r.cellules[rang] for rang in utiles)) for r in rangees)
    return tuple(colonnes[rang] for rang in utiles), gardees


_COLONNES = (
    Colonne("Année", "montant"),
    Colonne("", "tete"),
    Colonne("Équip.", "montant"),
    Colonne("Droits, minimum", "montant"),
    Colonne("Droits, maximum", "montant"),
    Colonne("Prévision", "montant", pour="large"),
    Colonne("Plafonds", "montant"),
    Colonne("À compl.", "montant"),
)


def _poids(ligne: Somme) -> tuple[int, str]:
    return -ligne.cumul.maximum - ligne.cumul.plafonds, ligne.nom


def _rangee(ligne: Somme, exercice: str) -> Rangee:
    c = ligne.cumul
    nom = _aide(ligne) if len(ligne.cellules) > 2 else ligne.nom or "(sans commune)"
    rien = (c.a_completer or c.plafonds) and not c.maximum  # a zero here would say that there is no right
    droits = ("", "", "") if rien else tuple(map(_euros, (c.minimum, c.maximum, c.prevision)))
    nombres = (_nombre(c.equipements), *droits, _euros(c.plafonds) if c.plafonds else "", _nombre(c.a_completer))
    return Rangee((exercice, nom, *nombres))


def _aide(ligne: Somme) -> str:
    """Name an aid, and say where a total is no promise."""
    nom, titre, *_ = ligne.cellules
    nature = dispositifs()[nom].nature
    return titre if nature == "droit" else f"{titre} ({NATURES[nature]})"


def _euros(centimes: int) -> str:
    return french_money(Fraction(centimes, 100))


def _nombre(nombre: int) -> str:
    return french_number(Fraction(nombre)) if nombre else ""


def compte(nombre: int, un: str, plusieurs: str = "") -> str:
    """Write `3 lignes`: the words agree with the number."""
    mots = un if nombre < 2 else plusieurs or " ".join(f"{mot}s" for mot in un.split(" "))
    return f"{french_number(Fraction(nombre))} {mots}"
