"""Read a number as people write it, with its unit and its period: `150 k€`, `12 500 par mois`, `48000h30`.

Nothing is guessed: a word that says something else than the unit of the field is refused.
"""

from __future__ import annotations

import re
from fractions import Fraction

from cafsim.engine.numbers import parse_french
from cafsim.typographie import simple

_ESPACES = "\u00a0\u2007\u2009\u202f"
_TETE = re.compile(rf"[-+]?[0-9.,'’ {_ESPACES}]*[0-9.,]")
_MOT = re.compile(r"[a-z]+2?|[€%/:]|[0-9]+")
_MUETS = re.compile(r"[ .'()]")
_HEURES = re.compile(r"(?:h|hrs?|heures?|:) ?([0-5]?[0-9]) ?(?:m|min|mn|minutes?)?(?::00)?")

_VIDES = frozenset({"d", "de", "des", "du", "en", "ht", "ttc"})
_SYNONYMES = {
    **dict.fromkeys(("/", "l", "le", "la", "chaque"), "par"),
    **dict.fromkeys(("mensuel", "mensuels", "mensuelle", "mensuelles"), "par mois"),
    **dict.fromkeys(("trimestriel", "trimestriels", "trimestrielle", "trimestrielles"), "par trimestre"),
    **dict.fromkeys(("annuel", "annuels", "annuelle", "annuelles"), "par an"),
    **dict.fromkeys(("hebdomadaire", "hebdomadaires"), "par semaine"),
    "annee": "an",
    "ke": "k €",
    "keur": "k €",
    "meur": "m €",
}
_MULTIPLES = {
    **dict.fromkeys(("k", "millier", "milliers"), 1_000),
    **dict.fromkeys(("m", "million", "millions"), 1_000_000),
}
_FOIS_PAR_AN = {"an": 1, "mois": 12, "trimestre": 4, "semestre": 2}
_SANS_COMPTE = frozenset({"semaine", "jour"})
"""Periods of which nobody knows how many a year holds: weeks and days of closure count."""
_UNITES = {
    "€": {"€", "euro", "euros", "eur"},
    "h": {"h", "hr", "hrs", "heure", "heures"},
    "jours": {"jour", "jours", "journee", "journees"},
    "places": {"place", "places", "berceau", "berceaux"},
    "Etp": {"etp", "etps", "equivalent", "equivalents", "temps", "plein", "pleins"},
    "m²": {"m2", "metre", "metres", "carre", "carres"},
    "hab": {"hab", "habitant", "habitants"},
}
"""What may stand for a unit; another is its own word, in the singular or not."""


def lire_quantite(texte: str, unite: str, *, par_an: bool = True) -> Fraction:
    """Return a number in a unit (`€`, `€/place`, `h`, `%`, `part`…); `99 %` is 0.99 of a share.

    `par_an`: the number is that of a year, and what is typed by month is multiplied. Raise ValueError, with a reason
    in French.
    """
    texte = texte.strip().replace("’", "'").replace("\u2007", " ")
    tete = _TETE.match(texte)
    reste = texte[tete.end() :].strip() if tete else ""
    if tete is None or not reste:
        return parse_french(texte)
    nombre = parse_french(tete.group())
    plat = " ".join(simple(reste).replace("pour cent", "%").split())
    if plat in ("%", "pourcent"):
        return nombre * _part(unite)
    if unite == "h" and (minutes := _HEURES.fullmatch(plat)):
        if nombre.denominator != 1:
            raise ValueError("ce n'est pas un nombre d'heures et de minutes (exemple : 48000h30)")
        return nombre + Fraction(int(minutes.group(1)), 60)
    mots = _MOT.findall(plat)
    if "".join(mots) != _MUETS.sub("", plat):
        raise _incompris(reste, unite)
    utiles = [x for mot in mots if mot not in _VIDES for x in _SYNONYMES.get(mot, mot).split()]  # one word for a thing
    return nombre * _facteur(utiles, reste, unite, par_an=par_an)


def lire_montant(texte: str) -> Fraction:
    """Return an amount: `312 000,50`, `312 k€`. Raise ValueError, with a reason in French."""
    montant = lire_quantite(texte, "€", par_an=False)
    if montant < 0:
        raise ValueError("un montant en euros est attendu")
    return montant


def heures_minutes(valeur: Fraction) -> str:
    """Write hours as `48000h20`: a third of an hour has no decimal writing. Raise ValueError when minutes don't do."""
    minutes = valeur * 60
    if minutes.denominator != 1 or minutes < 0:
        raise ValueError(f"{valeur} h n'est pas un nombre entier de minutes")
    return f"{minutes.numerator // 60}h{minutes.numerator % 60:02d}"


def _part(unite: str) -> Fraction:
    """Return what a percent sign multiplies by."""
    if unite not in ("part", "%"):
        raise ValueError("un pourcentage n'a pas de sens ici")
    return Fraction(1, 100) if unite == "part" else Fraction(1)


def _facteur(mots: list[str], reste: str, unite: str, *, par_an: bool) -> Fraction:
    """Return what the words after a number multiply it by: `k € par mois`."""
    base, *denominateurs = unite.split("/")
    facteur = Fraction(1)
    if mots and mots[0] in _MULTIPLES and base == "€":
        facteur *= _MULTIPLES[mots.pop(0)]
    while mots and mots[0] in _mots_de(base):
        mots.pop(0)
    while mots:
        par, *suite = mots
        if par != "par" or not suite:
            raise _incompris(reste, unite)
        periode, *mots = suite
        if not any(periode in _mots_de(d) for d in denominateurs):
            facteur *= _fois(periode, reste, unite, annuel=par_an and unite in ("€", "h"))
    return facteur


def _fois(periode: str, reste: str, unite: str, *, annuel: bool) -> int:
    """Return how many times a year holds a period. Raise ValueError for what is none, or makes no sense here."""
    if periode in _SANS_COMPTE and annuel:
        raise ValueError(f"« {reste[:40]} » : donnez le nombre de l'année entière")
    fois = _FOIS_PAR_AN.get(periode)
    if fois is None or (fois > 1 and not annuel):
        raise _incompris(reste, unite)
    return fois


def _mots_de(unite: str) -> set[str]:
    if unite in _UNITES:
        return _UNITES[unite]
    mot = simple(unite).removesuffix("s")
    return {mot, f"{mot}s"} if mot else set()


def _incompris(reste: str, unite: str) -> ValueError:
    attendu = f", en {unite}" if unite not in ("", "part") else ""
    return ValueError(f"« {reste[:40]} » : ce n'est pas un nombre de ce qui est demandé{attendu}")
