"""`cafsim baremes mes-taux`: the rates that are kept, and how to forget them."""

from __future__ import annotations

from typing import Annotated

import typer

from cafsim.baremes import mes_taux
from cafsim.baremes.loader import ouvrir
from cafsim.cli.aide import Application
from cafsim.cli.console import noter
from cafsim.cli.repondre import repond
from cafsim.render.donnees import baremes_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import mes_taux as ecran

app = Application(no_args_is_help=False, invoke_without_command=True)


@app.callback()
@repond("document", "donnees")
def _mes_taux() -> Reponse:
    """Montre les taux que vous avez gardés : cafsim s'en sert dans toutes les commandes, pour leur année.

    Exemples : cafsim baremes mes-taux ; cafsim baremes mes-taux oublier 2026
    """
    feuilles, table = mes_taux.feuilles_gardees(), ouvrir()
    return Reponse(
        document=lambda: ecran.document(feuilles, table), donnees=lambda: baremes_json.mes_taux(feuilles, table)
    )


@app.command("oublier")
def _oublier(
    annee: Annotated[int, typer.Argument(metavar="ANNÉE", help="L'année de la feuille.")],
    cles: Annotated[
        list[str] | None, typer.Argument(metavar="[TAUX…]", help="Seulement ces taux : psu.horaire_max…")
    ] = None,
) -> None:
    """Oublie les taux gardés pour une année, ou quelques-uns.

    Exemple : cafsim baremes mes-taux oublier 2026 psu.horaire_max
    """
    restes = mes_taux.oublier(annee, cles or ())
    noter(f"Oublié : {', '.join(cles) if cles else 'tous les taux'} de votre feuille {annee}.")
    if restes:
        noter(f"Il en reste {restes}.")
