"""Write an answer as plain text: no box, no colour; for an e-mail or a screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from cafsim.engine.numbers import NBSP
from cafsim.render import document as doc

LARGEUR = 80
_SOULIGNES = {1: "=", 2: "-"}


def rendre(contenu: doc.Document, largeur: int = LARGEUR) -> str:
    """Return a document as text, no line longer than `largeur` but a web address."""
    lignes: list[str] = []
    for precedent, noeud in zip((None, *contenu), contenu, strict=False):
        if doc.aere(precedent, noeud):
            lignes.append("")
        lignes += _noeud(noeud, largeur)
    return "\n".join(lignes).strip("\n") + "\n"


def _noeud(noeud: doc.Noeud, largeur: int) -> Iterator[str]:
    if isinstance(noeud, doc.Titre):
        yield from _titre(noeud, largeur)
    elif isinstance(noeud, doc.Paragraphe):
        yield from coupe(noeud.texte, largeur)
    elif isinstance(noeud, doc.Tableau):
        yield from _tableau(noeud, largeur)
    else:
        for entree in noeud.entrees:  # without a mark: a line to keep whole, as it may hold the name of a file
            yield from _entree(entree, largeur, f"{entree.marque} ") if entree.marque else [entree.texte]


def _titre(titre: doc.Titre, largeur: int) -> Iterator[str]:
    yield ""
    if titre.niveau == 1:
        yield ""
    lignes = coupe(titre.texte if titre.niveau in _SOULIGNES else f"{titre.texte}{NBSP}:", largeur)
    yield from lignes
    if titre.niveau in _SOULIGNES:
        yield _SOULIGNES[titre.niveau] * max(map(len, lignes), default=0)


def _tableau(tableau: doc.Tableau, largeur: int) -> Iterator[str]:
    if tableau.titre:
        yield from _titre(doc.Titre(tableau.titre, 3), largeur)
    tableau = doc.taille(tableau, "etroit", "large")
    for rangee in tableau.rangees:
        yield from _rangee(tableau, rangee, largeur)


def _rangee(tableau: doc.Tableau, rangee: doc.Rangee, largeur: int) -> Iterator[str]:
    """Yield the head and the amounts on one line, the other cells named below."""
    paires = [(c, x) for c, x in zip(tableau.colonnes, rangee.cellules, strict=True) if x]
    if tableau.nu:
        yield from coupe(_nue(paires), largeur, "= " if rangee.total else "- ", "  ")
        return
    montants: list[tuple[str, str]] = []
    for c, x in paires:
        if c.role == "montant":
            montants.append((c.titre, x))
        elif c.role == "part":  # of the amount before it
            titre, montant = montants.pop()
            montants.append((titre, f"{montant} ({x})"))
    seul = len([c for c in tableau.colonnes if c.role == "montant"]) == 1
    valeurs = " ; ".join(x if seul else f"{titre}{NBSP}: {x}" for titre, x in montants)
    tete = " ".join(x for c, x in paires if c.role == "tete")
    yield from coupe(
        f"{tete}{NBSP}: {valeurs}", largeur, "= " if rangee.total else "  " if rangee.suite else "- ", "  "
    )
    longues = [f"{c.titre}{NBSP}: {x}" for c, x in paires if c.role == "suite"]
    courtes = ". ".join(f"{c.titre}{NBSP}: {x}" for c, x in paires if c.role == "mot")
    for texte in (*longues, *([f"{courtes}."] if courtes else [])):
        yield from coupe(texte, largeur, "  ", "  ")
    for detail in rangee.details:
        yield from _entree(detail, largeur, "", "  ")


def _nue(paires: Sequence[tuple[doc.Colonne, str]]) -> str:
    """Return a row of bare cells as a sentence: `Psu : 313 060,00 €, publié`."""
    dessous = [x for c, x in paires if c.sous is not None]
    cote_a_cote = [(c.role, x) for c, x in paires if c.sous is None]
    rang = next((i for i, (role, _) in enumerate(cote_a_cote) if role == "montant"), len(cote_a_cote))
    debut = " ".join(x for _, x in cote_a_cote[:rang])
    suite = (
        ", ".join([*(x for _, x in cote_a_cote[rang:]), *dessous])
        .replace(f", à{NBSP}", f" à{NBSP}")
        .replace(", [", " [")
    )
    return f"{debut}{NBSP}: {suite}" if suite else debut


def _entree(entree: doc.Entree, largeur: int, marque: str, retrait: str = "") -> Iterator[str]:
    suite = retrait + " " * (len(marque) or 4)
    yield from coupe(entree.texte, largeur, f"{retrait}{marque}", suite)
    for texte in entree.sous:
        yield from coupe(texte, largeur, f"{retrait}  ", f"{retrait}    ")


def coupe(texte: str, largeur: int, retrait: str = "", suite: str = "") -> list[str]:
    """Wrap between words; a word longer than the line is cut, a web address is not.

    `retrait` stands before the first line, `suite` before the others.
    """
    if doc.est_adresse(texte):
        return [f"{retrait}{texte}"]
    return wrap(texte, largeur, initial_indent=retrait, subsequent_indent=suite, break_on_hyphens=False)
