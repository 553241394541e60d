"""Entry point: `cafsim`, `python -m cafsim`."""

from __future__ import annotations

import gc
import sys

from cafsim import __version__


def main() -> None:
    """Run the command line. `--version` answers before anything heavy is imported."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"cafsim {__version__}")  # noqa: T201
        return
    gc.disable()  # a command lives for a fifth of a second: collecting would cost it a twentieth of that
    from cafsim.cli.main import lancer  # noqa: PLC0415 (typer takes most of the start-up time)

    code = lancer(sys.argv[1:])
    gc.freeze()  # or the interpreter would collect, on its way out, what the system takes back anyway: a fifth of all
    sys.exit(code)


if __name__ == "__main__":
    main()
