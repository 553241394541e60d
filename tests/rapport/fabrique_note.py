"""Notes made for the tests: from a file, from a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cafsim.baremes.model import Baremes
from cafsim.cli.chargement import lire_projets
from cafsim.communes.lieu import lieu
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.leviers import estimer_leviers
from cafsim.plan.calcul import planifier, sans_apport
from cafsim.rapport.dossier import Cadre, Dossier
from cafsim.rapport.note import note
from cafsim.rapport.page import page

EXEMPLES = sorted((Path(__file__).resolve().parent.parent.parent / "examples").glob("*.toml"))
JOUR = date(2025, 3, 1)

SANS_RIEN = 'exercice = 2024\n[[eaje]]\nfinancement = "psu"\n'
VIDE = 'exercice = 2024\nnom = "Vide"\n[logement]\ncaf_du_nord = false\n'
EXCEDENT = (
    'exercice = 2024\nnom = "Riche"\ngestionnaire = "public"\n[[alsh]]\nnom = "Le Parc"\ndepenses = 20000\n'
    "heures_periscolaires = 10000\nheures_mercredi = 0\nheures_extrascolaires = 0\nheures_adolescents = 0\n"
    "heures_aeeh = 0\nparticipations_familiales = 15000\nautres_recettes = 10000\n[territoire]\nctg = false\n"
)
TRAVAUX = (
    'exercice = 2024\nnom = "Salle"\n[[investissement]]\nobjet = "alsh"\noperation = "extension"\ncout = 400000\n'
    '[[eaje]]\nnom = "Sans coût"\nfinancement = "psu"\n[eaje.investissement]\noperation = "creation"\n'
    '[[eaje.investissement.cofinancements]]\nfinanceur = "Région"\npublic = "?"\nmontant = "?"\n'
)
PROJETS = {"sans rien": SANS_RIEN, "vide": VIDE, "excédent": EXCEDENT, "travaux": TRAVAUX}


def dossier(projet: Projet, baremes: Baremes, aides: Sequence[str] = ()) -> Dossier:
    """Return what the command makes of a project."""
    moteur = Moteur(baremes)
    estimation = moteur.estimer(sans_apport(projet), aides)
    plan = None if aides else planifier(estimation, projet, baremes, lieu)
    return Dossier(projet, estimation, plan, estimer_leviers(moteur, sans_apport(projet), aides))


def dossiers(fichiers: Sequence[Path], baremes: Baremes) -> list[Dossier]:
    """Return those of project files."""
    return [dossier(p, baremes) for p in lire_projets(fichiers, baremes)]


def html(liste: Sequence[Dossier], baremes: Baremes, titre: str = "", aides: tuple[str, ...] = ()) -> str:
    """Return the page."""
    return page(note(liste, Cadre(JOUR, baremes.hypotheses, titre, aides)))
