"""Each figure of the table is read by at least one case: move it by a cent, and some result moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from cas import Cas, cas, observe
from strategies import change

from cafsim.baremes.loader import load
from cafsim.baremes.model import Baremes, Valeur
from cafsim.dispositifs.registre import dispositifs
from cafsim.estimation.moteur import fenetre_de

CENTIME = Fraction(1, 100)
AILLEURS = {"tarif_familles", "apport_minimal", "reperes"}
"""Read by no aid: tests/test_tarif.py, tests/plan/test_apport.py and tests/test_vraisemblance.py move their figures."""


@dataclass(frozen=True)
class Chiffre:
    """One figure of one row, and the row with this figure a cent higher (a threshold: a little lower)."""

    cle: str
    rang: int
    nom: str
    faux: Valeur

    def __str__(self) -> str:
        dimensions = " ".join(str(d) for v in self.faux.dimensions.values() for d in v)
        palier = f" ≤ {float(self.faux.jusqu_a):g}" if self.faux.jusqu_a is not None else ""
        return f"{self.cle} {self.faux.debut} {self.faux.referentiel} {dimensions}{palier} {self.nom}"


def variantes(valeur: Valeur) -> Iterator[tuple[str, Valeur]]:
    if valeur.valeur is not None:
        plus = valeur.valeur + CENTIME
        yield "valeur", change(valeur, minimum=plus, maximum=plus)
    elif not valeur.lacune:
        assert valeur.minimum is not None
        yield "minimum", change(valeur, minimum=valeur.minimum + CENTIME)
        if valeur.maximum is not None:
            yield "maximum", change(valeur, maximum=valeur.maximum + CENTIME)
    if valeur.jusqu_a is not None:
        yield "seuil", change(valeur, jusqu_a=valeur.jusqu_a - CENTIME / 5)


def chiffres() -> list[Chiffre]:
    table = load()
    return [
        Chiffre(cle, rang, nom, faux)
        for cle in table.cles()
        if cle.partition(".")[0] not in AILLEURS
        for rang, valeur in enumerate(table.serie(cle).valeurs)
        for nom, faux in variantes(valeur)
        if nom != "seuil" or separe(valeur, table.serie(cle).valeurs[rang + 1 :])
    ]


def separe(valeur: Valeur, suivantes: Sequence[Valeur]) -> bool:
    """Say whether the tier above is another amount: between two equal tiers a threshold changes nothing."""
    combinaisons = list(product(*valeur.dimensions.values()))
    return any(
        (dessus.minimum, dessus.maximum) != (valeur.minimum, valeur.maximum)
        for combinaison in combinaisons
        for dessus in [next(v for v in suivantes if combinaison in product(*v.dimensions.values()))]
    )


def avec(table: Baremes, chiffre: Chiffre) -> Baremes:
    bloc, _, nom = chiffre.cle.partition(".")
    serie = table.serie(chiffre.cle)
    valeurs = [chiffre.faux if rang == chiffre.rang else v for rang, v in enumerate(serie.valeurs)]
    series = {**table.blocs[bloc].series, nom: change(serie, valeurs=tuple(valeurs))}
    return change(table, blocs={**table.blocs, bloc: change(table.blocs[bloc], series=series)})


LECTEURS = {"psu": {"psu", "journees_pedagogiques"}, "piaje": {"piaje", "fme"}}


PAR_AIDE: dict[str, list[Cas]] = defaultdict(list)
for _un in cas():
    PAR_AIDE[_un.dispositif].append(_un)


def concerne(un: Cas, valeur: Valeur) -> bool:
    fenetre = fenetre_de(dispositifs()[un.dispositif], un.projet.equipements[0])
    return fenetre.dans(valeur.debut, valeur.fin) is not None and valeur.referentiel in ("national", un.referentiel)


def test_a_wrong_cent_is_seen(baremes: Baremes) -> None:
    intacts: dict[str, dict[str, object]] = {}
    assert [str(c) for c in chiffres() if not vu(c, baremes, intacts)] == []


def vu(chiffre: Chiffre, baremes: Baremes, intacts: dict[str, dict[str, object]]) -> bool:
    """Say whether a case gives something else with the wrong figure; `intacts` keeps what each gives with the right one."""
    bloc = chiffre.cle.partition(".")[0]
    fausse = avec(baremes, chiffre)
    for aide in sorted(LECTEURS.get(bloc, {bloc}), key=lambda a: a != bloc):
        for un in PAR_AIDE[aide]:
            if not concerne(un, chiffre.faux):
                continue
            if str(un) not in intacts:
                intacts[str(un)] = observe(un, baremes)
            if observe(un, fausse) != intacts[str(un)]:
                return True
    return False
