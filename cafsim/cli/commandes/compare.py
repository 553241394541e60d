"""`cafsim compare`: variants of a project, or years, side by side; or what the Caf notified against the estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from cafsim.baremes.model import Baremes
from cafsim.cli.aide import Application
from cafsim.cli.chargement import Depart, lire_annees, lire_montant, lire_projets, partir
from cafsim.cli.options import Aides, Fichiers, Referentiel, SansMesTaux, Surcouche
from cafsim.cli.repondre import repond
from cafsim.equipements.projet import Projet
from cafsim.erreurs import Collecte, Probleme, lever, refus
from cafsim.estimation.resultat import MENTION, Estimation
from cafsim.etudes.comparaison import VarianteComparee, comparer, en_annee, sans_rapport
from cafsim.etudes.notification import Notification, confronter
from cafsim.projet.communes import avec_commune
from cafsim.render.donnees import comparaison_csv, comparaison_json
from cafsim.render.formes.choix import Forme, hors_tableur
from cafsim.render.reponse import Reponse
from cafsim.render.vues import comparaison as ecran

COLONNES_MAX = 4
"""Columns that a screen of 80 characters holds."""

MEMES_DONNEES = "Les données du projet sont les mêmes dans toutes les années : seules les règles et les taux changent."

app = Application()


@app.command("compare")
@repond("document", "donnees", "grille")
def _compare(
    fichiers: Fichiers,
    *,
    annees: Annotated[
        str | None, typer.Option(metavar="ANNÉE,ANNÉE…", help="Le même projet dans ces années (un seul fichier).")
    ] = None,
    notifie: Annotated[
        str | None, typer.Option(metavar="MONTANT", help="Montant notifié par la Caf, en euros (un seul fichier).")
    ] = None,
    aides: Aides = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
    referentiel: Referentiel = "national",
    forme: Forme,
) -> Reponse:
    """Compare des projets ligne à ligne, ou un projet dans plusieurs années, ou l'estimation et le montant notifié.

    Deux résultats de cafsim batch aussi, ou deux années d'un seul : ce qui apparaît, disparaît ou change.

    Exemples : cafsim compare a.toml b.toml ; cafsim compare a.toml --annees 2022,2024 ; cafsim compare a.toml
    --notifie 312000 ; cafsim compare resultat-1.csv resultat-2.csv
    """
    if all(fichier.suffix not in ("", ".toml") for fichier in fichiers):
        from cafsim.cli.commandes import compare_resultats as resultats  # noqa: PLC0415 (all that reads tables)

        if resultats.sont_des_resultats(fichiers):
            return resultats.comparer_resultats(fichiers, annees)
    depart = partir(baremes, aides, referentiel, sans_mes_taux=sans_mes_taux)
    voulues, montant, projets = _lire(fichiers, annees, notifie, depart.baremes)
    compares, phrases = _dans_les_annees(projets[0], voulues) if voulues else (_par_lettre(fichiers, projets), [])
    depart.verifier(projet for _, projet in compares)
    if forme.nom == "table" and len(compares) > COLONNES_MAX:
        conseil = "Ajoutez --format csv (pour un tableur), texte, markdown ou json."
        raise refus("", f"{len(compares)} colonnes ne tiennent pas à l'écran.", conseil)
    moteur = depart.moteur()
    colonnes = tuple(VarianteComparee(titre, p, moteur.estimer(p, depart.aides)) for titre, p in compares)
    if len(fichiers) > 1:
        _refuser_sans_rapport(fichiers, [c.estimation for c in colonnes])
    notification = None
    if montant is not None:
        notification = _confronter(depart, projets[0], colonnes[0].estimation, montant, fichiers[0])
    doutes = list(_par_colonne((c.titre, c.estimation.doutes) for c in colonnes))
    autres = _par_colonne((c.titre, c.estimation.remarques) for c in colonnes)
    remarques = list(dict.fromkeys([*phrases, *autres]))
    comparaison = comparer(colonnes)
    return Reponse(
        document=lambda: ecran.document(comparaison, doutes, remarques, notification),
        donnees=lambda: comparaison_json.comparaison(comparaison, [*doutes, *remarques], notification),
        grille=lambda: comparaison_csv.grille(comparaison),
        notices_de=hors_tableur("Les causes d'écart") if notification else {},
    )


def _confronter(
    depart: Depart, projet: Projet, estimation: Estimation, montant: Fraction, fichier: Path
) -> Notification:
    """Put what was notified beside the estimate; the rate that would explain it is the first of the causes."""
    from cafsim.etudes.blocages import taux_explicatif  # noqa: PLC0415 (with --notifie only)

    notification = confronter(projet, estimation, montant, nommees=bool(depart.aides))
    cause = taux_explicatif(depart.moteur(), projet, notification.lignes, montant, str(fichier))
    return notification._replace(causes=(*filter(None, (cause,)), *notification.causes))


def _lire(
    fichiers: Sequence[Path], annees: str | None, notifie: str | None, baremes: Baremes
) -> tuple[list[int], Fraction | None, list[Projet]]:
    """Read the years, the amount and the files. Raise EntreeRefusee with everything that is wrong."""
    collecte = Collecte(_usage(fichiers, annees, notifie))
    voulues = None if annees is None else collecte.essayer(lambda: lire_annees(annees, 2))
    montant = None if notifie is None else collecte.essayer(lambda: lire_montant("--notifie", notifie))
    projets = collecte.essayer(lambda: lire_projets(fichiers, baremes))
    collecte.lever()
    return voulues or [], montant, projets or []


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


def _dans_les_annees(projet: Projet, annees: Sequence[int]) -> tuple[list[tuple[str, Projet]], list[str]]:
    """Return the project in each year, with what its communes tell of that year, and what was moved or left out."""
    deplaces = [en_annee(projet, annee) for annee in annees]
    remplis = (x.projet._replace(equipements=tuple(map(avec_commune, x.projet.equipements))) for x in deplaces)
    phrases = [MEMES_DONNEES, *(phrase for x in deplaces for phrase in x.phrases)]
    return list(zip(map(str, annees), remplis, strict=True)), phrases


def _par_lettre(fichiers: Sequence[Path], projets: Sequence[Projet]) -> list[tuple[str, Projet]]:
    """Return the projects under letters, those of one name under the names of their files too."""
    noms = Counter(p.nom for p in projets)
    return [
        (_lettre(rang), p._replace(nom=f"{p.nom} ({fichier})") if noms[p.nom] > 1 else p)
        for rang, (fichier, p) in enumerate(zip(fichiers, projets, strict=True))
    ]


def _lettre(rang: int) -> str:
    """Return A, B, up to Z, then A2, B2 and so on."""
    tour, lettre = divmod(rang, 26)
    return f"{chr(ord('A') + lettre)}{tour + 1 if tour else ''}"


def _refuser_sans_rapport(fichiers: Sequence[Path], estimations: Sequence[Estimation]) -> None:
    message = f"aucun équipement commun avec {fichiers[0]}."
    conseil = "Les équipements se reconnaissent à leur type et à leur nom."
    lever([Probleme(str(fichiers[rang]), "", message, conseil) for rang in sans_rapport(estimations)])


def _par_colonne(colonnes: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    """Yield the sentences of the columns, each after the titles of those that say it, unless all do."""
    par_texte: dict[str, list[str]] = {}
    tous = []
    for titre, textes in colonnes:
        tous.append(titre)
        for texte in textes:
            if texte != MENTION:
                par_texte.setdefault(texte, []).append(titre)
    for texte, titres in par_texte.items():
        yield texte if len(titres) == len(tous) else f"{', '.join(titres)} : {texte}"
