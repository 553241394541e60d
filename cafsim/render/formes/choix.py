"""The forms that an answer can be written in. A new one is a line of `FORMES` and the module that writes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from cafsim.erreurs import EntreeRefusee, refus
from cafsim.render.formes import csv, json, markdown, table, texte
from cafsim.render.formes.encodage import utf8
from cafsim.render.reponse import Contenu, Reponse


class Forme(NamedTuple):
    """A form: the name that `--format` takes, how sentences call it, the file names it goes with, how it is written."""

    nom: str
    titre: str
    extensions: tuple[str, ...]
    contenu: Contenu
    """What of an answer it is written from: an answer without it can't be written in this form."""
    ecrire: Callable[[Reponse, str], bytes]
    """Return the bytes of an answer; the second argument is the profile of the Csv."""
    afficher: Callable[[Reponse], None] | None = None
    """Draw it on the standard output instead, where the form follows the width and the colours of the terminal."""
    fichier: str = ""
    """How sentences call a file of this form (`un classeur`), when it goes to a file only, under its own extension."""


FORMES = (
    Forme(
        "html", "page web", (".html", ".htm"), "page", lambda reponse, _: reponse.page(),
        fichier="une page web",
    ),
    Forme(
        "docx", "document Word", (".docx",), "word", lambda reponse, _: reponse.word(),
        fichier="un document Word",
    ),
    Forme("table", "table", (), "document", table.ecrire, afficher=table.afficher),
    Forme("texte", "texte", (".txt",), "document", lambda reponse, _: utf8(texte.rendre(reponse.document()))),
    Forme("markdown", "Markdown", (".md",), "document", lambda reponse, _: utf8(markdown.rendre(reponse.document()))),
    Forme("json", "Json", (".json",), "donnees", lambda reponse, _: utf8(json.texte(reponse.donnees()))),
    Forme("csv", "Csv", (".csv",), "grille", csv.ecrire),
    Forme(
        "xlsx", "classeur", (".xlsx",), "classeur", lambda reponse, _: reponse.classeur(),
        fichier="un classeur",
    ),
    Forme("toml", "Toml", (".toml",), "modele", lambda reponse, _: reponse.modele()),
)  # fmt: skip


def formes_de(contenus: Collection[Contenu]) -> tuple[Forme, ...]:
    """Return the forms that an answer with these contents can be written in, the default one first."""
    return tuple(f for f in FORMES if f.contenu in contenus)


def hors_tableur(quoi: str) -> dict[str, list[str]]:
    """Return, for each form that a spreadsheet opens, the sentence that says what it does not hold: `Les leviers`."""
    *premieres, derniere = (f.nom for f in formes_de(("document", "donnees")))
    autres = f"{', '.join(premieres)} ou {derniere}"
    tableurs = formes_de(("grille", "classeur"))
    return {f.nom: [f"{quoi} ne sont pas dans le {f.titre} : demandez --format {autres}."] for f in tableurs}


def choisir(demandee: str | None, sortie: Path | None, possibles: tuple[Forme, ...]) -> Forme:
    """Return the form asked for, else the one that the file's extension tells, else the first of `possibles`.

    Raise EntreeRefusee when the answer can't be written so, and say how it can.
    """
    forme = _demandee(demandee, sortie, possibles)
    if forme not in possibles:
        ou = str(sortie) if demandee is None else "--format"
        conseil = f"Formes possibles : {', '.join(f.nom for f in possibles)}."
        raise refus(ou, f"cette commande n'a pas de {forme.titre}.", conseil)
    if forme.fichier:
        _verifier_fichier(forme, sortie)
    return forme


def extension_inconnue(sortie: Path, connues: Iterable[str]) -> EntreeRefusee:
    """Return the refusal of a file whose name tells no form."""
    conseil = f"Extensions connues : {', '.join(sorted(connues))}. Ou ajoutez --format."
    return refus(sortie, f"forme inconnue « {sortie.suffix.lower()} ».", conseil)


def _demandee(demandee: str | None, sortie: Path | None, possibles: tuple[Forme, ...]) -> Forme:
    if demandee is not None:
        return next(f for f in FORMES if f.nom == demandee)
    if sortie is None or len(possibles) == 1:
        return possibles[0]
    forme = next((f for f in FORMES if sortie.suffix.lower() in f.extensions), None)
    if forme is None:
        raise extension_inconnue(sortie, (e for f in possibles for e in f.extensions))
    return forme


def _verifier_fichier(forme: Forme, sortie: Path | None) -> None:
    """Refuse, before anything is computed, a file that a form could not be written to."""
    extension = forme.extensions[0]
    if sortie is None:
        message = f"{forme.fichier} s'écrit dans un fichier."
        conseil = f"Ajoutez par exemple : -o resultat{extension}"
        raise refus("il manque --sortie", message, conseil)
    if sortie.suffix.lower() not in forme.extensions:
        conseil = f"Écrivez : -o {sortie.with_suffix(extension) if sortie.name else f'resultat{extension}'}"
        raise refus(sortie, f"{forme.fichier} porte l'extension {extension}.", conseil)
