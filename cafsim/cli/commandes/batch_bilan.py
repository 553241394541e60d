"""What a batch did, told on stderr at its end: counts, totals by aid and exercice, what was rejected."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction

from cafsim.baremes.loader import ouvrir
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_money, french_number
from cafsim.erreurs import inerte
from cafsim.estimation.resultat import MENTION
from cafsim.lot.modele import Cumul, Cumuls, Rejet
from cafsim.lot.resultat.bilan import Bilan
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Rangee, Tableau
from cafsim.render.formes import table
from cafsim.render.mots.courants import NATURES


def afficher(bilan: Bilan) -> None:
    """Print the summary."""
    table.dessiner(tuple(_document(bilan)), sys.stderr)


def _document(bilan: Bilan) -> Iterator[Noeud]:
    if bilan.cumuls:
        yield _tableau(bilan.cumuls)
    compte = f"{_compte(bilan.equipements, 'équipement estimé')}, {_compte(bilan.lignes, 'ligne')} d'estimation."
    if bilan.commentaires:
        compte += f" {_compte(bilan.commentaires, 'ligne')} d'aide ou de commentaire (#), hors de l'estimation."
    yield Paragraphe(compte)
    if bilan.rejets:
        quoi = _compte(bilan.sources_rejetees, "ligne ou fichier rejeté", "lignes ou fichiers rejetés")
        yield Paragraphe(f"{quoi}, pour {_compte(bilan.rejets, 'raison')} :", fort=True)
        dits = [_dit(r) for r in bilan.premiers_rejets]
        reste = bilan.rejets - len(bilan.premiers_rejets)
        if reste:
            dits.append(f"et {_compte(reste, 'autre')}.")
        yield Liste(tuple(map(Entree, dits)))
    yield Paragraphe(MENTION)


def _dit(rejet: Rejet) -> str:
    ou = [rejet.fichier]
    if rejet.ligne is not None:
        ou.append(f"ligne {rejet.ligne}")
    if rejet.colonne:
        ou.append(rejet.colonne)
    return inerte(f"{', '.join(ou)} : {rejet.raison} {rejet.conseil}".rstrip())


def _tableau(cumuls: Cumuls) -> Tableau:
    blocs = ouvrir().blocs
    ordre = {nom: rang for rang, nom in enumerate(blocs)}
    rangees = []
    precedent = None
    montrees = (x for x in cumuls.items() if x[1].maximum or x[1].a_completer)
    for (nom, exercice), cumul in sorted(montrees, key=lambda x: (x[0][1], ordre[x[0][0]])):
        montre = "" if exercice == precedent else str(exercice)
        precedent = exercice
        cellules = (montre, _aide(nom, blocs[nom].titre), *_bornes(cumul), _lignes(cumul.a_completer))
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
    nature = dispositifs()[nom].nature
    return titre if nature == "droit" else f"{titre} ({NATURES[nature]})"


def _bornes(cumul: Cumul) -> tuple[str, str]:
    if cumul.a_completer and not cumul.maximum:  # a zero here would only come from equipments that have no right
        return "", ""
    return _euros(cumul.minimum), _euros(cumul.maximum)


def _euros(centimes: int) -> str:
    return french_money(Fraction(centimes, 100))


def _lignes(nombre: int) -> str:
    return _compte(nombre, "ligne") if nombre else ""


def _compte(nombre: int, un: str, plusieurs: str = "") -> str:
    """Write `3 lignes`: the words agree with the number."""
    mots = un if nombre < 2 else plusieurs or " ".join(f"{mot}s" for mot in un.split(" "))
    return f"{french_number(Fraction(nombre))} {mots}"
