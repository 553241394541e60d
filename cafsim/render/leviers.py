"""The levers under an estimate: what would bring more, what it takes, which lines move; and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cafsim.ecart import AUCUN, Ecart, Paire
from cafsim.engine.numbers import decimal_text, french_money, french_quantity, money_text
from cafsim.equipements.projet import Donnee
from cafsim.leviers import Changement, LevierEstime
from cafsim.render import mots
from cafsim.render.document import Colonne, Entree, Noeud, Paragraphe, Rangee, Tableau, Titre, chapitre
from cafsim.resultat import PERIODICITES, LigneEstimee
from cafsim.typographie import majuscule

Objet = dict[str, object]

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


def objet(levier: LevierEstime) -> Objet:
    """Return a lever as JSON-ready data."""
    gains = {p: bornes(levier.gains[p]) for p in PERIODICITES} if levier.gains else None
    return {
        "titre": levier.titre,
        "dispositif": levier.dispositif,
        "equipements": list(levier.equipements),
        "statut": levier.statut,
        "gain": gains,
        "incomplet": levier.incomplet,
        "demande": levier.demande,
        "changements": [_changement_json(c) for c in levier.changements],
        "lignes": [_ligne_json(p) for p in levier.lignes],
        "motifs": list(levier.motifs),
    }


def bornes(ecart: Ecart) -> Objet:
    """Return both ends of a difference as JSON-ready data."""
    return {"minimum": money_text(ecart.minimum), "maximum": money_text(ecart.maximum)}


def _tableau(leviers: Sequence[LevierEstime], *, seul: bool) -> Tableau:
    utiles = [p for p in PERIODICITES if any(not x.gains[p].nul for x in leviers)]
    titres = {"annuel": "Gain par an", "ponctuel": "Gain en une fois"}
    colonnes = (Colonne("Levier", "tete"), *(Colonne(titres[p], "montant") for p in utiles))
    rangees = [Rangee((_titre(x, seul=seul), *(_gain(x, x.gains[p]) for p in utiles)), _details(x)) for x in leviers]
    return Tableau("Du plus fort gain annuel au plus faible", colonnes, tuple(rangees))


def _titre(levier: LevierEstime, *, seul: bool) -> str:
    return levier.titre if seul else f"{levier.titre} : {', '.join(levier.equipements)}"


def _gain(levier: LevierEstime, gain: Ecart) -> str:
    if gain.nul:
        return ""
    return mots.signale(mots.ecart(gain), incomplet=levier.incomplet)


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
        return "oui" if valeur else "non"
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


def _changement_json(changement: Changement) -> Objet:
    return {
        "equipement": changement.equipement,
        "champ": changement.champ,
        "avant": _donnee_json(changement.avant),
        "apres": _donnee_json(changement.apres),
    }


def _donnee_json(valeur: Donnee) -> object:
    if isinstance(valeur, Fraction):
        return decimal_text(valeur)
    return valeur if valeur is None or isinstance(valeur, bool) else str(valeur)


def _ligne_json(paire: Paire) -> Objet:
    ecart = paire.ecart
    return {
        "equipement": paire.ligne.equipement,
        "dispositif": paire.ligne.dispositif,
        "libelle": paire.ligne.libelle,
        "periodicite": paire.ligne.periodicite,
        "nature": paire.ligne.nature,
        "ecart": None if ecart is None else bornes(ecart),
    }
