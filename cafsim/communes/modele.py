"""What is known of a commune, each figure with its year."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from cafsim.equipements.projet import Donnee

ANNEES = (2020, 2021, 2022)
"""Years of the Dgcl's figures in the packaged table."""

APRES = 2023
"""What `perimetre` says of a commune that has merged or split after the last figures."""

COLONNES = (
    "code", "cle", "nom", "statut", "dans", "departement", "nom_departement", "epci", "nom_epci", "population",
    "codes_postaux", "anciens_codes", "perimetre",
    *(f"{chiffre}_{annee}" for chiffre in ("zrr", "pf", "revenu", "qpv") for annee in ANNEES),
)  # fmt: skip
"""Columns of `data/communes.csv`, which `outils/territoire.py` writes."""

REUNION = "974"
"""There, only a part of each commune was in Zrr."""
RENOMMEE = "renommee"
STATUTS = {
    "deleguee": "commune déléguée",
    "associee": "commune associée",
    "ancienne": "ancienne commune",
    "arrondissement": "arrondissement",
    RENOMMEE: "ancien nom",
}
"""What a row is when it is no longer, or has never been, a commune of its own."""


class Apport(NamedTuple):
    """What a commune brings to a field: a value, its sentence, and what is told when the value may not be filled."""

    valeur: Donnee = None
    phrase: str = ""
    sinon: str = ""


class Commune(NamedTuple):
    """A commune, or a part of one: `dans` is then the code of the commune where it lies.

    Figures are by year; a year that is absent is unknown. `perimetre` is the first year whose figures are those of
    today's perimeter (0: all of them).
    """

    code: str
    cle: str
    nom: str
    statut: str
    dans: str
    departement: str
    nom_departement: str
    epci: str
    """Siren of its intercommunalité; empty when it has none."""
    nom_epci: str
    population: int | None
    codes_postaux: tuple[str, ...]
    anciens_codes: tuple[str, ...]
    perimetre: int
    zrr: Mapping[int, bool]
    """Zone de revitalisation rurale, classement or maintained benefit: the Dgcl does not tell them apart."""
    potentiel_financier_hab: Mapping[int, Fraction]
    """€ per inhabitant (population Dgf)."""
    revenu_imposable_hab: Mapping[int, Fraction]
    """€ per inhabitant."""
    population_qpv: Mapping[int, int]
    """Inhabitants of the Qpv of 2015; 0 is no proof that there is none."""

    @property
    def actuelle(self) -> bool:
        """Whether it is a commune today."""
        return not self.dans

    @property
    def outre_mer(self) -> bool:
        """Whether it is overseas."""
        return self.departement.startswith(("97", "98"))

    def vaut(self, annee: int, exercice: int) -> bool:
        """Say whether the figures of a year are those of its perimeter in an exercice, the same year or a later one."""
        if annee >= APRES:
            return annee == exercice or (self.actuelle and self.perimetre < APRES)
        return annee >= self.perimetre if self.actuelle else annee == exercice

    @property
    def titre(self) -> str:
        """`Lille (Nord, 59350)`."""
        return f"{self.nom} ({self.nom_departement}, {self.code})"


def depuis(ligne: bytes) -> Commune:
    """Read a row of the table. An empty cell is unknown."""
    code, cle, nom, statut, dans, departement, nom_departement, epci, nom_epci, *reste = ligne.decode().split(";")
    population, codes_postaux, anciens_codes, perimetre, *chiffres = reste
    zrr, pf, revenu, qpv = (
        {annee: texte for annee, texte in zip(ANNEES, chiffres[i : i + 3], strict=True) if texte} for i in (0, 3, 6, 9)
    )
    return Commune(
        code,
        cle,
        nom,
        statut,
        dans,
        departement,
        nom_departement,
        epci,
        nom_epci,
        population=int(population) if population else None,
        codes_postaux=tuple(codes_postaux.split()),
        anciens_codes=tuple(anciens_codes.split()),
        perimetre=int(perimetre or 0),
        zrr={annee: texte == "1" for annee, texte in zrr.items()},
        potentiel_financier_hab={annee: Fraction(texte) for annee, texte in pf.items()},
        revenu_imposable_hab={annee: Fraction(texte) for annee, texte in revenu.items()},
        population_qpv={annee: int(texte) for annee, texte in qpv.items()},
    )


SANS_CAF = ("975", "977", "978", "984", "986", "987", "988", "989")
"""Territories overseas that have no Caf of their own."""
SANS_ARTICLE = ("Paris", "Mayotte", "La Réunion")
SINGULIERS = ("Bas", "Calvados", "Doubs", "Gers", "Pas")
MASCULINS = ("Finistère", "Rhône", "Territoire de Belfort", "Vaucluse")
VOYELLES = ("A", "E", "I", "O", "U", "Y", "Hérault")


def caf(commune: Commune) -> str | None:
    """Return `Caf du Nord`, the name of the Caf of a commune; None where there is none."""
    return None if commune.departement in SANS_CAF else f"Caf {_de(commune.nom_departement)}"


def _de(nom: str) -> str:
    """Return the name of a département with its preposition: `du Nord`, `de l'Ain`, `des Landes`, `d'Eure-et-Loir`."""
    elidee = nom.startswith(VOYELLES)
    premier = nom.split("-", maxsplit=1)[0]
    if nom in SANS_ARTICLE or "-et-" in nom:
        return f"d'{nom}" if elidee else f"de {nom}"
    if premier.endswith(("s", "x")) and premier not in SINGULIERS:
        return f"des {nom}"
    if elidee:
        return f"de l'{nom}"
    return f"{'de la' if premier.endswith('e') and premier not in MASCULINS else 'du'} {nom}"
