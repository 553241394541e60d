"""The user's own rates, laid over the published table: a `[taux]` table, or a file in the table's format."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, cast

from cafsim.baremes.check import sources_inconnues
from cafsim.baremes.en_vigueur import UN_JOUR
from cafsim.baremes.fautes import Faute
from cafsim.baremes.model import SOURCE_A_SOI, Bareme, Baremes, Serie, Source, Valeur
from cafsim.baremes.reader import TableReader
from cafsim.engine.numbers import french_number, to_decimal
from cafsim.erreurs import vouliez_vous
from cafsim.fichiers import analyser, lire_texte

PART_MAXIMALE = Fraction(2)
"""Above 200 %, a share was surely typed as a percentage without its sign."""

TAUX_ABSURDE = Fraction(10_000_000)


def controler_taux(valeur: Fraction, unite: str) -> None:
    """Raise ValueError, with a reason in French, for a rate that can only be a typing mistake."""
    if unite == "part" and valeur > PART_MAXIMALE:
        raise ValueError(f"« {french_number(valeur)} » : pour un pourcentage, tapez par exemple 66 % ou 0,66.")
    if valeur > TAUX_ABSURDE:
        raise ValueError(f"« {french_number(valeur)} » dépasse toute vraisemblance.")


def avec_taux(baremes: Baremes, taux: Mapping[str, Fraction]) -> Baremes:
    """Return the table where the `[taux]` of a project stand alone: whatever the date, in place of all other rows.

    Raise KeyError for a key that the table does not have (the project's check comes first).
    """
    for cle, valeur in taux.items():
        row = Valeur(cle, baremes.serie(cle).unite, date.min, None, statut="saisi", minimum=valeur, maximum=valeur)
        baremes = _avec_valeurs(baremes, cle, (row,))
    return baremes


class Surcouche(NamedTuple):
    """What an overlay holds: rates, and the sources of the user's own that they cite."""

    lignes: list[Valeur]
    sources: Mapping[str, Source]


def charger_surcouche(baremes: Baremes, path: Path) -> Baremes:
    """Return the table with an overlay file over it. Raise EntreeRefusee with all its problems."""
    lue = lire_surcouche(baremes, lire_texte(path), str(path))
    sources = cast("dict[str, Source]", baremes.sources)
    return poser(baremes._replace(sources=ChainMap({**lue.sources}, sources)), lue.lignes)


def lire_surcouche(baremes: Baremes, texte: str, fichier: str) -> Surcouche:
    """Return what an overlay holds, given its text. Raise EntreeRefusee with all its problems."""
    brut = analyser(texte, fichier)
    reader = TableReader({}, saisie=True)
    with reader.lecture(fichier, texte):
        siennes = _sources(reader, baremes, brut.get("sources", {}))
        lues = list(_lignes(reader, baremes, brut))
        connues = {*baremes.sources, *siennes}
        reader.noter(faute for ligne in lues for faute in sources_inconnues(ligne, connues))
        reader.noter(_invraisemblables(lues))
    return Surcouche(lues, siennes)


def _lignes(reader: TableReader, baremes: Baremes, brut: Mapping[str, object]) -> Iterator[Valeur]:
    for bloc, contenu in brut.items():
        if bloc == "sources":
            continue
        if bloc not in baremes.blocs:
            reader.faute((bloc,), "aide inconnue du barème.", vouliez_vous(bloc, baremes.blocs))
            continue
        series = baremes.blocs[bloc].series
        for nom, brutes in reader.table((bloc,), contenu).items():
            if nom not in series:
                reader.faute((bloc, nom), "taux inconnu.", vouliez_vous(nom, series))
                continue
            yield from reader.valeurs((bloc, nom), series[nom], brutes)


def _sources(reader: TableReader, baremes: Baremes, brut: object) -> dict[str, Source]:
    """Read the sources of the user's own: a notification, a convention… None may take the name of a published one."""
    siennes = reader.table(("sources",), brut)
    for nom in siennes:
        if nom in baremes.sources:
            message = f"« {nom} » est déjà une source du barème."
            reader.faute(("sources", nom), message, "Citez-la sans la décrire, ou donnez un autre nom à la vôtre.")
    lues = {nom: reader.table(("sources", nom), source) for nom, source in siennes.items()}
    return {nom: reader.source(nom, {"nature": SOURCE_A_SOI, **source}) for nom, source in lues.items()}


def poser(baremes: Baremes, lignes: Iterable[Valeur]) -> Baremes:
    """Return the table with the user's rows over it, and over those of his that were there for the same cases."""
    par_cle: dict[str, list[Valeur]] = {}
    for ligne in lignes:
        par_cle.setdefault(ligne.cle, []).append(ligne)
    for cle, nouvelles in par_cle.items():
        serie = baremes.serie(cle)
        publiees = [v for v in serie.valeurs if v.statut != "saisi"]
        saisies = remplacer(serie, (v for v in serie.valeurs if v.statut == "saisi"), nouvelles)
        numerotees = (v._replace(rang=rang) for rang, v in enumerate(saisies, len(publiees) + 1))
        baremes = _avec_valeurs(baremes, cle, (*publiees, *numerotees))
    return baremes


def remplacer(serie: Serie, anciennes: Iterable[Valeur], nouvelles: Iterable[Valeur]) -> list[Valeur]:
    """Return rows of a series, new ones in the place of what older ones said of the same cases and days."""
    restes, nouvelles = list(anciennes), list(nouvelles)
    for nouvelle in nouvelles:
        restes = [reste for ancienne in restes for reste in _hors(serie, ancienne, nouvelle)]
    return [*restes, *nouvelles]


def communes(une: Valeur, autre: Valeur) -> bool:
    """Say whether two rows of a series hold for a same case, on a same day."""
    cas = all(set(c) & set(autre.dimensions.get(d, c)) for d, c in une.dimensions.items())
    return cas and une.debut <= (autre.fin or date.max) and autre.debut <= (une.fin or date.max)


def ecrire_surcouche(lignes: Iterable[Valeur], entete: str) -> str:
    """Return the text of an overlay with these rows, in the form of the rate table."""
    blocs: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for ligne in lignes:
        bloc, _, nom = ligne.cle.partition(".")
        blocs.setdefault(bloc, {}).setdefault(nom, []).append(brut(ligne))
    from cafsim.baremes import forme  # noqa: PLC0415 (few commands write rates)

    return f"# {entete}\n{forme.ecrire(blocs)}"


def brut(ligne: Valeur) -> dict[str, Any]:
    """Return a row as it stands in a file."""
    rangee: dict[str, Any] = {"debut": ligne.debut, "fin": ligne.fin, "unite": ligne.unite}
    for nom, choix in ligne.dimensions.items():
        rangee[nom] = list(choix) if len(choix) > 1 else choix[0]
    if ligne.jusqu_a is not None:
        rangee |= {"jusqu_a": to_decimal(ligne.jusqu_a), "inclus": ligne.inclus}
    bornes = (
        {"valeur": ligne.valeur} if ligne.valeur is not None else {"minimum": ligne.minimum, "maximum": ligne.maximum}
    )
    rangee |= {nom: to_decimal(borne) for nom, borne in bornes.items() if borne is not None}
    rangee |= {"verifie_le": ligne.verifie_le, "note": ligne.note}
    return {nom: valeur for nom, valeur in rangee.items() if valeur is not None}


def _hors(serie: Serie, ancienne: Valeur, nouvelle: Valeur) -> Iterator[Valeur]:
    """Yield what is left of a row outside the cases and days of another."""
    fin, jusqu_au = ancienne.fin or date.max, nouvelle.fin or date.max
    if not communes(ancienne, nouvelle):
        yield ancienne
        return
    choix = [ancienne.dimensions.get(d, tous) for d, tous in serie.dimensions.items()]
    for cas in product(*choix):
        seule = ancienne._replace(dimensions={d: (c,) for d, c in zip(serie.dimensions, cas, strict=True)})
        if not all(c in nouvelle.dimensions.get(d, (c,)) for d, (c,) in seule.dimensions.items()):
            yield seule
            continue
        if ancienne.debut < nouvelle.debut:
            yield seule._replace(fin=nouvelle.debut - UN_JOUR)
        if jusqu_au < fin:
            yield seule._replace(debut=jusqu_au + UN_JOUR)


def _invraisemblables(rows: Iterable[Valeur]) -> Iterator[Faute]:
    """Yield the figures that can only be typing mistakes."""
    for row in rows:
        try:
            controler_taux(row.maximum or Fraction(0), row.unite)
        except ValueError as error:
            champ = "maximum" if row.valeur is None else "valeur"
            yield Faute((*row.cle.split("."), row.rang, champ), str(error))


def _avec_valeurs(baremes: Baremes, cle: str, valeurs: tuple[Valeur, ...]) -> Baremes:
    """Return the table with other rows for one series; the other blocks are not even read."""
    nom_bloc, _, nom = cle.partition(".")
    bloc = baremes.blocs[nom_bloc]
    series = {**bloc.series, nom: bloc.series[nom]._replace(valeurs=valeurs)}
    blocs: ChainMap[str, Bareme] = ChainMap(
        {nom_bloc: bloc._replace(series=series)}, cast("dict[str, Bareme]", baremes.blocs)
    )
    return baremes._replace(blocs=blocs)
