"""Do one piece of work: read it, check it, estimate it, write it. The same whether alone or in one process of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.mes_taux import charger_baremes, feuilles_gardees
from cafsim.baremes.overlay import avec_taux
from cafsim.erreurs import EntreeRefusee, TableRefusee, defaut, isolable, premiers
from cafsim.fichiers import seul_refuse
from cafsim.lot.calcul.exact import estimateur
from cafsim.lot.calcul.reprise import Reprise
from cafsim.lot.lecture.equipement import LecteurDeRangees, hors_guide
from cafsim.lot.lecture.identite import cle_de, remarques
from cafsim.lot.modele import Cumuls, Ecrit, EquipementLu, Estime, Identite, Place, Produit, Reglages, Rejet, Tache
from cafsim.lot.resultat.bilan import compter
from cafsim.lot.resultat.formes import ecrivain
from cafsim.projet.lecture import lire_projet


class TacheLue(NamedTuple):
    """A piece of work, read; `commentaires`: rows that are only there for people."""

    equipements: dict[Identite, EquipementLu]
    rejets: list[Rejet]
    commentaires: int


class TacheEstimee(NamedTuple):
    """A piece of work, estimated but not written; `commentaires`: rows that are only there for people."""

    estimes: dict[Identite, Estime]
    rejets: list[Rejet]
    commentaires: int
    identites: list[Identite]

    @property
    def lignes(self) -> int:
        """How many lines the estimates have."""
        return sum(len(e.lignes) for e in self.estimes.values())

    def cumuls(self) -> Cumuls:
        """Add up what the equipments receive."""
        cumuls: Cumuls = {}
        for estime in self.estimes.values():
            compter(cumuls, estime)
        return cumuls

    def incertitudes(self) -> Counter[tuple[str, str]]:
        """Count, aid by aid, what is not strictly known."""
        return Counter((x.dispositif, dite) for e in self.estimes.values() for x in e.lignes for dite in x.incertitudes)


class Ouvrier:
    """Holds what pieces of work need: rates, readers of the tables, the engine, what writes."""

    def __init__(self, reglages: Reglages) -> None:
        feuilles = [] if reglages.sans_mes_taux else feuilles_gardees()
        self.baremes = avec_taux(charger_baremes(reglages.surcouche, feuilles=feuilles), reglages.taux)
        self._ecrire = ecrivain(reglages)
        self._reglages = reglages
        self._reprise = Reprise(reglages.reprise, reglages) if reglages.reprise else None
        self._estimer = estimateur(reglages, self.baremes)
        self._lecteurs: dict[int, LecteurDeRangees] = {}

    def traiter(self, tache: Tache) -> Produit:
        """Do a piece of work; one that was done by a batch that was stopped is found again."""
        if self._reprise is None or tache.doubles:
            return self._finir(self.lire(tache))
        lue, place = self.lire(tache), self._reprise.place(tache)
        if garde := self._reprise.retrouver(place, lue.rejets, lue.commentaires):
            return garde._replace(identites=list(lue.equipements))
        produit = self._finir(lue)
        if produit.equipements == len(produit.identites):  # no defect met
            self._reprise.garder(place, produit)
        return produit

    def _finir(self, lue: TacheLue) -> Produit:
        fait = self._estimer_lues(lue)
        try:
            ecrit = self._ecrire(fait.estimes.values())
        except BaseException as error:
            if not isolable(error):
                raise
            self.ecrits(fait)
            ecrit = self._ecrire(fait.estimes.values())
        comptes = (len(fait.estimes), fait.lignes, fait.commentaires)
        incertitudes = fait.incertitudes() if self._reglages.strict else {}
        return Produit(ecrit, fait.rejets, *comptes, fait.cumuls(), fait.identites, incertitudes)

    def ecrits(self, fait: TacheEstimee) -> dict[Identite, Ecrit]:
        """Write the equipments one by one; one that can't be written becomes a reject."""
        ecrits: dict[Identite, Ecrit] = {}
        for identite, estime in list(fait.estimes.items()):
            try:
                ecrits[identite] = self._ecrire([estime])
            except BaseException as error:
                if not isolable(error):
                    raise
                del fait.estimes[identite]
                fait.rejets.append(_rejet(error, estime.fichier, estime.rangee, estime.nom))
        return ecrits

    def estimer(self, tache: Tache) -> TacheEstimee:
        """Read and estimate a piece of work. Nothing in it stops a batch: what can't be used is in the rejects."""
        return self._estimer_lues(self.lire(tache))

    def _estimer_lues(self, lue: TacheLue) -> TacheEstimee:
        estimes = {i: e for i, lu in lue.equipements.items() if (e := self._estimer_sans_arret(lu, lue.rejets))}
        return TacheEstimee(estimes, lue.rejets, lue.commentaires, list(lue.equipements))

    def lire(self, tache: Tache) -> TacheLue:
        """Read a piece of work, with all the checks."""
        rejets = list(tache.rejets)
        lus: dict[Identite, EquipementLu] = {}
        commentaires = 0
        rangees = zip(self._des_rangees(tache), tache.rangees, strict=True)
        for element, rangee in (*((projet, None) for projet in self._des_projets(tache)), *rangees):
            if element is None:
                commentaires += 1
            elif not isinstance(element, EquipementLu):
                premier, *autres = element
                rejets += (premier if premier.definitif else premier._replace(rangee=rangee), *autres)
            elif (identite := _identite(element, tache)) in tache.doubles:
                rejets.append(tache.doubles[identite])
            else:
                lus[identite] = element
        rejets.sort(key=lambda r: r.ligne or 0)  # those of a row stay in their order
        return TacheLue(lus, rejets, commentaires)

    def _des_rangees(self, tache: Tache) -> Iterator[EquipementLu | list[Rejet] | None]:
        """Yield the equipment of each row, or its rejects; None for a row that is only there for people."""
        if not tache.rangees:
            return
        entete = self._reglages.entetes[tache.table]
        if tache.table not in self._lecteurs:
            self._lecteurs[tache.table] = LecteurDeRangees(entete, self.baremes, self._reglages.referentiel)
        lire, est_remarque = self._lecteurs[tache.table].lire, remarques(entete)
        for rangee in tache.rangees:
            try:
                lue = None if est_remarque(rangee) else lire(rangee)
            except BaseException as error:
                if not isolable(error):
                    raise
                lue = [Rejet.de(defaut(error, entete.fichier)._replace(ligne=rangee.ligne))]
            yield lue

    def _des_projets(self, tache: Tache) -> Iterator[EquipementLu | list[Rejet]]:
        for fichier in tache.projets:
            try:
                with seul_refuse(str(fichier)):
                    projet = lire_projet(fichier, self.baremes)
            except TableRefusee:
                raise
            except EntreeRefusee as error:
                yield [Rejet.de(p) for p in premiers(error.problemes)]
                continue
            refus = [hors_guide(self._reglages.referentiel, e.exercice) for e in projet.equipements]
            if message := next(filter(None, refus), None):
                yield [Rejet(str(fichier), None, "exercice", "", message)]
                continue
            for equipement in projet.equipements:
                yield EquipementLu(projet.nom, equipement, projet.taux, str(fichier), None)

    def essayer(self, lu: EquipementLu) -> Estime | None:
        """Estimate an equipment that has been read."""
        return self._estimer_sans_arret(lu, [])

    def _estimer_sans_arret(self, lu: EquipementLu, rejets: list[Rejet]) -> Estime | None:
        """Estimate an equipment: a defect of cafsim met on one must not cost the others."""
        try:
            return self._estimer(lu)
        except BaseException as error:
            if not isolable(error):
                raise
            rejets.append(_rejet(error, lu.fichier, lu.ligne, lu.equipement.nom))
            return None


def _rejet(error: BaseException, fichier: str, ligne: int | None, nom: str) -> Rejet:
    """Return what is said of an equipment on which an unexpected error was met."""
    return Rejet.de(defaut(error, fichier)._replace(ligne=ligne or 0))._replace(valeur=nom)


def _identite(lu: EquipementLu, tache: Tache) -> Identite:
    saisi = lu.equipement
    ligne = lu.ligne if lu.ligne is not None else tache.premier + tache.projets.index(Path(lu.fichier))
    return Identite(Place(tache.table, ligne), cle_de(lu.projet, saisi.exercice, saisi.type, saisi.nom))
