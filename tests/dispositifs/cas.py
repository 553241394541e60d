"""Case files: read `tests/cas/<aid>/*.toml` and play a case.

A file holds `equipement`, `communs` (fields that all its cases share) and `[[cas]]` tables:
    nom, exercice, champs, and `source` or `calcul_a_la_main` (the arithmetics, from the dossiers);
    taux, referentiel, ligne (a part of the label, when the aid has several lines);
    attendu: statut, montant, minimum, maximum, prevision, taux (of the line), etapes, motif, avertissement, sans_avertissement.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from strategies import projet

from cafsim.baremes.model import NATIONAL, Baremes
from cafsim.equipements.projet import Donnee, Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation, LigneEstimee

DOSSIER = Path(__file__).parent.parent / "cas"
AILLEURS = {"tarif"}
"""Case folders of another test."""

CLES_CAS = {"nom", "exercice", "champs", "source", "calcul_a_la_main", "taux", "referentiel", "ligne", "attendu"}
CLES_ATTENDU = {
    "statut", "montant", "minimum", "maximum", "prevision", "taux", "etapes", "motif", "avertissement", "sans_avertissement",
}  # fmt: skip


@dataclass(frozen=True)
class Cas:
    """One case."""

    chemin: Path
    nom: str
    dispositif: str
    source: str
    projet: Projet
    referentiel: str
    ligne: str
    attendu: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.dispositif}/{self.chemin.stem} : {self.nom}"


def donnee(valeur: Any) -> Donnee:
    """Make a TOML value what the engine takes; "?" is unknown."""
    if valeur == "?":
        return None
    return Fraction(valeur) if isinstance(valeur, int | Decimal) and not isinstance(valeur, bool) else valeur


def fichiers() -> list[Path]:
    """Every case file."""
    return sorted(f for f in DOSSIER.glob("*/*.toml") if f.parent.name not in AILLEURS)


def lire(chemin: Path) -> dict[str, Any]:
    """Parse a case file, decimals exact."""
    return tomllib.loads(chemin.read_text(encoding="utf-8"), parse_float=Decimal)


def cas() -> Iterator[Cas]:
    """Every case of every file."""
    for chemin in fichiers():
        fichier = lire(chemin)
        for brut in fichier["cas"]:
            champs = {**fichier.get("communs", {}), **brut.get("champs", {})}
            taux = {cle: Fraction(valeur) for cle, valeur in brut.get("taux", {}).items()}
            valeurs = {nom: donnee(valeur) for nom, valeur in champs.items()}
            yield Cas(
                chemin=chemin,
                nom=f"{brut['exercice']} {brut['nom']}",
                dispositif=chemin.parent.name,
                source=brut.get("source") or brut.get("calcul_a_la_main", ""),
                projet=projet(fichier["equipement"], brut["exercice"], valeurs, taux),
                referentiel=brut.get("referentiel", NATIONAL),
                ligne=brut.get("ligne", ""),
                attendu=brut["attendu"],
            )


def jouer(un: Cas, baremes: Baremes) -> tuple[LigneEstimee, Estimation]:
    """Estimate a case; return its line and the whole."""
    estimation = Moteur(baremes, un.referentiel).estimer(un.projet, (un.dispositif,))
    lignes = [x for x in estimation.lignes if x.dispositif == un.dispositif and un.ligne in x.libelle]
    if len(lignes) != 1:
        raise AssertionError(f"{un} : {len(lignes)} lignes trouvées, une attendue")
    return lignes[0], estimation


def _lisible(phrases: Iterable[str]) -> str:
    return "\n".join(phrases).replace("\u00a0", " ")


def observe(un: Cas, baremes: Baremes) -> dict[str, object]:
    """What came out, under the keys that the case expects."""
    ligne, estimation = jouer(un, baremes)
    tout = _lisible(estimation.avertissements)
    motifs = _lisible(ligne.motifs)
    vu: dict[str, object] = {}
    for cle, attendu in un.attendu.items():
        if cle == "etapes":
            valeurs = {e.label: e.value for e in ligne.etapes}
            vu[cle] = {libelle: valeurs.get(libelle) for libelle in attendu}
        elif cle == "motif":
            vu[cle] = attendu if attendu in motifs else motifs
        elif cle in ("avertissement", "sans_avertissement"):
            present = attendu in tout
            vu[cle] = attendu if present is (cle == "avertissement") else tout
        else:
            vu[cle] = getattr(ligne, cle)
    return vu


def attendu(un: Cas) -> dict[str, object]:
    """What the case expects, in the engine's types."""
    return {
        cle: {k: donnee(v) for k, v in valeur.items()} if isinstance(valeur, dict) else donnee(valeur)
        for cle, valeur in un.attendu.items()
    }
