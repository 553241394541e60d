"""Write a note as a Word document: real headings, tables, footnote marks that lead to their notes and back.

The third writer of the document model, after the page and the Markdown. Nothing is fetched, no field is computed but
the page numbers; every text is only a text.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time

import docx
from docx.document import Document as DocumentWord
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from cafsim.estimation.resultat import MENTION
from cafsim.rapport.cellules import Cellule, cellules, morceaux, visibles
from cafsim.rapport.note import Note
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Tableau, Texte, Titre
from cafsim.render.vues.chapitres import jour
from cafsim.typographie import net

ACCENT = RGBColor(0x1B, 0x4F, 0x72)
POLICE = "Arial"
LARGEUR = Cm(17)
PART = Cm(1.8)
MONTANTS = {1: Cm(4.2), 2: Cm(3.6)}
"""Width of an amount, by their number in a row."""
MONTANT = Cm(2.7)
"""Its width where there are more."""
MOT = Cm(2.2)
NIVEAUX = 6


def document(note: Note) -> bytes:
    """Return the document."""
    return _Redaction(note).ecrire()


class _Redaction:
    """Draws the nodes one by one; counts the bookmarks, whose numbers Word wants unique."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self._word: DocumentWord = docx.Document()
        self._signets = 0
        self._appelees: set[str] = set()

    def ecrire(self) -> bytes:
        """Return the bytes of the document."""
        _styles(self._word)
        self._proprietes()
        self._word.add_paragraph(self._note.sous_titre, style="Subtitle")
        self._word.add_paragraph(self._note.titre, style="Title")
        self._word.add_paragraph(" · ".join(self._note.reperes))
        self._word.add_paragraph(style="Normal").add_run(net(MENTION)).bold = True
        for noeud in self._note.corps:
            self._noeud(noeud)
        tampon = io.BytesIO()
        self._word.save(tampon)
        return tampon.getvalue()

    def _proprietes(self) -> None:
        lues, moment = self._word.core_properties, datetime.combine(jour(), time(), UTC)
        lues.title, lues.subject, lues.comments = self._note.titre[:250], self._note.sous_titre, MENTION
        lues.author, lues.language, lues.created, lues.modified = "cafsim", "fr-FR", moment, moment
        pied = self._word.sections[0].footer.paragraphs[0]
        pied.add_run(f"{net(MENTION)}  ").font.size = Pt(8)
        _champ(pied, "PAGE")

    def _noeud(self, noeud: Noeud) -> None:
        if isinstance(noeud, Titre):
            self._titre(noeud)
        elif isinstance(noeud, Paragraphe):
            self._texte(self._word.add_paragraph(), noeud.texte, gras=noeud.fort)
        elif isinstance(noeud, Tableau):
            self._tableau(noeud)
        else:
            self._liste(noeud)

    def _titre(self, titre: Titre) -> None:
        paragraphe = self._word.add_paragraph(style=f"Heading {min(titre.niveau - 1, NIVEAUX) or 1}")
        paragraphe.paragraph_format.page_break_before = titre.page
        self._texte(paragraphe, titre.texte)

    def _liste(self, liste: Liste) -> None:
        for entree in liste.entrees:
            if liste.forme == "notes":
                self._note_de_fin(entree)
                continue
            definie = liste.forme in ("points", "definitions")
            paragraphe = self._word.add_paragraph(style="Normal" if definie else "List Bullet")
            paragraphe.paragraph_format.keep_with_next = definie or None
            self._texte(paragraphe, entree.texte, gras=definie)
            for texte in entree.sous:
                self._texte(self._word.add_paragraph(style="List Bullet" if definie else "List Bullet 2"), texte)

    def _note_de_fin(self, entree: Entree) -> None:
        """Write a numbered note: its mark bears the bookmark that the calls lead to, and leads back to the first."""
        paragraphe = self._word.add_paragraph(style="List Continue")
        marque = entree.marque[1:-1]
        lien = self._lien(paragraphe, f"appel_{marque}", entree.marque)
        self._signet(lien, f"note_{marque}")
        paragraphe.add_run(f" {entree.texte}")
        for texte in entree.sous:
            paragraphe.add_run().add_break()
            paragraphe.add_run(texte)

    def _tableau(self, tableau: Tableau) -> None:
        if tableau.titre:
            titre = self._word.add_paragraph(style="Caption")
            titre.paragraph_format.keep_with_next = True
            self._texte(titre, tableau.titre)
        montrees = visibles(tableau.colonnes)
        table = self._word.add_table(rows=0, cols=len(montrees), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        largeurs = _largeurs(montrees)
        for colonne, largeur in zip(table.columns, largeurs, strict=True):
            colonne.width = largeur
        self._rangee(table, largeurs, [Cellule(c, c.titre, ()) for c in montrees], gras=True)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 (stands on each page)
        for rangee in tableau.rangees:
            tete, *autres = cellules(tableau.colonnes, rangee)
            details = tuple((tete.colonne, f"{x.texte} : {' '.join(x.sous)}") for x in rangee.details)
            expliquee = tete._replace(dessous=(*tete.dessous, *details))
            self._rangee(table, largeurs, [expliquee, *autres], gras=rangee.total)
        self._word.add_paragraph().paragraph_format.space_after = Pt(0)

    def _rangee(self, table: Table, largeurs: Sequence[int], siennes: Sequence[Cellule], *, gras: bool) -> None:
        rangee = table.add_row()  # type: ignore[no-untyped-call]
        rangee._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 (the same)
        for case, largeur, cellule in zip(rangee.cells, largeurs, siennes, strict=True):
            case.width = largeur
            self._cellule(case, cellule, gras=gras)

    def _cellule(self, case: _Cell, cellule: Cellule, *, gras: bool) -> None:
        self._texte(case.paragraphs[0], cellule.texte, gras=gras)
        for _, autre in cellule.dessous:
            self._texte(case.add_paragraph(), autre)
        for ligne in case.paragraphs:
            ligne.paragraph_format.space_after = Pt(0)
            if cellule.colonne.role in ("montant", "part"):
                ligne.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            for morceau in ligne.runs:
                morceau.font.size = Pt(9)

    def _texte(self, paragraphe: Paragraph, texte: str, *, gras: bool = False) -> None:
        for rang, morceau in enumerate(morceaux(texte)):
            if morceau:
                paragraphe.add_run(morceau).bold = gras or rang % 2 == 1 or None
        for appel in texte.appels if isinstance(texte, Texte) else ():
            lien = self._lien(paragraphe, f"note_{appel.marque}", f" [{appel.marque}]")
            if appel.marque not in self._appelees:
                self._appelees.add(appel.marque)
                self._signet(lien, f"appel_{appel.marque}")

    def _lien(self, paragraphe: Paragraph, ancre: str, texte: str) -> BaseOxmlElement:
        """Add a text that leads to a bookmark."""
        lien = OxmlElement("w:hyperlink")
        lien.set(qn("w:anchor"), ancre)
        morceau = paragraphe.add_run(texte)
        morceau.font.size, morceau.font.color.rgb = Pt(8), ACCENT
        lien.append(morceau._r)  # noqa: SLF001 (the library writes no links)
        paragraphe._p.append(lien)  # noqa: SLF001 (the same)
        return lien

    def _signet(self, element: BaseOxmlElement, nom: str) -> None:
        """Put a bookmark around an element."""
        self._signets += 1
        debut, fin = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for balise in (debut, fin):
            balise.set(qn("w:id"), str(self._signets))
        debut.set(qn("w:name"), nom)
        element.addprevious(debut)
        element.addnext(fin)


def _largeurs(colonnes: Sequence[Colonne]) -> list[int]:
    """Return the width of each column: what an amount and a share take, the rest for words, twice for the first."""
    montant = MONTANTS.get(sum(c.role == "montant" for c in colonnes), MONTANT)
    fixes = {"montant": montant, "part": PART, "mot": MOT}
    pris = [fixes.get(c.role, 0) for c in colonnes]
    libres = [0 if p else 2 if not rang else 1 for rang, p in enumerate(pris)]
    reste = LARGEUR - sum(pris)
    return [int(p or reste * libre / sum(libres)) for p, libre in zip(pris, libres, strict=True)]


def _champ(paragraphe: Paragraph, nom: str) -> None:
    """Add a field that Word computes, such as the number of the page."""
    champ = OxmlElement("w:fldSimple")
    champ.set(qn("w:instr"), nom)
    champ.append(paragraphe.add_run("1")._r)  # noqa: SLF001 (the library writes no fields)
    paragraphe._p.append(champ)  # noqa: SLF001 (the same)


def _styles(word: DocumentWord) -> None:
    """Set A4, one typeface, French."""
    page = word.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(1.8)
    for nom, taille, couleur in (
        ("Normal", 10, None), ("Title", 20, ACCENT), ("Subtitle", 11, ACCENT), ("Caption", 10, None),
        ("Heading 1", 14, ACCENT), ("Heading 2", 12, ACCENT), ("Heading 3", 11, None), ("Heading 4", 10, None),
        ("Heading 5", 10, None), ("Heading 6", 10, None),
    ):  # fmt: skip
        style = word.styles[nom]
        style.font.name, style.font.size, style.font.color.rgb = POLICE, Pt(taille), couleur
        for polices in style.element.iter(qn("w:rFonts")):
            for attribut in [a for a in polices.attrib if "heme" in a]:
                del polices.attrib[attribut]
    word.styles["Normal"].paragraph_format.space_after = Pt(4)
    for nom in ("List Bullet", "List Bullet 2", "List Continue"):
        word.styles[nom].paragraph_format.space_after = Pt(2)
    for langue in word.styles.element.iter(qn("w:lang")):
        langue.set(qn("w:val"), "fr-FR")
