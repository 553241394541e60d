"""The rates that the user keeps, as a document: a chapter a year, an entry a rate."""

from __future__ import annotations

from collections.abc import Sequence

from cafsim.baremes.consultation import LigneTaux, lignes_gardees
from cafsim.baremes.mes_taux import Feuille
from cafsim.baremes.model import Baremes
from cafsim.render.document import Document, Entree, Liste, Noeud, Paragraphe, Titre, chapitre
from cafsim.render.mots import baremes as mots
from cafsim.render.vues.chapitres import fini
from cafsim.typographie import majuscule

AUCUN = (
    "Aucun taux gardé. Vous en avez ? cafsim baremes saisir, ou une feuille à remplir : cafsim baremes feuille ANNÉE"
)
GESTES = (
    "Toutes les commandes s'en servent, sauf avec --sans-mes-taux.",
    "Pour en oublier : cafsim baremes mes-taux oublier ANNÉE [TAUX…]",
    "Sur un autre poste : l'option --baremes, avec une copie du fichier.",
)


def document(feuilles: Sequence[Feuille], table: Baremes) -> Document:
    """Return what is kept, the last year first."""
    corps: list[Noeud] = [Titre("Mes taux", 1)]
    for feuille in feuilles:
        par_cle: dict[str, list[LigneTaux]] = {}
        for cle, ligne in lignes_gardees(feuille, table):
            par_cle.setdefault(cle, []).append(ligne)
        corps += chapitre(majuscule(str(feuille)), (_entree(table, cle, lignes) for cle, lignes in par_cle.items()))
        corps.append(Paragraphe(f"Fichier : {feuille.chemin}"))
    corps += [Liste(tuple(map(Entree, GESTES)))] if feuilles else [Paragraphe(AUCUN)]
    return fini(corps, niveau=3)


def _entree(table: Baremes, cle: str, lignes: Sequence[LigneTaux]) -> Entree:
    """Return a rate: the figure of each case, then its name, the day it was typed last and the documents."""
    serie, bloc = table.serie(cle), table.blocs[cle.partition(".")[0]]
    chiffres = []
    for ligne in lignes:
        precision = mots.cas_et_jours(ligne, serie.echelle)
        chiffres.append(f"{mots.valeur(ligne)}{f' ({precision})' if precision else ''}")
    jour = max((x.valeur.verifie_le for x in lignes if x.valeur.verifie_le), default=None)
    nom = f"Nom du taux : {cle}{f', saisi le {jour:%d/%m/%Y}' if jour else ''}."
    notes = dict.fromkeys(f"Document : {x.valeur.note}" for x in lignes if x.valeur.note)
    return Entree(f"{bloc.titre}, {serie.libelle} : {', '.join(chiffres)}", (nom, *notes))
