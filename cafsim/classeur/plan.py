"""The plan of an equipment as formulas: a year, then works, the Caf at its lowest, at its highest, as forecast.

The rules are those of the room `plan`: rights alone pay for a year; the Caf may refuse its ceilings, and never pays
more than the cost leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.classeur.bornes import litteral
from cafsim.classeur.calculs import Calculs, Valeur
from cafsim.classeur.donnees import INCONNU, CelluleSaisie
from cafsim.classeur.lignes import LigneEcrite
from cafsim.classeur.totaux import TotalEcrit, additionner
from cafsim.engine.numbers import ZERO
from cafsim.equipements.projet import Donnee, EquipementSaisi
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
    """A row: its cells, the Caf at its lowest, at its highest, as forecast; what they hold now; `reste` is the last."""

    libelle: str
    cellules: tuple[str, ...]
    vaut: tuple[Valeur, ...]
    reste: bool = False


class PlanEcrit(NamedTuple):
    """A balance: its title, its rows, expenses first."""

    titre: str
    postes: tuple[PosteEcrit, ...]


class Plans:
    """Writes the plans of one equipment."""

    def __init__(
        self,
        calculs: Calculs,
        saisi: EquipementSaisi,
        saisies: Mapping[str, CelluleSaisie],
        lignes: Sequence[LigneEcrite],
    ) -> None:
        self._calculs = calculs
        self._saisi = saisi
        self._saisies = saisies
        self._lignes = lignes

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
        montant = sum((m for t in tables if isinstance(m := t.get("montant"), Fraction)), ZERO)
        autres = self._poste(POSTES["cofinancement"], (litteral(montant),) * 3, (montant,) * 3)
        caf = self._caf(total, cout, montant)
        return PlanEcrit(TRAVAUX, (cout, caf, autres, self._reste(qui, cout, [caf, autres])))

    def _caf(self, total: TotalEcrit, cout: PosteEcrit, autres: Fraction) -> PosteEcrit:
        """Write the Caf's part: its rights, then all that it may give the owner, within what the cost leaves.

        The total holds the ceilings that aids share; what goes to somebody else is taken off it.
        """
        ailleurs = [
            x for x in self._comptees("ponctuel") if x.dispositif.beneficiaire != investissement.MAITRE_D_OUVRAGE
        ]
        droits = self._somme("Caf, versé à d'autres", [x for x in ailleurs if x.nature in AU_MINIMUM])
        tout = self._somme("Caf, versé à d'autres, plafonds compris", ailleurs)
        libre = f"MAX({cout.cellules[1]}-{litteral(autres)},0)"
        connu = cout.vaut[1]
        reste = max(connu - autres, ZERO) if isinstance(connu, Fraction) else None
        formules, valeurs = [], []
        vaut = total.vaut
        bouts = (
            (total.minimum, vaut.minimum, droits, 0),
            (total.maximum, vaut.maximum, tout, 1),
            (total.prevision, vaut.prevision, droits, 2),
        )
        for cellule, montre, moins, rang in bouts:
            net = f"({cellule}-{moins.cellules[rang]})"
            formules.append(f"IF(ISNUMBER({cout.cellules[1]}),MIN({net},{libre}),{net})")
            retire = moins.vaut[rang]
            montant = montre - (retire if isinstance(retire, Fraction) else ZERO)
            valeurs.append(montant if reste is None else min(montant, reste))
        return self._poste(CAF_TRAVAUX, formules, valeurs)

    def _comptees(self, periodicite: str) -> list[LigneEcrite]:
        """Return the lines of one periodicity that count in its total."""
        siennes = (x for x in self._lignes if x.dispositif.periodicite == periodicite and x.dispositif.payeur == "caf")
        return [x for x in siennes if x.nature in AU_MAXIMUM]

    def _saisie(self, nom: str, libelle: str, *autres: str) -> PosteEcrit:
        """Write what the user typed in an input, and in others added to it where they are known."""
        if nom not in self._saisies:
            return self._poste(libelle, (f'"{INCONNU}"',) * 3, (INCONNU,) * 3)
        sommes = [self._saisies[n] for n in autres if n in self._saisies]
        plus = "".join(f"+IF({x.connue},{x.bornes.bas},0)" for x in sommes)
        case = self._saisies[nom]
        valeurs = [_nombre(self._saisi.valeurs.get(n)) for n in (nom, *autres)]
        vaut: Valeur = INCONNU if valeurs[0] is None else sum((v for v in valeurs if v is not None), ZERO)
        formule = f'IF({case.connue},{case.bornes.bas}{plus},"{INCONNU}")'
        return self._poste(libelle, (formule,) * 3, (vaut,) * 3)

    def _somme(self, libelle: str, lignes: Sequence[LigneEcrite]) -> PosteEcrit:
        cellules = zip(*((x.minimum, x.maximum, x.prevision) for x in lignes), strict=True) if lignes else ((),) * 3
        vaut = [sum((v for x in lignes if isinstance(v := x.vaut[rang], Fraction)), ZERO) for rang in range(3)]
        return self._poste(libelle, [additionner(siennes) for siennes in cellules], vaut)

    def _reste(self, libelle: str, depense: PosteEcrit, recettes: Iterable[PosteEcrit]) -> PosteEcrit:
        liste = list(recettes)
        formules, valeurs = [], []
        for rang in range(3):
            cellule = depense.cellules[rang]
            moins = "".join(f"-N({x.cellules[rang]})" for x in liste)
            formules.append(f'IF(ISNUMBER({cellule}),ROUND({cellule}{moins},2),"{INCONNU}")')
            connu = depense.vaut[rang]
            payes = sum((v for x in liste if isinstance(v := x.vaut[rang], Fraction)), ZERO)
            valeurs.append(connu - payes if isinstance(connu, Fraction) else INCONNU)
        return self._poste(libelle, formules, valeurs)._replace(reste=True)

    def _poste(self, libelle: str, formules: Sequence[str], vaut: Sequence[Valeur]) -> PosteEcrit:
        return PosteEcrit(libelle, self._calculs.ajouter(f"Plan : {libelle}", formules, vaut), tuple(vaut))


def _nombre(valeur: Donnee) -> Fraction | None:
    return valeur if isinstance(valeur, Fraction) else None
