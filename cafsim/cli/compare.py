"""`cafsim compare`: variants of a project, or years, side by side; or what the Caf notified against the estimate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.options import (
    Aides,
    Forcer,
    Format,
    Forme,
    Profil,
    ProfilCsv,
    Referentiel,
    Sortie,
    Surcouche,
    livrer,
    preparer,
)
from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from cafsim.baremes.model import Baremes
    from cafsim.comparaison import Colonne, Comparaison
    from cafsim.equipements.projet import Projet
    from cafsim.notification import Notification
    from cafsim.resultat import Estimation

COLONNES_MAX = 4
"""Columns that a screen of 80 characters holds."""

MONTANT_MAX = Fraction(10_000_000_000)


def ajouter(app: typer.Typer) -> None:
    """Register the command."""
    app.command("compare")(_compare)


def _compare(
    fichiers: Annotated[list[Path], typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml).")],
    *,
    annees: Annotated[
        str | None, typer.Option(metavar="ANNÉE,ANNÉE…", help="Le même projet dans ces années (un seul fichier).")
    ] = None,
    notifie: Annotated[
        str | None, typer.Option(metavar="MONTANT", help="Montant notifié par la Caf, en euros (un seul fichier).")
    ] = None,
    forme: Forme = None,
    sortie: Sortie = None,
    profil: Profil = ProfilCsv.EXCEL_FR,
    aides: Aides = None,
    baremes: Surcouche = None,
    referentiel: Referentiel = "national",
    forcer: Forcer = False,
) -> None:
    """Compare des projets ligne à ligne, ou un projet dans plusieurs années, ou l'estimation et le montant notifié.

    Exemples : cafsim compare a.toml b.toml ; cafsim compare a.toml --annees 2022,2024 ; cafsim compare a.toml
    --notifie 312000
    """
    from cafsim.cli.chargement import charger_baremes, lire_aides, verifier_referentiel  # noqa: PLC0415
    from cafsim.comparaison import comparer, estimer_colonnes  # noqa: PLC0415
    from cafsim.estimation import Moteur  # noqa: PLC0415

    table = charger_baremes(baremes)
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [])
    choisie = preparer(forme, sortie, forcer=forcer, sources=fichiers)
    voulues, montant, projets = _lire(fichiers, annees, notifie, table)
    titres, phrases = _colonnes(projets, voulues)
    verifier_referentiel(referentiel, [e.exercice for _, p in titres for e in p.equipements])
    if choisie is Format.TABLE and len(titres) > COLONNES_MAX:
        conseil = "Ajoutez --format csv (pour un tableur), texte, markdown ou json."
        raise EntreeRefusee([Probleme("", "", f"{len(titres)} colonnes ne tiennent pas à l'écran.", conseil)])
    colonnes = estimer_colonnes(Moteur(table, referentiel), titres, choisies)
    _refuser_sans_rapport(fichiers, [c.estimation for c in colonnes])
    notification = None
    if montant is not None:
        from cafsim.notification import confronter  # noqa: PLC0415

        notification = confronter(projets[0], colonnes[0].estimation, montant, nommees=bool(choisies))
    avertissements = list(dict.fromkeys([*phrases, *_avertissements(colonnes)]))
    comparaison = comparer(colonnes)
    livrer(
        choisie,
        sortie,
        forcer=forcer,
        afficher=lambda: _afficher(comparaison, avertissements, notification),
        octets=lambda: _octets(comparaison, avertissements, notification, choisie, profil),
    )


def _lire(
    fichiers: Sequence[Path], annees: str | None, notifie: str | None, baremes: Baremes
) -> tuple[list[int], Fraction | None, list[Projet]]:
    """Read the years, the amount and the files. Raise EntreeRefusee with everything that is wrong."""
    from cafsim.cli.chargement import lire_projets  # noqa: PLC0415

    problemes = list(_usage(fichiers, annees, notifie))
    voulues: list[int] = []
    montant: Fraction | None = None
    projets: list[Projet] = []
    try:
        voulues = _annees(annees) if annees is not None else []
    except EntreeRefusee as error:
        problemes += error.problemes
    try:
        montant = _montant(notifie) if notifie is not None else None
    except EntreeRefusee as error:
        problemes += error.problemes
    try:
        projets = lire_projets(fichiers, baremes)
    except EntreeRefusee as error:
        problemes += error.problemes
    if problemes:
        raise EntreeRefusee(problemes)
    return voulues, montant, projets


def _usage(fichiers: Sequence[Path], annees: str | None, notifie: str | None) -> Iterator[Probleme]:
    if len(fichiers) > 1 and annees is not None:
        yield Probleme(
            "--annees", "", "un seul fichier est attendu avec cette option.", "Comparez un projet à la fois."
        )
    if len(fichiers) > 1 and notifie is not None:
        yield Probleme("--notifie", "", "un seul fichier est attendu avec cette option.", "Un projet à la fois.")
    if annees is not None and notifie is not None:
        yield Probleme("--notifie", "", "incompatible avec --annees.", "Le projet porte déjà son exercice.")
    if len(fichiers) == 1 and annees is None and notifie is None:
        conseil = "Donnez un second fichier, ou --annees 2022,2024, ou --notifie MONTANT."
        yield Probleme(str(fichiers[0]), "", "rien à quoi comparer ce projet.", conseil)


def _annees(texte: str) -> list[int]:
    """Read `2022,2024,2026`. Raise EntreeRefusee with every wrong year."""
    from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice  # noqa: PLC0415

    problemes = []
    annees: list[int] = []
    conseil = f"De {PREMIER_EXERCICE} à {dernier_exercice()}, par exemple : --annees 2022,2024."
    for mot in (m.strip() for m in texte.split(",")):
        if not (mot.isascii() and mot.isdigit() and len(mot) == 4):
            problemes.append(Probleme("--annees", "", f"« {mot[:40]} » n'est pas une année.", conseil))
        elif not PREMIER_EXERCICE <= int(mot) <= dernier_exercice():
            problemes.append(Probleme("--annees", "", f"aucun barème pour l'exercice {mot}.", conseil))
        elif int(mot) in annees:
            problemes.append(Probleme("--annees", "", f"{mot} est donnée deux fois."))
        else:
            annees.append(int(mot))
    if not problemes and len(annees) < 2:
        problemes.append(Probleme("--annees", "", "au moins deux années sont attendues.", conseil))
    if problemes:
        raise EntreeRefusee(problemes)
    return annees


def _montant(texte: str) -> Fraction:
    """Read an amount as French people write it. Raise EntreeRefusee."""
    from cafsim.engine.numbers import parse_french  # noqa: PLC0415

    conseil = 'Exemples : --notifie 312000 ; --notifie "312 000,50".'
    try:
        montant = parse_french(texte)
    except ValueError as error:
        raise EntreeRefusee([Probleme("--notifie", "", f"« {texte[:40]} » : {error}.", conseil)]) from None
    if "%" in texte or montant < 0:
        raise EntreeRefusee(
            [Probleme("--notifie", "", f"« {texte[:40]} » : un montant en euros est attendu.", conseil)]
        )
    if montant > MONTANT_MAX:
        raise EntreeRefusee([Probleme("--notifie", "", f"« {texte[:40]} » dépasse toute vraisemblance.", conseil)])
    return montant


def _colonnes(projets: Sequence[Projet], annees: Sequence[int]) -> tuple[list[tuple[str, Projet]], list[str]]:
    """Return the columns with their short titles, and what was moved or left out."""
    from cafsim.comparaison import en_annee  # noqa: PLC0415

    if annees:
        autres = [en_annee(projets[0], annee) for annee in annees]
        phrases = [
            "Les données du projet sont les mêmes dans toutes les années : seules les règles et les taux changent."
        ]
        phrases += [phrase for autre in autres for phrase in autre.phrases]
        return [(str(annee), _rempli(autre.projet)) for annee, autre in zip(annees, autres, strict=True)], phrases
    return [(_lettre(rang), projet) for rang, projet in enumerate(projets)], []


def _rempli(projet: Projet) -> Projet:
    """Return the project with what its communes tell of its year."""
    if not any(e.valeurs.get("commune") for e in projet.equipements):
        return projet
    from cafsim.communes.remplir import remplir  # noqa: PLC0415

    return projet._replace(equipements=tuple(map(remplir, projet.equipements)))


def _lettre(rang: int) -> str:
    """Return A, B, up to Z, then A2, B2 and so on."""
    tour, lettre = divmod(rang, 26)
    return f"{chr(ord('A') + lettre)}{tour + 1 if tour else ''}"


def _refuser_sans_rapport(fichiers: Sequence[Path], estimations: Sequence[Estimation]) -> None:
    from cafsim.comparaison import sans_rapport  # noqa: PLC0415

    if len(fichiers) < 2:
        return
    message = f"aucun équipement commun avec {fichiers[0]}."
    conseil = "Les équipements se reconnaissent à leur type et à leur nom."
    problemes = [Probleme(str(fichiers[rang]), "", message, conseil) for rang in sans_rapport(estimations)]
    if problemes:
        raise EntreeRefusee(problemes)


def _avertissements(colonnes: Sequence[Colonne]) -> Iterator[str]:
    """Yield the doubts of each column, under its title."""
    from cafsim.resultat import MENTION  # noqa: PLC0415

    par_texte: dict[str, list[str]] = {}
    for colonne in colonnes:
        for texte in colonne.estimation.avertissements:
            if texte != MENTION:
                par_texte.setdefault(texte, []).append(colonne.titre)
    for texte, titres in par_texte.items():
        yield texte if len(titres) == len(colonnes) else f"{', '.join(titres)} : {texte}"


def _afficher(comparaison: Comparaison, avertissements: Sequence[str], notification: Notification | None) -> None:
    from cafsim.cli.console import console  # noqa: PLC0415
    from cafsim.render.comparaison import document  # noqa: PLC0415
    from cafsim.render.table import dessiner  # noqa: PLC0415

    dessiner(document(comparaison, avertissements, notification), console())


def _octets(
    comparaison: Comparaison,
    avertissements: Sequence[str],
    notification: Notification | None,
    forme: Format,
    profil: ProfilCsv,
) -> bytes:
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.render import comparaison as rendu  # noqa: PLC0415
    from cafsim.render import markdown, texte  # noqa: PLC0415

    if forme is Format.CSV:
        if notification:
            noter("Les causes d'écart ne sont pas dans le Csv : demandez --format table, texte, markdown ou json.")
        return rendu.en_csv(comparaison, profil.value)
    if forme is Format.JSON:
        return rendu.en_json(comparaison, avertissements, notification).encode()
    contenu = rendu.document(comparaison, avertissements, notification)
    return (markdown.rendre(contenu) if forme is Format.MARKDOWN else texte.rendre(contenu)).encode()
