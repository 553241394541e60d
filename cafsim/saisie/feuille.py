"""The yearly sheet: what cafsim does not surely know of a year, a line a figure, to be filled in by whoever knows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, NamedTuple

from cafsim.classeur.presentation import Styles, format_nombre, hauteur, mettre_en_page, propre
from cafsim.equipements.registre import equipements
from cafsim.render.mots.baremes import legende
from cafsim.render.reponse import Grille
from cafsim.render.vues.chapitres import jour
from cafsim.saisie.demandes import Aide, Demande
from cafsim.typographie import majuscule

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

TAUX, CAS, UNITE, CONNU, ANNEE, DOCUMENT, OU, REPERE = (
    "Taux", "Cas", "Unité", "Dernier chiffre connu", "Année", "Votre document", "Où le trouver", "Repère",
)  # fmt: skip
CHIFFRE = "Chiffre"
"""Behind it, the year of the sheet."""

LARGEURS = (44, 26, 11, 24, 8, 14, 26, 42, 40)
ACCUEIL = """
Ce que cafsim ne sait pas sûrement pour {annee}. Remplissez les cases jaunes avec les chiffres de votre Caf ; laissez \
vides celles que vous n'avez pas.
« Chiffre » : dans l'unité de la ligne ; un pourcentage avec son signe (66 %). « Votre document » : où vous l'avez lu \
(facultatif). Un taux à plusieurs tranches se remplit en entier.
Le reste est protégé, sans mot de passe. « Repère » : ce qui permet à cafsim de reconnaître la ligne ; n'y touchez pas.
Ensuite : cafsim baremes lire, et le nom de ce fichier. cafsim vérifie les chiffres, puis s'en sert partout.
""".strip().splitlines()


class Ligne(NamedTuple):
    """A line of the sheet: a title, or a figure to fill in."""

    titre: str
    niveau: int = 0
    demande: Demande | None = None


def titres(annee: int) -> tuple[str, ...]:
    """Return the titles of the columns."""
    return (TAUX, CAS, UNITE, CONNU, ANNEE, f"{CHIFFRE} {annee}", DOCUMENT, OU, REPERE)


def grille(aides: Sequence[Aide], annee: int) -> Grille:
    """Return the sheet for a Csv file."""
    rangees = [_cellules(ligne) for ligne in lignes(aides)]
    vide = ("",) * (len(titres(annee)) - 1)
    return Grille(titres(annee), [*rangees, *((texte, *vide) for texte in _mots(aides))])


def lignes(aides: Sequence[Aide]) -> Iterator[Ligne]:
    """Yield the lines: each equipment, each of its aids, each figure."""
    avant = None
    for aide in aides:
        if aide.equipement != avant:
            avant = aide.equipement
            yield Ligne(equipements()[avant].titre if avant else "Tous les équipements", 1)
        yield Ligne(aide.bloc.titre, 2)
        for demande in (d for bloc in aide.blocs for d in bloc):
            yield Ligne(majuscule(demande.libelle), demande=demande)


def octets(aides: Sequence[Aide], annee: int) -> bytes:
    """Return the sheet as a workbook; only the cells to fill in can be typed in."""
    import xlsxwriter  # noqa: PLC0415 (60 ms, for a workbook only)

    tampon = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(tampon, options) as classeur:
        nom = f"Taux {annee}"
        feuille, styles = classeur.add_worksheet(nom), Styles(classeur)
        debut = _entete(feuille, styles, annee)
        fin = debut
        for fin, ligne in enumerate(lignes(aides), debut):
            _ecrire(feuille, styles, fin, ligne)
        for rang, texte in enumerate(_mots(aides), fin + 2):
            feuille.write(rang, 0, texte, styles("note"))
        mettre_en_page(feuille, f"Feuille des taux {annee}", "cafsim, outil non officiel, sans lien avec la Caf.")
        feuille.repeat_rows(debut - 1)
        feuille.freeze_panes(debut, 1)
        feuille.protect("", {"format_columns": True, "format_rows": True})
        moment = datetime.combine(jour(), time())
        classeur.set_properties({"title": f"Feuille des taux {annee}", "created": moment})
    return tampon.getvalue()


def _entete(feuille: Worksheet, styles: Styles, annee: int) -> int:
    """Write what stands above the lines; return where these begin."""
    for place, largeur in enumerate(LARGEURS):
        feuille.set_column(place, place, largeur)
    feuille.write(0, 0, f"Feuille des taux {annee}", styles("titre"))
    dernier = len(LARGEURS) - 1
    for rang, texte in enumerate(ACCUEIL, 1):
        feuille.merge_range(rang, 0, rang, dernier, texte.format(annee=annee), styles("texte"))
    rang = len(ACCUEIL) + 2
    feuille.set_row(rang, 20)
    for place, titre in enumerate(titres(annee)):
        feuille.write(rang, place, titre, styles("entete"))
    return rang + 1


def _ecrire(feuille: Worksheet, styles: Styles, rang: int, ligne: Ligne) -> None:
    demande = ligne.demande
    if demande is None:
        nom = "sous_titre" if ligne.niveau == 1 else "groupe"
        feuille.write(rang, 0, ligne.titre, styles(nom))
        for place in range(1, len(LARGEURS)):
            feuille.write_blank(rang, place, None, styles(nom))
        if ligne.niveau == 1:
            feuille.set_row(rang, 24)
        return
    nombre = format_nombre(demande.unite)
    noms = ("texte", "texte", "unite", "valeur", "mot", "saisie", "libre", "note", "note")
    formats = [styles(nom, nombre if nom == "saisie" else "") for nom in noms]
    for place, (texte, forme) in enumerate(zip(_cellules(ligne), formats, strict=True)):
        if texte:
            feuille.write_string(rang, place, propre(texte), forme)
        else:
            feuille.write_blank(rang, place, None, forme)
    feuille.set_row(rang, max(hauteur(t, largeur) for t, largeur in zip(_cellules(ligne), LARGEURS, strict=True)))


def _cellules(ligne: Ligne) -> tuple[str, ...]:
    demande = ligne.demande
    if demande is None:
        return (ligne.titre, *("" for _ in LARGEURS[1:]))
    connue = demande.connue
    return (
        ligne.titre,
        demande.cas,
        dite(demande.unite),
        str(connue) if connue else "non publié",
        str(connue.annee) if connue else "",
        "",
        "",
        demande.ou_trouver,
        demande.cle,
    )


def dite(unite: str) -> str:
    """Return a unit as a clerk reads it."""
    return "%" if unite == "part" else unite


def _mots(aides: Sequence[Aide]) -> list[str]:
    """Return what the words of the cases mean."""
    mots = legende(d.ligne for aide in aides for bloc in aide.blocs for d in bloc)
    return [f"{CAS}, {mot}" for mot in mots]
