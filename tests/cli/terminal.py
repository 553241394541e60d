"""A program in a real terminal: what is typed goes through a pseudo-terminal, what it shows is read on a screen."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

import pexpect
import pyte

RACINE = Path(__file__).resolve().parent.parent.parent
HAUT, BAS, ECHAP, ENTREE, F1 = "\x1b[A", "\x1b[B", "\x1b", "\r", "\x1bOP"
PATIENCE = 30
"""Seconds after which a screen will never come, however slow the machine."""


def environnement(donnees: Path, **plus: str) -> dict[str, str]:
    env = {c: v for c, v in os.environ.items() if c not in ("COLUMNS", "LINES", "NO_COLOR", "CAFSIM_DEBUG")}
    return {
        **env, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8", "TERM": "xterm", "CAFSIM_DONNEES": str(donnees),
        "HOME": str(donnees.parent),  # no « Documents » there: a project is saved in the current folder
        **plus,
    }  # fmt: skip


class Terminal:
    def __init__(self, dossier: Path, *arguments: str, largeur: int = 80, hauteur: int = 24, **env: str) -> None:
        self.ecran = pyte.Screen(largeur, hauteur)
        self.flux = pyte.Stream(self.ecran)
        self.brut = ""
        self.enfant = pexpect.spawn(
            sys.executable, ["-m", "cafsim", "estimate", *arguments], cwd=str(dossier), encoding="utf-8",
            codec_errors="replace", env=environnement(dossier / "donnees", **env), dimensions=(hauteur, largeur),
        )  # fmt: skip

    @property
    def texte(self) -> str:
        """What is on the screen, in one line of plain spaces."""
        return " ".join("\n".join(self.ecran.display).replace("\xa0", " ").split())

    @property
    def bas(self) -> str:
        """The last lines shown, from the last question on."""
        return self.texte[max(0, self.texte.rfind("jusqu'ici :")) :]

    def lire(self) -> None:
        try:
            morceau = self.enfant.read_nonblocking(100_000, timeout=0.05)
        except pexpect.TIMEOUT:
            return
        self.brut += morceau
        self.flux.feed(morceau)

    def attendre(self, *textes: str) -> str:
        """Read until the screen holds every text and is ready for an answer; return what is on it."""
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin:
            try:
                self.lire()
            except pexpect.EOF:
                break
            if all(t in self.texte for t in textes) and self.pret:
                return self.texte
        raise AssertionError(f"{textes} :\n" + "\n".join(self.ecran.display))

    @property
    def pret(self) -> bool:
        """Say whether the cursor stands where an answer is typed."""
        ligne = self.ecran.display[self.ecran.cursor.y][: self.ecran.cursor.x]
        return re.match(r"[^ ]* ?> ", ligne) is not None

    def taper(self, *touches: str) -> None:
        for touche in touches:
            self.enfant.send(touche)

    def repondre(self, attendu: str, reponse: str) -> None:
        """Answer the question at the bottom of the screen."""
        self.attendre(attendu)
        self.taper(reponse, ENTREE)

    def finir(self) -> int:
        """Read to the end; return the exit code."""
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin:
            try:
                self.lire()
            except pexpect.EOF:
                break
        self.enfant.close()
        return self.enfant.exitstatus if self.enfant.exitstatus is not None else -self.enfant.signalstatus
