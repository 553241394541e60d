"""Entry point: `cafsim`, `python -m cafsim`. Whenever it is asked to stop, it does, without a traceback."""

from __future__ import annotations

import _signal as signal  # type: ignore[import-not-found]  # `signal` takes 3 ms, where Ctrl+C would be a traceback
import _thread
import gc
import os
import sys
import time

from cafsim import __version__

_ARRETS = tuple(
    arret
    for nom in ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl+C, a request to stop, a window that closes
    if (arret := getattr(signal, nom, None)) is not None and signal.getsignal(arret) != signal.SIG_IGN
)
"""What stops a command; not what whoever started it has it ignore (`nohup`)."""


def main() -> None:
    """Run the command line. `--version` answers before anything heavy is imported."""
    _arreter_par(signal.SIG_DFL)  # nothing is there to be cleaned yet: the system may stop us at once
    if sys.argv[1:] in (["--version"], ["-V"]) and _version_dite():
        return
    gc.disable()  # a command lives for a fifth of a second: collecting would cost it a twentieth of that
    from cafsim.cli.main import INTERROMPU, lancer  # noqa: PLC0415 (typer takes most of the start-up time)

    sys.unraisablehook = _erreur_perdue
    try:
        _arreter_par(signal.default_int_handler)
        code = lancer(sys.argv[1:])
        _arreter_par(signal.SIG_DFL)
    except KeyboardInterrupt:  # before the command, or once it had answered
        code = INTERROMPU
    gc.freeze()  # or the interpreter would collect, on its way out, what the system takes back anyway: a fifth of all
    sys.exit(code)


def _arreter_par(geste: object) -> None:
    for arret in _ARRETS:
        signal.signal(arret, geste)


def _version_dite() -> bool:
    """Say the version. Where that can't be written, the command line tells why."""
    try:
        print(f"cafsim {__version__}", flush=True)  # noqa: T201
    except OSError:
        return False
    return True


def _erreur_perdue(perdue: sys.UnraisableHookArgs) -> None:
    """Hear of an error where Python can raise none, as in a callback of an import: stop again if it was a Ctrl+C."""
    if isinstance(perdue.exc_value, KeyboardInterrupt):
        _thread.start_new_thread(_interrompre, ())
    elif os.environ.get("CAFSIM_DEBUG"):
        sys.__unraisablehook__(perdue)


def _interrompre() -> None:
    time.sleep(0.01)  # until that place is left
    _thread.interrupt_main(signal.SIGTERM)


if __name__ == "__main__":
    main()
