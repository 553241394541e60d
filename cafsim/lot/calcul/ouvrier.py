"""Do one piece of work: read it, check it, estimate it, write it. The same whether alone or in one process of many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.mes_taux import charger_baremes, feuilles_gardees
from cafsim.erreurs import EntreeRefusee
from cafsim.lot.calcul.exact import estimateur
from cafsim.lot.lecture.equipement import LecteurDeRangees, hors_guide
from cafsim.lot.lecture.identite import est_remarque
from cafsim.lot.modele import Cumuls, EquipementLu, Estime, Produit, Reglages, Rejet, Tache
from cafsim.lot.resultat.bilan import compter
from cafsim.lot.resultat.formes import ecrivain
from cafsim.projet.lecture import lire_projet


class TacheEstimee(NamedTuple):
    """A piece of work, estimated but not written; `commentaires`: rows that are only there for people."""

    estimes: list[Estime]
    rejets: list[Rejet]
    commentaires: int

    @property
    def lignes(self) -> int:
        """How many lines the estimates have."""
        return sum(len(e.lignes) for e in self.estimes)

    def cumuls(self) -> Cumuls:
        """Add up the lines of each aid by exercice."""
        cumuls: Cumuls = {}
        for estime in self.estimes:
            compter(cumuls, estime)
        return cumuls


class Ouvrier:
    """Holds what pieces of work need: rates, readers of the tables, the engine, what writes."""

    def __init__(self, reglages: Reglages) -> None:
        feuilles = [] if reglages.sans_mes_taux else feuilles_gardees()
        self.baremes = charger_baremes(reglages.surcouche, feuilles=feuilles)
        self.ecrire = ecrivain(reglages)
        self._reglages = reglages
        self._estimer = estimateur(reglages, self.baremes)
        self._lecteurs: dict[int, LecteurDeRangees] = {}

    def traiter(self, tache: Tache) -> Produit:
        """Do a piece of work."""
        fait = self.estimer(tache)
        ecrit = self.ecrire(fait.estimes)
        return Produit(ecrit, fait.rejets, len(fait.estimes), fait.lignes, fait.commentaires, fait.cumuls())

    def estimer(self, tache: Tache) -> TacheEstimee:
        """Read and estimate a piece of work. Nothing in it stops a batch: what can't be used is in the rejects."""
        rejets = list(tache.rejets)
        lus: list[EquipementLu] = []
        commentaires = 0
        for element in (*self._des_projets(tache.projets), *self._des_rangees(tache)):
            if element is None:
                commentaires += 1
            elif isinstance(element, EquipementLu):
                lus.append(element)
            else:
                rejets += element
        rejets.sort(key=lambda r: r.ligne or 0)
        estimes = [e for lu in lus if (e := self._estimer_sans_arret(lu, rejets))]
        return TacheEstimee(estimes, rejets, commentaires)

    def _des_rangees(self, tache: Tache) -> Iterator[EquipementLu | list[Rejet] | None]:
        """Yield the equipment of each row, or its rejects; None for a row that is only there for people."""
        if not tache.rangees:
            return
        entete = self._reglages.entetes[tache.table]
        if tache.table not in self._lecteurs:
            self._lecteurs[tache.table] = LecteurDeRangees(entete, self.baremes, self._reglages.referentiel)
        lire, projet = self._lecteurs[tache.table].lire, entete.colonnes.index("projet")
        for rangee in tache.rangees:
            yield None if est_remarque(rangee, projet) else lire(rangee)

    def _des_projets(self, fichiers: Iterable[Path]) -> Iterator[EquipementLu | list[Rejet]]:
        for fichier in fichiers:
            try:
                projet = lire_projet(fichier, self.baremes)
            except EntreeRefusee as error:
                yield [Rejet(str(fichier), None, p.cle, "", p.message, p.conseil) for p in error.problemes]
                continue
            refus = [hors_guide(self._reglages.referentiel, e.exercice) for e in projet.equipements]
            if message := next(filter(None, refus), None):
                yield [Rejet(str(fichier), None, "exercice", "", message)]
                continue
            for equipement in projet.equipements:
                yield EquipementLu(projet.nom, equipement, projet.taux, str(fichier), None)

    def _estimer_sans_arret(self, lu: EquipementLu, rejets: list[Rejet]) -> Estime | None:
        """Estimate an equipment: a defect of cafsim met on one must not cost the others."""
        try:
            return self._estimer(lu)
        except Exception as error:
            if os.environ.get("CAFSIM_DEBUG"):
                raise
            raison = f"erreur inattendue ({type(error).__name__} : {error})."
            conseil = "C'est un défaut de cafsim : signalez-le avec cette ligne."
            rejets.append(Rejet(lu.fichier, lu.ligne, "", lu.equipement.nom, raison, conseil))
            return None
