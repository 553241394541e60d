"""`cafsim rapport`: project files in, a note for the council out, as one web page."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cafsim.cli.options import Aides, Forcer, Referentiel, Surcouche
from cafsim.erreurs import EntreeRefusee, Probleme

if TYPE_CHECKING:
    from collections.abc import Collection

    from cafsim.baremes.model import Baremes
    from cafsim.equipements.projet import Projet
    from cafsim.estimation import Moteur
    from cafsim.rapport.dossier import Dossier

TITRE_MAX = 200
"""Characters, as for the names of a project."""

EXTENSIONS = (".html", ".htm")


def ajouter(app: typer.Typer) -> None:
    """Register the command."""
    app.command("rapport")(_rapport)


def _rapport(
    fichiers: Annotated[list[Path], typer.Argument(metavar="FICHIER", help="Fichiers de projet (.toml).")],
    *,
    sortie: Annotated[Path, typer.Option("--sortie", "-o", metavar="NOTE.html", help="Écrit la note dans ce fichier.")],
    titre: Annotated[
        str,
        typer.Option(metavar="TITRE", help="Titre de la note (par défaut : le nom des projets).", show_default=False),
    ] = "",
    aides: Aides = None,
    baremes: Surcouche = None,
    referentiel: Referentiel = "national",
    forcer: Forcer = False,
) -> None:
    """Écrit une note pour le conseil : une page à ouvrir dans un navigateur, à imprimer, à joindre.

    L'essentiel en phrases, qui paie, les aides une par une, ce qui rapporterait plus, ce qui manque, les sources.

    Exemple : cafsim rapport examples/commune.toml -o note.html
    """
    _verifier(titre, sortie, [*fichiers, *([baremes] if baremes else [])], forcer=forcer)
    from cafsim.cli.chargement import charger_baremes, lire_aides, lire_projets, verifier_referentiel  # noqa: PLC0415
    from cafsim.cli.console import noter  # noqa: PLC0415
    from cafsim.estimation import Moteur  # noqa: PLC0415
    from cafsim.fichiers import ecrire  # noqa: PLC0415

    table = charger_baremes(baremes)
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [])
    projets = lire_projets(fichiers, table)
    verifier_referentiel(referentiel, [e.exercice for p in projets for e in p.equipements])
    moteur = Moteur(table, referentiel)
    dossiers = [_dossier(projet, moteur, choisies) for projet in projets]
    ecrire(sortie, _octets(dossiers, table, titre, choisies), forcer=forcer)
    noter(f"Note écrite : {sortie}")
    noter("Ouvrez-la dans un navigateur. Pour un Pdf : imprimez-la dans un fichier.")


def _verifier(titre: str, sortie: Path, sources: list[Path], *, forcer: bool) -> None:
    """Refuse at once, before anything is computed, what would fail in the end."""
    from cafsim.fichiers import verifier  # noqa: PLC0415

    if find_spec("jinja2") is None:
        raise EntreeRefusee([
            Probleme("", "", "la note demande un module qui n'est pas installé (jinja2).",
                     "Tapez : pip install 'cafsim[rapport]'")
        ])  # fmt: skip
    if len(titre) > TITRE_MAX:
        message = f"texte trop long ({len(titre)} caractères ; {TITRE_MAX} au plus)."
        raise EntreeRefusee([Probleme("--titre", "", message)])
    if sortie.suffix.lower() not in EXTENSIONS:
        conseil = f"Donnez un nom comme {sortie.stem or 'note'}.html."
        raise EntreeRefusee([Probleme(str(sortie), "", "une note est une page web (.html).", conseil)])
    verifier(sortie, forcer=forcer, sources=sources)


def _dossier(projet: Projet, moteur: Moteur, aides: Collection[str]) -> Dossier:
    from cafsim.leviers import estimer_leviers  # noqa: PLC0415
    from cafsim.plan.calcul import planifier, sans_apport  # noqa: PLC0415
    from cafsim.rapport.dossier import Dossier  # noqa: PLC0415

    vu_des_aides = sans_apport(projet)
    estimation = moteur.estimer(vu_des_aides, aides)
    plan = None if aides else planifier(estimation, projet, moteur.baremes)
    return Dossier(projet, estimation, plan, estimer_leviers(moteur, vu_des_aides, aides))


def _octets(dossiers: list[Dossier], table: Baremes, titre: str, aides: Collection[str]) -> bytes:
    from datetime import date  # noqa: PLC0415

    from cafsim.rapport.dossier import Cadre  # noqa: PLC0415
    from cafsim.rapport.note import note  # noqa: PLC0415
    from cafsim.rapport.page import page  # noqa: PLC0415

    cadre = Cadre(date.today(), table.hypotheses, titre.strip(), tuple(sorted(aides)))
    return page(note(dossiers, cadre)).encode()
