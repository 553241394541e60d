"""`cafsim rapport`: project files in, a note for the council out, as one web page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.chargement import partir
from cafsim.cli.options import Aides, Fichiers, Referentiel, SansMesTaux, Surcouche
from cafsim.cli.repondre import repond
from cafsim.communes.lieu import lieu
from cafsim.equipements.projet import Projet
from cafsim.erreurs import refus
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.leviers import estimer_leviers
from cafsim.plan.calcul import planifier, sans_apport
from cafsim.rapport.dossier import Cadre, Dossier
from cafsim.rapport.note import note
from cafsim.render.reponse import Reponse

TITRE_MAX = 200
"""Characters, as for the names of a project."""

app = Application()


@app.command("rapport")
@repond("page", "word", "document", a_cote=True)
def _rapport(
    fichiers: Fichiers,
    *,
    titre: Annotated[
        str,
        typer.Option(metavar="TITRE", help="Titre de la note (par défaut : le nom des projets).", show_default=False),
    ] = "",
    aides: Aides = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
    referentiel: Referentiel = "national",
) -> Reponse:
    """Écrit une note pour le conseil : page web à imprimer, document Word ou Markdown.

    En deux pages : le projet, la décision demandée, le plan de financement, une année, ce qui est à confirmer et par
    qui. En annexe : les aides une par une, ce qui rapporterait plus, les sources.

    Exemples : cafsim rapport examples/commune.toml (écrit examples/commune.html) ; -o note.docx pour Word.
    """
    if len(titre) > TITRE_MAX:
        message = f"texte trop long ({len(titre)} caractères ; {TITRE_MAX} au plus)."
        raise refus("--titre", message)
    depart = partir(baremes, aides, referentiel, sans_mes_taux=sans_mes_taux)
    moteur = depart.moteur()
    dossiers = [_dossier(projet, moteur, depart.aides) for projet in depart.projets(fichiers)]
    cadre = Cadre(date.today(), depart.baremes.hypotheses, titre.strip(), tuple(sorted(depart.aides)))
    return Reponse(
        page=lambda: _page(dossiers, cadre),
        word=lambda: _word(dossiers, cadre),
        document=lambda: note(dossiers, cadre).document,
        ecrite="Note écrite : {}",
    )


def _dossier(projet: Projet, moteur: Moteur, aides: Collection[str]) -> Dossier:
    vu_des_aides = sans_apport(projet)
    estimation = moteur.estimer(vu_des_aides, aides)
    plan = None if aides else planifier(estimation, projet, moteur.baremes, lieu)
    return Dossier(projet, estimation, plan, estimer_leviers(moteur, vu_des_aides, aides))


def _page(dossiers: Sequence[Dossier], cadre: Cadre) -> bytes:
    from cafsim.rapport.page import page  # noqa: PLC0415 (Jinja2, for a note only)

    return page(note(dossiers, cadre)).encode()


def _word(dossiers: Sequence[Dossier], cadre: Cadre) -> bytes:
    from cafsim.rapport.word import document  # noqa: PLC0415 (python-docx, for a Word document only)

    return document(note(dossiers, cadre))
