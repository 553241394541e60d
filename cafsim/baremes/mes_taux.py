"""My rates: what the user typed once, kept in his folder, one overlay file a year, and read by every command.

A kept file is an overlay like another: `--baremes` reads it elsewhere. One that was damaged is refused whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.en_vigueur import UN_JOUR
from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import Baremes, Serie, Valeur
from cafsim.baremes.overlay import (
    Surcouche,
    charger_surcouche,
    communes,
    ecrire_surcouche,
    lire_surcouche,
    poser,
    remplacer,
)
from cafsim.erreurs import Collecte, EntreeRefusee, Probleme, refus
from cafsim.fichiers import conserver, dossier_utilisateur, lire_texte, raison


class Feuille(NamedTuple):
    """The rates kept for a year."""

    annee: int
    lignes: tuple[Valeur, ...]

    @property
    def chemin(self) -> Path:
        """Where they are."""
        return chemin(self.annee)

    def __str__(self) -> str:
        """Return `4 taux de votre feuille 2026, saisis le 28/11/2026`."""
        return dite(self.annee, len(self.lignes), [v.verifie_le for v in self.lignes])


def dite(annee: int, nombre: int, jours: Iterable[date | None]) -> str:
    """Say how many rates of a kept sheet, and on which day they were typed last."""
    dernier = max(filter(None, jours), default=None)
    saisis = f", saisi{'s' if nombre > 1 else ''} le {dernier:%d/%m/%Y}" if dernier else ""
    return f"{nombre} taux de votre feuille {annee}{saisis}"


def charger_baremes(surcouche: Path | None, *, feuilles: Iterable[Feuille] = ()) -> Baremes:
    """Return the published table, under the rates kept, under those of a file of the user's if he names one.

    Raise EntreeRefusee with all that is wrong in one of them.
    """
    table = poser(ouvrir(), (v for feuille in feuilles for v in feuille.lignes))
    return charger_surcouche(table, surcouche) if surcouche else table


def chemin(annee: int) -> Path:
    """Return where the rates of a year are kept."""
    return _dossier() / f"taux-{annee}.toml"


def feuilles_gardees() -> list[Feuille]:
    """Return what is kept, the last year first. Raise EntreeRefusee for every damaged file: none is half-read."""
    annees = _annees()
    if not annees:
        return []
    table, collecte = ouvrir(), Collecte()
    lues = [collecte.essayer(lambda annee=annee: _lire(table, annee)) for annee in annees]  # type: ignore[misc]
    collecte.lever()
    return [feuille for feuille in lues if feuille is not None]


def garder(lignes: Iterable[Valeur], exercice: int) -> Feuille:
    """Keep rates of a year, in the place of those kept before for the same cases and days; return all that is kept.

    A row without `verifie_le` is of today. Raise EntreeRefusee, and leave all as it was, for rates that no overlay may
    hold, a kept file that is damaged, a folder that can't be written.
    """
    table = ouvrir()
    avant = _lire(table, exercice).lignes if exercice in _annees() else ()
    nouvelles = [v._replace(verifie_le=v.verifie_le or date.today()) for v in lignes]
    return _ecrire(table, exercice, reunir(table, avant, nouvelles))


def reunir(baremes: Baremes, avant: Iterable[Valeur], nouvelles: Iterable[Valeur]) -> list[Valeur]:
    """Return rows of the user under new ones, in the order of the rate table."""
    avant, nouvelles = list(avant), list(nouvelles)
    rangs = {cle: rang for rang, cle in enumerate(baremes.cles())}
    cles = sorted({v.cle for v in (*avant, *nouvelles)}, key=rangs.__getitem__)

    def de(cle: str, lignes: Iterable[Valeur]) -> Iterator[Valeur]:
        return (v for v in lignes if v.cle == cle)

    return [v for cle in cles for v in remplacer(baremes.serie(cle), de(cle, avant), de(cle, nouvelles))]


def changements(avant: Iterable[Valeur], nouvelles: Iterable[Valeur]) -> list[tuple[Valeur, Valeur]]:
    """Return the rates kept whose figure changes, each with the new one, for a case and days that both cover."""
    avant = list(avant)
    return [
        (ancienne, nouvelle)
        for nouvelle in nouvelles
        for ancienne in avant
        if (ancienne.cle, ancienne.jusqu_a) == (nouvelle.cle, nouvelle.jusqu_a)
        and ancienne.valeur != nouvelle.valeur
        and communes(ancienne, nouvelle)
    ]


def prolongee(serie: Serie) -> Serie:
    """Return a series, for a forecast, where rates typed go on after their year, until another exact one begins."""
    saisies = [v for v in serie.valeurs if v.statut == "saisi" and v.fin]
    suites = [suite for v in saisies if (suite := _suite(v, serie.valeurs))]
    return serie._replace(valeurs=(*serie.valeurs, *suites)) if suites else serie


def _suite(saisie: Valeur, toutes: Iterable[Valeur]) -> Valeur | None:
    """Return what goes on of a rate typed; None when another one follows at once."""
    debut = (saisie.fin or date.max) + UN_JOUR
    suite = saisie._replace(debut=debut, fin=None, repris_de=saisie.debut.year, confirme_jusqu_au=saisie.fin)
    exactes = [v for v in toutes if v.debut >= debut and (v.valeur is not None or v.statut == "saisi")]
    suivante = min((v.debut for v in exactes if communes(suite, v)), default=None)
    fin = suivante and suivante - UN_JOUR
    return None if fin and fin < debut else suite._replace(fin=fin)


def oublier(annee: int, cles: Collection[str] = ()) -> int:
    """Forget the rates kept for a year, or those of some keys; return how many are left.

    Raise EntreeRefusee when there is nothing to forget, or when the file can't be removed. A damaged file is forgotten
    whole only.
    """
    if annee not in _annees():
        raise refus("", "aucun taux gardé pour cette année.", "La liste : cafsim baremes mes-taux", cle=str(annee))
    table = ouvrir()
    lignes = _lire(table, annee).lignes if cles else ()
    connues = {v.cle for v in lignes}
    if inconnues := [c for c in cles if c not in connues]:
        conseil = f"Gardés : {', '.join(sorted(connues))}."
        raise EntreeRefusee([Probleme("", c, f"ce taux n'est pas gardé pour {annee}.", conseil) for c in inconnues])
    restes = [v for v in lignes if v.cle not in cles]
    if restes:
        _ecrire(table, annee, restes)
        return len(restes)
    try:
        chemin(annee).unlink()
    except OSError as error:
        raise refus(chemin(annee), f"suppression impossible : {raison(error)}.") from error
    return 0


def _dossier() -> Path:
    return dossier_utilisateur() / "taux"


def _annees() -> list[int]:
    return sorted((int(c.stem[-4:]) for c in _dossier().glob("taux-[0-9][0-9][0-9][0-9].toml")), reverse=True)


def _lire(baremes: Baremes, annee: int) -> Feuille:
    ici = chemin(annee)
    try:
        lue = lire_surcouche(baremes, lire_texte(ici), str(ici))
        Collecte(_etrangetes(ici, annee, lue)).lever()
    except EntreeRefusee as error:
        message = f"vos taux gardés de {annee} sont abîmés : aucun n'a servi."
        conseil = (
            f"Corrigez ce fichier, ou oubliez-le (cafsim baremes mes-taux oublier {annee}), ou ajoutez --sans-mes-taux."
        )
        raise EntreeRefusee([Probleme(str(ici), "", message, conseil), *error.problemes]) from error
    return Feuille(annee, tuple(lue.lignes))


def _etrangetes(ici: Path, annee: int, lue: Surcouche) -> Iterator[Probleme]:
    """Yield what cafsim never writes in a kept file."""
    if not lue.lignes:
        yield Probleme(str(ici), "", "ce fichier ne tient aucun taux.")
    for source in lue.sources:
        yield Probleme(str(ici), f"sources.{source}", "des taux gardés n'ont pas de source à eux.", "Ôtez ce bloc.")
    for ligne in lue.lignes:
        if {ligne.debut.year, (ligne.fin or date.max).year} != {annee}:
            yield Probleme(str(ici), ligne.cle, f"ces jours ne sont pas de {annee}.")


def _ecrire(baremes: Baremes, annee: int, lignes: Iterable[Valeur]) -> Feuille:
    texte = ecrire_surcouche(lignes, f"Mes taux de {annee}, gardés par cafsim. Ailleurs : --baremes, et ce fichier.")
    lues = lire_surcouche(baremes, texte, str(chemin(annee)))  # what could not be read again is never written
    conserver(chemin(annee), texte.encode())
    return Feuille(annee, tuple(lues.lignes))
