"""The words of the rate table in plain French: periods, cases, tiers, values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction

from cafsim.baremes.consultation import AVerifier, LigneTaux, Tranche
from cafsim.baremes.model import Bareme, Dimensions
from cafsim.engine.numbers import NBSP, french_number, french_quantity
from cafsim.equipements.champs import Choix
from cafsim.equipements.registre import champs, equipements
from cafsim.render.mots.courants import ETATS, NON_PUBLIE, fourchette, oui_non
from cafsim.tarif.calcul import ACCUEIL

_ECHELLES = {
    "taux_facturation": ("taux de facturation", "part"),
    "participation_horaire": ("participation horaire moyenne", "€/h"),
    "part_enfants_handicap": ("part d'enfants en situation de handicap", "part"),
    "croissance": ("hausse du nombre de places", "part"),
    "enfants": ("nombre d'enfants", "enfants"),
}
LES_PLUS_ANCIENS = 10
"""Rates to check again that are shown unasked."""

_ENTIERES = frozenset({"enfants"})
"""Scales that count: `4 à 7 enfants` rather than `plus de 3 à 7`."""

_DIMENSIONS = {
    "couches_et_repas": "couches et repas fournis",
    "zone_prioritaire": "zone",
    "territoire": "territoire",
    "accueil": "accueil",
}


def existe_en(bloc: Bareme, annee: int) -> bool:
    """Say whether an aid exists in a year."""
    return (bloc.debut is None or bloc.debut.year <= annee) and (bloc.fin is None or annee <= bloc.fin.year)


def periode(debut: date, fin: date | None) -> str:
    """Return `2024`, `2021 à 2023`, `depuis 2026`, or the days."""
    entiere = (debut.month, debut.day) == (1, 1)
    if fin is None:
        return f"depuis {debut.year}" if entiere else f"depuis le {debut:%d/%m/%Y}"
    if entiere and (fin.month, fin.day) == (12, 31):
        return str(debut.year) if debut.year == fin.year else f"{debut.year} à {fin.year}"
    return f"{debut:%d/%m/%Y} au {fin:%d/%m/%Y}"


def echelle(nom: str) -> str:
    """Return what a scale measures."""
    return _ECHELLES.get(nom, (nom.replace("_", " "), ""))[0]


def tranche(palier: Tranche, nom: str | None) -> str:
    """Return `jusqu'à 107 %`, `plus de 107 % à 117 %`, `de 4 % à moins de 8 %`, `12 % et plus`."""
    unite = _ECHELLES.get(nom or "", ("", ""))[1]
    if nom in _ENTIERES:
        return _entiers(palier, unite)
    bas = None if palier.depuis is None else french_quantity(palier.depuis, unite)
    haut = None if palier.jusqu_a is None else french_quantity(palier.jusqu_a, unite)
    if bas is None and haut is None:
        return "toutes valeurs"
    if bas is None:
        return f"jusqu'à {haut}" if palier.inclus else f"moins de {haut}"
    if haut is None:
        return f"{bas} et plus" if palier.depuis_inclus else f"plus de {bas}"
    debut = f"de {bas}" if palier.depuis_inclus else f"plus de {bas}"
    return f"{debut} à {haut}" if palier.inclus else f"{debut} à moins de {haut}"


def _entiers(palier: Tranche, unite: str) -> str:
    bas = 1 if palier.depuis is None else int(palier.depuis) + (not palier.depuis_inclus)
    if palier.jusqu_a is None:
        return f"{bas} {unite} et plus"
    haut = int(palier.jusqu_a) - (not palier.inclus)
    if haut > bas:
        return f"{bas} à {haut} {unite}"
    return f"{bas} {unite.removesuffix('s') if bas == 1 else unite}"


def cas(dimensions: Dimensions, palier: Tranche | None, nom_echelle: str | None) -> str:
    """Return to which case a row applies."""
    parts = []
    for nom, valeurs in dimensions.items():
        dites = (oui_non(v) if isinstance(v, bool) else v for v in valeurs)
        parts.append(f"{_DIMENSIONS.get(nom, nom.replace('_', ' '))} : {', '.join(dites)}")
    if palier:
        parts.append(tranche(palier, nom_echelle))
    return " ; ".join(parts)


def cas_et_jours(ligne: LigneTaux, nom_echelle: str | None) -> str:
    """Return to which case a row applies, and on which days when that is not the whole year."""
    jours = periode(ligne.debut, ligne.fin)
    dits = (cas(ligne.dimensions, ligne.tranche, nom_echelle), "" if jours == str(ligne.debut.year) else jours)
    return " ; ".join(filter(None, dits))


def quantite(nombre: Fraction, unite: str) -> str:
    """Return a value with its unit; a taux d'effort with its four decimals."""
    return f"{french_number(nombre, 4, 4)}{NBSP}%/h" if unite == "%/h" else french_quantity(nombre, unite)


