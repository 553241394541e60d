"""The Word document: the same words as the page, real headings and tables, marks that lead to notes, names inert."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as DocumentWord
from docx.oxml.ns import qn
from fabrique_note import EXEMPLES, JOUR, PROJETS, dossier, dossiers
from page_lue import espaces
from strategies import complet, projet
from tableur import convertir, sans_libreoffice
from test_page import NOMS

from cafsim.baremes.model import Baremes
from cafsim.estimation.resultat import MENTION
from cafsim.rapport import word
from cafsim.rapport.dossier import Cadre
from cafsim.rapport.note import Note, note
from cafsim.render.document import Tableau, Titre
from cafsim.typographie import net

PAGES = re.compile(rb"/Type\s*/Page\b")
ANNEXE = "Annexe : l'essentiel en quatre points"


@pytest.fixture(scope="module", params=[p.stem for p in EXEMPLES] + list(PROJETS) + ["tous"])
def une(request: pytest.FixtureRequest, baremes: Baremes, tmp_path_factory: pytest.TempPathFactory) -> Note:
    fichiers = EXEMPLES if request.param == "tous" else [p for p in EXEMPLES if p.stem == request.param]
    if not fichiers:
        fichiers = [tmp_path_factory.mktemp("p") / "p.toml"]
        fichiers[0].write_text(PROJETS[request.param], "utf-8")
    return note(dossiers(fichiers, baremes), Cadre(JOUR, baremes.hypotheses))


@pytest.fixture(scope="module")
def ecrit(une: Note) -> bytes:
    return word.document(une)


@pytest.fixture(scope="module")
def document(ecrit: bytes) -> DocumentWord:
    return docx.Document(io.BytesIO(ecrit))


def attributs(document: DocumentWord, balise: str, nom: str) -> list[str]:
    return [e.get(qn(nom)) for e in document.element.body.iter(qn(balise))]


def sans_crochets(texte: str) -> str:
    """The words and the marks: each mark has brackets of its own here."""
    return espaces(texte).replace("] [", ", ")


def texte(document: DocumentWord) -> str:
    return espaces(" ".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.iter(qn("w:p"))))


def test_every_title_is_a_heading_and_every_table_a_table(une: Note, document: DocumentWord) -> None:
    titres = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
    attendus = [x for x in une.corps if isinstance(x, Titre)]
    assert len(titres) == len(attendus)
    assert titres[0].style.name == "Heading 1"
    for trouve, attendu in zip(titres, attendus, strict=True):
        assert sans_crochets(trouve.text) == sans_crochets(str(attendu.texte))
        assert bool(trouve.paragraph_format.page_break_before) is attendu.page
    tableaux = [x for x in une.corps if isinstance(x, Tableau)]
    assert len(document.tables) == len(tableaux)
    for table, tableau in zip(document.tables, tableaux, strict=True):
        assert len(table.rows) == len(tableau.rangees) + 1
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None, "its header stands on each page"
        contenu = sans_crochets(" ".join(c.text for r in table.rows for c in r.cells))
        for cellule in (c for r in tableau.rangees for c in r.cellules):
            assert sans_crochets(str(cellule)) in contenu
        for detail in (phrase for r in tableau.rangees for d in r.details for phrase in (d.texte, *d.sous)):
            assert sans_crochets(detail) in contenu


def test_marks_lead_to_their_notes_and_back(document: DocumentWord) -> None:
    ancres = attributs(document, "w:hyperlink", "w:anchor")
    signets = attributs(document, "w:bookmarkStart", "w:name")
    assert len(set(signets)) == len(signets)
    assert set(ancres) == set(signets), "every link has its bookmark, every bookmark is led to"
    numeros = attributs(document, "w:bookmarkStart", "w:id")
    assert len(set(numeros)) == len(numeros)
    assert sorted(numeros) == sorted(attributs(document, "w:bookmarkEnd", "w:id"))


def test_nothing_is_fetched_nor_run(ecrit: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(ecrit)) as archive:
        relations = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".rels"))
        assert 'TargetMode="External"' not in relations
        assert not [n for n in archive.namelist() if "vba" in n.lower() or n.endswith(".bin")]
        corps = archive.read("word/document.xml").decode()
    assert not re.search(r"w:(instrText|object|script|altChunk)\b", corps)


def test_the_notice_the_language_and_the_day(une: Note, document: DocumentWord) -> None:
    assert MENTION in texte(document)
    assert document.core_properties.language == "fr-FR"
    assert document.core_properties.title == une.titre[:250]
    assert MENTION in espaces(document.sections[0].footer.paragraphs[0].text)


def nommee(nom: str, baremes: Baremes) -> Note:
    modele = projet("eaje", 2024, complet("eaje", 2024))
    tiers = ({"financeur": nom, "montant": None, "public": None},)
    saisi = modele.equipements[0]._replace(
        nom=nom, listes={"cofinancements": tiers}, groupes=frozenset({"investissement"})
    )
    return note([dossier(modele._replace(nom=nom, equipements=(saisi,)), baremes)], Cadre(JOUR, baremes.hypotheses))


def balises(nom: str, baremes: Baremes) -> list[str]:
    document = docx.Document(io.BytesIO(word.document(nommee(nom, baremes))))
    return [e.tag for e in document.element.body.iter() if e.tag not in (qn("w:t"), qn("w:lang"))]


@pytest.fixture(scope="module")
def temoin(baremes: Baremes) -> list[str]:
    return balises("Témoin", baremes)


@pytest.mark.parametrize("nom", [n for n in NOMS if len(n) < 200 and net(n)], ids=repr)
def test_a_nasty_name_is_only_a_text(nom: str, baremes: Baremes, temoin: list[str]) -> None:
    assert balises(nom, baremes) == temoin


@pytest.mark.programmes
@sans_libreoffice
def test_libreoffice_opens_it_and_the_council_reads_two_pages(baremes: Baremes, tmp_path: Path) -> None:
    fichiers, longs = [], []
    for exemple in EXEMPLES:
        entiere = note(dossiers([exemple], baremes), Cadre(JOUR, baremes.hypotheses))
        rang = next(r for r, x in enumerate(entiere.corps) if isinstance(x, Titre) and x.page)
        for liste, contenu in ((fichiers, entiere._replace(corps=entiere.corps[:rang])), (longs, entiere)):
            liste.append(tmp_path / f"{exemple.stem}{len(liste)}{'-tout' if liste is longs else ''}.docx")
            liste[-1].write_bytes(word.document(contenu))
    convertir([*fichiers, *longs], "pdf", tmp_path, tmp_path / "profil")
    for fichier in fichiers:
        assert len(PAGES.findall(fichier.with_suffix(".pdf").read_bytes())) <= 2, fichier.name
    for fichier in longs:
        assert len(PAGES.findall(fichier.with_suffix(".pdf").read_bytes())) > 2, fichier.name
