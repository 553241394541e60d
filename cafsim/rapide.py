"""The same lines for many rows: compiled formulas, no explanation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.compiled import Call, ExactCompiler, Functions, Path, Raw, raw, value
from cafsim.engine.compiled_span import Open, RangeCompiler, possible
from cafsim.engine.exact import Value
from cafsim.engine.expr import Expr
from cafsim.engine.span import Possible, Span
from cafsim.equipements.projet import EquipementSaisi
from cafsim.lignes import Arbre, Jugement, Lignes, Valeurs
from cafsim.resultat import LigneEstimee

MODELES_GARDES = 5_000
"""Lines kept as models: beyond, all are forgotten, with what they lack: memory does not grow with the rows."""

Cle = tuple[int, Path, tuple[str, ...], bool | None]


class Fonctions:
    """The compiled formulas of an engine."""

    def __init__(self) -> None:
        self.exactes: Functions[Raw] = Functions(ExactCompiler)
        self.etendues: Functions[Open] = Functions(RangeCompiler)


class JugementRapide(Jugement):
    """Answers with compiled functions."""

    def __init__(self, valeurs: Valeurs, fonctions: Fonctions) -> None:
        super().__init__(valeurs)
        self.rangee = {nom: raw(valeur) for nom, valeur in valeurs.items()}
        self._fonctions = fonctions
        self._exacts, self._etendus = Call(self.rangee), Call(self.rangee)

    def exact(self, arbre: Expr) -> Value:
        """Return the exact result of a tree."""
        return value(self._fonctions.exactes(arbre)(self._exacts))

    def etendue(self, arbre: Expr) -> Possible:
        """Return all that a tree may give."""
        return possible(self._fonctions.etendues(arbre)(self._etendus))


class LignesRapides(Lignes):
    """Makes the lines of `Lignes`, without explanations.

    Lines whose formula took the same path differ by their amounts only: the first serves as a model for the others.
    """

    explique = False

    def __init__(self, baremes: Baremes) -> None:
        super().__init__(baremes)
        self._fonctions = Fonctions()
        self._modeles: dict[Cle, LigneEstimee] = {}

    def jugement(self, valeurs: Valeurs) -> JugementRapide:
        """Return the judgement of one equipment."""
        return JugementRapide(valeurs, self._fonctions)

    def _exacte(
        self, dispositif: Dispositif, arbre: Arbre, saisi: EquipementSaisi, juge: Jugement
    ) -> LigneEstimee | None:
        appel, formule = Call(_rangee(juge)), arbre.calcul.montant
        montant = value(self._fonctions.exactes(formule)(appel))
        if not isinstance(montant, Fraction):
            return None
        cle: Cle = (id(formule), tuple(appel.path), (), True)
        modele = self._modeles.get(cle)
        if modele is None:
            modele = super()._exacte(dispositif, arbre, saisi, juge)
            return self._garde(cle, modele) if modele else None
        return _a_l_image(modele, arbre, saisi, juge, Span(montant, montant))

    def _possible(
        self,
        dispositif: Dispositif,
        arbre: Arbre,
        saisi: EquipementSaisi,
        juge: Jugement,
        inconnues: Sequence[Expr],
    ) -> LigneEstimee:
        appel, racine = Call(_rangee(juge)), self._racine(arbre, inconnues)
        montant = possible(self._fonctions.etendues(racine)(appel))
        if not isinstance(montant, Span) or appel.divided_by_zero:
            return super()._possible(dispositif, arbre, saisi, juge, inconnues)
        connu = montant.low is not None and montant.high is not None
        absents = tuple(n for n in self._fonctions.etendues.inputs(racine) if appel.row.get(n) is None)
        cle: Cle = (id(racine), tuple(appel.path), absents, montant.exact if connu else None)
        modele = self._modeles.get(cle)
        if modele is None:
            return self._garde(cle, super()._possible(dispositif, arbre, saisi, juge, inconnues))
        return _a_l_image(modele, arbre, saisi, juge, montant)

    def _garde(self, cle: Cle, modele: LigneEstimee) -> LigneEstimee:
        if len(self._modeles) >= MODELES_GARDES:
            self._modeles.clear()
            self._manques.clear()
        self._modeles[cle] = modele
        return modele


def _rangee(juge: Jugement) -> dict[str, Raw]:
    if not isinstance(juge, JugementRapide):
        raise TypeError("compiled formulas need the judgement of `LignesRapides.jugement`")
    return juge.rangee


def _a_l_image(
    modele: LigneEstimee, arbre: Arbre, saisi: EquipementSaisi, juge: Jugement, montant: Span
) -> LigneEstimee:
    connu = montant.low is not None and montant.high is not None
    return modele._replace(
        equipement=saisi.nom,
        base=juge.nombre(arbre.calcul.base),
        taux=juge.nombre(arbre.calcul.taux),
        montant=montant.low if montant.exact else None,
        minimum=montant.low if connu else None,
        maximum=montant.high if connu else None,
    )