def valeur(ligne: LigneTaux) -> str:
    """Return the value, the bounds, or `non publié`."""
    unite = ligne.valeur.unite
    if ligne.minimum is None or ligne.maximum is None:
        return NON_PUBLIE
    if ligne.exacte:
        return quantite(ligne.minimum, unite)
    bas = quantite(ligne.minimum, unite).removesuffix(f"{NBSP}{unite}")
    return fourchette(bas, quantite(ligne.maximum, unite))


def etat(ligne: LigneTaux) -> str:
    """Return how sure the row is: a standing rule is told, or the last day confirmed of a row that runs beyond it."""
    texte = ETATS[ligne.fiabilite]
    if ligne.valeur.permanent and ligne.fiabilite is not None:
        return f"{texte}, règle permanente"
    confirme = ligne.valeur.confirme_jusqu_au
    if confirme and ligne.fiabilite not in (None, "saisi") and (ligne.fin is None or confirme < ligne.fin):
        return f"{texte} (confirmé jusqu'au {confirme:%d/%m/%Y})"
    return texte


def legende(lignes: Iterable[LigneTaux]) -> Iterator[str]:
    """Yield what the values of the dimensions mean, each once."""
    declares: list[Choix] = list(ACCUEIL.choix)
    for type_equipement in equipements():
        declares += (c for champ in champs(type_equipement).values() for c in champ.choix)
    connus = {c.valeur: c.libelle for c in declares}
    vues = dict.fromkeys(v for x in lignes for valeurs in x.dimensions.values() for v in valeurs if isinstance(v, str))
    for nom in vues:
        if nom in connus and nom != "aucune":
            yield f"{nom} : {connus[nom]}"


def remarques(ligne: LigneTaux) -> Iterator[str]:
    """Yield the notes of a row: what it rests on, what to know."""
    row = ligne.valeur
    if row.derivation and ligne.fiabilite:
        yield f"Déduction : {row.derivation}"
    if row.note:
        yield row.note
    bornes = [french_quantity(b, row.unite) for b in dict.fromkeys((row.minimum, row.maximum)) if b is not None]
    annonce = row.changement_annonce
    if annonce and ligne.fiabilite is None and ligne.debut >= annonce:
        yield f"Changement annoncé au {annonce:%d/%m/%Y}, sans montant publié. Avant : {' à '.join(bornes)}."


def a_verifier(anciens: Sequence[AVerifier], *, tout: bool) -> Iterator[str]:
    """Yield how many rates nobody has checked for a year, and the oldest of them."""
    if not anciens:
        yield "Tous les taux en vigueur ont été revus depuis moins d'un an."
        return
    montres = anciens if tout else anciens[:LES_PLUS_ANCIENS]
    combien = "" if len(montres) == len(anciens) else f" ; les {len(montres)} plus anciens (tous : --tout)"
    yield f"À revoir, aucune source ni relecture depuis un an : {len(anciens)} taux en vigueur{combien}."
    for x in montres:
        lignes = f" ({x.lignes} lignes)" if x.lignes > 1 else ""
        yield f"  {x.vu_le:%d/%m/%Y} : {x.cle}, {x.libelle}{lignes}"
