"""The first screen of an estimate: the answer, the lines and their total, then what would make it surer.

One equipment fits a terminal of 80 columns and 25 lines; of several, each has a line of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import zip_longest
from typing import NamedTuple

from cafsim.baremes.model import NATIONAL
from cafsim.dispositifs.modele import Periodicite
from cafsim.engine.numbers import NBSP
from cafsim.estimation.resultat import PERIODICITES, Estimation, LigneEstimee, Total, somme, total
from cafsim.etudes.demandes import Demande, demandes
from cafsim.render.document import Colonne, Entree, Liste, Noeud, Paragraphe, Rangee, Tableau, Titre, en_liste
from cafsim.render.formes.texte import coupe
from cafsim.render.mots import courants as mots
from cafsim.render.mots import reponse as dits
from cafsim.typographie import majuscule, net

AIDE = (
    Colonne("Aide", "tete"),
    Colonne("Plafond", "suite", sous=0, pour="etroit"),
    Colonne("Calcul", "suite", pour="large"),
    Colonne("À prévoir", "montant"),
    Colonne("Sûreté", "mot"),
)
DEMANDE = (Colonne("", "mot"), Colonne("Ce qui manque", "tete"), Colonne("Enjeu", "montant"))
AUTRES = 6
"""Lines of the first screen that are always there: blank ones, the title of what to ask for, the notice."""

RAISONS_MAX = 5
HAUTEUR, LARGEUR = 25, 80
ECART = 2
ENJEU = 16
"""Length of `jusqu'à +12 345 €`."""

DEMANDES_MIN, DEMANDES_MAX = 2, 5
GRANDES = 2
"""The aids of the year that keep their rows, however many the others."""


class Montre(NamedTuple):
    """The lines gathered in one row of a narrow screen, and what is asked for."""

    ensemble: Sequence[LigneEstimee]
    demandes: Sequence[Demande]


def noeuds(e: Estimation, suite: str, *, partielle: bool, entier: bool) -> Iterator[Noeud]:
    """Yield the first screen of a project.

    `suite`: what to type next; `partielle`: only some aids were asked for; `entier`: it need not fit a terminal.
    """
    entete, reponse, toutes = _entete(e, partielle=partielle), dits.reponse(e.totaux, e.lignes), demandes(e.lignes)
    yield Titre(entete, 1)
    yield Paragraphe(reponse)
    seul, posees = len(e.equipements) == 1, toutes[:DEMANDES_MAX]
    doutes = [majuscule(x.removeprefix(f"{e.equipements[0].nom} : ")) if seul else x for x in e.doutes]
    if doutes:
        yield Paragraphe("À vérifier d'abord :", fort=True)
        yield en_liste(doutes)
    retenues = [x for x in e.lignes if x.retenue]
    if not retenues:
        motifs = Counter(motif for x in e.lignes for motif in x.motifs)
        ecartes = [f"{motif} ({n} aide{'s' * (n > 1)})" for motif, n in motifs.most_common(RAISONS_MAX)]
        yield from [en_liste(ecartes)] if ecartes else []
    elif seul:
        prises = (entete, reponse, *(f"- {x}" for x in doutes))
        place = HAUTEUR - AUTRES - sum(map(hauteur, prises)) - 2 * bool(doutes) - bool(suite)
        montre = Montre((), posees) if entier else choisir(retenues, toutes, place)
        yield Tableau("", AIDE, tuple(_rangees(e, montre)), nu=True)
        posees = list(montre.demandes)
    else:
        yield recapitulatif("", "Équipement", [(q.nom, q.totaux) for q in e.equipements])
    if posees:
        yield Paragraphe("Pour préciser, du plus gros enjeu au plus petit :", fort=True)
        rangees = (Rangee((str(n), dits.question(d, seul=seul), dits.enjeu(d))) for n, d in enumerate(posees, 1))
        yield Tableau("", DEMANDE, tuple(rangees), nu=True)
    if suite:
        yield Liste((Entree(suite, marque=""),))


def recapitulatif(
    titre: str, entete: str, totaux: Sequence[tuple[str, Mapping[Periodicite, Total]]], liens: Iterable[str] = ()
) -> Tableau:
    """Return a table of totals and their sum: what to count on in a year, at most, then once.

    `liens`: the title that each row sums up.
    """
    ponctuel = any(t["ponctuel"].maximum or t["ponctuel"].incomplet for _, t in totaux)
    montants = ("Par an", "Au plus", f"En{NBSP}une{NBSP}fois")[: 3 if ponctuel else 2]
    colonnes = (Colonne(entete, "tete"), *(Colonne(titre, "montant") for titre in montants))

    def rangee(nom: str, siens: Mapping[Periodicite, Total], lien: str | None = None) -> Rangee:
        annuel = siens["annuel"]
        cellules = (nom, dits.montant_total(annuel), mots.connu(annuel.au_plus), dits.etendue(siens["ponctuel"]))
        doute = any(t.au_plus != t.prevision for t in siens.values())
        return Rangee(cellules[: len(colonnes)], doute=doute, lien=lien or "")

    rangees = (rangee(nom, siens, lien) for (nom, siens), lien in zip_longest(totaux, liens))
    ensemble = {p: somme(siens[p] for _, siens in totaux) for p in PERIODICITES}
    return Tableau(titre, colonnes, (*rangees, rangee("Total", ensemble)._replace(total=True)))


def raisons(lignes: Iterable[LigneEstimee]) -> Iterator[str]:
    """Yield the aids ruled out, each with the reason."""
    return (f"{x.libelle} : {' '.join(x.motifs)}" for x in lignes if not x.retenue)


def _entete(e: Estimation, *, partielle: bool) -> str:
    """Return what a project is, in a line."""
    faits = [e.projet, str(e.exercice)]
    saisis = [q.saisi for q in e.equipements if q.saisi]
    if len(e.equipements) > 1:
        faits.append(f"{len(e.equipements)} équipements")
    elif saisis:
        faits.append(dits.portrait(saisis[0]))
    if e.referentiel != NATIONAL:
        faits.append(mots.referentiel(e.referentiel))
    if partielle:
        faits.append(dits.PARTIEL)
    return " · ".join(faits)


def _rangees(e: Estimation, montre: Montre) -> Iterator[Rangee]:
    """Yield the lines of each total, the total below them, then what is in none."""
    retenues = [x for x in e.lignes if x.retenue]
    for periodicite in PERIODICITES:
        lignes = [x for x in retenues if x.periodicite == periodicite and x.au_total]
        yield from (_rangee(x, montre) for x in lignes)
        if periodicite == "annuel" and montre.ensemble:
            yield _somme(f"{len(montre.ensemble)} autres aides : --detail", total(montre.ensemble))._replace(
                pour="etroit"
            )
        if lignes:
            libelle, somme_ = mots.PERIODES[periodicite][1], e.totaux[periodicite]
            reste = somme_.prevision and any(x.assuree and dits.non_chiffree(x) for x in lignes)
            suite = ", au moins" if reste else ""
            yield _somme(f"{libelle}{suite}", somme_)._replace(total=True)
    yield from (_rangee(x, montre) for x in retenues if not x.au_total)


def _rangee(ligne: LigneEstimee, montre: Montre) -> Rangee:
    """Return the row of a line; it calls by their numbers what it waits for."""
    marque = dits.marque_appelee(ligne, montre.demandes)
    return Rangee(
        (mots.libelle(ligne), dits.plafonnement(ligne), dits.calcul(ligne), dits.montant(ligne), marque),
        doute=ligne.au_total and dits.mouvante(ligne),
        pour="large" if ligne in montre.ensemble else "",
    )


def _somme(libelle: str, somme_: Total) -> Rangee:
    suite = dits.au_dela(somme_.prevision, somme_.prevision, somme_.au_plus)
    return Rangee((libelle, "", "", dits.montant_total(somme_), suite))


def choisir(lignes: Sequence[LigneEstimee], demandes: Sequence[Demande], place: int) -> Montre:
    """Return what to show in so many lines: two things to ask for, the greatest aids, then more things to ask for."""
    place -= 2 * len({x.periodicite for x in lignes if x.au_total})
    ensemble = _petites(lignes, demandes[:DEMANDES_MIN], place)
    gardees = [x for x in lignes if x not in ensemble]
    nombres = range(DEMANDES_MIN + 1, min(DEMANDES_MAX, len(demandes)) + 1)
    tiennent = [n for n in nombres if _hauteur(gardees, demandes[:n]) + bool(ensemble) <= place]
    return Montre(ensemble, demandes[: max(tiennent, default=DEMANDES_MIN)])


def hauteur(texte: str, largeur: int = LARGEUR) -> int:
    """Return how many lines a text takes."""
    return len(coupe(net(texte), largeur))


def _petites(lignes: Sequence[LigneEstimee], demandes: Sequence[Demande], place: int) -> Sequence[LigneEstimee]:
    """Return the smallest yearly aids, as many as it takes for the others to fit: none, or at least two.

    The greatest keep their rows to the end, and before them those that the first things to ask for would settle.
    """
    attendues = [x for d in demandes for x in d.lignes]
    annuelles = [x for x in lignes if x.periodicite == "annuel" and x.au_total]
    grandes = sorted(annuelles, key=_taille)[-GRANDES:]
    petites = sorted(annuelles, key=lambda x: (x in grandes, x in attendues, dits.non_chiffree(x), _taille(x)))
    for nombre in (0, *range(2, len(petites))):
        gardees = [x for x in lignes if x not in petites[:nombre]]
        if _hauteur(gardees, demandes) + bool(nombre) <= place:
            return petites[:nombre]
    return petites if len(petites) > 1 else []


def _taille(ligne: LigneEstimee) -> Fraction:
    return max(ligne.haut, ligne.prevision or Fraction(0))


def _hauteur(lignes: Iterable[LigneEstimee], demandes: Sequence[Demande]) -> int:
    """Return how many lines the rows of lines and of things to ask for take."""
    rangees = [(x, dits.montant(x), dits.marque_appelee(x, demandes)) for x in lignes]
    aide = LARGEUR - 2 * ECART
    if rangees:
        aide -= max(len(montant) for _, montant, _ in rangees) + max(len(marque) for *_, marque in rangees)
    question = LARGEUR - 2 * ECART - len("1") - max([ENJEU, *(len(dits.enjeu(d)) for d in demandes)])
    return sum(hauteur(mots.libelle(x), aide) + bool(dits.plafonnement(x)) for x, *_ in rangees) + sum(
        hauteur(dits.question(d, seul=True), question) for d in demandes
    )
