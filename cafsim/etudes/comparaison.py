"""Estimates side by side: the same lines matched, what differs from the first column, totals.

Matched by equipment, aid and label. What both columns read alike, unknowns included, differs by nothing; what both
lack alike is supposed to play the same way in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cafsim.dispositifs.modele import Periodicite
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import completer
from cafsim.estimation.resultat import PERIODICITES, EquipementEstime, Estimation, LigneEstimee, Total
from cafsim.etudes.ecart import Ecart, Paire, somme_ecarts

Cle = tuple[str, str, int]
"""Type, name and rank of an equipment: two may bear the same name."""


class VarianteComparee(NamedTuple):
    """A project and its estimate; `titre` is short (`A`, `2024`)."""

    titre: str
    projet: Projet
    estimation: Estimation


class LigneComparee(NamedTuple):
    """One line in every column; None where it does not appear. `ecarts` are those with the first, None when unknown."""

    equipement: str
    dispositif: str
    libelle: str
    periodicite: Periodicite
    cellules: tuple[LigneEstimee | None, ...]
    ecarts: tuple[Ecart | None, ...]

    @property
    def ligne(self) -> LigneEstimee:
        """The line that tells what the row is about: one that counts, if any does."""
        presentes = [x for x in self.cellules if x]
        return next((x for x in presentes if x.retenue), presentes[0])


class TotalCompare(NamedTuple):
    """A total in every column. `ecarts` leave out the lines to be completed: `incomplets` says where."""

    totaux: tuple[Total, ...]
    ecarts: tuple[Ecart, ...]
    incomplets: tuple[bool, ...]


class Comparaison(NamedTuple):
    """The columns, their lines, equipment by equipment, their totals."""

    colonnes: tuple[VarianteComparee, ...]
    lignes: tuple[LigneComparee, ...]
    totaux: Mapping[Periodicite, TotalCompare]


class Annee(NamedTuple):
    """A project moved to another year, and sentences on what moved with it."""

    projet: Projet
    phrases: tuple[str, ...]


def comparer(colonnes: Sequence[VarianteComparee]) -> Comparaison:
    """Compare every column with the first one."""
    cles = _cles([c.estimation for c in colonnes])
    lignes: list[LigneComparee] = []
    paires: list[list[Paire]] = [[] for _ in colonnes[1:]]
    for cle in dict.fromkeys(c for ensemble in cles for c in ensemble):
        places = [ensemble.get(cle) for ensemble in cles]
        nouvelles, siennes = _equipement(colonnes, places)
        lignes += nouvelles
        for liste, neuves in zip(paires, siennes, strict=True):
            liste.extend(neuves)
    totaux = {p: _total(colonnes, paires, p) for p in PERIODICITES}
    return Comparaison(tuple(colonnes), tuple(lignes), totaux)


def sans_rapport(estimations: Sequence[Estimation]) -> list[int]:
    """Return the ranks of the estimates that share no equipment with the first one."""
    cles = _cles(estimations)
    return [rang for rang, ensemble in enumerate(cles) if not ensemble.keys() & cles[0].keys()]


def en_annee(projet: Projet, annee: int) -> Annee:
    """Return the project as if its activity took place in another year.

    Its own `[taux]` hold for its own year only, as do the values that the user did not type; the dates of its works
    move by as many years.
    """
    if {e.exercice for e in projet.equipements} == {annee}:
        return Annee(projet, ())
    phrases: list[str] = []
    saisis = []
    for saisi in projet.equipements:
        valeurs = dict(saisi.tapees)
        for nom, valeur in saisi.tapees.items():
            if isinstance(valeur, date):
                valeurs[nom], phrase = _date(saisi, nom, valeur, annee - saisi.exercice)
                phrases.append(f"{annee} : {saisi.nom}, {phrase}")
        saisis.append(saisi._replace(exercice=annee, valeurs=valeurs, origines={}, alertes=()))
        if saisi.exercice not in (annee, projet.exercice):
            phrases.append(f"{annee} : {saisi.nom} porte l'exercice {saisi.exercice} ; estimé ici pour {annee}.")
    garde = annee == projet.exercice
    if projet.taux and not garde:
        cles = ", ".join(projet.taux)
        phrases.append(f"{annee} : les taux saisis ({cles}) ne valent que pour {projet.exercice} : écartés.")
    autre = projet._replace(exercice=annee, equipements=tuple(saisis), taux=projet.taux if garde else {})
    return Annee(autre, tuple(phrases))


def _date(saisi: EquipementSaisi, nom: str, jour: date, annees: int) -> tuple[date, str]:
    libelle = champs(saisi.type)[nom].libelle
    annee = jour.year + annees
    if not PREMIER_EXERCICE <= annee <= dernier_exercice():
        return jour, f"{libelle} : laissée au {jour:%d/%m/%Y}, aucun barème n'existe en {annee}."
    try:
        autre = jour.replace(year=annee)
    except ValueError:  # 29 February
        autre = date(annee, 2, 28)
    return autre, f"{libelle} : {autre:%d/%m/%Y} au lieu du {jour:%d/%m/%Y}."


def _cles(estimations: Sequence[Estimation]) -> list[dict[Cle, int]]:
    """Return, for each estimate, the rank of its equipments under keys that are the same in all.

    An equipment that is alone of its type in every estimate is matched whatever its name.
    """
    types = (Counter(q.type for q in e.equipements) for e in estimations)
    seuls = set.intersection(*({t for t, n in compte.items() if n == 1} for compte in types))
    premiers = {q.type: q.nom for q in estimations[0].equipements}
    resultat = []
    for e in estimations:
        vus: Counter[tuple[str, str]] = Counter()
        cles: dict[Cle, int] = {}
        for rang, q in enumerate(e.equipements):
            nom = premiers[q.type] if q.type in seuls else q.nom
            cles[q.type, nom, vus[q.type, nom]] = rang
            vus[q.type, nom] += 1
        resultat.append(cles)
    return resultat


def _equipement(
    colonnes: Sequence[VarianteComparee], places: Sequence[int | None]
) -> tuple[list[LigneComparee], list[list[Paire]]]:
    """Return the lines of one equipment, and the pairs that each column makes with the first."""
    estimes = [
        None if rang is None else c.estimation.equipements[rang] for c, rang in zip(colonnes, places, strict=True)
    ]
    saisis = [None if rang is None else c.projet.equipements[rang] for c, rang in zip(colonnes, places, strict=True)]
    tables = _tables(estimes)
    nom = next(e.nom for e in estimes if e)
    lignes, paires = [], [list[Paire]() for _ in colonnes[1:]]
    for cle in dict.fromkeys(c for table in tables for c in table):
        cellules = [table.get(cle) for table in tables]
        siennes = [_paire(cellules[0], x, saisis[0], saisi) for x, saisi in zip(cellules[1:], saisis[1:], strict=True)]
        periodicite = next(x for x in cellules if x).periodicite
        lignes.append(LigneComparee(nom, *cle, periodicite, tuple(cellules), tuple(p.ecart for p in siennes)))
        for liste, paire in zip(paires, siennes, strict=True):
            if paire.avant or paire.apres:
                liste.append(paire)
    return lignes, paires


def _tables(estimes: Sequence[EquipementEstime | None]) -> list[dict[tuple[str, str], LigneEstimee]]:
    """Index the lines by aid and label.

    An aid that does not exist in a year has one line under its own title: it stands for all the lines of that aid.
    """
    tables = [{(x.dispositif, x.libelle): x for x in (e.lignes if e else ())} for e in estimes]
    libelles: dict[str, dict[str, None]] = {}
    for table in tables:
        for (aide, libelle), ligne in table.items():
            if ligne.retenue:
                libelles.setdefault(aide, {})[libelle] = None
    for table in tables:
        for (aide, libelle), ligne in list(table.items()):
            connus = libelles.get(aide, {})
            seule = sum(a == aide for a, _ in table) == 1
            if not ligne.retenue and seule and connus and libelle not in connus:
                del table[aide, libelle]
                table.update({(aide, autre): ligne for autre in connus})
    return tables


def _paire(
    avant: LigneEstimee | None,
    apres: LigneEstimee | None,
    saisi: EquipementSaisi | None,
    autre: EquipementSaisi | None,
) -> Paire:
    """Return a line of two columns: unchanged where both read the same values, known or not, and the same rows."""
    if avant is None or apres is None or saisi is None or autre is None:
        return Paire(avant, apres, inchangee=avant is apres)
    unes, autres = _valeurs(saisi), _valeurs(autre)
    memes = saisi.exercice == autre.exercice and avant._replace(equipement="") == apres._replace(equipement="")
    inchangee = memes and all(unes.get(nom) == autres.get(nom) for nom in avant.champs_lus)
    return Paire(avant, apres, inchangee, memes_inconnues=_memes_inconnues(avant, apres))


def _memes_inconnues(avant: LigneEstimee, apres: LigneEstimee) -> bool:
    """Say whether two ranges come from the same missing fields and doubts, and from the same rows of the table.

    In two years of one project, a field that nobody knows is supposed to be the same.
    """
    if avant.statut != "fourchette" or apres.statut != "fourchette" or avant.motifs != apres.motifs:
        return False
    taux = {m.cle for m in avant.manques if m.genre == "taux"}
    unes, autres = ({r for r in x.rangees_lues if r[0] in taux} for x in (avant, apres))
    return unes == autres


def _valeurs(saisi: EquipementSaisi) -> Mapping[str, Donnee]:
    return {**saisi.valeurs, **completer(saisi).valeurs}


def _total(
    colonnes: Sequence[VarianteComparee], paires: Sequence[Sequence[Paire]], periodicite: Periodicite
) -> TotalCompare:
    totaux = tuple(c.estimation.totaux[periodicite] for c in colonnes)
    coupes = [c.estimation.reduction(periodicite) for c in colonnes]
    ecarts, incomplets = [], []
    for siennes, coupe in zip(paires, coupes[1:], strict=True):
        comptees = [p for p in siennes if p.ligne.periodicite == periodicite]
        ecarts.append(somme_ecarts(comptees, coupe - coupes[0]))
        incomplets.append(any(p.ligne.comptee and p.ecart is None for p in comptees))
    return TotalCompare(totaux, tuple(ecarts), tuple(incomplets))
