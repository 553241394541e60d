"""The sheet « Sources »: the documents that give the rates, and the numbered hypotheses."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from cafsim.baremes.model import Hypothese, Source
from cafsim.classeur.presentation import Styles, hauteur, mettre_en_page, propre
from cafsim.estimation.resultat import MENTION
from cafsim.render.mots.courants import SOURCES
from cafsim.render.vues.renvois import Renvois

FEUILLE = "Sources"
TITRE = "Sources et hypothèses"
COLONNES = (("Document", 60), ("Éditeur", 24), ("Date", 16), ("Nature", 30), ("Adresse", 60))
ADRESSE_MAX = 2_000


def ecrire_sources(feuille: Worksheet, styles: Styles, renvois: Renvois) -> None:
    """Write both lists."""
    feuille.write_string(0, 0, TITRE, styles("titre"))
    for colonne, (titre, largeur) in enumerate(COLONNES):
        feuille.write_string(2, colonne, titre, styles("entete"))
        feuille.set_column(colonne, colonne, largeur)
    feuille.freeze_panes(3, 0)
    mettre_en_page(feuille, TITRE, MENTION)
    rang = 3
    for source in renvois.sources:
        _source(feuille, styles, rang, source)
        rang += 1
    for hypothese in renvois.hypotheses:
        rang += 1
        _hypothese(feuille, styles, rang, hypothese)


def _source(feuille: Worksheet, styles: Styles, rang: int, source: Source) -> None:
    quand = f"{source.jour:%d/%m/%Y}" if source.jour else source.periode or ""
    textes = (source.titre, source.editeur, quand, SOURCES.get(source.nature, source.nature))
    for colonne, texte in enumerate(textes):
        feuille.write_string(rang, colonne, propre(texte), styles("texte"))
    adresse = propre(source.url or "")
    if adresse.startswith(("https://", "http://")) and len(adresse) <= ADRESSE_MAX:
        feuille.write_url(rang, 4, adresse, styles("lien"), adresse)
    else:
        feuille.write_string(rang, 4, adresse, styles("note"))
    feuille.set_row(rang, max(hauteur(source.titre, 58), hauteur(adresse, 62, 12.0)))


def _hypothese(feuille: Worksheet, styles: Styles, rang: int, hypothese: Hypothese) -> None:
    texte = f"Hypothèse {hypothese.numero}, {hypothese.titre} : {hypothese.texte} Effet : {hypothese.effet}"
    feuille.merge_range(rang, 0, rang, len(COLONNES) - 1, propre(texte), styles("texte"))
    feuille.set_row(rang, hauteur(texte, 180))
