"""Where an estimate starts: the rate table under the user's rates, the aids chosen, the referential, the projects."""

from __future__ import annotations

from collections.abc import Container, Iterable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cafsim.baremes.mes_taux import charger_baremes, feuilles_gardees
from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.cli.console import noter
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Projet
from cafsim.erreurs import Collecte, Probleme, lever, refus
from cafsim.estimation.demande import aides_proches, lire_aides, noms_des_aides, verifier_referentiel
from cafsim.estimation.moteur import Moteur
from cafsim.fichiers import vrai_chemin
from cafsim.projet.lecture import lire_projet
from cafsim.valeurs import nombres as valeurs


class Depart(NamedTuple):
    """What an estimate starts from. `aides`: those named; all of them when there is none."""

    baremes: Baremes
    aides: frozenset[str] = frozenset()
    referentiel: str = NATIONAL

    def moteur(self) -> Moteur:
        """Return the engine for these rates and this referential."""
        return Moteur(self.baremes, self.referentiel)

    def projets(self, fichiers: Iterable[Path]) -> list[Projet]:
        """Read the projects. Raise EntreeRefusee with every problem, a year that the referential does not cover too."""
        projets = lire_projets(fichiers, self.baremes)
        self.verifier(projets)
        return projets

    def verifier(self, projets: Iterable[Projet]) -> None:
        """Refuse projects of a year that the referential does not cover. Raise EntreeRefusee."""
        verifier_referentiel(self.referentiel, [e.exercice for p in projets for e in p.equipements])


def charger(surcouche: Path | None, *, sans_mes_taux: bool) -> Baremes:
    """Return the rate table under the user's own rates; those that he keeps are said. Raise EntreeRefusee."""
    feuilles = [] if sans_mes_taux else feuilles_gardees()
    if feuilles:
        noter(f"Vos taux : {' ; '.join(map(str, feuilles))}. Sans eux : --sans-mes-taux.")
    return charger_baremes(surcouche, feuilles=feuilles)


def partir(
    surcouche: Path | None, aides: Iterable[str] | None = None, referentiel: str = NATIONAL, *, sans_mes_taux: bool
) -> Depart:
    """Load what the options name. Raise EntreeRefusee for rates, aids or a referential that can't be used."""
    table = charger(surcouche, sans_mes_taux=sans_mes_taux)
    choisies = lire_aides(aides, table)
    verifier_referentiel(referentiel, [])
    return Depart(table, choisies, referentiel)


def lire_projets(fichiers: Iterable[Path], baremes: Baremes) -> list[Projet]:
    """Read all the projects. Raise EntreeRefusee with the problems of every file."""
    collecte = Collecte()
    vus: set[Path] = set()

    def lire(fichier: Path) -> Projet:
        if vrai_chemin(fichier) in vus:
            raise refus(fichier, "ce fichier est donné deux fois.", "Ne le donnez qu'une fois.")
        vus.add(vrai_chemin(fichier))
        return lire_projet(fichier, baremes)

    projets = [collecte.essayer(partial(lire, fichier)) for fichier in fichiers]
    collecte.lever()
    return [projet for projet in projets if projet is not None]


def lire_annees(texte: str, au_moins: int) -> list[int]:
    """Read `2022,2024,2026`, so many at least. Raise EntreeRefusee with every wrong year."""
    problemes = []
    annees: list[int] = []
    conseil = f"De {PREMIER_EXERCICE} à {dernier_exercice()}, par exemple : --annees 2022,2024."
    for mot in (m.strip() for m in texte.split(",")):
        if not (mot.isascii() and mot.isdigit() and len(mot) == 4):
            problemes.append(Probleme("--annees", "", f"« {mot[:40]} » n'est pas une année.", conseil))
        elif not PREMIER_EXERCICE <= int(mot) <= dernier_exercice():
            problemes.append(Probleme("--annees", "", f"aucun barème pour l'exercice {mot}.", conseil))
        elif int(mot) in annees:
            problemes.append(Probleme("--annees", "", f"{mot} est donnée deux fois."))
        else:
            annees.append(int(mot))
    if not problemes and len(annees) < au_moins:
        problemes.append(Probleme("--annees", "", "au moins deux années sont attendues.", conseil))
    lever(problemes)
    return annees


def nom_d_aide(texte: str, connues: Container[str]) -> str:
    """Return the identifier of the aid that a text names; the text as it is when it names none of those known."""
    designees = [a for a in noms_des_aides().designes(texte) if a in connues]
    return designees[0] if len(designees) == 1 else texte


def controler(baremes: Baremes, aide: str | None = None, **annees: int | None) -> None:
    """Refuse an aid that does not exist, and years that the table does not cover. Raise EntreeRefusee.

    `annees` are named as the command names them: `annee` is an option, the others are arguments.
    """
    problemes = []
    if aide is not None and aide not in baremes.blocs:
        conseil = aides_proches(aide, list(baremes.blocs)) or "La liste : cafsim baremes liste"
        problemes.append(Probleme("", aide, "aide inconnue du barème.", conseil))
    for nom, annee in annees.items():
        if annee is not None and not PREMIER_EXERCICE <= annee <= dernier_exercice():
            ou = "--annee" if nom == "annee" else nom.upper()
            proche = PREMIER_EXERCICE if annee < PREMIER_EXERCICE else dernier_exercice()
            conseil = f"De {PREMIER_EXERCICE} à {dernier_exercice()} ; la plus proche est {proche}."
            problemes.append(Probleme("", ou, f"l'année {annee} n'est pas dans le barème.", conseil))
    lever(problemes)


MONTANT_MAX = Fraction(10_000_000_000)


def lire_montant(option: str, texte: str) -> Fraction:
    """Read an amount as French people write it. Raise EntreeRefusee."""
    lu, conseil = f"« {texte[:40]} »", f'Exemples : {option} 312000 ; {option} "312 000,50".'
    try:
        montant = valeurs.lire_montant(texte)
    except ValueError as error:
        raise refus(option, f"{lu} : {error}.", conseil) from None
    if montant > MONTANT_MAX:
        raise refus(option, f"{lu} dépasse toute vraisemblance.", conseil)
    return montant
