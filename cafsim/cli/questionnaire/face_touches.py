"""The questionnaire with arrows and completion, through prompt_toolkit. No colour, no box: bold and a mark at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input import create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.selection import SelectionState
from prompt_toolkit.styles import Style

from cafsim.cli.questionnaire.faces import AIDE, RETOUR, Retour, bloc, largeur, phrase, unite_tapee
from cafsim.engine.numbers import NBSP
from cafsim.projet.communes import Plusieurs, completions
from cafsim.projet.questionnaire.questions import Option, Question, comprendre, explication, resume
from cafsim.render.formes.encodage import lisible
from cafsim.typographie import insecables, paragraphe
from cafsim.valeurs.lecture import INCONNU

STYLE = Style.from_dict({
    "question": "bold",
    "choisie": "bold",
    "selected": "reverse",
    "completion-menu.completion": "noinherit",
    "completion-menu.completion.current": "noinherit reverse",
    "scrollbar.background": "noinherit",
    "scrollbar.button": "noinherit reverse",
})  # fmt: skip
MARQUE = "->"
DELAI_ECHAP = 0.2
"""Seconds after which Escape is the key itself, not the beginning of an arrow's code."""
MENU = 6
"""Lines kept under the answer for completions."""


class FaceTouches:
    """Asks in place: the question disappears once answered, one line of it stays."""

    gestes = (
        "tapez la réponse, puis Entrée ; pour un choix : les flèches, le numéro ou les premières lettres ;",
        "Entrée seule : je ne sais pas (le montant sera donné en fourchette) ;",
        "? puis Entrée (ou F1) : une explication, et où trouver le chiffre ;",
        "Échap, ou < puis Entrée : revenir à la question d'avant ;",
        "Ctrl+C : arrêter ; vos réponses sont gardées pour la prochaine fois.",
    )

    def __init__(self, encodage: str) -> None:
        self.encodage = encodage
        self.entree = create_input()
        self.sortie = create_output()
        if isinstance(self.sortie, Vt100_Output):
            self.sortie.enable_cpr = False  # nothing here needs it, and a terminal that does not answer delays us

    def dire(self, texte: str = "", retrait: str = "", suite: str | None = None) -> None:
        """Show a text, wrapped."""
        print(lisible(paragraphe(texte, largeur(), retrait, suite), self.encodage), flush=True)  # noqa: T201

    def demander(self, question: Question, contexte: str) -> str:
        """Ask until the answer makes sense; leave the question and its answer on one line."""
        while True:
            try:
                reponse = _Ecran(self, question, contexte).lire()
            except _Aide:
                self._expliquer(question)
            else:
                self.dire(resume(question, reponse), "", "  ")
                return reponse

    def _expliquer(self, question: Question) -> None:
        self.dire()
        self.dire(question.texte)
        for texte in explication(question):
            self.dire(texte, "  ")
        self.dire()


class _Aide(Exception):
    """The user asks for an explanation."""


