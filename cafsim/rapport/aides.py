"""The aids one by one: a table for each equipment and periodicity, a range bar in each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from cafsim.dispositifs.modele import Nature
from cafsim.engine.numbers import french_money
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import equipements
from cafsim.plan.fonctionnement import porteur
from cafsim.rapport.appels import Appels
from cafsim.rapport.barres import Barre, Part, barre, echelle_ronde
from cafsim.rapport.blocs import (
    Bloc,
    Cellule,
    Colonne,
    Entree,
    Legende,
    Legendes,
    Liste,
    Paragraphe,
    Rangee,
    Section,
    Tableau,
)
from cafsim.rapport.dossier import Dossier
from cafsim.render import mots
from cafsim.resultat import PERIODICITES, EquipementEstime, LigneEstimee, Statut, Total

ZERO = Fraction(0)

NATURES: dict[Nature, str] = {
    "droit": "Droit",
    "plafond": "Plafond : la Caf décide",
    "decision": "Décision de la Caf",
    "indicatif": "Ordre de grandeur",
}
STATUTS: dict[Statut, str] = {
    "calcule": "calculé",
    "fourchette": "en fourchette",
    "a_completer": "non compté",
    "non_eligible": "sans objet",
}
COLONNES = (Colonne("Aide et calcul"), Colonne("Nature", "mot"), Colonne("Taux", "mot"), Colonne("Montant", "montant"))
LEGENDE = (
    Legende("caf", "droit, montant sûr"),
    Legende("incertain", "selon un chiffre qui manque"),
    Legende("plafond", "plafond, que la Caf peut refuser"),
)
AILLEURS = "La commune ne gère pas cet équipement : ces aides vont à son gestionnaire."


def section(dossier: Dossier, appels: Appels, prefixe: str) -> Section:
    """Return the aids of a project, equipment by equipment."""
    couples = zip(dossier.projet.equipements, dossier.estimation.equipements, strict=True)
    parties = [
        _equipement(saisi, estime, dossier.estimation.exercice, appels, f"{prefixe}aides-{rang}")
        for rang, (saisi, estime) in enumerate(couples, 1)
    ]
    montrees = {s.motif for partie in parties for b in _barres(partie) for s in b.segments}
    legende = tuple(x for x in LEGENDE if x.motif in montrees)
    return Section(f"{prefixe}aides", "Les aides, une par une", (*([Legendes(legende)] if legende else []), *parties))


def _barres(partie: Section) -> Iterator[Barre]:
    for bloc in partie.blocs:
        if isinstance(bloc, Tableau):
            yield from (c.barre for r in bloc.rangees for c in r.cellules if c.barre)


def _equipement(
    saisi: EquipementSaisi, estime: EquipementEstime, exercice: int, appels: Appels, identifiant: str
) -> Section:
    blocs: list[Bloc] = [Paragraphe(genre(estime.type))]
    if any(x.retenue for x in estime.lignes) and porteur(saisi) == "autre":
        blocs.append(Paragraphe(AILLEURS))
    for periodicite in PERIODICITES:
        lignes = [x for x in estime.lignes if x.periodicite == periodicite and x.au_total]
        if lignes:
            titre, intitule = mots.PERIODES[periodicite]
            blocs += _tableau(
                f"{estime.nom} : {mots.minuscule(titre)}", intitule, lignes, estime.totaux[periodicite], appels
            )
    a_part = [x for x in estime.lignes if x.retenue and not x.au_total]
    if a_part:
        titre = f"{estime.nom} : pour information, hors total"
        blocs.append(Tableau(titre, COLONNES, tuple(_rangee(x, None, appels) for x in a_part)))
    ecartees = dict.fromkeys(f"{x.libelle} : {' '.join(x.motifs)}" for x in estime.lignes if not x.retenue)
    if ecartees:
        blocs.append(Paragraphe("Sans objet pour cet équipement :"))
        blocs.append(Liste(tuple(map(Entree, ecartees))))
    if not estime.lignes:
        blocs.append(Paragraphe("Aucune des aides choisies ne concerne cet équipement."))
    return Section(identifiant, nom(estime.nom, estime.exercice, exercice), tuple(blocs))


def genre(type_equipement: str) -> str:
    """Return what an equipment is, in words."""
    connus = equipements()
    return connus[type_equipement].titre if type_equipement in connus else type_equipement


def nom(equipement: str, sien: int, exercice: int) -> str:
    """Return the name of an equipment, with its year when it is not the project's."""
    return equipement if sien == exercice else f"{equipement}, exercice {sien}"


def _tableau(titre: str, intitule: str, lignes: Sequence[LigneEstimee], total: Total, appels: Appels) -> Iterator[Bloc]:
    echelle = _echelle(lignes)
    pied = Rangee(
        tuple(map(Cellule, (mots.libelle_total(intitule, total), "", "", mots.montant_total(total)))), total=True
    )
    yield Tableau(titre, COLONNES, (*(_rangee(x, echelle, appels) for x in lignes), pied))
    if sum((x.haut for x in lignes if x.nature != "decision"), ZERO) != total.maximum:
        yield Paragraphe(mots.LECTURE_CUMUL)


def _echelle(lignes: Iterable[LigneEstimee]) -> Fraction | None:
    haut = max((x.haut for x in lignes), default=ZERO)
    return echelle_ronde(haut) if haut > 0 else None


def _rangee(ligne: LigneEstimee, echelle: Fraction | None, appels: Appels) -> Rangee:
    calcul = mots.calcul(ligne)
    return Rangee((
        Cellule(mots.libelle(ligne), (calcul,) if calcul else (), appels.ligne(ligne)),
        Cellule(NATURES[ligne.nature]),
        Cellule(mots.fiabilite(ligne)),
        Cellule(mots.montant(ligne), (STATUTS[ligne.statut],), barre=_barre(ligne, echelle)),
    ))  # fmt: skip


def _barre(ligne: LigneEstimee, echelle: Fraction | None) -> Barre | None:
    bas, haut = ligne.minimum, ligne.maximum
    if echelle is None or bas is None or not haut or haut < 0:
        return None
    sure = Part("plafond" if ligne.nature == "plafond" else "caf", max(bas, ZERO))
    parts = (sure, Part("incertain", haut - max(bas, ZERO)))
    description = f"Barre horizontale sur une échelle de 0 à {french_money(echelle)}."
    return barre(f"{ligne.libelle} : {mots.montant(ligne)}", description, parts, echelle)
