"""What an amount notified says of a rate, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from cafsim.engine.numbers import french_money, french_quantity
from cafsim.etudes.deduire import Deduction, Grille
from cafsim.typographie import majuscule

_FINESSES = {Fraction(1, 1000): "au millième", Fraction(1, 10_000): "au centième de point", Fraction(1): "à l'unité"}


def explication(deduction: Deduction) -> str:
    """Return what was found, why, and what to look at when nothing was."""
    return " ".join(_phrases(deduction))


def bornes(deduction: Deduction) -> str:
    """Return the rate in a few words: `0,59 €/h`, `de 6,62 à 6,64 €/h`, `au moins 6,43 €/h`."""
    bas, haut = (None if b is None else quantite(b, deduction) for b in (deduction.minimum, deduction.maximum))
    match deduction.sorte:
        case "valeur":
            return str(bas)
        case "bornes":
            return f"de {bas} à {haut}"
        case "au_moins":
            return f"au moins {bas}"
        case "au_plus":
            return f"au plus {haut}"
        case "indifferent":
            return "n'importe lequel"
        case "aucune":
            return "aucun"


def quantite(valeur: Fraction, deduction: Deduction) -> str:
    """Return a value of the rate, with its unit."""
    return french_quantity(valeur, deduction.unite)


def _phrases(d: Deduction) -> Iterator[str]:
    montant, lignes = french_money(d.montant), " + ".join(f"« {x} »" for x in d.lignes)
    match d.sorte:
        case "valeur":
            yield f"Avec {bornes(d)}, et aucun autre taux, la formule donne {montant} pour {lignes}."
        case "bornes":
            ronde = quantite(d.ronde or Fraction(0), d)
            yield f"{majuscule(bornes(d))}, la formule donne {montant} pour {lignes}. La plus ronde : {ronde}."
        case "au_moins":
            yield f"{majuscule(bornes(d))} : au-dessus, ce taux ne décide plus du montant de {lignes} ({montant})."
            yield "Une autre limite joue, le plus souvent le coût : le taux exact ne se lit pas dans ce montant."
        case "au_plus":
            yield f"{majuscule(bornes(d))} : au-dessous, ce taux ne décide plus du montant de {lignes} ({montant})."
        case "indifferent":
            yield f"Ce taux ne change rien à {lignes} : tous donnent {montant}."
        case "aucune":
            yield from _aucune(d, lignes)
    if len(d.rangees) > 1 and d.sorte != "aucune":
        yield "Le barème a plusieurs valeurs pour ce cas et cette année : ce taux vaudrait pour toutes."
    if d.manques and d.sorte != "aucune":
        yield f"Les bornes tiennent compte de ce qui manque : {' '.join(d.manques)}"


def _aucune(d: Deduction, lignes: str) -> Iterator[str]:
    finesse = _FINESSES.get(Grille.de(d.unite).pas, "au centime")
    yield f"Aucun taux, {finesse} près, ne donne {french_money(d.montant)} pour {lignes}."
    if d.proche:
        ecart = d.montant - d.proche.donne
        sens = "de moins" if ecart > 0 else "de plus"
        donne = f"donne {french_money(d.proche.donne)}, soit {french_money(abs(ecart))} {sens}"
        yield f"Le plus proche, {quantite(d.proche.valeur, d)}, {donne}."
    yield f"Causes habituelles : {' ; '.join(_causes(d))}."


def _causes(d: Deduction) -> Iterator[str]:
    if any(champ.startswith("heures") for champ in d.champs):
        yield "d'autres heures retenues par la Caf"
    if "depenses" in d.champs:
        yield "d'autres charges retenues"
    if "taux_regime_general" in d.champs:
        yield "une autre part du régime général"
    yield "une partie de l'année seulement, ou un acompte"
    yield "un bonus compris dans le montant notifié"
    yield "un montant arrondi (tapez les centimes)"
