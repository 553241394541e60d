"""The levers under an estimate: what would bring more, what it takes, which lines move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.engine.numbers import french_money, french_quantity
from cafsim.equipements.projet import Donnee
from cafsim.estimation.resultat import PERIODICITES, LigneEstimee
from cafsim.etudes.ecart import AUCUN, Ecart, Paire
from cafsim.etudes.leviers import Changement, LevierEstime
from cafsim.render.document import Colonne, Entree, Noeud, Paragraphe, Rangee, Tableau, Titre, chapitre
from cafsim.render.mots import courants as mots
from cafsim.typographie import majuscule

LECTURE = (
    "Chaque levier est calculé seul, sur le même projet où ne change que ce qui est dit : les gains ne s'additionnent "
    "pas. Ils comptent l'argent de la Caf, pas ce que le levier coûte."
    " Une fourchette est classée par son milieu."
)
AUCUN_LEVIER = "Aucun des leviers que cafsim connaît ne s'applique à ce projet, ou tous sont déjà tirés."


def noeuds(leviers: Sequence[LevierEstime], *, seul: bool) -> Iterator[Noeud]:
    """Yield the section of one project; `seul`: it has one equipment, which need not be named."""
    yield Titre("Ce qui rapporterait plus", 2)
    if not leviers:
        yield Paragraphe(AUCUN_LEVIER)
        return
    gagnants = [x for x in leviers if x.statut == "gain"]
    if gagnants:
        yield Paragraphe(LECTURE)
        yield _tableau(gagnants, seul=seul)
    else:
        yield Paragraphe("Aucun gain sûr n'a été trouvé.")
    inconnus = _inconnus([x for x in leviers if x.statut == "inconnu"], seul=seul)
    yield from chapitre("Gain inconnu : il manque une donnée ou un taux", inconnus)
    nuls = (Entree(_titre(x, seul=seul), (*_pertes(x), *x.motifs)) for x in leviers if x.statut == "nul")
    yield from chapitre("N'apporterait rien de la Caf", nuls)


def _tableau(leviers: Sequence[LevierEstime], *, seul: bool) -> Tableau:
    utiles = [p for p in PERIODICITES if any(not x.gains[p].nul for x in leviers)]
    titres = {"annuel": "Gain par an", "ponctuel": "Gain en une fois"}
    colonnes = (Colonne("Levier", "tete"), *(Colonne(titres[p], "montant") for p in utiles))
    rangees = []
    for x in leviers:
        gains = ("" if x.gains[p].nul else mots.ecart(x.gains[p]) for p in utiles)
        dits = (mots.signale(gain, incomplet=x.incomplet) if gain else "" for gain in gains)
        rangees.append(Rangee((_titre(x, seul=seul), *dits), _details(x)))
    return Tableau("Du plus fort gain annuel au plus faible", colonnes, tuple(rangees))


def _titre(levier: LevierEstime, *, seul: bool) -> str:
    return levier.titre if seul else f"{levier.titre} : {', '.join(levier.equipements)}"


def _details(levier: LevierEstime) -> tuple[Entree, ...]:
    blocs = (
        Entree("Ce qui change", tuple(_changements(levier.changements))),
        Entree("Ce qu'il faut", (levier.demande,)),
        Entree("Lignes qui bougent", tuple(_ligne(p, levier) for p in levier.lignes if p.ligne.comptee)),
        Entree("Ce qui manque", levier.motifs),
    )
    return tuple(bloc for bloc in blocs if bloc.sous)


def _changements(changements: Sequence[Changement]) -> Iterator[str]:
    """Yield each change once, even when several equipments share it."""
    vus = dict.fromkeys((c.libelle, _donnee(c, c.avant), _donnee(c, c.apres)) for c in changements)
    for libelle, avant, apres in vus:
        yield f"{majuscule(libelle)} : {apres} (au lieu de : {avant})"


def _ligne(paire: Paire, levier: LevierEstime) -> str:
    ligne = paire.ligne
    nom = f"{ligne.equipement}, {ligne.libelle}" if len(levier.equipements) > 1 else ligne.libelle
    return f"{nom} : avant, {_montant(paire.avant)} ; après, {_montant(paire.apres)}"


def _montant(ligne: LigneEstimee | None) -> str:
    if ligne is None or not ligne.retenue:
        return french_money(Fraction(0))
    return mots.montant(ligne)


def _donnee(changement: Changement, valeur: Donnee) -> str:
    if valeur is None:
        return "non indiqué"
    if isinstance(valeur, bool):
        return mots.oui_non(valeur)
    if isinstance(valeur, Fraction):
        unite = changement.unite.removesuffix("s") if abs(valeur) < 2 else changement.unite
        return french_quantity(valeur, unite)
    return str(valeur)


def _inconnus(leviers: Sequence[LevierEstime], *, seul: bool) -> Iterator[Entree]:
    """Yield the levers whose gain is not known, those that lack the same things together."""
    groupes: dict[tuple[str, ...], list[str]] = {}
    for levier in leviers:
        groupes.setdefault(levier.motifs, []).append(_titre(levier, seul=seul))
    return (Entree(" ; ".join(titres), motifs) for motifs, titres in groupes.items())


def _pertes(levier: LevierEstime) -> Iterator[str]:
    for periodicite, quand in zip(PERIODICITES, ("par an", "en une fois"), strict=True):
        gain = levier.gains.get(periodicite, AUCUN)
        if not gain.nul:
            yield f"Ferait perdre {mots.ecart(Ecart(-gain.maximum, -gain.minimum), signe=False)} {quand}."
