"""`cafsim baremes ranger`: write a table of rates in its one form, or say whether it is."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path

from cafsim.baremes.forme import ranger
from cafsim.baremes.loader import ouvrir, parse
from cafsim.baremes.overlay import charger_surcouche
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.fichiers import analyser, ecrire, lire_texte


def ranger_fichier(path: Path, *, verifier: bool) -> str:
    """Write the file in its one form, unless `verifier`; return what was done, in a sentence.

    Raise EntreeRefusee for a file that is wrong, that can't be written without losing a comment, or, with `verifier`,
    that is not in its one form. It is left as it was then.
    """
    texte = lire_texte(path).replace("\r\n", "\n")
    if "sources" in analyser(texte, str(path)):
        parse(texte, str(path))
    else:
        charger_surcouche(ouvrir(), path)
    range_ = ranger(texte, str(path))
    if range_ == texte:
        return f"{path} : rien à ranger."
    if verifier:
        raise EntreeRefusee([_pas_range(path, texte, range_)])
    ecrire(path, range_.encode(), forcer=True)
    return f"{path} : rangé."


def _pas_range(path: Path, texte: str, range_: str) -> Probleme:
    paires = zip_longest(texte.splitlines(), range_.splitlines(), fillvalue="")
    rang, (_, attendue) = next((n, p) for n, p in enumerate(paires, 1) if p[0] != p[1])
    message = (
        f"ce fichier n'est pas rangé : on attend ici « {attendue} »." if attendue else "ce fichier n'est pas rangé."
    )
    return Probleme(str(path), "", message, f"Lancez : cafsim baremes ranger {path}", rang)
