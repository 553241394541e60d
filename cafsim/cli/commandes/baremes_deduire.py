"""`cafsim baremes deduire`: the rate that a notified amount, or a table of them, rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cafsim.baremes.mes_taux import garder as garder_taux
from cafsim.baremes.model import Valeur
from cafsim.baremes.overlay import ecrire_surcouche
from cafsim.cli.chargement import Depart, lire_montant, lire_projets, partir
from cafsim.cli.options import SansMesTaux, Surcouche
from cafsim.cli.repondre import repond
from cafsim.erreurs import Collecte, EntreeRefusee, Probleme, refus
from cafsim.etudes.deduire import Deduction, a_ecrire, deduire
from cafsim.etudes.deduire_ensemble import Constat, Ensemble, rassembler
from cafsim.etudes.lecteurs import retrouver
from cafsim.render.donnees import deduction_json
from cafsim.render.mots import deduction as mots
from cafsim.render.reponse import Reponse
from cafsim.render.vues import deduction as ecran

ENTETE = "Taux déduit par cafsim d'un montant notifié. S'en servir : --baremes, et ce fichier."
SUITE = "Pour vous en servir : ajoutez -o taux.toml (puis --baremes taux.toml), ou --garder (toutes les commandes)."


@repond("document", "donnees", "modele")
def commande(
    fichier: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Le projet de l'année notifiée (.toml), ou un tableau (.csv…).")
    ],
    cle: Annotated[str, typer.Argument(metavar="TAUX", help="Son nom, ou ses mots : « taux périscolaire ».")],
    *,
    montant: Annotated[
        str | None, typer.Option("--montant", metavar="MONTANT", help="Le montant notifié, en euros.")
    ] = None,
    colonne: Annotated[
        str | None, typer.Option("--colonne", metavar="TITRE", help="La colonne du tableau qui porte les montants.")
    ] = None,
    equipement: Annotated[
        str | None,
        typer.Option("--equipement", metavar="NOM", help="L'équipement notifié, si le projet en a plusieurs."),
    ] = None,
    garder: Annotated[
        bool, typer.Option("--garder", help="Garde le taux pour toutes les commandes (mes-taux).")
    ] = False,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Retrouve le taux sur lequel repose un montant notifié par la Caf, avec les quantités de la même année.

    Exemple : cafsim baremes deduire examples/alsh.toml "taux périscolaire" --montant 29254,50 -o taux.toml
    """
    if (montant is None) is (colonne is None):
        conseil = "Un projet : --montant 29254,50. Un tableau : --colonne montant_notifie."
        raise refus("", "il faut --montant, ou --colonne, et pas les deux.", conseil)
    depart, suite = partir(baremes, sans_mes_taux=sans_mes_taux), "" if garder else SUITE
    if montant is not None:
        trouve = _du_projet(depart, fichier, cle, montant, equipement)
        trouves = [trouve]
        document, donnees = partial(ecran.document, trouve, suite), partial(deduction_json.deduction, trouve)
    else:
        ensembles, ecartes = _du_tableau(depart, fichier, cle, colonne or "")
        trouves = [e.deduction for e in ensembles if e.d_accord]
        document = partial(ecran.tableau, ensembles, ecartes, suite)
        donnees = partial(deduction_json.tableau, ensembles, ecartes)

    def rangees() -> list[Valeur]:
        return [rangee for trouve in trouves for rangee in a_ecrire(trouve, depart.baremes)]

    gardes = [f"Gardé : {trouves[0].cle}. Vous avez {garder_taux(rangees(), trouves[0].exercice)}."] if garder else []
    return Reponse(
        document=document,
        donnees=donnees,
        modele=lambda: ecrire_surcouche(rangees(), ENTETE).encode(),
        notices=gardes,
        notices_de={"toml": [mots.explication(trouve) for trouve in trouves]},
        ecrite="Taux écrit : {}",
    )


def _du_projet(depart: Depart, fichier: Path, cle: str, montant: str, equipement: str | None) -> Deduction:
    """Read the project and its amount, and deduce. Raise EntreeRefusee with all that is wrong in both."""
    collecte = Collecte()
    lu = collecte.essayer(lambda: lire_montant("--montant", montant))
    projets = collecte.essayer(lambda: lire_projets([fichier], depart.baremes))
    collecte.lever()
    if lu is None or not projets:
        raise EntreeRefusee(collecte.problemes)
    moteur = depart.moteur()
    return deduire(moteur, projets[0], retrouver(moteur, projets[0], cle), lu, equipement)


def _du_tableau(
    depart: Depart, fichier: Path, cle: str, colonne: str
) -> tuple[Sequence[Ensemble], Sequence[tuple[int, str]]]:
    """Deduce from each row of a table. Raise EntreeRefusee when none of them tells anything, or for several years."""
    from cafsim.lot.notifications import Notifie, lire  # noqa: PLC0415 (a room that few commands enter)

    moteur, constats, ecartes = depart.moteur(), [], []
    for rangee in lire(fichier, colonne, depart.baremes):
        if not isinstance(rangee, Notifie):
            ecartes.append((rangee.ligne, rangee.raison))
            continue
        try:
            nom = retrouver(moteur, rangee.projet, cle)
            constats.append(Constat(rangee.ligne, deduire(moteur, rangee.projet, nom, rangee.montant)))
        except EntreeRefusee as error:
            ecartes.append((rangee.ligne, str(error)))
    annees = sorted({c.deduction.exercice for c in constats})
    if len(annees) > 1:
        message = f"le tableau mêle les exercices {', '.join(map(str, annees))}."
        raise refus(fichier, message, "Un taux vaut pour une année : une à la fois.", cle="exercice")
    if not constats:
        raise EntreeRefusee([Probleme(f"{fichier}, ligne {ligne}", "", raison) for ligne, raison in ecartes])
    return rassembler(constats), ecartes
