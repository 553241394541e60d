"""Communes as documents: the result of a search, a portrait, the imported files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cafsim.communes import importes
from cafsim.communes.genres import GENRES, PAR_EPCI
from cafsim.communes.importes import Importe
from cafsim.communes.modele import APRES, STATUTS, Commune, caf
from cafsim.communes.noms import enumeration
from cafsim.communes.table import par_code, provenances
from cafsim.communes.zones import ex_zrr_et_frr, frr
from cafsim.engine.numbers import decimal_text, french_number, french_quantity, to_cent
from cafsim.render.document import Colonne, Document, Noeud, Paragraphe, Rangee, Tableau, Titre, chapitre, mise_en_page
from cafsim.render.mots.courants import INCONNU
from cafsim.typographie import majuscule

COLONNES = (
    Colonne("Donnée", "tete"),
    Colonne("Valeur", "suite"),
    Colonne("Année", "montant"),
    Colonne("Source", "suite"),
)
TROUVEES = (
    Colonne("Commune", "tete"),
    Colonne("Code", "mot"),
    Colonne("Département", "suite"),
    Colonne("Habitants", "montant"),
)
CLASSES_FRR = {
    "socle": "classée",
    "plus": "classée (Frr+)",
    "partielle": "classée en partie",
    "beneficiaire": "bénéficiaire, sans être classée",
    "non": "non classée",
}
LECTURE = (
    (
        "Un projet où vous écrivez la commune reprend le potentiel financier, le taux de couverture de la commune et, "
        "pour une crèche, la Zrr ou la Frr, avec leur année ; ce que vous saisissez l'emporte."
    ),
    (
        "Un Qpv (quartier prioritaire de la politique de la ville) est un ensemble de rues : c'est l'adresse de "
        "l'équipement qui compte. cafsim ne le remplit jamais."
    ),
)


class Donnee(NamedTuple):
    """A fact of the portrait: its name in Json, what it is, its value (None: unknown), its year, who produced it."""

    cle: str
    libelle: str
    valeur: str | bool | int | None
    texte: str
    annee: int | None
    source: str


def trouvees(communes: Sequence[Commune], demande: str, proches: Sequence[Commune], *, suite: bool) -> Document:
    """Return the result of a search: the names that look like it, where it found none. `suite`: there are more."""
    if not communes:
        essai = f"Les plus proches : {enumeration(proches)}." if proches else ""
        conseil = essai or "Essayez le début du nom, ou un de ses mots."
        return mise_en_page([Paragraphe(f"Aucune commune pour « {demande} ». {conseil}")])
    nombre = "1 commune" if len(communes) == 1 else f"{'Les premières : ' if suite else ''}{len(communes)} communes"
    rangees = tuple(Rangee((_nom(c), c.code, c.nom_departement, _habitants(c))) for c in communes)
    fin = [Paragraphe("Il y en a d'autres : précisez le nom, ou ajoutez le département.")] if suite else []
    fin.append(Paragraphe(f"Le portrait d'une commune : cafsim communes montrer {communes[0].code}"))
    return mise_en_page([Titre(f"{nombre} pour « {demande} »", 1), Tableau("", TROUVEES, rangees), *fin])


def portrait(commune: Commune) -> Document:
    """Return what is known of a commune, with the year and the producer of each fact."""
    noeuds: list[Noeud] = [Titre(commune.titre, 1)]
    noeuds += (Paragraphe(x, fort=True) for x in remarques(commune))
    lignes = tuple(Rangee((d.libelle, d.texte, str(d.annee or ""), d.source)) for d in donnees(commune))
    noeuds.append(Tableau("", COLONNES, lignes))
    noeuds += chapitre("Des chiffres plus récents", list(_a_telecharger()), 2)
    notes = [f"{majuscule(p.titre)} : {p.note}" for n, p in provenances().items() if n in ("zrr", "qpv")]
    return mise_en_page([*noeuds, *chapitre("À savoir", (*notes, *LECTURE), 2)])


def _a_telecharger() -> Iterator[str]:
    """Yield, for each kind of fact, the file that would make it newer and where it is."""
    for genre, annee in importes.a_telecharger().items():
        titre, fichier, site, publie, _ = GENRES[genre]
        tenu = f"{annee} ici" if annee else "rien ici"
        yield f"{majuscule(titre)} : {publie} publié, {tenu}. À télécharger : {fichier}, sur {site}."
    yield "Pour les ajouter, tels que téléchargés : cafsim communes importer FICHIER…"
    yield "Le reste (habitants, codes postaux, intercommunalité, revenu) change avec la version de cafsim."


def liste(fichiers: Sequence[Importe]) -> Document:
    """Return the imported files."""
    if not fichiers:
        conseil = "Pour en ajouter un : cafsim communes importer FICHIER"
        return mise_en_page([Paragraphe(f"Aucun fichier importé. {conseil}")])
    colonnes = (
        Colonne("Type", "tete"),
        Colonne("Année", "montant"),
        Colonne("Communes", "montant"),
        Colonne("Fichier", "suite"),
    )
    rangees = tuple(
        Rangee((i.type, str(i.millesime), french_number(Fraction(i.lignes)), f"{i.fichier}, importé le {_jour(i)}"))
        for i in fichiers
    )
    suite = f"Pour en retirer un : cafsim communes oublier {fichiers[0].type} {fichiers[0].millesime}"
    return mise_en_page([Titre("Fichiers importés", 1), Tableau("", colonnes, rangees), Paragraphe(suite)])


def remarques(commune: Commune) -> list[str]:
    """Return what must be known before the figures are read."""
    dites = []
    if not commune.actuelle:
        ici = par_code(commune.dans)
        dites.append(f"{STATUTS[commune.statut].capitalize()} de {ici.titre if ici else commune.dans}.")
    if commune.perimetre:
        depuis = "après 2022" if commune.perimetre == APRES else f"en {commune.perimetre}"
        dites.append(f"Le périmètre de la commune a changé {depuis} : les chiffres d'avant valent pour l'ancien.")
    return dites


def donnees(commune: Commune) -> list[Donnee]:
    """Return the facts of the portrait, unknown ones included."""
    return [*_identite(commune), *_chiffres(commune), *_importees(commune)]


def _identite(commune: Commune) -> Iterator[Donnee]:
    postaux = ", ".join(commune.codes_postaux)
    yield _publiee("departement", "Département", commune.departement, commune.nom_departement, "identite")
    yield Donnee("caf", "Votre Caf", caf(commune), caf(commune) or "aucune", None, "une Caf par département")
    yield _publiee("population", "Habitants", commune.population, _habitants(commune), "population")
    yield _publiee("codes_postaux", "Codes postaux", postaux or None, postaux or INCONNU, "codes_postaux")
    if commune.actuelle:
        nom = commune.nom_epci or "aucune"
        yield _publiee("epci", "Intercommunalité (Epci)", commune.nom_epci or None, nom, "epci")


def _chiffres(commune: Commune) -> Iterator[Donnee]:
    potentiel, revenu = map(_par_habitant, (commune.potentiel_financier_hab, commune.revenu_imposable_hab))
    partie = " (une partie)" if commune.departement == "974" else ""
    zones = {a: (v, f"oui{partie}" if v else "non") for a, v in commune.zrr.items()}
    quartiers = {
        a: (v, f"{french_number(Fraction(v))} habitants" if v else "aucun habitant compté")
        for a, v in commune.population_qpv.items()
    }
    zone = "Zrr (zone de revitalisation rurale, jusqu'au 30 juin 2024)"
    yield from _annees(
        "potentiel_financier_hab", "Potentiel financier par habitant", potentiel, "potentiel_financier", None
    )
    yield from _annees("revenu_imposable_hab", "Revenu imposable par habitant", revenu, "revenu")
    yield from _annees("zrr", zone, zones, "zrr")
    yield from _annees("population_qpv", "Population en Qpv", quartiers, "qpv")


Valeurs = Mapping[int, tuple[str | bool | int, str]]
"""Year → value for Json, value in words."""


def _annees(cle: str, libelle: str, valeurs: Valeurs, origine: str, au_plus: int | None = 1) -> Iterator[Donnee]:
    if not valeurs:
        yield Donnee(cle, libelle, None, INCONNU, None, "")
    for annee in sorted(valeurs, reverse=True)[:au_plus]:
        valeur, texte = valeurs[annee]
        yield Donnee(cle, libelle, valeur, texte, annee, provenances()[origine].producteur)


def _par_habitant(serie: Mapping[int, Fraction]) -> Valeurs:
    return {a: (decimal_text(v, 6), french_quantity(to_cent(v), "€/hab")) for a, v in serie.items()}


def _publiee(cle: str, libelle: str, valeur: str | int | None, texte: str, origine: str) -> Donnee:
    provenance = provenances()[origine]
    annee = None if valeur is None else provenance.millesime
    return Donnee(cle, libelle, valeur, texte, annee, provenance.producteur)


def _importees(commune: Commune) -> Iterator[Donnee]:
    for genre, (titre, *_) in GENRES.items():
        code = commune.epci if genre in PAR_EPCI else commune.code
        for annee, (valeur, importe) in importes.valeurs(code, genre).items():
            source = f"fichier importé « {importe.fichier} »"
            texte = _importee(genre, valeur)
            if valeur and genre in PAR_EPCI:
                texte += f" ({commune.nom_epci})"
            yield Donnee(f"import_{genre}", majuscule(titre), valeur, texte, annee, source)
    annee = date.today().year
    gardee = ex_zrr_et_frr(commune, annee) if frr(commune, annee) else None
    if gardee is not None:
        titre = "Zrr le 30 juin 2024 et Frr depuis (majoration du Piaje)"
        yield Donnee("ex_zrr_et_frr", titre, gardee, "oui" if gardee else "non", None, "Dgcl et liste Frr importée")


def _importee(genre: str, valeur: str | None) -> str:
    if valeur is None:
        return "aucun dans ce fichier" if genre == "qpv" else INCONNU
    if genre == "frr":
        return CLASSES_FRR.get(valeur, valeur)
    if genre == "qpv":
        return valeur.replace(" | ", ", ")
    return french_quantity(to_cent(Fraction(valeur)), GENRES[genre].unite)


def _nom(commune: Commune) -> str:
    if commune.actuelle:
        return commune.nom
    ici = par_code(commune.dans)
    return f"{commune.nom} ({STATUTS[commune.statut]} de {ici.nom if ici else commune.dans})"


def _habitants(commune: Commune) -> str:
    return INCONNU if commune.population is None else french_number(Fraction(commune.population))


def _jour(importe: Importe) -> str:
    return f"{date.fromisoformat(importe.importe_le):%d/%m/%Y}"
