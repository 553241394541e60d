"""`cafsim baremes feuille`, `lire` and `saisir`: the yearly sheet made, read, or asked; its rates kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from cafsim.baremes import mes_taux
from cafsim.baremes.loader import ouvrir
from cafsim.baremes.model import Baremes, Valeur
from cafsim.baremes.overlay import ecrire_surcouche
from cafsim.cli.console import interactif, noter
from cafsim.erreurs import refus
from cafsim.fichiers import ecrire, verifier
from cafsim.render.mots import baremes as mots
from cafsim.render.reponse import Reponse
from cafsim.saisie import feuille, lecture, publication
from cafsim.saisie.demandes import Aide, demandes


def dresser(table: Baremes, annee: int, equipement: str | None, *, tout: bool) -> Reponse:
    """Return the sheet to fill in. Raise EntreeRefusee when there is nothing to ask."""
    aides = _aides(table, annee, equipement, None, tout=tout)
    return Reponse(
        grille=lambda: feuille.grille(aides, annee),
        classeur=lambda: feuille.octets(aides, annee),
        ecrite=f"Feuille {annee} écrite : {{0}}. Remplissez-la, puis : cafsim baremes lire {{0}}",
    )


def lire(fichier: Path, sortie: Path | None, source: str | None, *, certain: bool, forcer: bool) -> None:
    """Read a sheet and keep its rates, or write them elsewhere. Raise EntreeRefusee with all that is wrong in it."""
    if sortie is not None:
        verifier(sortie, forcer=forcer, sources=[fichier])
    publiee, gardees = ouvrir(), mes_taux.feuilles_gardees()
    lue = lecture.lire(fichier, (publiee, mes_taux.charger_baremes(None, feuilles=gardees)), certain=certain)
    if source is not None:
        texte = publication.rangees(publiee, lue.lignes, source)
        if sortie is None:
            typer.echo(texte, nl=False)
        else:
            ecrire(sortie, texte.encode(), forcer=forcer)
            noter(f"Lignes écrites : {sortie}")
        return
    _conserver(publiee, lue.lignes, lue.annee, sortie, forcer=forcer)


def saisir(
    table: Baremes, aide: str | None, equipement: str | None, annee: int | None, sortie: Path | None,
    *, tout: bool, forcer: bool,
) -> None:  # fmt: skip
    """Ask for the figures, then keep them, or write them elsewhere. Raise EntreeRefusee where nobody can answer."""
    from cafsim.cli.commandes.baremes_saisir import DialogueDeTaux  # noqa: PLC0415 (the questionnaire's faces: 20 ms)
    from cafsim.cli.questionnaire.visage import face  # noqa: PLC0415

    if not interactif():
        conseil = "Lancez-la dans un terminal, ou remplissez une feuille : cafsim baremes feuille ANNÉE -o feuille.xlsx"
        raise refus("", "cette commande pose des questions : il faut un clavier.", conseil)
    if sortie is not None:
        verifier(sortie, forcer=forcer)
    dialogue = DialogueDeTaux(face())
    if aide is None and equipement is None:
        equipement = dialogue.choisir_equipement()
    annee = annee or dialogue.choisir_annee()
    lignes = dialogue.demander(_aides(table, annee, equipement, aide, tout=tout))
    if lignes:
        _conserver(table, lignes, annee, sortie, forcer=forcer)
    else:
        noter("Aucun chiffre saisi : rien n'est gardé.")


def _aides(table: Baremes, annee: int, equipement: str | None, aide: str | None, *, tout: bool) -> list[Aide]:
    trouvees = demandes(table, annee, equipement=equipement, aide=aide, tout=tout)
    if not trouvees:
        message, conseil = f"aucun taux en {annee}.", "Choisissez une autre année."
        if not tout and demandes(table, annee, equipement=equipement, aide=aide, tout=True):
            message, conseil = f"cafsim sait déjà tout pour {annee}.", "Pour donner vos chiffres quand même : --tout."
        raise refus("", message, conseil, cle=aide or equipement or "")
    return trouvees


def _conserver(table: Baremes, lignes: Sequence[Valeur], annee: int, sortie: Path | None, *, forcer: bool) -> None:
    if sortie is not None:
        ecrire(sortie, ecrire_surcouche(lignes, f"Taux de {annee}, pour l'option --baremes.").encode(), forcer=forcer)
        noter(f"Taux écrits : {sortie}\nPour vous en servir : l'option --baremes {sortie}")
        return
    avant = next((f.lignes for f in mes_taux.feuilles_gardees() if f.annee == annee), ())
    gardee = mes_taux.garder(lignes, annee)
    tenus = f"Votre feuille {annee} en tient {len(gardee.lignes)}"
    noter(f"Gardé : {len(lignes)} taux. {tenus} ; cafsim s'en sert dans toutes les commandes.")
    for ancienne, nouvelle in mes_taux.changements(avant, lignes):
        noter(f"  - {_nom(table, nouvelle)} : {_chiffre(ancienne)} avant, {_chiffre(nouvelle)} maintenant.")
    noter("Pour les voir, ou les oublier : cafsim baremes mes-taux")


def _nom(table: Baremes, ligne: Valeur) -> str:
    cas = mots.cas(ligne.dimensions, None, None)
    jusqu_a = "" if ligne.jusqu_a is None else f"tranche jusqu'à {mots.quantite(ligne.jusqu_a, '')}"
    precision = " ; ".join(filter(None, (cas, jusqu_a)))
    return f"{table.serie(ligne.cle).libelle}{f' ({precision})' if precision else ''}"


def _chiffre(ligne: Valeur) -> str:
    bornes = dict.fromkeys(b for b in (ligne.minimum, ligne.maximum) if b is not None)
    return " à ".join(mots.quantite(b, ligne.unite) for b in bornes)
