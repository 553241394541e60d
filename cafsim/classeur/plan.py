"""The plan of an equipment as formulas: a year, then works, the Caf at its lowest, at its highest, as forecast.

The rules are those of the room `plan`: rights alone pay for a year; the Caf may refuse its ceilings, and never pays
more than the cost leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.calculs import Calculs
from cafsim.classeur.cases import (
    NUL,
    Case,
    au_centime,
    compte,
    est_nombre,
    maximum,
    minimum,
    moins,
    mot,
    nombre,
    plus,
    si,
    somme,
)
from cafsim.classeur.donnees import INCONNU, CelluleSaisie
from cafsim.classeur.lignes import LigneEcrite
from cafsim.classeur.totaux import TotalEcrit
from cafsim.engine.numbers import ZERO
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.estimation.resultat import AU_MAXIMUM, AU_MINIMUM
from cafsim.plan import fonctionnement, investissement
from cafsim.render.mots.plan import POSTES, RESTE_ANNEE, RESTE_TRAVAUX

ANNEE = "Une année de fonctionnement : la Caf au plus bas, au plus haut, prévision"
TRAVAUX = "Plan de financement des travaux : sans la Caf, la Caf au plus haut, prévision"
CAF_ANNEE = "Caf, aides de droit"
CAF_TRAVAUX = "Caf, plafonds que son conseil d'administration peut accorder"


ANNUELS = ("depenses", "participations_familiales", "autres_recettes")
DES_TRAVAUX = ("cout", "cout_mobilier")


def champs_du_plan(saisi: EquipementSaisi) -> set[str]:
    """Return the inputs that the plan of an equipment reads: its sheet shows them even where no aid does."""
    annuels = ANNUELS if fonctionnement.concerne(saisi) else ()
    travaux = DES_TRAVAUX if investissement.concerne(saisi) else ()
    return {*annuels, *travaux} & champs(saisi.type).keys()


class PosteEcrit(NamedTuple):
    """A row: its cells, the Caf at its lowest, at its highest, as forecast; `reste` is the last."""

    libelle: str
    cas: tuple[Case, ...]
    reste: bool = False


class PlanEcrit(NamedTuple):
    """A balance: its title, its rows, expenses first."""

    titre: str
    postes: tuple[PosteEcrit, ...]


@dataclass(slots=True)
class Plans:
    """Writes the plans of one equipment."""

    _calculs: Calculs
    _saisi: EquipementSaisi
    _saisies: Mapping[str, CelluleSaisie]
    _lignes: Sequence[LigneEcrite]

    def ecrire(self, totaux: Mapping[str, TotalEcrit]) -> Iterator[PlanEcrit]:
        """Yield the year, then the works, where the equipment has them."""
        if fonctionnement.concerne(self._saisi):
            yield self._annee()
        if investissement.concerne(self._saisi) and "cout" in self._saisies:
            yield self._travaux(totaux["ponctuel"])

    def _annee(self) -> PlanEcrit:
        qui = RESTE_ANNEE[fonctionnement.porteur(self._saisi)]
        droits = [x for x in self._comptees("annuel") if x.nature in AU_MINIMUM]
        siennes = [x for x in droits if x.dispositif.beneficiaire == fonctionnement.GESTIONNAIRE]
        charges = self._saisie("depenses", POSTES["charges"])
        recettes = [
            self._saisie("participations_familiales", POSTES["familles"]),
            self._somme(CAF_ANNEE, siennes),
            self._saisie("autres_recettes", POSTES["autres_recettes"]),
        ]
        return PlanEcrit(ANNEE, (charges, *recettes, self._reste(qui, charges, recettes)))

    def _travaux(self, total: TotalEcrit) -> PlanEcrit:
        qui = RESTE_TRAVAUX[investissement.PORTEURS.get(self._saisi.valeurs.get("gestionnaire"), "inconnu")]
        cout = self._saisie("cout", POSTES["cout"], "cout_mobilier")
        tables = self._saisi.listes.get("cofinancements", ())
        montant = nombre(sum((m for t in tables if isinstance(m := t.get("montant"), Fraction)), ZERO))
        autres = self._poste(POSTES["cofinancement"], [montant] * 3)
        caf = self._caf(total, cout.cas[1], montant)
        return PlanEcrit(TRAVAUX, (cout, caf, autres, self._reste(qui, cout, [caf, autres])))

    def _caf(self, total: TotalEcrit, cout: Case, autres: Case) -> PosteEcrit:
        """Write the Caf's part: its rights, then all that it may give the owner, within what the cost leaves.

        The total holds the ceilings that aids share; what goes to somebody else is taken off it.
        """
        ailleurs = [
            x for x in self._comptees("ponctuel") if x.dispositif.beneficiaire != investissement.MAITRE_D_OUVRAGE
        ]
        droits = self._somme("Caf, versé à d'autres", [x for x in ailleurs if x.nature in AU_MINIMUM])
        tout = self._somme("Caf, versé à d'autres, plafonds compris", ailleurs)
        libre = maximum(moins(cout, autres), NUL)
        nets = (
            moins(total.minimum, droits.cas[0]),
            moins(total.maximum, tout.cas[1]),
            moins(total.prevision, droits.cas[2]),
        )
        return self._poste(CAF_TRAVAUX, [si(est_nombre(cout), minimum(net, libre), net) for net in nets])

    def _comptees(self, periodicite: str) -> list[LigneEcrite]:
        """Return the lines of one periodicity that count in its total."""
        siennes = (x for x in self._lignes if x.dispositif.periodicite == periodicite and x.dispositif.payeur == "caf")
        return [x for x in siennes if x.nature in AU_MAXIMUM]

    def _saisie(self, nom: str, libelle: str, *autres: str) -> PosteEcrit:
        """Write what the user typed in an input, and in others added to it where they are known."""
        if nom not in self._saisies:
            return self._poste(libelle, [mot(INCONNU)] * 3)
        premiere, *suivantes = (self._saisies[n] for n in (nom, *autres) if n in self._saisies)
        montant = plus(premiere.valeur, *(si(x.connue, x.valeur, NUL) for x in suivantes))
        return self._poste(libelle, [si(premiere.connue, montant, mot(INCONNU))] * 3)

    def _somme(self, libelle: str, lignes: Sequence[LigneEcrite]) -> PosteEcrit:
        bouts = [somme(getattr(x, bout) for x in lignes) for bout in ("minimum", "maximum", "prevision")]
        return self._poste(libelle, bouts)

    def _reste(self, libelle: str, depense: PosteEcrit, recettes: Sequence[PosteEcrit]) -> PosteEcrit:
        restes = []
        for rang, cout in enumerate(depense.cas):
            laisse = au_centime(moins(cout, *(compte(x.cas[rang]) for x in recettes)))
            restes.append(si(est_nombre(cout), laisse, mot(INCONNU)))
        return self._poste(libelle, restes)._replace(reste=True)

    def _poste(self, libelle: str, cas: Sequence[Case]) -> PosteEcrit:
        return PosteEcrit(libelle, self._calculs.ajouter(f"Plan : {libelle}", *cas))
