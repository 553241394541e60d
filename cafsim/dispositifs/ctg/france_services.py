"""France services: the yearly sum of the State and the operators for each labelled structure.

30,000 € from 2020 to 2022, then 5,000 € more each year to 50,000 € in 2026 (years from 2024 on as announced at the end
of 2023; another text says 35,000 € for 2024).
Paid by the FNADT (a State fund) and a fund of the operators, the Cnaf among them: shown, but in no total of the Caf.
"""

from cafsim.dispositifs.modele import Calcul, Condition, Dispositif, Ligne
from cafsim.engine.algebra import arrondi, non

DISPOSITIF = Dispositif(
    identifiant="france_services",
    titre="Forfait France services (État et opérateurs, hors total Caf)",
    equipements=("france_services",),
    resume="Une somme par an pour chaque structure labellisée, payée par l'État et les opérateurs.",
    payeur="etat",
    conditions=(
        Condition(lambda e, b: e.labellisee, "Il faut le label France services, donné par le préfet."),
        Condition(
            lambda e, b: non(e.portee_par_la_poste),
            "Une structure portée par La Poste est financée autrement.",
        ),
    ),
    lignes=(Ligne(lambda e, b: Calcul(arrondi(b.montant_annuel))),),
)
