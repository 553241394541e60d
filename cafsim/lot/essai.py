"""Try a batch without estimating: how each table is understood, what would be rejected, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from cafsim.lot.calcul.ouvrier import Ouvrier
from cafsim.lot.execution import SansDoubles
from cafsim.lot.lecture.correspondance import Regles
from cafsim.lot.lecture.doublons import Doublons
from cafsim.lot.lecture.fichiers import Lot, TableDuLot
from cafsim.lot.lecture.taches import taches
from cafsim.lot.lecture.titres import MARQUE, types_de
from cafsim.lot.modele import Ecrit, Estime, Produit, Reglages
from cafsim.lot.resultat.bilan import Bilan
from cafsim.valeurs.lecture import INCONNU
from cafsim.valeurs.mots import sans_reponse

REGARDES = 200
"""Equipments of each type that are estimated, to see what they lack."""

_MOTS_MAX = 50


@dataclass
class Vides:
    """What so many equipments lack: by field (and its words), how many; how many have no sure amount without it."""

    regardes: int = 0
    manquent: Counter[tuple[str, str]] = field(default_factory=Counter)
    bloquent: Counter[tuple[str, str]] = field(default_factory=Counter)

    def regarder(self, estime: Estime) -> None:
        """Count what an equipment lacks."""
        self.regardes += 1
        incertaines = [x for x in estime.lignes if x.statut in ("a_completer", "fourchette")]
        de_chacune = [{(m.cle, m.libelle) for m in x.manques if m.genre == "champ"} for x in incertaines]
        self.manquent.update(set().union(*de_chacune))
        if de_chacune and not any(x.statut == "calcule" and x.haut for x in estime.lignes):
            self.bloquent.update(set.intersection(*de_chacune))

    def tries(self) -> list[tuple[str, str]]:
        """Return the fields: first those without which nothing is known."""
        return sorted(self.manquent, key=lambda champ: (-self.bloquent[champ], -self.manquent[champ], champ))


class Essai(NamedTuple):
    """What a trial saw. `lues`: the equipments accepted, by table (its rank; -1 for the project files).

    `mots`: by field, the words that it refused.
    """

    lot: Lot
    bilan: Bilan
    lues: Counter[int]
    mots: dict[str, Counter[str]]
    vides: Vides

    def regles(self) -> list[Regles]:
        """Return the rules that say how the tables were understood, with a place for each word refused."""
        seule = len(self.lot.tables) == 1
        return [self._regles_de(t, seule=seule) for t in self.lot.tables]

    def _regles_de(self, lue: TableDuLot, *, seule: bool) -> Regles:
        entete = lue.entete
        propres = len(entete.colonnes) - len(entete.ajoutees)
        colonnes = {
            titre.texte: "" if nom == MARQUE else f"{nom}{titre.unite}"
            for nom, titre in zip(entete.colonnes[:propres], entete.titres, strict=False)
            if titre.texte and not titre.texte.startswith(MARQUE)
        }
        valeurs = {nom: dict(lue.regles.valeurs.get(nom, {})) for nom in (*lue.regles.valeurs, *self.mots)}
        for nom, mots in ((n, mots) for n, mots in self.mots.items() if n in entete.colonnes):
            valeurs[nom] |= {mot: INCONNU if sans_reponse(mot) else "" for mot, _ in mots.most_common(_MOTS_MAX)}
        feuille = lue.table.feuille if not seule or lue.table.autres_feuilles else ""
        a_dire = {nom: lue.regles.constantes.get(nom, "") for nom in entete.ajoutees if nom != "projet"}
        return Regles(feuille, lue.table.ligne_de_titres, colonnes, {**lue.regles.constantes, **a_dire}, valeurs)


def essayer(lot: Lot, reglages: Reglages) -> Essai:
    """Read everything, with all the checks of a batch; estimate the first ones only, to see what they lack."""
    essai = Essai(lot, Bilan(), Counter(), {}, Vides())
    ouvrier = Ouvrier(reglages)
    with Doublons() as doublons:
        seuls = SansDoubles(lot, doublons)
        regardes: Counter[str] = Counter()
        for tache in taches(lot):
            lue = ouvrier.lire(tache)
            if doubles := seuls.rejets(list(lue.equipements)):
                lue = ouvrier.lire(tache._replace(doubles=doubles))
            essai.lues[tache.table] += len(lue.equipements)
            essai.bilan.ajouter(Produit(Ecrit(), lue.rejets, len(lue.equipements), 0, lue.commentaires, {}))
            for lu in lue.equipements.values():
                regardes[lu.equipement.type] += 1
                if regardes[lu.equipement.type] <= REGARDES and (estime := ouvrier.essayer(lu)):
                    essai.vides.regarder(estime)
            for rejet in lue.rejets:
                if _est_un_mot(rejet.valeur) and (rejet.colonne == "type" or types_de(rejet.colonne)):
                    essai.mots.setdefault(rejet.colonne, Counter())[rejet.valeur.strip()] += 1
    return essai


def _est_un_mot(valeur: str) -> bool:
    """Say whether a cell holds a word, that a rule may put into another, rather than a number or a date."""
    return bool(valeur.strip()) and not any(c.isdigit() for c in valeur)
