"""The summaries of a result, by commune, intercommunalité, département or aid: a row for each of them and exercice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import cafsim
from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import Bareme
from cafsim.communes import table
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import money_text
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.lot.modele import Cumul, Cumuls, Ecrit, Reglages
from cafsim.lot.resultat import sorties
from cafsim.lot.resultat.bilan import somme
from cafsim.lot.resultat.formes import ligne_json
from cafsim.render.formes.csv import flux
from cafsim.render.reponse import Cellule
from cafsim.typographie import simple

_SOMMES = (
    "equipements", "droits_minimum", "droits_maximum", "droits_prevision", "plafonds", "a_completer", "sans_prevision",
)  # fmt: skip
_AUTRES_NOMS = {"intercommunalite": "epci", "communes": "commune", "epcis": "epci", "aides": "aide"}


class Vue(NamedTuple):
    """What a summary is by: its name in a title, its columns, the cells that a key of `Cumuls` has there."""

    titre: str
    colonnes: tuple[str, ...]
    cellules: Callable[[str], tuple[str, ...]]
    genre: str = "commune"


class Somme(NamedTuple):
    """A row: what it is about, in which exercice, what it adds up to."""

    cellules: tuple[str, ...]
    exercice: int
    cumul: Cumul

    @property
    def nom(self) -> str:
        """What people call it."""
        return self.cellules[1]


@cache
def _blocs() -> Mapping[str, Bareme]:
    """Return the blocks of the published table, for their titles and their order."""
    return ouvrir().blocs


def _aide(identifiant: str) -> tuple[str, ...]:
    dispositif = dispositifs()[identifiant]
    return identifiant, _blocs()[identifiant].titre, dispositif.nature, dispositif.payeur


def _commune(code: str) -> tuple[str, ...]:
    commune = table.par_code(code)
    return (commune.code, commune.nom) if commune else ("", "")


def _epci(code: str) -> tuple[str, ...]:
    commune = table.par_code(code)
    return (commune.epci, commune.nom_epci) if commune else ("", "")


def _departement(code: str) -> tuple[str, ...]:
    commune = table.par_code(code)
    return (commune.departement, commune.nom_departement) if commune else ("", "")


VUES: Mapping[str, Vue] = {
    "commune": Vue("commune", ("code_insee", "nom_commune"), _commune),
    "epci": Vue("Epci", ("code_epci", "nom_epci"), _epci),
    "departement": Vue("département", ("departement", "nom_departement"), _departement),
    "aide": Vue("aide", ("dispositif", "titre", "nature", "payeur"), _aide, "aide"),
}


def lire_vues(textes: Iterable[str]) -> tuple[str, ...]:
    """Read `commune,epci`. Raise EntreeRefusee for what no summary is by."""
    mots = [simple(mot.strip()) for texte in textes for mot in texte.split(",") if mot.strip()]
    noms = [_AUTRES_NOMS.get(mot, mot) for mot in mots]
    inconnus = [nom for nom in noms if nom not in VUES]
    if inconnus:
        conseil = f"{vouliez_vous(inconnus[0], VUES)} Au choix : {', '.join(VUES)}.".strip()
        raise EntreeRefusee([Probleme("--par", nom, "aucun total ne se fait ainsi.", conseil) for nom in inconnus])
    return tuple(dict.fromkeys(noms))


def chemin(resultat: Path, vue: str) -> Path:
    """Return where a summary of a result goes: `resultat.csv.par-commune.csv`."""
    return resultat.with_name(f"{resultat.name}.par-{vue}{resultat.suffix}")


def sommes(vue: Vue, cumuls: Cumuls) -> list[Somme]:
    """Return the rows of a summary by exercice, aids in the order of the rate table, places by their names."""
    groupes: dict[tuple[tuple[str, ...], int], list[Cumul]] = {}
    for (genre, cle, exercice), cumul in cumuls.items():
        if genre == vue.genre and cumul != Cumul():
            groupes.setdefault((vue.cellules(cle), exercice), []).append(cumul)
    lignes = [Somme(cellules, exercice, somme(siens)) for (cellules, exercice), siens in groupes.items()]
    ordre = {bloc: rang for rang, bloc in enumerate(_blocs())}
    return sorted(lignes, key=lambda x: (x.exercice, ordre.get(x.cellules[0], 0), simple(x.nom), x.cellules))


class Sommaire(sorties.Colonnes):
    """The layout of a summary (see `Long`)."""

    entiers = ("exercice", "equipements", "a_completer", "sans_prevision")

    def __init__(self, vue: Vue, lignes: Sequence[Somme], date: str) -> None:
        self.colonnes = self.cles = (*vue.colonnes, "exercice", *_SOMMES, "date", "cafsim")
        self.decimales = dict.fromkeys(_SOMMES[1:5], 2)
        self._lignes = lignes
        self._date = date

    def rangees(self) -> Iterator[tuple[Cellule, ...]]:
        """Yield the rows, an empty cell where a place is unknown."""
        for cellules, exercice, c in self._lignes:
            euros = (Decimal(money_text(Fraction(x, 100))) for x in (c.minimum, c.maximum, c.prevision, c.plafonds))
            sommes: tuple[Cellule, ...] = (c.equipements, *euros, c.a_completer, c.sans_prevision)
            yield (*(x or None for x in cellules), exercice, *sommes, self._date, cafsim.__version__)

    def json(self) -> bytes:
        """Return the rows as lines of Json."""
        return b"".join(ligne_json(dict(zip(self.cles, rangee, strict=True))) for rangee in self.rangees())


def ecrire(path: Path, vue: Vue, cumuls: Cumuls, reglages: Reglages) -> None:
    """Write a summary, in the form of the result."""
    sommaire = Sommaire(vue, sommes(vue, cumuls), reglages.date)
    csv = reglages.forme == "csv"
    debut = b"".join(flux(sommaire.rangees(), reglages.profil, sommaire.colonnes)) if csv else b""
    with sorties.ouvrir(path, reglages.forme, sommaire, debut) as ajouter:
        if not csv:
            ajouter(Ecrit(sommaire.json(), [*sommaire.rangees()]))
