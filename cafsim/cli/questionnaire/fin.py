"""Once the estimate is shown: save, complete, write the note or the workbook, see the details."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from cafsim.cli.chargement import Depart
from cafsim.cli.proche import tape
from cafsim.cli.questionnaire import brouillon
from cafsim.cli.questionnaire.menu import Questionnaire
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.fichiers import dossier_documents, ecrire
from cafsim.projet.ecriture import en_toml
from cafsim.projet.questionnaire.formulations import oui_non
from cafsim.projet.questionnaire.questions import Option, Question
from cafsim.render.formes.table import dessiner
from cafsim.render.vues.estimation import document
from cafsim.typographie import simple
from cafsim.valeurs.lecture import lire_texte

ENREGISTRER, COMPLETER, NOTE, CLASSEUR, DETAILS, FIN = (
    "enregistrer", "completer", "note", "classeur", "details", "fin",
)  # fmt: skip


@dataclass
class Fin:
    """The menu at the end of a questionnaire. `options`: those of the command, for the commands that it runs."""

    questions: Questionnaire
    projet: Projet
    depart: Depart
    options: Sequence[str]
    path: Path | None = None
    enregistre: bool = False

    def mener(self) -> None:
        """Offer what can be done, until nothing more is wanted. Raise Interruption when the user stops."""
        actions: dict[str, Callable[[], None]] = {
            ENREGISTRER: self._enregistrer,
            COMPLETER: self._completer,
            NOTE: partial(self._executer, "rapport", ".html"),
            CLASSEUR: partial(self._executer, "estimate", ".xlsx"),
            DETAILS: partial(self._montrer, detail=True),
        }
        while (choix := self.questions.demander(self._question())) != FIN:
            actions[choix]()
        brouillon.effacer(self.questions.chemin)

    def _question(self) -> Question:
        nombre = len(self.questions.conversation.inconnues())
        reponses = f"{nombre} réponse{'s' * (nombre > 1)} que vous ne saviez pas, la plus utile d'abord"
        libelles = {
            ENREGISTRER: "enregistrer le projet" + (" sous un autre nom" if self.enregistre else ""),
            **({COMPLETER: f"compléter : {reponses}"} if nombre else {}),
            NOTE: "écrire la note pour le conseil",
            CLASSEUR: "écrire le classeur (tableur)",
            DETAILS: "voir les calculs et les sources",
            FIN: "terminer" if self.enregistre else "terminer sans enregistrer : vos réponses sont effacées",
        }
        options = tuple(Option(*x) for x in libelles.items())
        aide = "La note et le classeur s'écrivent à côté du projet, qui est enregistré d'abord."
        defaut = FIN if self.enregistre else ENREGISTRER
        return Question(
            "suite", "Que voulez-vous faire ?", "suite", lire_texte, aide, options=options, defaut=defaut
        )  # fmt: skip

    def _enregistrer(self) -> None:
        propose = self.path or next(x for x in _noms(self.projet) if not x.exists())
        aide = f"Sans dossier, le fichier va dans {propose.parent.absolute()}."
        reponse = self.questions.demander(
            Question("fichier", "Nom du fichier :", "fichier", lire_texte, aide, defaut=str(propose))
        )
        path = Path(reponse if reponse.endswith(".toml") else f"{reponse}.toml").expanduser()
        path = propose.parent / path if path.parent == Path() else path
        remplace = f"{path.name} existe déjà : le remplacer ?"
        existe = path.exists()
        if not existe or self.questions.demander(oui_non("remplacer", remplace, "remplacer")) == "oui":
            self._ecrire(path, forcer=existe)

    def _ecrire(self, path: Path, *, forcer: bool) -> None:
        try:
            ecrire(path, en_toml(self.projet).encode(), forcer=forcer)
        except EntreeRefusee as error:
            self.questions.face.dire(f"Impossible : {error.problemes[0].message} Donnez un autre nom.", "  ")
            return
        self.path, self.enregistre = path, True
        self.questions.face.dire(f"Enregistré : {path}")
        self.questions.face.dire(f"Pour le rouvrir : cafsim estimer {tape(path)} --completer")

    def _completer(self) -> None:
        self.projet = self.questions.completer()
        self.enregistre = False
        self._montrer(detail=False)

    def _montrer(self, *, detail: bool) -> None:
        """Show the estimate, at the rates that the answers tell."""
        moteur, aides = self.depart._replace(baremes=self.questions.baremes).moteur(), self.depart.aides
        estimations = [moteur.estimer(self.projet, aides)]
        vu = document(estimations, moteur.baremes.hypotheses, detail=detail, partielle=bool(aides))
        dessiner(vu, sys.stdout)

    def _executer(self, commande: str, extension: str) -> None:
        """Run a command on the project, saved first, and tell which: it may be typed again."""
        from cafsim.cli.main import EN_FRANCAIS, lancer  # noqa: PLC0415 (which loads this module)

        if not self.enregistre:
            self._enregistrer()
        if self.enregistre and self.path is not None:
            sortie = next(x for x in _suites(self.path.with_suffix("")) if not x.with_suffix(extension).exists())
            arguments = [str(self.path), *self.options, "-o", f"{sortie}{extension}"]
            lancer([commande, *arguments])
            francais = {v: k for k, v in EN_FRANCAIS.items()}.get(commande, commande)
            self.questions.face.dire(f"La commande : cafsim {francais} {' '.join(map(tape, arguments))}")


def _noms(projet: Projet) -> Iterator[Path]:
    """Yield readable names for a project: `les-lucioles-2024.toml`, then `les-lucioles-2024-2.toml`."""
    nom = re.sub("[^a-z0-9]+", "-", simple(projet.nom)).strip("-") or projet.equipements[0].type
    return (x.with_name(f"{x.name}.toml") for x in _suites(dossier_documents() / f"{nom[:60]}-{projet.exercice}"))


def _suites(base: Path) -> Iterator[Path]:
    yield base
    yield from (base.with_name(f"{base.name}-{rang}") for rang in count(2))
