"""What a campaign draws from: texts spoilt in the ways of people, of editors and of the malicious.

One seed makes one input: `Tirage("textes", 17)` draws the same again. CAFSIM_HASARD tries so many instead of a few;
CAFSIM_GRAINE begins elsewhere.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

from hasard import HASARD

GRAINE = int(os.environ.get("CAFSIM_GRAINE") or 0)

VALEURS = (
    "0", "-1", "1", "1e400", "nan", "inf", "-0", "0.1", "1_000", "12345678901234567890", "0x7f", "true", "false", '"?"',
    '""', '"oui"', '"1 234,50"', '"12 k€"', '"99 %"', '"48000h30"', '"=1+1"', '"\\u202E"', '"\\u0000"', "'x'", "[]", "[1]",
    "{}", "{a = 1}", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2024-03-15T10:00:00", "10:00:00", "'''a\nb'''",
    '"psu"', '"paje"', '"public"', '"aucune"', "2018", "2024", "2099", "1999", "2024.0", "40.5", '"59350"', '"Lille"',
)  # fmt: skip
SIGNES = "\x00\x1b\u202e\ufeff\ufffe\u2028\t\r\n\"'\\[]{}=,;.#€é0\U0001f600"
CELLULES = (
    "", "?", "nc", "-", "0", "1", "1e9", "1,5", "1.5", "1 234,50", "450.000,50", "12 %", "48000h30", "vrai", "non", "x",
    "=1+1", "@x", "#N/A", "31/12/2024", "2024-13-01", "2024", "1999", "eaje", "alsh", "crèche", "\u202e", '"', "9" * 400,
)  # fmt: skip


class Tirage(random.Random):
    """A source of chance for one input."""

    def __init__(self, famille: str, graine: int) -> None:
        super().__init__(f"{famille} {graine}")

    def abime(self, texte: str) -> str:
        """Spoil a TOML text in one to four places."""
        gestes = (
            self._ligne_otee,
            self._ligne_doublee,
            self._valeur,
            self._valeur,
            self._cle,
            self._signe,
            self._coupe,
        )
        for _ in range(self.randint(1, 4)):
            texte = self.choice(gestes)(texte)
        return texte

    def abime_un_tableau(self, texte: str, separateur: str) -> str:
        """Spoil a table: mostly cells, sometimes its shape."""
        for _ in range(self.randint(1, 6)):
            if self.random() < 0.15:
                texte = self.choice((self._ligne_otee, self._ligne_doublee, self._signe, self._coupe))(texte)
                continue
            lignes = texte.split("\n")
            rang = self.randrange(len(lignes))
            cellules = lignes[rang].split(separateur)
            cellules[self.randrange(len(cellules))] = self.choice(CELLULES)
            texte = "\n".join([*lignes[:rang], separateur.join(cellules), *lignes[rang + 1 :]])
        return texte

    def _ligne_otee(self, texte: str) -> str:
        lignes = texte.split("\n")
        del lignes[self.randrange(len(lignes))]
        return "\n".join(lignes)

    def _ligne_doublee(self, texte: str) -> str:
        lignes = texte.split("\n")
        lignes.insert(self.randrange(len(lignes) + 1), self.choice(lignes))
        return "\n".join(lignes)

    def _valeur(self, texte: str) -> str:
        return self._sur_une_affectation(texte, lambda cle, _: f"{cle}= {self.choice(VALEURS)}")

    def _cle(self, texte: str) -> str:
        def change(cle: str, valeur: str) -> str:
            nom = cle.strip()
            return f"{self.choice((nom[:-1], f'{nom}s', f'{nom}.a', nom.upper(), f'a.{nom}', chr(34) * 2))} ={valeur}"

        return self._sur_une_affectation(texte, change)

    def _sur_une_affectation(self, texte: str, change: object) -> str:
        lignes = texte.split("\n")
        rangs = [rang for rang, ligne in enumerate(lignes) if "=" in ligne and not ligne.startswith("#")]
        if rangs and callable(change):
            rang = self.choice(rangs)
            cle, _, valeur = lignes[rang].partition("=")
            lignes[rang] = change(cle, valeur)
        return "\n".join(lignes)

    def _signe(self, texte: str) -> str:
        rang = self.randrange(len(texte) + 1)
        return texte[:rang] + self.choice(SIGNES) + texte[rang + self.randint(0, 2) :]

    def _coupe(self, texte: str) -> str:
        return texte[: self.randrange(len(texte) + 1)] if self.random() < 0.2 else texte


def tirages(famille: str, combien: int) -> Iterator[tuple[int, Tirage]]:
    """Yield so many draws of a family, or as many as the search asks for, each with its seed."""
    for graine in range(GRAINE, GRAINE + (HASARD or combien)):
        yield graine, Tirage(famille, graine)
