"""What is to be confirmed, and by whom: each missing figure once, what the Caf decides, the prefect's rule, funders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.engine.numbers import NBSP, french_money
from cafsim.estimation.resultat import LigneEstimee, Manque
from cafsim.plan.modele import Investissement
from cafsim.rapport.dossier import Dossier
from cafsim.render.document import Colonne, Noeud, Paragraphe, Rangee, Tableau, Titre
from cafsim.render.mots import courants as mots
from cafsim.render.mots.plan import plage
from cafsim.typographie import majuscule

COLONNES = (
    Colonne("À confirmer", "tete"),
    Colonne("Pour", "suite", sous=0),
    Colonne("Auprès de qui, sur quel document", "suite"),
    Colonne("Enjeu", "montant"),
)
MONTRES = {0: 12, 1: 8, 2: 7}
"""How many rows stand in the note itself beside so many tables; the others are annexed. It must hold in two pages."""
PEU = 3
"""How many beside more tables than that."""
TOUCHEES_MAX = 4
"""Beyond, lines are counted rather than named."""

CONSEIL = "Conseil d'administration de la {} : il peut accorder moins, ou rien."
PREFECTURE = "Préfecture (contrôle de légalité)."
VOS_DOCUMENTS = "Vos documents, ou le gestionnaire."
NON_COMPTE = mots.STATUTS["a_completer"]
RIEN = "Rien ne reste à confirmer : tous les montants sont calculés."


class Demande(NamedTuple):
    """Something to confirm; `enjeu` is what hangs on it (€), None when nobody knows."""

    quoi: str
    pour: str
    aupres: str
    enjeu: Fraction | None
    montre: str = ""

    @property
    def rangee(self) -> Rangee:
        """Its row."""
        enjeu = self.montre or (NON_COMPTE if self.enjeu is None else f"jusqu'à {french_money(self.enjeu)}")
        return Rangee((self.quoi, self.pour, self.aupres, enjeu))


def demandes(dossier: Dossier) -> list[Demande]:
    """Return what a project has to have confirmed, most euros first; what counts for nothing yet leads."""
    toutes = [*_manques(dossier), *_du_plan(dossier)]
    return sorted(toutes, key=lambda d: (d.enjeu is not None, -(d.enjeu or 0)))


def partagees(dossier: Dossier) -> tuple[list[Demande], list[Demande]]:
    """Return the demands that stand in the note itself, then those annexed."""
    toutes = demandes(dossier)
    tableaux = len(dossier.plan.investissement) + len(dossier.plan.fonctionnement) if dossier.plan else 0
    montrees = MONTRES.get(tableaux, PEU)
    return toutes[:montrees], toutes[montrees:]


def section(liste: Sequence[Demande], titre: str) -> Iterator[Noeud]:
    """Yield a chapter of demands."""
    yield Titre(titre, 2)
    if liste:
        yield Tableau("Du plus grand enjeu au plus petit", COLONNES, tuple(d.rangee for d in liste))
    else:
        yield Paragraphe(RIEN)


def _manques(dossier: Dossier) -> Iterator[Demande]:
    """Yield each field and rate that lines lack, once; those that one paper gives for the same lines are one demand."""
    lignes: dict[tuple[str, str], list[LigneEstimee]] = {}
    manques: dict[tuple[str, str], Manque] = {}
    for ligne in (x for x in dossier.estimation.lignes if x.retenue):
        for manque in ligne.manques:
            manques[manque.genre, manque.cle] = manque
            lignes.setdefault((manque.genre, manque.cle), []).append(ligne)
        if not ligne.manques and ligne.motifs:
            yield Demande(ligne.libelle, "", " ".join(ligne.motifs), _enjeu([ligne]))
    seul = len(dossier.projet.equipements) == 1
    quoi: dict[tuple[str, str, Fraction | None], list[str]] = {}
    for cle, manque in manques.items():
        pour = _touchees(lignes[cle], seul=seul)
        quoi.setdefault((pour, manque.ou_trouver or VOS_DOCUMENTS, _enjeu(lignes[cle])), []).append(manque.libelle)
    for (pour, aupres, enjeu), libelles in quoi.items():
        yield Demande(majuscule(" ; ".join(dict.fromkeys(libelles))), pour, aupres, enjeu)


def _enjeu(lignes: Iterable[LigneEstimee]) -> Fraction | None:
    """Return by how much lines may move (€); None when one has no end, or does not count."""
    enjeu = Fraction(0)
    for ligne in lignes:
        if ligne.minimum is None or ligne.maximum is None:
            return None
        enjeu += ligne.maximum - ligne.minimum
    return enjeu


def _touchees(lignes: list[LigneEstimee], *, seul: bool) -> str:
    """Name the lines, each once, and where they are; `seul`: there is one equipment, which need not be named."""
    ou: dict[str, dict[str, None]] = {}
    for ligne in lignes:
        ou.setdefault(ligne.libelle, {})[ligne.equipement] = None
    lieux = {nom: next(iter(e)) if len(e) == 1 else f"{len(e)} équipements" for nom, e in ou.items()}
    noms = [nom if seul else f"{nom} ({lieux[nom]})" for nom in ou]
    trop = len(noms) - TOUCHEES_MAX
    montres = noms if trop <= 1 else [*noms[:TOUCHEES_MAX], f"et {trop} autres lignes"]
    return " ; ".join(montres)


def _du_plan(dossier: Dossier) -> Iterator[Demande]:
    for e in dossier.plan.equipements if dossier.plan else ():
        if e.investissement:
            yield from _des_travaux(e.investissement, e.lieu.caf if e.lieu and e.lieu.caf else "Caf")


def _des_travaux(plan: Investissement, caf: str) -> Iterator[Demande]:
    for ligne in plan.caf:
        if not ligne.assuree:
            yield Demande(f"Accord sur : {ligne.libelle}", "", CONSEIL.format(caf), ligne.maximum)
    for autre in plan.autres:
        montre = "" if autre.montant is None else french_money(autre.montant)
        yield Demande(
            f"Financement : {autre.financeur}", "", f"{autre.financeur} : notification.", autre.montant, montre
        )
    if plan.apport.etat != "sans_objet":
        montre = f"apport minimal : {plage(plan.apport.minimum)}"
        quoi = f"Part minimale du maître d'ouvrage (article L.{NBSP}1111-10 du Cgct)"
        yield Demande(quoi, "", PREFECTURE, plan.apport.minimum.maximum, montre)
