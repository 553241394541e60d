"""Read TOML files: sizes, encodings and broken text end in one clear message.

Tomli is `tomllib`, compiled: three times as quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli

from cafsim.erreurs import EntreeRefusee, Probleme, refus
from cafsim.fichiers.acces import raison

TAILLE_MAX = 1_000_000
"""Bytes. A project of a whole commune takes a few thousand, the rate table two hundred thousand."""

_EST_CE = "Est-ce le bon fichier ?"

_PROFONDEUR_MAX = 20
"""Tables and lists, one inside another. Our own files have four."""

_TEXTE_MAX = 10_000
"""Characters of a text. The longest of the rate table has a tenth of that."""

_CLE_MAX = 200
_CHIFFRES_MAX = 100
"""Of a number, before or after its point: more would take its time to be compared and shown."""

_NOM = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')"""
_CLE_SANS_FIN = re.compile(rf"(?:^|[\[{{,])[ \t]*+{_NOM}(?:[ \t]*+\.[ \t]*+{_NOM}){{{_PROFONDEUR_MAX},}}")
"""A key of so many names that reading it would fill the memory."""

_POSITION = r"at line (\d+), column (\d+)"


def lire_toml(path: Path) -> Mapping[str, Any]:
    """Return the parsed file. Raise EntreeRefusee when it is missing, too big, not text, or not TOML."""
    return analyser(lire_texte(path), str(path))


TABLEAUX = (".csv", ".tsv", ".xlsx", ".xlsm", ".ods", ".xls", ".xlsb")
"""How tables are called: somebody who gives one where a project is read wants `cafsim batch`."""


def lire_texte(path: Path) -> str:
    """Return the text of a file. Raise EntreeRefusee when it is missing, too big, or not text."""
    try:
        if path.is_dir():
            raise refus(path, "c'est un dossier.", "Donnez un fichier (.toml).")
        if path.suffix.lower() in TABLEAUX and path.exists():
            conseil = f"Pour l'estimer ligne à ligne : cafsim batch {path} -o resultat.csv"
            raise refus(path, "c'est un tableau, pas un fichier de projet (.toml).", conseil)
        with path.open("rb") as fichier:
            octets = fichier.read(TAILLE_MAX + 1)
        if len(octets) > TAILLE_MAX:
            raise refus(path, f"fichier trop gros (plus de {TAILLE_MAX // 1_000_000} Mo).", _EST_CE)
        return octets.decode("utf-8-sig")
    except FileNotFoundError as error:
        conseil = "Vérifiez le nom, ou créez un modèle : cafsim projet modele eaje"
        raise refus(path, "fichier introuvable.", conseil) from error
    except UnicodeDecodeError as error:
        conseil = "Dans le Bloc-notes : Enregistrer sous, encodage UTF-8."
        raise refus(path, "le fichier n'est pas encodé en UTF-8.", conseil) from error
    except OSError as error:
        raise refus(path, f"lecture impossible : {raison(error)}.") from error


def analyser(texte: str, nom: str) -> Mapping[str, Any]:
    """Parse TOML text, decimals kept exact. Raise EntreeRefusee, for what would cost more than its size too."""
    for rang, ligne in enumerate(texte.split("\n"), 1):
        if ligne.count(".") >= _PROFONDEUR_MAX and _CLE_SANS_FIN.search(ligne):
            raise EntreeRefusee([Probleme(nom, "", "clé sans fin : trop de points.", _EST_CE, rang)])
    try:
        brut = tomli.loads(texte, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        raise EntreeRefusee([Probleme(nom, *_explication(str(error), texte))]) from error
    except RecursionError as error:
        raise refus(nom, "fichier trop imbriqué.") from error
    except (ValueError, ArithmeticError) as error:
        raise refus(nom, "un nombre ou une date du fichier est illisible.") from error
    _borner(brut, nom)
    return brut


def _borner(contenu: dict[str, Any] | list[Any], nom: str, profondeur: int = 1) -> None:
    """Refuse what no file of ours holds, before any of it is computed, compared or shown. Raise EntreeRefusee."""
    for cle, valeur in contenu.items() if isinstance(contenu, dict) else enumerate(contenu, 1):
        if len(ecrite := str(cle)) > _CLE_MAX:
            raise refus(nom, "clé trop longue.", _EST_CE, cle=f"{ecrite[:40]}…")
        if isinstance(valeur, dict | list):
            if profondeur == _PROFONDEUR_MAX:
                raise refus(nom, "fichier trop imbriqué.", _EST_CE, cle=ecrite)
            _borner(valeur, nom, profondeur + 1)
        elif isinstance(valeur, str) and len(valeur) > _TEXTE_MAX:
            raise refus(nom, f"texte trop long (plus de {_TEXTE_MAX} caractères).", _EST_CE, cle=ecrite)
        elif isinstance(valeur, int | Decimal) and _sans_fin(valeur):
            raise refus(nom, "ce nombre a trop de chiffres.", cle=ecrite)


def _sans_fin(nombre: int | Decimal) -> bool:
    if isinstance(nombre, int):
        return nombre.bit_length() > 4 * _CHIFFRES_MAX
    return len(nombre.as_tuple().digits) > _CHIFFRES_MAX or abs(nombre.adjusted()) > 10 * _CHIFFRES_MAX


def _explication(erreur: str, texte: str) -> tuple[str, str, str]:
    """Return the place, the message and the advice for a TOML mistake."""
    trouve = re.search(_POSITION, erreur)
    if not trouve:
        return "", "fichier TOML incomplet.", "Vérifiez les guillemets et les crochets à la fin du fichier."
    ligne, colonne = int(trouve[1]), int(trouve[2])
    lignes = texte.splitlines()
    contenu = lignes[ligne - 1].strip()[:80] if ligne <= len(lignes) else ""
    if re.search(r"=\s*-?\d[\d ]*,\d", contenu):
        conseil = 'Un nombre s\'écrit avec un point (1234.50), ou entre guillemets ("1 234,50").'
    elif re.search(r"=\s*-?\d{1,3}( \d{3})+", contenu):
        conseil = 'Un nombre s\'écrit sans espace (62000), ou entre guillemets ("62 000").'
    elif re.search(r"=\s*\d{4}-\d", contenu):
        conseil = "Cette date n'existe pas : année-mois-jour, par exemple 2024-03-15."
    elif "Cannot overwrite" in erreur or "Cannot declare" in erreur:
        conseil = "Cette clé ou cette table est écrite deux fois."
    elif re.search(r"=\s*[^\W\d_]", contenu):
        conseil = "Un texte s'écrit entre guillemets (\"…\") ; oui et non s'écrivent true et false."
    else:
        conseil = "Chaque ligne s'écrit : nom = valeur."
    return f"ligne {ligne}, colonne {colonne}", f"TOML mal formé : {contenu}".rstrip(" :") + ".", conseil
