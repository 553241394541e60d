"""Two results of batches, aid by aid: what appears, what vanishes, what changes, and by how much."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, NamedTuple

from cafsim.erreurs import EntreeRefusee, refus
from cafsim.estimation.par_aide import STATUTS
from cafsim.tables import CLASSEURS, TEXTES, Rangee, Recherche, en_texte, ouvrir

OBJETS = (".jsonl", ".ndjson")
EXTENSIONS = (*TEXTES, *CLASSEURS, *OBJETS)

_IDENTITE = ("projet", "exercice", "type", "equipement")
_CONNUES = frozenset({*_IDENTITE, "dispositif"})
_BORNES = ("minimum", "maximum", "prevision")


class Cle(NamedTuple):
    """An aid of an equipment. `exercice` is empty where years are compared."""

    projet: str
    exercice: str
    type: str
    equipement: str
    dispositif: str


class Montant(NamedTuple):
    """What a result says of it (€); None is unknown."""

    nature: str
    statut: str
    minimum: Decimal | None
    maximum: Decimal | None
    prevision: Decimal | None

    def borne(self, nom: str) -> Decimal | None:
        """Return `minimum`, `maximum` or `prevision`."""
        return {"minimum": self.minimum, "maximum": self.maximum, "prevision": self.prevision}[nom]


class Changement(NamedTuple):
    """An aid of an equipment that is not the same in both results; None where it is absent."""

    cle: Cle
    avant: Montant | None
    apres: Montant | None

    @property
    def genre(self) -> Literal["apparu", "disparu", "change"]:
        """What became of it."""
        return "apparu" if self.avant is None else "disparu" if self.apres is None else "change"

    @property
    def nature(self) -> str:
        """Who decides of it."""
        return (self.apres or self.avant or _INCONNU).nature

    def ecart(self, borne: str) -> Decimal | None:
        """Return by how much an amount changes, None when either is unknown. What is absent counts for nothing."""
        avant, apres = (Decimal(0) if x is None else x.borne(borne) for x in (self.avant, self.apres))
        return None if avant is None or apres is None else apres - avant


_INCONNU = Montant("", "", None, None, None)

Resultat = Mapping[Cle, Montant]


def lire(path: Path) -> dict[Cle, Montant]:
    """Read a result of a batch, long or wide. Raise EntreeRefusee."""
    lus: dict[Cle, Montant] = {}
    for objet in _objets(path):
        if not all(c in objet for c in _IDENTITE):
            raise _pas_un_resultat(path)
        projet, exercice, genre, equipement = (str(objet[c] or "") for c in _IDENTITE)
        for aide, montant in (_de_la_ligne if "dispositif" in objet else _de_la_rangee)(objet):
            cle = Cle(projet, exercice, genre, equipement, aide)
            lus[cle] = _somme(lus[cle], montant) if cle in lus else montant
    if not lus:
        raise _pas_un_resultat(path)
    return lus


def de_l_annee(resultat: Resultat, annee: int) -> dict[Cle, Montant]:
    """Return what is of a year, the year left out of the keys."""
    return {c._replace(exercice=""): m for c, m in resultat.items() if c.exercice == str(annee)}


def comparer(avant: Resultat, apres: Resultat) -> list[Changement]:
    """Return what is not the same, in the order of the first result, then of the second."""
    cles = dict.fromkeys((*avant, *apres))
    return [Changement(c, avant.get(c), apres.get(c)) for c in cles if avant.get(c) != apres.get(c)]


def _objets(path: Path) -> Iterator[Mapping[str, object]]:
    if path.suffix.lower() in OBJETS:
        try:
            yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())
        except (OSError, ValueError) as error:
            raise _pas_un_resultat(path) from error
        return
    table = ouvrir(path, Recherche(lambda titres: len(_CONNUES.intersection(titres))))
    for rangee in table.rangees():
        if isinstance(rangee, Rangee):
            yield dict(zip(table.titres, map(en_texte, rangee.cellules), strict=False))


def _de_la_ligne(objet: Mapping[str, object]) -> Iterator[tuple[str, Montant]]:
    """Yield the line of a long result; an order of magnitude counts for nothing."""
    if objet.get("nature") != "indicatif":
        bornes = (_nombre(objet.get(b)) for b in _BORNES)
        yield str(objet["dispositif"]), Montant(str(objet.get("nature")), str(objet.get("statut")), *bornes)


def _de_la_rangee(objet: Mapping[str, object]) -> Iterator[tuple[str, Montant]]:
    """Yield each aid of a row of a wide result: where it is exact, its amount stands alone."""
    for colonne, statut in objet.items():
        aide = colonne.removesuffix("_statut")
        if aide == colonne or not statut or f"{aide}_minimum" not in objet:
            continue
        seul, bas, haut, prevision = (_nombre(objet.get(f"{aide}{s}")) for s in ("", *(f"_{b}" for b in _BORNES)))
        zero = Decimal(0) if statut == "non_eligible" else None
        bas, haut = (zero if seul is None and x is None else seul if x is None else x for x in (bas, haut))
        yield aide, Montant(str(objet.get(f"{aide}_nature") or ""), str(statut), bas, haut, prevision)


def _nombre(cellule: object) -> Decimal | None:
    texte = str(cellule or "").replace(",", ".")
    try:
        return Decimal(texte) if texte else None
    except InvalidOperation:
        return None


def _somme(une: Montant, autre: Montant) -> Montant:
    """Add up two lines of an aid."""
    bornes = (None if x is None or y is None else x + y for x, y in zip(une[2:], autre[2:], strict=True))
    rangs: Sequence[str] = STATUTS
    return Montant(une.nature, max(une.statut, autre.statut, key=rangs.index), *bornes)


def _pas_un_resultat(path: Path) -> EntreeRefusee:
    conseil = f"Si c'est un tableau à estimer : cafsim batch {path} -o resultat.csv"
    return refus(path, "ce n'est pas un résultat de cafsim batch.", conseil)
