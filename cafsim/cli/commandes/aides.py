"""`cafsim aides`: what exists, the fiche of each aid, a search."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.chargement import charger as charger_taux
from cafsim.cli.chargement import controler, nom_d_aide
from cafsim.cli.options import Equipement, SansMesTaux
from cafsim.cli.repondre import repond
from cafsim.equipements.registre import equipements
from cafsim.erreurs import refus
from cafsim.fiches.catalogue import charger
from cafsim.fiches.recherche import chercher, mots, proches, proposition
from cafsim.render.donnees import fiches_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import fiches as ecrans

app = Application(no_args_is_help=False, invoke_without_command=True)


@app.callback()
@repond("document", "donnees")
def _aides(
    *,
    equipement: Equipement = None,
) -> Reponse:
    """Aides : la liste, la fiche de chacune (pour qui, comment, combien), une recherche.

    Exemples : cafsim aides, cafsim aides montrer psu, cafsim aides chercher handicap
    """
    titre = "Ce que la Caf peut apporter"
    if equipement is not None:
        titre = f"{titre} : {equipements()[equipement].titre}"
    familles = charger().familles(equipement)
    return Reponse(
        document=lambda: ecrans.liste(familles, titre),
        donnees=lambda: fiches_json.liste(f for _, famille in familles for f in famille),
    )


@app.command("montrer")
@repond("document", "donnees")
def _montrer(
    dispositif: Annotated[str, typer.Argument(metavar="AIDE", help="Identifiant : psu, piaje, ctg…")],
    *,
    annee: Annotated[
        int | None, typer.Option("--annee", metavar="ANNÉE", help="Année des taux (par défaut : cette année).")
    ] = None,
    detail: Annotated[bool, typer.Option("--detail", help="Ajoute l'adresse de chaque source.")] = False,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Montre la fiche d'une aide, avec les taux en vigueur.

    Exemple : cafsim aides montrer psu
    """
    fiches, table = charger(), charger_taux(None, sans_mes_taux=sans_mes_taux)
    dispositif = nom_d_aide(dispositif, fiches.par_nom)
    if dispositif not in fiches.par_nom:
        trouvees = (f.dispositif for f in chercher(fiches.par_nom.values(), dispositif)[:3])
        noms = ", ".join(proches(dispositif, fiches.par_nom) or trouvees)
        raise refus(
            "", "aide inconnue.", f"Les plus proches : {noms}." if noms else "La liste : cafsim aides", cle=dispositif
        )
    controler(table, annee=annee)
    an = annee or date.today().year
    fiche = fiches.par_nom[dispositif]
    sources = {**table.sources, **fiches.sources}
    taux = ecrans.taux_de_l_annee(table, dispositif, an)
    return Reponse(
        document=lambda: ecrans.montrer(fiche, taux, sources, detail=detail),
        donnees=lambda: fiches_json.montrer(fiche, taux and taux.fiche, sources, an),
    )


@app.command("chercher")
@repond("document", "donnees")
def _chercher(
    texte: Annotated[list[str], typer.Argument(metavar="MOT…", help="Ce que vous cherchez : handicap, vacances…")],
) -> Reponse:
    """Cherche des mots dans les fiches ; accents et majuscules ne comptent pas.

    Exemple : cafsim aides chercher handicap
    """
    demande = " ".join(texte)
    if not mots(demande):
        conseil = "Exemple : cafsim aides chercher handicap"
        raise refus("", f"« {demande} » : il n'y a pas de mot à chercher.", conseil)
    toutes = charger().par_nom.values()
    trouvees = chercher(toutes, demande)
    return Reponse(
        document=lambda: ecrans.trouvees(trouvees, demande, None if trouvees else proposition(toutes, demande)),
        donnees=lambda: fiches_json.liste(trouvees),
    )
