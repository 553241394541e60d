"""What a table calls things, kept in a file: its sheet, its titles, its words, what all its rows have in common.

```toml
format = "cafsim.correspondance/1"

[[table]]
feuille = "EAJE"              # where there are several
ligne_de_titres = 3           # where cafsim does not find it
[table.colonnes]              # title = field; "" leaves a column aside
"Dép. N" = "depenses"
"Budget" = "depenses k€"      # in thousands; also % and €
[table.constantes]            # what the rows do not say
exercice = 2024
[table.valeurs.gestionnaire]  # the table's word = cafsim's
"Régie autonome" = "public"
```
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from cafsim.baremes.model import Baremes
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.fichiers import lire_toml
from cafsim.typographie import simple
from cafsim.valeurs.regles import lire_taux_de

FORMAT = "cafsim.correspondance/1"
_CLES = ("feuille", "ligne_de_titres", "colonnes", "constantes", "valeurs")


class Regles(NamedTuple):
    """How to read one table. Titles and words are compared without capitals, accents nor spaces.

    `colonnes`: the field of a title, nothing to leave it aside; `valeurs`: by field, what a word means.
    """

    feuille: str = ""
    ligne_de_titres: int = 0
    colonnes: Mapping[str, str] = {}
    constantes: Mapping[str, str] = {}
    valeurs: Mapping[str, Mapping[str, str]] = {}
    exercice: int = 0
    """The year that all rows are estimated for, whatever theirs."""
    essai: bool = False
    """Whether a column that every table must have may be missing: a trial says so row by row."""


SANS_REGLE = Regles()


def forme(texte: object) -> str:
    """Return what the writings of one title, or of one word, have in common."""
    return " ".join(simple(str(texte)).replace("_", " ").split())


UNITES = {"k€": " k€", "%": " %", "€": ""}
"""What a rule may say of the numbers of a column, and what it adds to those that bear no unit."""


def nom_et_unite(champ: str) -> tuple[str, str | None]:
    """Cut `depenses k€`: a field, and what is added to its numbers; None when nothing is said of them."""
    nom, _, unite = champ.rpartition(" ")
    return (nom, UNITES[unite]) if unite in UNITES else (champ, None)


def lire(path: Path, noms: Sequence[str], baremes: Baremes) -> tuple[Regles, ...]:
    """Read a file of rules; `noms` are those of the fields. Raise EntreeRefusee with all that is wrong in it."""
    lu = lire_toml(path)
    problemes = list(_problemes(str(path), lu, noms, baremes))
    if problemes:
        raise EntreeRefusee(problemes)
    return tuple(map(_regles, lu["table"]))


def taux(textes: Sequence[str], baremes: Baremes) -> dict[str, Fraction]:
    """Read `psu.horaire_max=6,76` options. Raise EntreeRefusee."""
    lus: dict[str, Fraction] = {}
    problemes = []
    for texte in textes:
        cle, _, valeur = (x.strip() for x in texte.partition("="))
        try:
            lus[cle] = lire_taux_de(cle, valeur, baremes)
        except KeyError:
            conseil = vouliez_vous(cle, baremes.cles()) or "Les taux d'une aide : cafsim baremes montrer psu"
            problemes.append(Probleme("--taux", cle, "taux inconnu.", conseil))
        except ValueError as error:
            problemes.append(Probleme("--taux", cle, str(error), "Exemple : --taux psu.horaire_max=6,76"))
    if problemes:
        raise EntreeRefusee(problemes)
    return lus


def constantes(textes: Sequence[str], noms: Sequence[str], champ: Callable[[str], str]) -> dict[str, str]:
    """Read `exercice=2024` options; `champ` tells the field that a title designates. Raise EntreeRefusee."""
    lues: dict[str, str] = {}
    problemes = []
    for texte in textes:
        nom, egal, valeur = (x.strip() for x in texte.partition("="))
        if not egal or not valeur:
            problemes.append(Probleme("--constante", texte, "il manque une valeur.", "Exemple : exercice=2024"))
        elif nom not in noms:
            conseil = f"Tapez : --constante {champ(nom)}={valeur}" if champ(nom) else vouliez_vous(nom, noms)
            problemes.append(Probleme("--constante", nom, "champ inconnu.", conseil))
        lues[nom] = valeur
    if problemes:
        raise EntreeRefusee(problemes)
    return lues


def octets(regles: Sequence[Regles]) -> bytes:
    """Write rules as a file."""
    import tomli_w  # noqa: PLC0415 (for a trial only)

    tables = [{cle: valeur for cle, valeur in x._asdict().items() if valeur and cle in _CLES} for x in regles]
    return tomli_w.dumps({"format": FORMAT, "table": tables}).encode()


def _regles(table: Mapping[str, Any]) -> Regles:
    return Regles(
        str(table.get("feuille", "")),
        table.get("ligne_de_titres", 0),
        {forme(titre): nom for titre, nom in table.get("colonnes", {}).items()},
        {nom: str(valeur) for nom, valeur in table.get("constantes", {}).items() if valeur != ""},
        {
            nom: {forme(mot): str(valeur) for mot, valeur in mots.items()}
            for nom, mots in table.get("valeurs", {}).items()
        },
    )


def _problemes(fichier: str, lu: Mapping[str, Any], noms: Sequence[str], baremes: Baremes) -> Iterator[Probleme]:
    tables = lu.get("table")
    if lu.get("format") != FORMAT or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        conseil = "cafsim en écrit une : cafsim batch TABLE --essai --correspondance carte.toml"
        yield Probleme(fichier, "", f'ce n\'est pas une correspondance (format = "{FORMAT}", puis [[table]]).', conseil)
        return
    for cle in lu.keys() - {"format", "table"}:
        yield Probleme(fichier, cle, "clé inconnue.", "Clés : format, table.")
    for rang, table in enumerate(tables, 1):
        yield from _problemes_de_table(fichier, f"table n° {rang}", table, noms, baremes)


def _problemes_de_table(
    fichier: str, ou: str, table: Mapping[str, Any], noms: Sequence[str], baremes: Baremes
) -> Iterator[Probleme]:
    for cle in table.keys() - set(_CLES):
        yield Probleme(fichier, f"{ou} : {cle}", "clé inconnue.", f"Clés : {', '.join(_CLES)}.")
    if not isinstance(table.get("ligne_de_titres", 0), int):
        yield Probleme(fichier, f"{ou} : ligne_de_titres", "un numéro de ligne est attendu.")
    mal = [cle for cle in ("colonnes", "constantes", "valeurs") if not isinstance(table.get(cle, {}), dict)]
    mal += [f"valeurs.{n}" for n, mots in dict(table.get("valeurs") or {}).items() if not isinstance(mots, dict)]
    for cle in mal:
        yield Probleme(
            fichier, f"{ou} : {cle}", "une table est attendue.", f"Écrivez [table.{cle}], puis une ligne par nom."
        )
    if mal:
        return
    colonnes = [nom_et_unite(str(champ))[0] for champ in table.get("colonnes", {}).values()]
    champs = [*colonnes, *table.get("constantes", {}), *table.get("valeurs", {})]
    for nom in dict.fromkeys(map(str, champs)):
        if nom and nom not in noms and not baremes.connait(nom):
            yield Probleme(fichier, f"{ou} : {nom}", "champ inconnu.", vouliez_vous(nom, noms))
