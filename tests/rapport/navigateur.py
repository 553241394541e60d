"""A headless Chromium driven through two pipes, with the standard library alone."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

OPTIONS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip
ATTENTE = 60
"""Seconds. Beyond, the browser is stuck."""

LANCEUR = """
import fcntl, os, sys
lit, ecrit = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3])
os.dup2(lit, 3)
os.dup2(ecrit, 4)
os.execv(sys.argv[3], [*sys.argv[3:], "about:blank"])
"""
"""The browser reads its orders on 3 and answers on 4, whatever the numbers that we were given."""

NOMS = ("chromium", "chromium-browser", "google-chrome")


def programme() -> str | None:
    """Return the browser's path; None when there is none, or where two more pipes can't be passed on."""
    if os.name == "nt":
        return None
    return next((trouve for nom in NOMS if (trouve := shutil.which(nom))), None)


class Navigateur:
    """One browser with one page; `journal` holds what the page logged: errors, refused contents."""

    def __init__(self, profil: Path) -> None:
        lit, self._ecrit = os.pipe()
        self._lit, ecrit = os.pipe()
        self._processus = subprocess.Popen(
            [sys.executable, "-c", LANCEUR, str(lit), str(ecrit), programme() or "", *OPTIONS, f"--user-data-dir={profil}"],
            pass_fds=(lit, ecrit), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(lit)
        os.close(ecrit)
        self._numero = 0
        self._tampon = b""
        self._session = ""
        self._evenements: list[dict[str, Any]] = []
        cibles = self.ordre("Target.getTargets")["targetInfos"]
        page = next(c["targetId"] for c in cibles if c["type"] == "page")
        self._session = self.ordre("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domaine in ("Page", "Log", "Runtime", "Network"):
            self.ordre(f"{domaine}.enable")

    def fermer(self) -> None:
        """Close the browser, and wait until it is gone."""
        os.close(self._ecrit)
        try:
            self._processus.wait(20)
        except subprocess.TimeoutExpired:
            self._processus.kill()
            self._processus.wait()
        os.close(self._lit)

    def ordre(self, methode: str, **parametres: object) -> dict[str, Any]:
        """Send an order and return its answer; what comes meanwhile is kept."""
        numero = self._envoyer(methode, **parametres)
        while True:
            recu = self._recevoir()
            if recu.get("id") == numero:
                assert "error" not in recu, recu
                return recu["result"]
            self._evenements.append(recu)

    def ouvrir(self, fichier: Path, largeur: int, hauteur: int = 900) -> None:
        """Show a file in a window of that size, and wait until it is loaded."""
        self.ordre(
            "Emulation.setDeviceMetricsOverride",
            width=largeur,
            height=hauteur,
            deviceScaleFactor=1,
            mobile=largeur < 600,
        )
        self._evenements.clear()
        self.ordre("Page.navigate", url=fichier.resolve().as_uri())
        while not any(e.get("method") == "Page.loadEventFired" for e in self._evenements):
            self._evenements.append(self._recevoir())

    def valeur(self, expression: str) -> Any:
        """Return the value of a JavaScript expression in the page, whatever the page itself may run."""
        resultat = self.ordre("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in resultat, resultat
        return resultat["result"].get("value")

    def journal(self) -> list[str]:
        """Return what the page logged, what it threw, what it asked the network for."""
        dits = []
        for evenement in self._evenements:
            nom, contenu = evenement.get("method", ""), evenement.get("params", {})
            if nom == "Log.entryAdded":
                dits.append(contenu["entry"]["text"])
            elif nom in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening"):
                dits.append(f"{nom} {contenu}")
            elif nom == "Network.requestWillBeSent" and not contenu["request"]["url"].startswith("file:"):
                dits.append(f"réseau : {contenu['request']['url']}")
        return dits

    def image(self, cible: Path, haut: int = 0, hauteur: int = 900, largeur: int = 1280) -> None:
        """Write a picture of a part of the page."""
        zone = {"x": 0, "y": haut, "width": largeur, "height": hauteur, "scale": 1}
        donnees = self.ordre("Page.captureScreenshot", clip=zone, captureBeyondViewport=True)["data"]
        cible.write_bytes(base64.b64decode(donnees))

    def pdf(self) -> bytes:
        """Return the page printed as its style asks, on A4."""
        return base64.b64decode(self.ordre("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])

    def _envoyer(self, methode: str, **parametres: object) -> int:
        self._numero += 1
        message: dict[str, Any] = {"id": self._numero, "method": methode, "params": parametres}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._ecrit, json.dumps(message).encode() + b"\0")
        return self._numero

    def _recevoir(self) -> dict[str, Any]:
        while b"\0" not in self._tampon:
            assert select.select([self._lit], [], [], ATTENTE)[0], "the browser does not answer"
            lu = os.read(self._lit, 1 << 20)
            assert lu, "the browser has left"
            self._tampon += lu
        message, _, self._tampon = self._tampon.partition(b"\0")
        recu = json.loads(message)
        if recu.get("method") == "Page.javascriptDialogOpening":
            self._envoyer("Page.handleJavaScriptDialog", accept=False)  # else the page would wait for ever
        return recu
