"""Do one piece of work: read it, check it, estimate it, write it. The same whether alone or in one process of many."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import Baremes
from cafsim.baremes.overlay import charger_surcouche
from cafsim.erreurs import EntreeRefusee
from cafsim.lot.bilan import compter
from cafsim.lot.entrees import est_commentaire
from cafsim.lot.formes import Ecrit, plume
from cafsim.lot.modele import Cumuls, Estime, Produit, Reglages, Rejet, Saisie, Tache
from cafsim.lot.moteurs import calcul
from cafsim.lot.rangee import LecteurDeRangees, hors_guide
from cafsim.projet.lecture import lire_projet


class Ouvrier:
    """Holds what pieces of work need: rates, readers of the tables, the engine, the pen."""

    def __init__(self, reglages: Reglages) -> None:
        self._reglages = reglages
        self._baremes = baremes(reglages.surcouche)
        self._calcul = calcul(reglages, self._baremes)
        self._plume = plume(reglages)
        self._lecteurs: dict[int, LecteurDeRangees] = {}

    def traiter(self, tache: Tache) -> Produit:
        """Do a piece of work. Nothing in it stops a batch: what can't be used is in the rejects."""
        rejets = list(tache.rejets)
        commentaires = 0
        if tache.projets:
            saisies = list(self._projets(tache.projets, rejets))
        else:
            saisies, commentaires = self._table(tache, rejets)
            rejets.sort(key=lambda r: r.ligne or 0)
        estimes = list(self._estimer(saisies, rejets))
        ecrit: Ecrit = self._plume(estimes)
        cumuls: Cumuls = {}
        for estime in estimes:
            compter(cumuls, estime)
        lignes = sum(len(e.lignes) for e in estimes)
        return Produit(ecrit.octets, ecrit.rangees, rejets, len(estimes), lignes, commentaires, cumuls)

    def _table(self, tache: Tache, rejets: list[Rejet]) -> tuple[list[Saisie], int]:
        entete = self._reglages.entetes[tache.table]
        if tache.table not in self._lecteurs:
            self._lecteurs[tache.table] = LecteurDeRangees(entete, self._baremes, self._reglages.referentiel)
        lire = self._lecteurs[tache.table].lire
        saisies: list[Saisie] = []
        commentaires, projet = 0, entete.colonnes.index("projet")
        for rangee in tache.rangees:
            if est_commentaire(rangee, projet):
                commentaires += 1
                continue
            lue = lire(rangee)
            if isinstance(lue, Saisie):
                saisies.append(lue)
            else:
                rejets += lue
        return saisies, commentaires

    def _projets(self, fichiers: Iterable[Path], rejets: list[Rejet]) -> Iterator[Saisie]:
        for fichier in fichiers:
            try:
                projet = lire_projet(fichier, self._baremes)
            except EntreeRefusee as error:
                rejets += (Rejet(str(fichier), None, p.cle, "", p.message, p.conseil) for p in error.problemes)
                continue
            refus = [hors_guide(self._reglages.referentiel, e.exercice) for e in projet.equipements]
            if message := next((r for r in refus if r), None):
                rejets.append(Rejet(str(fichier), None, "exercice", "", message))
                continue
            for equipement in projet.equipements:
                yield Saisie(projet.nom, equipement, projet.taux, str(fichier), None)

    def _estimer(self, saisies: list[Saisie], rejets: list[Rejet]) -> Iterator[Estime]:
        try:
            return iter(list(self._calcul(saisies)))
        except Exception:
            if os.environ.get("CAFSIM_DEBUG"):
                raise
            return self._un_par_un(saisies, rejets)

    def _un_par_un(self, saisies: list[Saisie], rejets: list[Rejet]) -> Iterator[Estime]:
        """Estimate what can be: a defect of cafsim met on one equipment must not cost the others."""
        for saisie in saisies:
            try:
                yield from list(self._calcul([saisie]))
            except Exception as error:
                raison = f"erreur inattendue ({type(error).__name__} : {error})."
                conseil = "C'est un défaut de cafsim : signalez-le avec cette ligne."
                rejets.append(Rejet(saisie.fichier, saisie.ligne, "", saisie.equipement.nom, raison, conseil))


def embaucher(reglages: Reglages) -> Ouvrier:
    """Return what does the pieces of work with the engine asked for."""
    if reglages.moteur == "polars":
        from cafsim.lot.ouvrier_colonnes import OuvrierEnColonnes  # noqa: PLC0415 (an optional library)

        return OuvrierEnColonnes(reglages)
    return Ouvrier(reglages)


def baremes(surcouche: Path | None) -> Baremes:
    """Load the published table, and the user's rates over it. Raise EntreeRefusee."""
    publies = ouvrir()
    return charger_surcouche(publies, surcouche) if surcouche else publies
