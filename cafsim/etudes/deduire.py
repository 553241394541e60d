"""The rate that an amount notified by the Caf rests on: the formula read backwards, exactly.

A rate has a grid: a tenth of a cent for €/h, a hundredth of a point for a share, whole days and places, a cent for the
rest. The values of the grid for which the formula gives the amount are one value, all those between two bounds, all
those from one value on (something else decides, most often the cost), or none.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from cafsim.baremes.model import Baremes, Valeur
from cafsim.baremes.overlay import PART_MAXIMALE, TAUX_ABSURDE
from cafsim.baremes.symbols import TauxDuBareme
from cafsim.engine.expr import Input
from cafsim.engine.numbers import french_money
from cafsim.equipements.projet import Projet
from cafsim.equipements.registre import champs
from cafsim.erreurs import refus
from cafsim.estimation.manques import manques
from cafsim.estimation.moteur import Moteur
from cafsim.etudes.inconnue import Fonction, Montant, Sens
from cafsim.etudes.lecteurs import Lecteur, choisir

Sorte = Literal["valeur", "bornes", "au_moins", "au_plus", "aucune", "indifferent"]

_PAS = {"€/h": Fraction(1, 1000), "part": Fraction(1, 10_000), "jours/an": Fraction(1), "places": Fraction(1)}
PAS_ORDINAIRE = Fraction(1, 100)
POINTS_ESSAYES = 20_000
"""Up to so many points, all values of a grid are tried, where the amount does not follow the rate one way."""


class Grille(NamedTuple):
    """The values that a rate may have: `pas` times 0 to `dernier`."""

    pas: Fraction
    dernier: int

    @classmethod
    def de(cls, unite: str) -> Grille:
        """Return the grid of a unit."""
        pas = _PAS.get(unite, PAS_ORDINAIRE)
        return cls(pas, int((PART_MAXIMALE if unite == "part" else TAUX_ABSURDE) / pas))


class Proche(NamedTuple):
    """The value of the grid that comes nearest to the amount, and what it gives (€)."""

    valeur: Fraction
    donne: Fraction


class Deduction(NamedTuple):
    """What an amount (€) says of a rate. `minimum`, `maximum`: None where there is no bound on that side."""

    cle: str
    libelle: str
    unite: str
    exercice: int
    equipement: str
    lignes: tuple[str, ...]
    montant: Fraction
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    possible: bool = True
    """Whether some rate gives the amount."""
    proche: Proche | None = None
    champs: tuple[str, ...] = ()
    """The fields of the project that the amount rests on."""
    manques: tuple[str, ...] = ()
    """What else is known by bounds only, and widens those of the rate."""
    rangees: tuple[Valeur, ...] = ()
    """The rows of the table that this rate would replace."""

    @property
    def sorte(self) -> Sorte:
        """What is known of the rate: one value, bounds, one bound, none; or that no rate gives the amount."""
        if not self.possible:
            return "aucune"
        if self.minimum is None:
            return "indifferent" if self.maximum is None else "au_plus"
        if self.maximum is None:
            return "au_moins"
        return "valeur" if self.minimum == self.maximum else "bornes"

    @property
    def valeur(self) -> Fraction | None:
        """The rate, when only one gives the amount."""
        return self.minimum if self.sorte == "valeur" else None

    @property
    def trouvee(self) -> bool:
        """Whether the rate is known well enough to be written down: one value, or two bounds."""
        return self.sorte in ("valeur", "bornes")

    @property
    def ronde(self) -> Fraction | None:
        """The roundest of the values between two bounds: 160,000 rather than 159,999.99."""
        if self.minimum is None or self.maximum is None:
            return None
        pas = Fraction(10) ** 7
        while (valeur := -(-self.minimum // pas) * pas) > self.maximum:
            pas /= 10
        return valeur

    def contient(self, valeur: Fraction) -> bool:
        """Say whether a rate is among those that give the amount."""
        return self.possible and (self.minimum or 0) <= valeur and (self.maximum is None or valeur <= self.maximum)


def deduire(moteur: Moteur, projet: Projet, cle: str, montant: Fraction, equipement: str | None = None) -> Deduction:
    """Return what an amount notified for a project says of the rate `cle`.

    Raise EntreeRefusee where no line of the project reads the rate, where the line is ruled out, where something else
    is missing, or where several equipments read it and none is named.
    """
    autres = projet._replace(taux={nom: valeur for nom, valeur in projet.taux.items() if nom != cle})
    return deduire_de(choisir(moteur.pour(autres), projet, cle, equipement), montant)


def deduire_de(lecteur: Lecteur, montant: Fraction) -> Deduction:
    """Return what an amount says of the rate that some lines of an equipment read. Raise EntreeRefusee."""
    saisi, serie = lecteur.complet.saisi, lecteur.moteur.baremes.serie(lecteur.cle)
    fonction = Fonction(lecteur.arbres, lecteur.complet, lecteur.cle)
    grille = Grille.de(serie.unite)
    constats, lus = _ce_qui_manque(lecteur, fonction)
    bornes = _chercher(fonction, grille, montant, lecteur)
    minimum, maximum = bornes or (None, None)
    return Deduction(
        cle=lecteur.cle,
        libelle=serie.libelle,
        unite=serie.unite,
        exercice=saisi.exercice,
        equipement=saisi.nom,
        lignes=tuple(a.ligne.libelle for a in lecteur.arbres),
        montant=montant,
        minimum=minimum,
        maximum=maximum,
        possible=bornes is not None,
        proche=None if bornes else _proche(fonction, grille, montant),
        champs=lus,
        manques=constats,
        rangees=fonction.rangees(),
    )


def _ce_qui_manque(lecteur: Lecteur, fonction: Fonction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what else is known by bounds only, and the fields read. Raise EntreeRefusee for what has no bounds."""
    appel, saisi = fonction.manquants(), lecteur.complet.saisi
    connus = champs(saisi.type)
    inconnus = [x.name for x in appel.missing]
    absents = list(manques(inconnus, appel.met(TauxDuBareme), connus, lecteur.moteur.baremes))
    if appel.zero_divisions or fonction(Fraction(1)).maximum is None:
        autre = "le montant dépend aussi d'autre chose."
        message = "une quantité est à zéro : ce montant ne se calcule pas." if appel.zero_divisions else autre
        conseil = " ".join(m.texte for m in absents) or "Vérifiez les quantités de l'équipement."
        raise refus(saisi.nom, message, conseil, cle=lecteur.cle)
    lus = tuple(x.name for x in appel.met(Input) if x.name in connus)
    return tuple(m.constat for m in absents), lus


