"""What a batch did, told on stderr at its end: counts, totals by aid and exercice, what was rejected."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from cafsim.baremes.loader import ouvrir
from cafsim.cli.console import console
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_money, french_number
from cafsim.lot.bilan import Bilan
from cafsim.lot.modele import Cumul, Cumuls, Rejet
from cafsim.render import listes
from cafsim.resultat import MENTION
from cafsim.typographie import insecables

if TYPE_CHECKING:
    from rich.table import Table


def afficher(bilan: Bilan, rejets: Path) -> None:
    """Print the summary."""
    ecran = console(erreur=True)
    if bilan.cumuls:
        ecran.print(_tableau(bilan.cumuls))
    listes.afficher(ecran, _phrases(bilan, rejets))


def _phrases(bilan: Bilan, rejets: Path) -> Iterator[str | listes.Puce | listes.Adresse]:
    yield f"{_compte(bilan.equipements, 'équipement estimé')}, {_compte(bilan.lignes, 'ligne')} d'estimation."
    if bilan.commentaires:
        yield f"{_compte(bilan.commentaires, 'ligne')} d'aide ou de commentaire (#), hors de l'estimation."
    if bilan.rejets:
        quoi = _compte(bilan.sources_rejetees, "ligne ou fichier rejeté", "lignes ou fichiers rejetés")
        yield f"{quoi}, pour {_compte(bilan.rejets, 'raison')} ; le détail est dans :"
        yield listes.Adresse(str(rejets), 2)
        yield from (listes.Puce(_dit(r)) for r in bilan.premiers_rejets)
        reste = bilan.rejets - len(bilan.premiers_rejets)
        if reste:
            yield listes.Puce(f"et {_compte(reste, 'autre')}.")
    yield MENTION


def _dit(rejet: Rejet) -> str:
    ou = [rejet.fichier]
    if rejet.ligne is not None:
        ou.append(f"ligne {rejet.ligne}")
    if rejet.colonne:
        ou.append(rejet.colonne)
    return f"{', '.join(ou)} : {rejet.raison} {rejet.conseil}".rstrip()


def _tableau(cumuls: Cumuls) -> Table:
    from rich.table import Table  # noqa: PLC0415

    blocs = ouvrir().blocs
    ordre = {nom: rang for rang, nom in enumerate(blocs)}
    tableau = Table(box=None, pad_edge=False, header_style="bold")
    tableau.add_column("Exercice")
    tableau.add_column("Aide")
    for titre in ("Minimum", "Maximum", "À compléter"):
        tableau.add_column(titre, justify="right", no_wrap=True)
    precedent = None
    montrees = (x for x in cumuls.items() if x[1].maximum or x[1].a_completer)
    for (nom, exercice), cumul in sorted(montrees, key=lambda x: (x[0][1], ordre[x[0][0]])):
        montre = "" if exercice == precedent else str(exercice)
        precedent = exercice
        tableau.add_row(montre, _aide(nom, blocs[nom].titre), *_bornes(cumul), _lignes(cumul.a_completer))
    return tableau


def _aide(nom: str, titre: str) -> str:
    """Name an aid, and say where a total is no promise."""
    nature = dispositifs()[nom].nature
    return insecables(titre if nature == "droit" else f"{titre} ({nature})")


def _bornes(cumul: Cumul) -> tuple[str, str]:
    if cumul.lignes == cumul.a_completer:
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
