"""What a line owes to the rate table: its sources, how sure its rates are, what to know of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cafsim.baremes.en_vigueur import Lecture
from cafsim.baremes.model import FIABILITES, Baremes, Fiabilite, Valeur
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.engine.numbers import french_quantity
from cafsim.estimation.resultat import LigneEstimee, Reconduit, Statut, TauxGarde


def avec_provenance(ligne: LigneEstimee, taux: Iterable[TauxDuBareme], baremes: Baremes) -> LigneEstimee:
    """Return a line with what the table says of the rates that it reads, each thing once, in the order met."""
    lectures = [lu.lecture for lu in taux]
    sources = dict.fromkeys(s for x in lectures for s in x.valeur.sources)
    return ligne._replace(
        fiabilite=_la_plus_faible(lectures, ligne.statut),
        sources=tuple(baremes.sources[s] for s in sources),
        fiabilites=frozenset(x.fiabilite for x in lectures if x.fiabilite),
        reserves=tuple(dict.fromkeys(r for x in lectures for r in reserves(x, _nom(x, baremes)))),
        alertes=tuple(dict.fromkeys(d for x in lectures for d in desaccords(x, _nom(x, baremes), baremes))),
        reconduits=tuple(dict.fromkeys(_reconduits(lectures, baremes))),
        taux_lus=tuple(dict.fromkeys(x.valeur.cle for x in lectures)),
        rangees_lues=tuple(dict.fromkeys((x.valeur.cle, x.valeur.rang) for x in lectures)),
        taux_gardes=tuple(dict.fromkeys(_gardes(x.valeur for x in lectures))),
    )


def _la_plus_faible(lectures: Sequence[Lecture], statut: Statut) -> Fiabilite | None:
    """Return the weakest reliability; a line without any published rate rests on the user's figures.

    A range that a gap leaves open is a deduction, whatever the other rates.
    """
    fiabilites = {x.fiabilite for x in lectures if x.fiabilite}
    if fiabilites and statut == "fourchette" and any(x.lacune for x in lectures):
        fiabilites.add("derive")
    return None if statut == "a_completer" else max(fiabilites, key=FIABILITES.index, default="saisi")


def reserves(lecture: Lecture, nom: str) -> Iterator[str]:
    """Yield what stands in the table beside a value read; `nom` is how the sentences call it. A gap has no value."""
    valeur = lecture.valeur
    if valeur.derivation and not lecture.lacune:
        yield f"Déduit : {nom}. {valeur.derivation}"
    if valeur.note and not lecture.lacune:
        yield f"Note : {nom}. {valeur.note}"


def desaccords(lecture: Lecture, nom: str, baremes: Baremes) -> Iterator[str]:
    """Yield where sources contradict the value read."""
    for conflit in lecture.valeur.conflit:
        editeur = baremes.sources[conflit.source].citation_courte
        autre = french_quantity(conflit.valeur, lecture.valeur.unite)
        note = f" {conflit.note}" if conflit.note else ""
        yield f"Sources en désaccord sur {nom} : {editeur} donne {autre}.{note}"


def _nom(lecture: Lecture, baremes: Baremes) -> str:
    return f"« {baremes.serie(lecture.valeur.cle).libelle} »"


def _gardes(rangees: Iterable[Valeur]) -> Iterator[TauxGarde]:
    for row in rangees:
        if row.statut == "saisi" and row.verifie_le:
            yield TauxGarde(row.repris_de or row.debut.year, row.cle, row.rang, row.verifie_le)


def _reconduits(lectures: Iterable[Lecture], baremes: Baremes) -> Iterator[Reconduit]:
    for lecture in lectures:
        jour = lecture.valeur.confirme_jusqu_au
        if lecture.fiabilite == "reconduit" and jour:
            titre = baremes.blocs[lecture.valeur.cle.partition(".")[0]].titre
            yield Reconduit(f"{titre}, {baremes.serie(lecture.valeur.cle).libelle}", jour)