def _chercher(
    fonction: Fonction, grille: Grille, montant: Fraction, lecteur: Lecteur
) -> tuple[Fraction | None, Fraction | None] | None:
    """Return the bounds of the rate, None on a side that has none; nothing when no rate gives the amount."""
    sens: Sens = fonction.sens
    if sens == "divers":
        places = _toutes(fonction, grille, montant, lecteur)
        premier, dernier = (places[0], places[-1]) if places else (1, 0)
    else:
        premier, dernier = _par_moities(fonction, grille, montant, montee=sens != "decroissant")
    if premier > dernier:
        return None
    sans_bas, sans_haut = premier == 0 and dernier > 0, dernier == grille.dernier
    return None if sans_bas else premier * grille.pas, None if sans_haut else dernier * grille.pas


def _par_moities(fonction: Fonction, grille: Grille, montant: Fraction, *, montee: bool) -> tuple[int, int]:
    """Return the first and the last place where the amount is possible; the first is behind the last where none is."""

    def atteint(x: Montant) -> bool:
        haut, bas = x.maximum, x.minimum
        return haut is None or haut >= montant if montee else bas is None or bas <= montant

    def depasse(x: Montant) -> bool:
        haut, bas = x.maximum, x.minimum
        return bas is not None and bas > montant if montee else haut is not None and haut < montant

    fin = grille.dernier + 1
    premier = bisect_left(range(fin), x=True, key=lambda i: atteint(fonction(i * grille.pas)))
    return premier, bisect_left(range(fin), x=True, key=lambda i: depasse(fonction(i * grille.pas))) - 1


def _toutes(fonction: Fonction, grille: Grille, montant: Fraction, lecteur: Lecteur) -> Sequence[int]:
    """Return every place where the amount is possible. Raise EntreeRefusee for a grid too fine to be tried whole."""
    if grille.dernier > POINTS_ESSAYES:
        message = "le montant ne suit pas ce taux dans un seul sens : c'est un seuil, qu'un montant ne révèle pas."
        raise refus("", message, "Lisez-le sur le barème ou la convention.", cle=lecteur.cle)

    def possible(x: Montant) -> bool:
        bas, haut = x
        return (bas is None or bas <= montant) and (haut is None or haut >= montant)

    return [i for i in range(grille.dernier + 1) if possible(fonction(i * grille.pas))]


def _proche(fonction: Fonction, grille: Grille, montant: Fraction) -> Proche | None:
    """Return the value that comes nearest; where no value gives as much, the first that gives the most."""
    if fonction.sens == "divers":
        return None

    def donne(place: int) -> Fraction:
        return fonction(place * grille.pas).minimum or Fraction(0)

    premier, dernier = _par_moities(fonction, grille, montant, montee=fonction.sens != "decroissant")
    if premier > grille.dernier:
        limite = donne(grille.dernier)
        premier = dernier = bisect_left(range(grille.dernier), x=True, key=lambda place: donne(place) == limite)
    places = sorted({max(dernier, 0), premier})
    return min((Proche(p * grille.pas, donne(p)) for p in places), key=lambda x: abs(x.donne - montant))


def a_ecrire(deduction: Deduction, baremes: Baremes) -> tuple[Valeur, ...]:
    """Return the rate as rows of the user's, for the exercice: a scale whole, its other tiers as they are published.

    Raise EntreeRefusee for a rate that the amount does not tell.
    """
    if not deduction.trouvee:
        message, conseil = "rien à écrire : le montant ne donne pas ce taux.", "Relancez sans -o pour voir pourquoi."
        raise refus("", message, conseil, cle=deduction.cle)
    lues = deduction.rangees
    publiees = baremes.serie(deduction.cle).valeurs
    modele = Valeur(
        deduction.cle, deduction.unite, date(deduction.exercice, 1, 1), date(deduction.exercice, 12, 31), "saisi",
        deduction.minimum, deduction.maximum, dimensions=lues[0].dimensions if lues else {},
        note=f"déduit de la notification de {deduction.exercice} : {french_money(deduction.montant)}",
    )  # fmt: skip
    paliers = [v for v in publiees if lues and _meme_echelle(v, lues[0])]
    if len(paliers) < 2 or any(v.lacune for v in paliers):
        return (modele,)
    return tuple(
        modele._replace(jusqu_a=v.jusqu_a, inclus=v.inclus)
        if v in lues
        else modele._replace(
            jusqu_a=v.jusqu_a, inclus=v.inclus, minimum=v.minimum, maximum=v.maximum, note="Valeur publiée, gardée."
        )
        for v in paliers
    )


def _meme_echelle(valeur: Valeur, autre: Valeur) -> bool:
    """Say whether two rows are tiers of one scale."""

    def echelle(v: Valeur) -> tuple[object, ...]:
        return v.debut, v.fin, v.dimensions, v.referentiel, v.statut == "saisi"

    return echelle(valeur) == echelle(autre)
