"""The columns of a table that concern a type of equipment, and those that must stay empty for it."""

from __future__ import annotations

from typing import NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.equipements.champs import Champ, Equipement
from cafsim.equipements.registre import equipements
from cafsim.lot.lecture.cellules import Lecteur, lecteur, lecteur_taux
from cafsim.lot.lecture.titres import IDENTITE, MARQUE, types_de
from cafsim.lot.modele import PRECISIONS, Entete


class ColonneLue(NamedTuple):
    """A column to read: its place, the name of its field (or rate), what reads its cells, its sub-table if any."""

    rang: int
    nom: str
    lire: Lecteur
    groupe: str | None = None
    annee: int | None = None
    """The only year whose rows may fill it, when its title names one."""


class ColonnesDuType(NamedTuple):
    """How to read the rows of one type of equipment. `etrangeres`: columns that it lacks, or without a title."""

    equipement: Equipement
    lues: tuple[ColonneLue, ...]
    etrangeres: tuple[int, ...]


class ColonnesDeTable:
    """The columns of one table, sorted out once for each type of equipment met in it."""

    def __init__(self, entete: Entete, baremes: Baremes) -> None:
        self._champs = {
            rang: (nom, entete.titres[rang])
            for rang, nom in enumerate(entete.colonnes)
            if nom not in ("", MARQUE, *IDENTITE, *PRECISIONS) and not baremes.connait(nom)
        }
        self._sans_titre = tuple(rang for rang, nom in enumerate(entete.colonnes) if not nom)
        self.taux = tuple(
            ColonneLue(rang, nom, lecteur_taux(nom, baremes))
            for rang, nom in enumerate(entete.colonnes)
            if baremes.connait(nom)
        )
        self._lecteurs: dict[tuple[int, Champ], Lecteur] = {}
        self._par_type: dict[str, ColonnesDuType] = {}

    def du_type(self, type_equipement: str) -> ColonnesDuType:
        """Return those of a type."""
        if type_equipement not in self._par_type:
            self._par_type[type_equipement] = self._trier(equipements()[type_equipement])
        return self._par_type[type_equipement]

    def _trier(self, equipement: Equipement) -> ColonnesDuType:
        propres = {c.nom for c in equipement.champs}
        groupes = {c.nom: g.nom for g in equipement.groupes for c in g.champs if c.nom not in propres}
        lues, etrangeres = [], []
        for rang, (nom, titre) in self._champs.items():
            champ = types_de(nom).get(equipement.type)
            if champ is not None:
                lire = self._lecteurs.setdefault((rang, champ), lecteur(champ, titre.unite))
                lues.append(ColonneLue(rang, nom, lire, groupes.get(nom), titre.annee))
            elif titre.exact:  # in another's words, it may well be about something else
                etrangeres.append(rang)
        return ColonnesDuType(equipement, tuple(lues), (*etrangeres, *self._sans_titre))