class _Ecran:
    """One question while it is asked: what is shown, which choice is marked, what is wrong."""

    def __init__(self, face: FaceTouches, question: Question, contexte: str) -> None:
        self.face = face
        self.question = question
        self.contexte = contexte
        self.options = _options(question)
        self.erreur = self.refusee = ""
        valeurs = [o.valeur for o in self.options]
        departs = [valeurs.index(v) for v in (question.proposee, question.defaut, INCONNU) if v in valeurs]
        self.courante = departs[0] if departs else 0
        self.texte = "" if self.options or question.proposee == INCONNU else question.proposee
        self.session: PromptSession[str] = PromptSession(
            self._message,
            key_bindings=self._touches(),
            completer=_Completion(question.champ) if question.champ == "commune" else None,
            complete_while_typing=True,
            reserve_space_for_menu=MENU,
            history=DummyHistory(),
            style=STYLE,
            include_default_pygments_style=False,
            enable_suspend=True,
            erase_when_done=True,
            input=face.entree,
            output=face.sortie,
        )
        self.session.app.ttimeoutlen = DELAI_ECHAP
        self.session.default_buffer.on_text_changed += self._suivre

    def lire(self) -> str:
        """Return the answer in the form of `comprendre`. Raise _Aide, or what `Face.demander` raises."""
        return self.session.prompt(default=self.texte, pre_run=self._selectionner)

    def _selectionner(self) -> None:
        """Select the answer to start from: what is typed takes its place, an arrow keeps it to be mended."""
        tampon = self.session.default_buffer
        if tampon.text:
            tampon.selection_state = SelectionState(original_cursor_position=0)
            tampon.selection_state.enter_shift_mode()

    def _touches(self) -> KeyBindings:
        touches = KeyBindings()
        if self.options:
            touches.add("up")(lambda _: self._bouger(-1))
            touches.add("down")(lambda _: self._bouger(+1))
        touches.add("f1")(lambda event: event.app.exit(exception=_Aide()))
        touches.add("enter")(self._valider)
        touches.add("escape", eager=True)(self._echap)
        touches.add(Keys.BracketedPaste)(self._coller)
        touches.add("c-u")(lambda event: event.current_buffer.reset())
        return touches

    def _coller(self, event: KeyPressEvent) -> None:
        event.current_buffer.cut_selection()
        event.current_buffer.insert_text(" ".join(event.data.split()))

    def _bouger(self, pas: int) -> None:
        self.session.default_buffer.reset()
        self.erreur = ""
        self.courante = (self.courante + pas) % len(self.options)

    def _suivre(self, tampon: Buffer) -> None:
        """Have the mark follow what is typed."""
        self.erreur = ""
        if self.options and tampon.text.strip():
            try:
                valeur = comprendre(self.question, tampon.text)
            except ValueError:
                return
            self.courante = [o.valeur for o in self.options].index(valeur)

    def _echap(self, event: KeyPressEvent) -> None:
        if event.current_buffer.complete_state:
            event.current_buffer.cancel_completion()
        else:
            event.app.exit(exception=Retour(event.current_buffer.text))

    def _valider(self, event: KeyPressEvent) -> None:
        saisie = event.current_buffer.text.strip()
        if saisie == AIDE:
            event.app.exit(exception=_Aide())
        elif saisie in RETOUR:
            event.app.exit(exception=Retour())
        elif self.options and not saisie:
            event.app.exit(result=self.options[self.courante].valeur)
        else:
            try:
                event.app.exit(result=comprendre(self.question, saisie))
            except ValueError as error:
                if isinstance(error, Plusieurs) and error.choix:
                    event.app.exit(exception=error)
                    return
                if saisie == self.refusee:
                    event.current_buffer.reset()  # Enter again is no answer, not the same refusal for ever
                self.refusee, self.erreur = saisie, phrase(error)
                self._selectionner()

    def _message(self) -> StyleAndTextTuples:
        question = self.question
        contexte = ["", *bloc(self.contexte)] if self.contexte else []
        hauts = [("", x) for x in [*contexte, ""]]
        hauts += (("class:question", x) for x in bloc(question.texte))
        hauts += (("", x) for texte in (question.precision, self._rappel()) if texte for x in bloc(texte))
        bas = [("", x) for x in (bloc(self.erreur, "  ! ", "    ") if self.erreur else [])]
        rangees = self.face.sortie.get_size().rows
        place = min(rangees - len(hauts) - len(bas) - 2, rangees * 2 // 3)  # what was answered before stays in sight
        unite = unite_tapee(question)
        lignes = [*hauts, *self._choix(max(place, 3)), *bas]
        morceaux: StyleAndTextTuples = [(s, lisible(f"{x}\n", self.face.encodage)) for s, x in lignes]
        return [*morceaux, ("", lisible(f"{unite} > " if unite else "> ", self.face.encodage))]

    def _rappel(self) -> str:
        """Recall the keys of this question."""
        gestes = [f"?{NBSP}:{NBSP}aide", f"Échap{NBSP}:{NBSP}revenir"]
        if self.options:
            gestes.insert(0, "Flèches, puis Entrée")
        elif self.question.proposee not in ("", INCONNU):
            gestes[:0] = ["Entrée : garder", "tapez pour remplacer"]
        elif self.question.entree_seule:
            gestes.insert(0, f"Entrée seule : {self.question.entree_seule}")
        return insecables(" - ".join(gestes))

    def _choix(self, place: int) -> list[tuple[str, str]]:
        """Return the lines of the choices, around the marked one when there is no room for all."""
        numerote = not self.question.oui_non
        blocs = [
            _lignes(o, r, self.options, numerote=numerote, choisie=r == self.courante)
            for r, o in enumerate(self.options)
        ]
        style = ["class:choisie" if r == self.courante else "" for r in range(len(blocs))]
        debut, fin = _fenetre([len(b) for b in blocs], self.courante, place)
        lignes = [(style[r], x) for r in range(debut, fin) for x in blocs[r]]
        if debut > 0:
            lignes.insert(0, ("", f"   ... {debut} plus haut"))
        if fin < len(blocs):
            lignes.append(("", f"   ... {len(blocs) - fin} plus bas"))
        return lignes


class _Completion(Completer):
    """Proposes the answers that begin as what is typed."""

    def __init__(self, champ: str) -> None:
        self.champ = champ

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Yield them, each in place of all that is typed."""
        texte = document.text_before_cursor
        return (Completion(nom, start_position=-len(texte)) for nom in completions(self.champ, texte))


def _options(question: Question) -> tuple[Option, ...]:
    """Return the choices, « je ne sais pas » among them when it may be answered."""
    if not question.options or not question.facultative:
        return question.options
    sans = question.sans_reponse
    return (*question.options, Option(INCONNU, sans))


def _lignes(option: Option, rang: int, options: Sequence[Option], *, numerote: bool, choisie: bool) -> list[str]:
    """Return the lines of a choice, headed by its title where that changes."""
    titre = option.titre if rang == 0 or options[rang - 1].titre != option.titre else ""
    numero = f"{rang + 1}. " if numerote and option.valeur != INCONNU else ""
    marque = f"{MARQUE if choisie else '  '} "
    return [*(bloc(titre) if titre else []), *bloc(option.libelle, marque + numero, "   " + " " * len(numero))]


def _fenetre(hauteurs: Sequence[int], courante: int, place: int) -> tuple[int, int]:
    """Return which choices to show, from and up to, in `place` lines: the marked one in the middle."""
    if sum(hauteurs) <= place:
        return 0, len(hauteurs)
    place -= 2  # for what says that there are others
    debut, fin, prises = courante, courante + 1, hauteurs[courante]
    while True:
        avant, apres = debut, fin
        if debut > 0 and prises + hauteurs[debut - 1] <= place:
            debut -= 1
            prises += hauteurs[debut]
        if fin < len(hauteurs) and prises + hauteurs[fin] <= place:
            prises += hauteurs[fin]
            fin += 1
        if (avant, apres) == (debut, fin):
            return debut, fin
