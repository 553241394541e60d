"""The rates that the user keeps, as a document: one table a year."""

from __future__ import annotations

from collections.abc import Sequence

from cafsim.baremes.consultation import LigneTaux, lignes_gardees
from cafsim.baremes.mes_taux import Feuille
from cafsim.baremes.model import Baremes
from cafsim.render.document import Colonne, Document, Noeud, Paragraphe, Rangee, Tableau, Titre
from cafsim.render.mots import baremes as mots
from cafsim.render.vues.chapitres import fini
from cafsim.typographie import majuscule

AUCUN = (
    "Aucun taux gardé. Vous en avez ? cafsim baremes saisir, ou une feuille à remplir : cafsim baremes feuille ANNÉE"
)
COLONNES = (
    Colonne("Taux", "tete"),
    Colonne("Cas", "suite", sous=0),
    Colonne("Valeur", "montant"),
    Colonne("Saisi le", "mot"),
    Colonne("Note", "suite"),
)


def document(feuilles: Sequence[Feuille], table: Baremes) -> Document:
    """Return what is kept, the last year first."""
    corps: list[Noeud] = [Titre("Mes taux", 1)]
    for feuille in feuilles:
        rangees = tuple(_rangee(cle, ligne, table) for cle, ligne in lignes_gardees(feuille, table))
        corps += [Titre(majuscule(str(feuille)), 2), Tableau("", COLONNES, rangees)]
        corps.append(Paragraphe(f"Fichier : {feuille.chemin}"))
    if not feuilles:
        return fini([*corps, Paragraphe(AUCUN)], niveau=3)
    corps.append(Paragraphe("Toutes les commandes s'en servent, sauf avec --sans-mes-taux."))
    corps.append(Paragraphe("Pour en oublier : cafsim baremes mes-taux oublier ANNÉE [TAUX…]"))
    corps.append(Paragraphe("Sur un autre poste : l'option --baremes, avec une copie du fichier."))
    return fini(corps, niveau=3)


def _rangee(cle: str, ligne: LigneTaux, table: Baremes) -> Rangee:
    serie, row = table.serie(cle), ligne.valeur
    titre = f"{table.blocs[cle.partition('.')[0]].titre}, {serie.libelle}"
    cas = mots.cas(ligne.dimensions, ligne.tranche, serie.echelle)
    jours = mots.periode(ligne.debut, ligne.fin)
    precision = " ; ".join(filter(None, (cas, "" if jours == str(row.debut.year) else jours)))
    le = f"{row.verifie_le:%d/%m/%Y}" if row.verifie_le else ""
    return Rangee((titre, f"{cle}{f' ; {precision}' if precision else ''}", mots.valeur(ligne), le, row.note or ""))
