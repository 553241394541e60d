"""Pre-fill an equipment with the facts of its commune: what the user typed wins, and each value tells its year.

What may be filled, and why no further:
- `potentiel_financier_hab` and `taux_couverture`: the figure of the exercice, else the last one before it, two years
  old at most. A carried figure near a threshold of the aids is left unknown: from 2020 to 2022, of the communes more
  than 10 % away from 900 €, 3 in 1,000 crossed it.
- `zone_prioritaire`, for a crèche only: its aids treat a Zrr and a Qpv alike (and a Frr like no zone, in a range that
  holds the Qpv's amount). Elsewhere a Qpv pays more than a Zrr, and a commune in Zrr may hold one.
- A Qpv is a street, an intercommunalité is no commune: they are told, never filled in.
- Nothing for a commune whose perimeter has changed between the figures and the exercice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from cafsim.communes import importes, table, zones
from cafsim.communes.modele import STATUTS, Apport, Commune
from cafsim.communes.noms import confusion, renommees, resoudre
from cafsim.engine.numbers import french_quantity, to_cent
from cafsim.equipements.commun import TERRITOIRE as CHAMPS_DU_TERRITOIRE
from cafsim.equipements.projet import Donnee, EquipementSaisi

TERRITOIRE = "territoire"
"""Key of `origines` for what is only told: it is the name of no field."""

ECART_MAX = 2
"""Years between a figure and the exercice that may use it."""
SEUILS = {"potentiel_financier_hab": Fraction(900), "taux_couverture": Fraction(58)}
"""Threshold of the aids that read the field (€/hab, %): a test holds them to the rate table."""
MARGE = Fraction(1, 10)
CHAMPS = {champ.nom: champ for champ in CHAMPS_DU_TERRITOIRE}
VERIFIER = {
    "potentiel_financier_hab": "à vérifier sur la fiche Dgf (dotation globale de fonctionnement) de la commune",
    "taux_couverture": "c'est celui de la commune, à vérifier auprès de la Caf",
}
DIFFERENCE = Fraction(1, 20)
"""Beyond this, a typed figure that is not the official one of the same year is pointed out."""

ZONE_SANS_PIEGE = ("eaje",)
"""Equipments whose aids are not wrong when a place filled as Zrr or Frr lies in a Qpv too."""


class Chiffre(NamedTuple):
    """An official figure: its value, who produced it."""

    valeur: Fraction
    producteur: str


class Faits(NamedTuple):
    """What a commune brings to an equipment of an exercice."""

    commune: str
    apports: Mapping[str, Apport]
    zone: Apport
    sinon: tuple[str, str]
    """What is told where the zone, the taux de couverture, has no value: the Qpv, the rate of the Epci."""
    piaje: str
    officiels: Mapping[str, Chiffre]
    """Figures of the very exercice."""
    alertes: tuple[str, ...]


def remplir(saisi: EquipementSaisi) -> EquipementSaisi:
    """Return the equipment with what its commune tells; as it is when it names none.

    What an earlier call filled is filled anew: the exercice may have changed. Raise EntreeRefusee, at the key
    `commune`, for an unknown or ambiguous commune, or a damaged import.
    """
    tapees = saisi.tapees
    texte = tapees.get("commune")
    if not isinstance(texte, str) or not texte.strip():
        return saisi if tapees == saisi.valeurs else saisi._replace(valeurs=tapees, origines={}, alertes=())
    faits = _faits(texte, saisi.exercice, importes.empreinte())
    valeurs, origines, phrases = dict(tapees), {}, [faits.commune]
    for champ, apport in _pour(saisi, faits).items():
        if champ in tapees:
            phrases.append(_difference(champ, tapees[champ], faits))
        elif apport.valeur is None:
            phrases.append(apport.sinon)
        else:
            valeurs[champ], origines[champ] = apport.valeur, apport.phrase
    qpv, epci = faits.sinon
    phrases += [qpv if "zone_prioritaire" not in tapees else "", epci if "taux_couverture" not in valeurs else ""]
    if saisi.type in ("eaje", "mam") and "investissement" in saisi.groupes and _jour(saisi) >= zones.PIAJE_EX_ZRR:
        phrases.append(faits.piaje)
    origines[TERRITOIRE] = " ".join(filter(None, phrases))
    return saisi._replace(valeurs=valeurs, origines=origines, alertes=faits.alertes)


def _pour(saisi: EquipementSaisi, faits: Faits) -> dict[str, Apport]:
    """Return what may be filled in this equipment, field by field."""
    zone = faits.zone
    trop_tard = zone.valeur == "zrr" and _jour(saisi) > zones.FIN_ZRR
    if zone.valeur is not None and (saisi.type not in ZONE_SANS_PIEGE or trop_tard):
        zone = Apport(sinon=zone.sinon)
    return {**faits.apports, "zone_prioritaire": zone}


def _jour(saisi: EquipementSaisi) -> date:
    """Return the day whose rates an investment follows."""
    dossier = saisi.valeurs.get("date_dossier")
    return dossier if isinstance(dossier, date) else date(saisi.exercice, 1, 1)


def _difference(champ: str, tapee: Donnee, faits: Faits) -> str:
    officiel = faits.officiels.get(champ)
    if officiel is None or not isinstance(tapee, Fraction) or _proches(tapee, officiel.valeur, DIFFERENCE):
        return ""
    unite = CHAMPS[champ].unite
    return (
        f"Vous donnez un {CHAMPS[champ].libelle} de {french_quantity(tapee, unite)} ; {officiel.producteur} publie "
        f"{_quantite(officiel.valeur, unite)} pour cette année : votre chiffre compte, vérifiez-le."
    )


@lru_cache(maxsize=4096)
def _faits(texte: str, exercice: int, _imports: tuple[str, int]) -> Faits:
    nommee = resoudre(texte)
    commune = _porteuse(nommee, exercice)
    series = {
        "potentiel_financier_hab": {
            annee: Chiffre(valeur, "la Dgcl") for annee, valeur in commune.potentiel_financier_hab.items()
        }
        | _importes(commune.code, "dgcl", "la Dgcl"),
        "taux_couverture": _importes(commune.code, "couverture", "la Cnaf"),
    }
    return Faits(
        _presentation(texte, nommee, commune),
        {champ: _apport(champ, commune, serie, exercice) for champ, serie in series.items()},
        zones.zone(commune, exercice),
        (zones.qpv(commune, exercice), _epci(commune, exercice)),
        zones.piaje(commune, exercice),
        {champ: serie[exercice] for champ, serie in series.items() if exercice in serie},
        tuple(filter(None, [confusion(texte, nommee)])),
    )


def _porteuse(nommee: Commune, exercice: int) -> Commune:
    """Return the commune whose figures count: a merged one has its own for the years when it stood."""
    if nommee.actuelle or exercice in nommee.zrr:
        return nommee
    return table.par_code(nommee.dans) or nommee


def _importes(code: str, genre: str, producteur: str) -> dict[int, Chiffre]:
    lus = importes.valeurs(code, genre)
    return {
        annee: Chiffre(Fraction(texte), f"{producteur} (fichier importé « {importe.fichier} »)")
        for annee, (texte, importe) in lus.items()
        if texte
    }


def _apport(champ: str, commune: Commune, serie: Mapping[int, Chiffre], exercice: int) -> Apport:
    """Return the figure of the exercice, or the last one before it, or why it may not stand for it."""
    if not serie:
        return Apport()
    annee = max((a for a in serie if a <= exercice), default=min(serie))
    chiffre, unite, libelle = serie[annee], CHAMPS[champ].unite, CHAMPS[champ].libelle
    valeur = _quantite(chiffre.valeur, unite)
    phrase = f"{libelle} = {valeur} : chiffre {annee} de {chiffre.producteur} pour {commune.nom}"
    ecarte = (
        f"{libelle.capitalize()} non rempli : le chiffre de {annee} pour {commune.nom} ({valeur}, {chiffre.producteur})"
    )
    if annee > exercice:
        return Apport(sinon=f"{ecarte} est plus récent que {exercice}.")
    if not commune.vaut(annee, exercice):
        return Apport(sinon=f"{ecarte} vaut pour un autre périmètre, d'avant une fusion ou une division.")
    if annee == exercice:
        return Apport(chiffre.valeur, f"{phrase} ; {VERIFIER[champ]}.")
    if exercice - annee > ECART_MAX:
        return Apport(sinon=f"{ecarte} est trop ancien pour {exercice}.")
    if _proches(chiffre.valeur, SEUILS[champ], MARGE):
        seuil = french_quantity(SEUILS[champ], unite)
        return Apport(sinon=f"{ecarte} est trop près du seuil de {seuil} pour valoir en {exercice}.")
    return Apport(chiffre.valeur, f"{phrase}, repris pour {exercice} ; {VERIFIER[champ]}.")


def _epci(commune: Commune, exercice: int) -> str:
    """Tell the taux de couverture of the intercommunalité: it never stands for that of the commune."""
    serie = _importes(commune.epci, "couverture_epci", "la Cnaf")
    annee = max((a for a in serie if a <= exercice), default=0)
    if exercice - annee > ECART_MAX:
        return ""
    return (
        f"Taux de couverture de {commune.nom_epci} : {_quantite(serie[annee].valeur, '%')} en {annee} "
        f"({serie[annee].producteur}). C'est celui de l'intercommunalité : il ne remplace pas celui de la commune."
    )


def _proches(valeur: Fraction, repere: Fraction, part: Fraction) -> bool:
    return abs(valeur - repere) <= part * repere


def _presentation(texte: str, nommee: Commune, porteuse: Commune) -> str:
    ici = (table.par_code(nommee.dans) or nommee) if nommee.dans else nommee
    phrase = f"Commune : {ici.titre}{f', {ici.nom_epci} (2026)' if ici.epci else ''}."
    if not nommee.actuelle:
        article = "un" if nommee.statut == "arrondissement" else "une"
        phrase += f" {nommee.nom} en est {article} {STATUTS[nommee.statut]}"
        phrase += " ; ses chiffres d'alors comptent." if porteuse is nommee else "."
    anciennes = {c.code: table.par_code(c.code) for c in renommees(texte)}
    if renommee := anciennes.pop(ici.code, None):
        phrase += f" « {texte.strip()} » s'appelle aujourd'hui {renommee.nom}."
    if autres := list(filter(None, anciennes.values())):
        phrase += f" « {texte.strip()} » est aussi l'ancien nom d'une autre commune : {_enumerees(autres)}."
    return phrase


def _enumerees(communes: Sequence[Commune]) -> str:
    return ", ".join(c.titre for c in communes[:3]) + (", …" if len(communes) > 3 else "")


def _quantite(valeur: Fraction, unite: str) -> str:
    return french_quantity(to_cent(valeur), unite)
