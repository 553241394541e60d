"""Find communes by what people type: accents, hyphens, case, St and Ste do not count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log10
from typing import NamedTuple

from cafsim.communes import table
from cafsim.communes.modele import RENOMMEE, STATUTS, Commune
from cafsim.erreurs import EntreeRefusee, Probleme
from cafsim.typographie import simple

_MOTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLES = ("l", "le", "la", "les")
_CODE = re.compile(r"(?<![\w.,])([0-9]{1,2}|2[AB])[ \u00a0\u202f]?([0-9]{3})(?:[.,]0+)?(?![\w.,]*[0-9])", re.IGNORECASE)
"""A code as people and spreadsheets write it: `59350`, `59 350`, `59350.0`, `1004` without its zero, `2A004`."""
_VILLE_A_ARRONDISSEMENTS = re.compile(r"(paris|lyon|marseille) ([0-9]{1,2})(?:er|e|eme)?(?: arrondissement)?")

LONGUEUR_MAX = 150
"""Characters of what may name a commune: the longest name, a code and a département take a hundred."""
CHOIX_MAX = 8
"""So many communes are named in a message; a command shows the others."""
PROCHES_MAX = 4
RESSEMBLANCE = 0.72
"""Share of two names that must be alike (difflib's ratio) for one to be offered in the place of the other."""


def cle(nom: str) -> str:
    """Return what two writings of one name have in common: `Saint-Cœur-d'Œuf` → `saint coeur d oeuf`."""
    texte = re.sub(r"\bs/\s*", "sur ", simple(nom))
    return " ".join(_MOTS.get(mot, mot) for mot in re.findall(r"[a-z0-9]+", texte))


def code(texte: str) -> str:
    """Return the code that a text is, Insee or postal, as officially written: `59 350` → `59350`; `""` for a name."""
    demande = _lire(texte)
    return "" if demande.cle else demande.code


def homonymes(texte: str, commune: Commune) -> list[Commune]:
    """Return the other communes whose postal code is the text, when it is read as the Insee code of this one."""
    tape = code(texte)
    if tape != commune.code:
        return []
    return _classees(c for c in table.par_code_postal(tape) if c.code not in (commune.code, commune.dans))


def confusion(texte: str, commune: Commune) -> str:
    """Say that a code is the Insee code of one commune and the postal code of another; `""` when it is not."""
    autres = homonymes(texte, commune)
    if not autres:
        return ""
    postal = ", ".join(map(distincte, autres[:3])) + (", …" if len(autres) > 3 else "")
    return (
        f"« {texte.strip()} » est lu comme le code Insee de {distincte(commune)} ; c'est aussi le code postal de "
        f"{postal}. Vérifiez la commune."
    )


class Demande(NamedTuple):
    """What was typed: a name, and what tells it from others, a code (Insee or postal) or a département."""

    cle: str
    code: str
    departement: str


class CommuneDouteuse(EntreeRefusee):
    """A text that designates no commune, or several; `communes`: those that it may be."""

    def __init__(self, message: str, conseil: str, communes: Sequence[Commune] = ()) -> None:
        super().__init__([Probleme("", "commune", message, conseil)])
        self.communes = tuple(communes)


@lru_cache(maxsize=4096)
def resoudre(texte: str) -> Commune:
    """Return the one commune that a code or a name designates.

    Raise CommuneDouteuse with the choices when there are several, or the nearest names when there is none.
    """
    if len(texte) > LONGUEUR_MAX:
        raise CommuneDouteuse(f"commune inconnue « {texte[:40]}… ».", "Donnez son nom ou son code Insee.", ())
    demande = _lire(texte)
    if demande.code and not demande.cle:
        return _par_code(texte, demande.code)
    trouvees = _classees(_aujourd_hui(_designees(demande)))
    if len(trouvees) == 1:
        return trouvees[0]
    if trouvees:
        message = f"plusieurs communes s'appellent « {texte.strip()} »."
        toutes = _classees(_aujourd_hui((*trouvees, *renommees(texte))))
        raise CommuneDouteuse(message, f"Donnez le code Insee : {enumeration(toutes, texte)}.", toutes)
    communes, conseil = _conseil(demande)
    raise CommuneDouteuse(f"commune inconnue « {texte.strip()} ».", conseil, communes)


def chercher(texte: str, limite: int = 0) -> list[Commune]:
    """Return the communes that a text may designate, the likeliest first (`limite` of them, if not 0)."""
    demande = _lire(texte[:LONGUEUR_MAX])
    if demande.code and not demande.cle:
        trouvees = [*_du_code(demande.code), *_classees(table.par_code_postal(demande.code))]
    else:
        lectures = _lectures(demande)
        trouvees = _classees(c for d in lectures for c in _retenir(table.par_cle(d.cle), d))
        trouvees += _classees(_retenir(table.par_mots(demande.cle.split()), demande))
        if not trouvees:
            resultats = (_classees(_retenir(table.par_mots(d.cle.split()), d)) for d in lectures)
            trouvees = next(filter(None, resultats), [])
    return list({(c.code, c.nom): c for c in trouvees}.values())[: limite or None]


def noms(prefixe: str, limite: int = 20) -> list[str]:
    """Return what can complete a name: `Lille (59)`, today's communes, the largest first. None for less than 2 letters.

    Each of them resolves to its commune.
    """
    debut = cle(prefixe)
    if len(debut) < 2:
        return []
    trouvees = {c.code: c for p in (debut, *(f"{a} {debut}" for a in _ARTICLES)) for c in table.par_prefixe(p, 3000)}
    return [distincte(c) for c in _classees(c for c in trouvees.values() if c.actuelle)[:limite]]


def enumeration(communes: Sequence[Commune], texte: str = "") -> str:
    """Write communes as a list of codes and names, cut when it is long."""
    textes = [f"{c.code} {_avec_statut(c)} ({c.nom_departement})" for c in communes[:CHOIX_MAX]]
    reste = len(communes) - CHOIX_MAX
    if reste > 0:
        textes.append(f"et {reste} autre{'s' if reste > 1 else ''} (cafsim communes chercher {texte.strip()})")
    return ", ".join(textes)


def distincte(commune: Commune) -> str:
    """Write a name as short as it can be: with the code when its département holds it twice."""
    freres = [c for c in table.par_cle(commune.cle) if c.actuelle and c.departement == commune.departement]
    return f"{commune.nom} ({commune.departement if len(freres) == 1 else commune.code})"


def designation(commune: Commune) -> tuple[str, str]:
    """Return what to type to designate a commune and no other, and how it is shown among others."""
    tape = distincte(commune) if commune.actuelle else commune.code
    return tape, f"{_avec_statut(commune)} ({commune.nom_departement}, {commune.code})"


def _avec_statut(commune: Commune) -> str:
    return commune.nom if commune.actuelle else f"{commune.nom}, {STATUTS[commune.statut]}"


def _lire(texte: str) -> Demande:
    trouve = _CODE.search(texte)
    code = (trouve[1] + trouve[2]).upper().zfill(table.CODE) if trouve else ""
    return Demande(cle(texte.replace(trouve[0], " ", 1) if trouve else texte), code, "")


def _lectures(demande: Demande) -> list[Demande]:
    """Return the ways to read it: as one name, then with its last words as a département (`Saint-Denis (93)`)."""
    mots = demande.cle.split()
    lectures = [demande] if mots else []
    ville = _VILLE_A_ARRONDISSEMENTS.fullmatch(demande.cle)
    if ville:
        rang = ville[2].lstrip("0")
        lectures.append(demande._replace(cle=f"{ville[1]} {rang}{'er' if rang == '1' else 'e'} arrondissement"))
    coupes = range(len(mots) - 1, max(0, len(mots) - 5), -1)
    lectures += (demande._replace(cle=" ".join(mots[:i]), departement=" ".join(mots[i:])) for i in coupes)
    return lectures


def _designees(demande: Demande) -> list[Commune]:
    """Return the communes that have this very name: today's, or else those that have merged since."""
    for lecture in _lectures(demande):
        trouvees = _retenir(table.par_cle(lecture.cle), lecture)
        if trouvees:
            return [c for c in trouvees if c.actuelle] or trouvees
    return []


def _retenir(communes: Iterable[Commune], demande: Demande) -> list[Commune]:
    return [c for c in communes if _dans_le_departement(c, demande.departement) and _a_le_code(c, demande.code)]


def _a_le_code(commune: Commune, code: str) -> bool:
    return not code or code in (commune.code, *commune.codes_postaux, *commune.anciens_codes)


def _dans_le_departement(commune: Commune, indice: str) -> bool:
    nom = cle(commune.nom_departement)
    return not indice or indice in (commune.departement.lower(), nom, _sans_article(nom))


def _du_code(code: str) -> list[Commune]:
    """Return the commune of an Insee code; else those whose postal code it is, and the one that had it before."""
    commune = table.par_code(code)
    if commune and commune.code == code:
        return [commune]
    return _classees({c.code: c for c in (*table.par_code_postal(code), *([commune] if commune else ()))}.values())


def _par_code(texte: str, code: str) -> Commune:
    trouvees = _du_code(code)
    if len(trouvees) == 1:
        return trouvees[0]
    if trouvees:
        message = f"« {texte.strip()} » désigne plusieurs communes, comme code postal ou comme ancien code."
        raise CommuneDouteuse(message, f"Donnez le code Insee : {enumeration(trouvees, texte)}.", trouvees)
    raise CommuneDouteuse(
        f"aucune commune n'a le code « {texte.strip()} ».", "Cherchez par le nom : cafsim communes chercher."
    )


def _classees(communes: Iterable[Commune]) -> list[Commune]:
    """Sort: today's communes first, then the largest."""
    return sorted(communes, key=lambda c: (not c.actuelle, -(c.population or 0), c.code))


def _aujourd_hui(communes: Iterable[Commune]) -> list[Commune]:
    """Return them under the names they have today, each once."""
    actuelles = (table.par_code(c.code) or c if c.statut == RENOMMEE else c for c in communes)
    return list({(c.code, c.nom): c for c in actuelles}.values())


def renommees(texte: str) -> list[Commune]:
    """Return the former names that are written like this one."""
    return [c for c in table.par_cle(cle(texte)) if c.statut == RENOMMEE]


def _conseil(demande: Demande) -> tuple[Sequence[Commune], str]:
    """Return what an unknown name may be, and what to type."""
    cles = dict.fromkeys((demande.cle, _situee(demande).cle))
    meme_nom = _classees(_aujourd_hui(c for nom in cles for c in table.par_cle(nom)))
    if meme_nom:
        return meme_nom, f"Connues sous ce nom : {enumeration(meme_nom, demande.cle)}."
    proches = _proches(demande)
    if not proches:
        return (), "Donnez le nom entier ou le code Insee, ou cherchez : cafsim communes chercher."
    return proches, f"Les plus proches : {enumeration(proches, demande.cle)}."


def ressemblantes(texte: str) -> list[Commune]:
    """Return the few communes whose name looks like a mistyped one, those of the département that it names first."""
    return _proches(_lire(texte[:LONGUEUR_MAX]))


def _situee(demande: Demande) -> Demande:
    """Return the reading whose last words are a département, the most of them; the demand itself when none is."""
    return next((d for d in reversed(_lectures(demande)) if d.departement in _departements()), demande)


def _proches(demande: Demande) -> list[Commune]:
    lecture = _situee(demande)
    mots = [m for m in lecture.cle.split() if not m.isdecimal()]
    texte = " ".join(mots)
    if len(texte) < 3:
        return []
    contenant = _classees(_aujourd_hui(table.par_mots(mots)))
    proches = contenant[:3] or _ressemblantes(texte)
    return sorted(proches, key=lambda c: not _dans_le_departement(c, lecture.departement))[:PROCHES_MAX]


@lru_cache(maxsize=1024)
def _ressemblantes(texte: str) -> tuple[Commune, ...]:
    """Return the communes whose name, today's or a former one, is written nearly so: of two alike, the larger first."""
    from difflib import SequenceMatcher, get_close_matches  # noqa: PLC0415 (only where there is a mistake)

    connues = {c for c in table.cles() if abs(len(c) - len(texte)) <= 2 and set(c[:2]) & set(texte[:2])}
    trouvees: dict[str, float] = {}
    for proche in get_close_matches(texte, sorted(connues), n=12, cutoff=RESSEMBLANCE):
        part = SequenceMatcher(None, proche, texte).ratio()
        for commune in _aujourd_hui(table.par_cle(proche)):
            if commune.actuelle:
                taille = log10(1 + (commune.population or 0)) / 30
                trouvees[commune.code] = max(trouvees.get(commune.code, 0), part + taille)
    codes = sorted(trouvees, key=lambda code: -trouvees[code])
    return tuple(c for code in codes if (c := table.par_code(code)))


@lru_cache(maxsize=1)
def _departements() -> frozenset[str]:
    """Return all that may name a département: its code, its name, its name without its article."""
    tous = ((code.lower(), cle(nom)) for code, nom in table.departements().items())
    return frozenset(x for code, nom in tous for x in (code, nom, _sans_article(nom)))


def _sans_article(nom: str) -> str:
    premier, _, suite = nom.partition(" ")
    return suite if premier in _ARTICLES and suite else nom
