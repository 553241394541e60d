"""The same lines for many rows: compiled formulas, no explanation."""

from __future__ import annotations

from fractions import Fraction

from cafsim.baremes.model import Baremes
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.compiled import Call, Functions, Path, raw, value
from cafsim.engine.exact import Value
from cafsim.engine.expr import Expr
from cafsim.equipements.projet import EquipementSaisi
from cafsim.lignes import Arbre, Jugement, Lignes, Valeurs
from cafsim.resultat import LigneEstimee


class JugementRapide(Jugement):
    """Answers with compiled functions; only a range needs the tree itself."""

    def __init__(self, valeurs: Valeurs, fonctions: Functions) -> None:
        super().__init__(valeurs)
        self.rangee = {nom: raw(valeur) for nom, valeur in valeurs.items()}
        self._fonctions = fonctions
        self._appel = Call(self.rangee)

    def exact(self, arbre: Expr) -> Value:
        """Return the exact result of a tree."""
        return value(self._fonctions(arbre)(self._appel))


class LignesRapides(Lignes):
    """Makes the lines of `Lignes`, without explanations.

    Lines whose formula took the same path differ by their amounts only: the first serves as a model for the others.
    """

    explique = False

    def __init__(self, baremes: Baremes) -> None:
        super().__init__(baremes)
        self._fonctions = Functions()
        self._modeles: dict[tuple[int, Path], LigneEstimee] = {}

    def jugement(self, valeurs: Valeurs) -> Jugement:
        """Return the judgement of one equipment."""
        return JugementRapide(valeurs, self._fonctions)

    def _exacte(
        self, dispositif: Dispositif, arbre: Arbre, saisi: EquipementSaisi, juge: Jugement
    ) -> LigneEstimee | None:
        if not isinstance(juge, JugementRapide):
            return super()._exacte(dispositif, arbre, saisi, juge)
        appel, formule = Call(juge.rangee), arbre.calcul.montant
        montant = value(self._fonctions(formule)(appel))
        if not isinstance(montant, Fraction):
            return None
        cle = (id(formule), tuple(appel.path))
        modele = self._modeles.get(cle) or super()._exacte(dispositif, arbre, saisi, juge)
        if modele is None:
            return None
        self._modeles[cle] = modele
        base, taux = juge.nombre(arbre.calcul.base), juge.nombre(arbre.calcul.taux)
        return modele._replace(
            equipement=saisi.nom, base=base, taux=taux, montant=montant, minimum=montant, maximum=montant
        )
