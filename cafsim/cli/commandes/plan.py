"""`cafsim plan`: project files in; who pays for works, and what a year leaves to pay, out."""

from __future__ import annotations

from cafsim.cli.aide import Application
from cafsim.cli.chargement import partir
from cafsim.cli.options import Fichiers, Referentiel, SansMesTaux, Surcouche
from cafsim.cli.repondre import repond
from cafsim.communes.lieu import lieu
from cafsim.plan.calcul import planifier, sans_apport
from cafsim.render.donnees import plan_csv, plan_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import plan as ecran

app = Application()


@app.command("plan")
@repond("document", "donnees", "grille")
def _plan(
    fichiers: Fichiers,
    *,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
    referentiel: Referentiel = "national",
) -> Reponse:
    """Montre qui paie : plan de financement des travaux, et reste à charge d'une année.

    Exemple : cafsim plan examples/creche-qpv-nord.toml
    """
    depart = partir(baremes, referentiel=referentiel, sans_mes_taux=sans_mes_taux)
    projets = depart.projets(fichiers)
    moteur = depart.moteur()
    plans = [planifier(moteur.estimer(sans_apport(p)), p, depart.baremes, lieu) for p in projets]
    return Reponse(
        document=lambda: ecran.document(plans),
        donnees=lambda: plan_json.plans(plans),
        grille=lambda: plan_csv.grille(plans),
    )
