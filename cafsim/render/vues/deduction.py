"""What an amount notified says of a rate, as a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cafsim.etudes.deduire import Deduction
from cafsim.etudes.deduire_ensemble import Ensemble
from cafsim.render.document import Document, Noeud, Paragraphe, Titre, chapitre
from cafsim.render.mots import deduction as mots
from cafsim.render.vues.chapitres import fini
from cafsim.typographie import majuscule


def document(d: Deduction, suite: str) -> Document:
    """Return the rate, how it was found, and what to do with it (`suite`)."""
    corps: list[Noeud] = [
        Titre(f"{majuscule(d.libelle)} : {mots.bornes(d)}", 1),
        Paragraphe(f"{d.equipement}, {d.exercice}. Nom du taux : {d.cle}."),
        Paragraphe(mots.explication(d)),
        *([Paragraphe(suite)] if suite and d.trouvee else []),
    ]
    return fini(corps, niveau=3)


def tableau(ensembles: Sequence[Ensemble], ecartes: Sequence[tuple[int, str]], suite: str) -> Document:
    """Return each rate that the rows of a table tell, which of them disagree, and those that could not serve."""
    corps: list[Noeud] = []
    for e in ensembles:
        corps += _ensemble(e)
    corps += chapitre("Lignes du tableau qui n'ont pas servi", (f"ligne {n} : {raison}" for n, raison in ecartes), 2)
    if suite and any(e.d_accord and e.deduction.trouvee for e in ensembles):
        corps.append(Paragraphe(suite))
    return fini(corps, niveau=3)


def _ensemble(e: Ensemble) -> Iterator[Noeud]:
    d = e.deduction if e.d_accord else e.constats[0].deduction
    yield Titre(f"{majuscule(d.libelle)} : {mots.bornes(d)}", 1)
    yield Paragraphe(f"{d.exercice}. Nom du taux : {d.cle}. {len(e.d_accord)} lignes sur {len(e.constats)} d'accord.")
    if not e.en_desaccord:
        yield Paragraphe("Ce taux explique tous les montants notifiés.")
    yield from chapitre(
        "En désaccord",
        (f"ligne {c.ligne}, {c.deduction.equipement} : {mots.explication(c.deduction)}" for c in e.en_desaccord),
        2,
    )
