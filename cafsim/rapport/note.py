"""Put a note together: key points, who pays, the aids, what would bring more, what is missing, how to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import cafsim
from cafsim.baremes.model import NATIONAL
from cafsim.dispositifs.modele import NATURES, Periodicite
from cafsim.rapport import aides, budget, conversion, manques
from cafsim.rapport.appels import Appels
from cafsim.rapport.blocs import (
    Bloc,
    Cellule,
    Colonne,
    Definition,
    Definitions,
    Entree,
    Liste,
    Note,
    Paragraphe,
    Rangee,
    Section,
    Tableau,
)
from cafsim.rapport.dossier import Cadre, Dossier
from cafsim.rapport.essentiel import essentiel, noms
from cafsim.render import legende, mots, sigles
from cafsim.render import leviers as render_leviers
from cafsim.resultat import MENTION, PERIODICITES, Estimation, LigneEstimee, Total, somme

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
SOUS_TITRE = "Note pour le conseil : ce que la Caf (caisse d'allocations familiales) peut apporter"

NOMS_DU_TITRE = 3
"""Beyond, the title counts the projects: the contents name them."""


def note(dossiers: Sequence[Dossier], cadre: Cadre) -> Note:
    """Return the note of one or several projects."""
    appels = Appels(cadre.hypotheses)
    estimations = [d.estimation for d in dossiers]
    corps = [_essentiel(dossiers, cadre)]
    if len(dossiers) == 1:
        corps += _chapitre(dossiers[0], appels, "")
    else:
        corps += (_projet(d, appels, f"projet-{rang}") for rang, d in enumerate(dossiers, 1))
    lignes = [x for e in estimations for x in e.lignes if x.retenue]
    corps.append(_lecture(lignes))
    corps += _a_verifier(estimations)
    sources, hypotheses = appels.notes(), appels.hypotheses()
    titre = cadre.titre or _titre([e.projet for e in estimations])
    trouves = sigles.employes((*_textes((corps, sources, hypotheses)), titre, MENTION))
    return Note(
        titre, SOUS_TITRE, tuple(_reperes(estimations, cadre)), MENTION, tuple(corps), sources, hypotheses,
        tuple(trouves),
    )  # fmt: skip


def _titre(projets: Sequence[str]) -> str:
    return f"{len(projets)} projets" if len(projets) > NOMS_DU_TITRE else " ; ".join(dict.fromkeys(projets))


def _projet(dossier: Dossier, appels: Appels, identifiant: str) -> Section:
    """Return one project among several."""
    prefixe = f"{identifiant}-"
    blocs: tuple[Bloc, ...] = (
        essentiel([dossier]),
        *_recapitulatif_projet(dossier, prefixe),
        *_chapitre(dossier, appels, prefixe),
    )
    return Section(identifiant, _nom(dossier.estimation), blocs, chapitre=True)


def _chapitre(dossier: Dossier, appels: Appels, prefixe: str) -> Iterator[Section]:
    """Yield the sections of one project; `prefixe` keeps their anchors apart from those of another."""
    if dossier.plan:
        yield budget.section(dossier.plan, appels, prefixe)
    yield aides.section(dossier, appels, prefixe)
    seul = len(dossier.projet.equipements) == 1
    yield conversion.section(render_leviers.noeuds(dossier.leviers, seul=seul), f"{prefixe}leviers")
    yield manques.section(dossier, prefixe)


def _essentiel(dossiers: Sequence[Dossier], cadre: Cadre) -> Section:
    blocs: list[Paragraphe | Definitions | Tableau] = []
    if cadre.aides:
        blocs.append(Paragraphe(f"Seules ces aides sont comptées : {', '.join(cadre.aides)}.", fort=True))
    blocs.append(essentiel(dossiers))
    if len(dossiers) == 1:
        blocs += _recapitulatif_projet(dossiers[0], "")
        return Section("essentiel", "L'essentiel", tuple(blocs))
    if len({e.exercice for d in dossiers for e in d.estimation.equipements}) > 1:
        blocs.append(
            Paragraphe("Ces projets mêlent plusieurs exercices : les totaux additionnent des années différentes.")
        )
    totaux = [(_nom(d.estimation), f"projet-{rang}", d.estimation.totaux) for rang, d in enumerate(dossiers, 1)]
    blocs.append(_recapitulatif("Total de tous les projets", "Projet", totaux))
    return Section("essentiel", "L'essentiel, tous projets ensemble", tuple(blocs))


def _recapitulatif_projet(dossier: Dossier, prefixe: str) -> Iterator[Tableau]:
    equipements = dossier.estimation.equipements
    if len(equipements) > 1:
        totaux = [
            (aides.nom(e.nom, e.exercice, dossier.estimation.exercice), f"{prefixe}aides-{rang}", e.totaux)
            for rang, e in enumerate(equipements, 1)
        ]
        yield _recapitulatif(f"Total : {dossier.estimation.projet}", "Équipement", totaux)


def _recapitulatif(titre: str, entete: str, totaux: Sequence[tuple[str, str, Mapping[Periodicite, Total]]]) -> Tableau:
    colonnes = (Colonne(entete), *(Colonne(mots.PERIODES[p][1], "montant") for p in PERIODICITES))
    rangees = [
        Rangee((Cellule(nom, lien=lien), *(Cellule(mots.montant_signale(t[p])) for p in PERIODICITES)))
        for nom, lien, t in totaux
    ]
    generaux = (Cellule(mots.montant_signale(somme(t[p] for *_, t in totaux))) for p in PERIODICITES)
    return Tableau(titre, colonnes, (*rangees, Rangee((Cellule("Total"), *generaux), total=True)))


def _lecture(lignes: Sequence[LigneEstimee]) -> Section:
    """Return what each nature means, the aids of this note that have it, and the other words to know."""
    definitions = []
    for nature, sens in NATURES.items():
        siennes = [x for x in lignes if x.nature == nature]
        if siennes:
            textes = ((f"{mots.majuscule(sens)}.",), (f"Dans cette note : {noms(siennes)}.",))
            definitions.append(Definition(aides.NATURES[nature], textes))
    entrees = (*legende.totaux(lignes), *legende.fiabilites(lignes), *legende.fonctions(lignes, detail=False))
    blocs = (
        *([Definitions(tuple(definitions))] if definitions else []),
        *([Liste(tuple(map(Entree, entrees)))] if entrees else [Paragraphe("Aucune aide n'est retenue.")]),
    )
    return Section("lecture", "Ce qui est un droit et ce que la Caf décide", blocs)


def _a_verifier(estimations: Iterable[Estimation]) -> Iterator[Section]:
    doutes = dict.fromkeys(texte for e in estimations for texte in e.avertissements if texte != MENTION)
    if doutes:
        yield Section("a-verifier", "À vérifier", (Liste(tuple(map(Entree, doutes))),))


def _reperes(estimations: Sequence[Estimation], cadre: Cadre) -> Iterator[str]:
    annees = sorted({q.exercice for e in estimations for q in e.equipements} | {e.exercice for e in estimations})
    yield f"Exercice {annees[0]}" if len(annees) == 1 else f"Exercices {', '.join(map(str, annees))}"
    cadres = dict.fromkeys(e.referentiel for e in estimations)
    for referentiel in cadres:
        yield "Barèmes nationaux" if referentiel == NATIONAL else mots.majuscule(mots.referentiel(referentiel))
    jour = cadre.jour
    yield f"Établie le {jour.day}{'er' if jour.day == 1 else ''} {MOIS[jour.month - 1]} {jour.year}"
    yield f"cafsim {cafsim.__version__}"


def _nom(e: Estimation) -> str:
    cadre = "" if e.referentiel == NATIONAL else f", {mots.referentiel(e.referentiel)}"
    return f"{e.projet}, exercice {e.exercice}{cadre}"


def _textes(objet: object) -> Iterator[str]:
    """Yield every text of the note, however deep."""
    if isinstance(objet, str):
        yield objet
    elif isinstance(objet, tuple | list):
        for element in objet:
            yield from _textes(element)
