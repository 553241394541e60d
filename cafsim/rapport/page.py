"""Write a note as one web page: no script, nothing to fetch, every text escaped."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cafsim.engine.numbers import NBSP
from cafsim.rapport.blocs import Note
from cafsim.render.document import MILLIERS
from cafsim.typographie import insecables

_INVISIBLES = re.compile(
    "[\x00-\x20\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]+"
)
"""What reverses what is read, or is no character of a web page. A space at either end is kept: a link may follow."""


def page(note: Note) -> str:
    """Return the page."""
    env = Environment(
        loader=PackageLoader("cafsim.rapport", "modeles"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_propre,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("note.html.j2").render(note=note) + "\n"


def _propre(valeur: object) -> object:
    """Return a text on one line, with no-break spaces; anything else as it is."""
    if isinstance(valeur, Markup) or not isinstance(valeur, str):
        return valeur
    return MILLIERS.sub(NBSP, insecables(_INVISIBLES.sub(" ", valeur)))
