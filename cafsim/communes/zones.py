"""The priority zones of a commune in a year: Zrr, Frr, Qpv, and what the Piaje makes of the first two.

- The Zrr ends on 30 June 2024, the Frr begins on 1 July 2024; exercices that hold both are left to the user.
- The Qpv are those of 2015 to the end of 2023 (2024 overseas), then those of 2024. A Qpv is a street: it is told only.
- From 13 November 2025 (circulaire C-2025-209), the Piaje keeps its highest majoration of potentiel financier for the
  communes that were in Zrr on 30 June 2024 and are in Frr: both are needed. Its amount is not published.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cafsim.communes import importes
from cafsim.communes.modele import REUNION, Apport, Commune
from cafsim.engine.numbers import french_number
from cafsim.typographie import majuscule

FIN_ZRR = date(2024, 6, 30)
EXERCICES_ZRR = range(2020, 2024)
"""Exercices whose every day is in the Zrr that the figures describe; the zone of 2022 still held in 2023."""
PREMIER_EXERCICE_FRR = 2025
"""First exercice whose every day is after 1 July 2024."""
CLASSEES_FRR = ("socle", "plus")
AUTRES_FRR = {"partielle": "classée en partie", "beneficiaire": "maintenue au bénéfice de la Zrr, sans être classée"}
QPV_2024 = 2024
"""First year of the lists of the second geography; overseas it counts from the year after."""
PIAJE_EX_ZRR = date(2025, 11, 13)
SI_QPV = "Si l'adresse est en quartier prioritaire, dites « qpv »."
MAJORATION = "la majoration de potentiel financier la plus forte du Piaje (circulaire C-2025-209 du 13 novembre 2025)"


def zone(commune: Commune, exercice: int) -> Apport:
    """Return what the Zrr or the Frr, as the exercice wants, brings to `zone_prioritaire`."""
    lue = frr(commune, exercice) if exercice >= PREMIER_EXERCICE_FRR else None
    return _frr(commune, *lue) if lue else _zrr(commune, exercice)


def frr(commune: Commune, exercice: int) -> tuple[str, importes.Importe] | None:
    """Return the class in the imported list of the exercice, or the nearest before, else after; None without a list."""
    lus = importes.valeurs(commune.code, "frr")
    if not lus:
        return None
    valeur, importe = lus[max((a for a in lus if a <= exercice), default=min(lus))]
    return valeur or "", importe


def _frr(commune: Commune, valeur: str, importe: importes.Importe) -> Apport:
    origine = f"fichier importé « {importe.fichier} », {importe.millesime}"
    if valeur in CLASSEES_FRR:
        classee = f"{commune.nom} est classée en Frr ({origine})"
        return Apport("frr", f"zone prioritaire = Frr : {classee}. {SI_QPV}", f"Zone non remplie : {classee}. {SI_QPV}")
    if valeur in AUTRES_FRR:
        return Apport(sinon=f"Zone non remplie : {commune.nom} est {AUTRES_FRR[valeur]} pour la Frr ({origine}).")
    return Apport()


def _zrr(commune: Commune, exercice: int) -> Apport:
    annee = min(exercice, max(commune.zrr, default=0))
    if not commune.zrr.get(annee):
        return Apport()
    classee = f"{commune.nom} était classée en Zrr, ou maintenue au bénéfice du classement, en {annee} (Dgcl)"
    if exercice not in EXERCICES_ZRR:
        return Apport(
            sinon=f"Zone non remplie : {classee} ; la Zrr a pris fin le 30 juin 2024, remplacée par la zone Frr."
        )
    if commune.departement == REUNION:
        return Apport(sinon=f"Zone non remplie : une partie de {commune.nom} était en Zrr en {annee} (Dgcl).")
    if not commune.vaut(annee, exercice):
        return Apport(sinon=f"Zone non remplie : {classee}, mais son périmètre a changé depuis.")
    repris = "" if annee == exercice else f", repris pour {exercice}"
    return Apport(
        "zrr",
        f"zone prioritaire = Zrr : {classee}{repris} ; à vérifier à la préfecture. {SI_QPV}",
        f"Zone non remplie : {classee}. {SI_QPV}",
    )


def ex_zrr_et_frr(commune: Commune, exercice: int) -> bool | None:
    """Say whether the commune was in Zrr on 30 June 2024 and is in Frr; None when one of the two is not known."""
    lue = frr(commune, exercice)
    classee = None if lue is None else lue[0] in CLASSEES_FRR
    derniere = max(commune.zrr, default=0)
    certaine = derniere and commune.vaut(derniere, FIN_ZRR.year) and commune.departement != REUNION
    ancienne = commune.zrr[derniere] if certaine else None
    if classee is False or ancienne is False:
        return False
    return None if classee is None or ancienne is None else True


def piaje(commune: Commune, exercice: int) -> str:
    """Say what the Piaje makes of a commune in Frr, or once in Zrr, for a file complete since November 2025."""
    lue = frr(commune, exercice)
    ancienne, classee = any(commune.zrr.values()), lue is not None and lue[0] in CLASSEES_FRR
    if not (ancienne or classee):
        return ""
    reponse = ex_zrr_et_frr(commune, exercice)
    if reponse:
        suite = "lui est gardée. Son montant n'est pas publié : demandez-le à la Caf."
        return f"{commune.nom} était en Zrr le 30 juin 2024 et est classée en Frr : {MAJORATION} {suite}"
    if reponse is None:
        suite = "Vérifiez-le à la préfecture." if lue else "Importez la liste des communes en Frr pour le savoir."
        return f"{majuscule(MAJORATION)} est gardée aux anciennes Zrr classées en Frr. {suite}"
    manque = "n'était pas en Zrr le 30 juin 2024" if classee else "n'est pas classée en Frr"
    return f"{commune.nom} {manque} : {MAJORATION} n'est gardée qu'aux anciennes Zrr classées en Frr."


def qpv(commune: Commune, exercice: int) -> str:
    """Say whether the commune holds a Qpv of the geography of the exercice: never more."""
    change = QPV_2024 + commune.outre_mer
    listes = importes.valeurs(commune.code, "qpv")
    lus = {a: v for a, v in listes.items() if (a >= QPV_2024) == (exercice >= change)}
    if lus:
        annee = max((a for a in lus if a <= exercice), default=min(lus))
        return _quartiers(commune, annee, *lus[annee])
    annee = min(commune.population_qpv, key=lambda a: abs(a - exercice), default=0)
    if not commune.population_qpv.get(annee):
        return ""
    habitants = french_number(Fraction(commune.population_qpv[annee]))
    depuis = f" ; ces quartiers ont changé le 1er janvier {change}" if exercice >= change else ""
    return (
        f"En {annee}, {habitants} habitants de {commune.nom} vivaient en quartier prioritaire (Qpv, Dgcl){depuis} : "
        "c'est l'adresse de l'équipement qui compte."
    )


def _quartiers(commune: Commune, annee: int, noms: str | None, importe: importes.Importe) -> str:
    trouves = noms.replace(" | ", ", ") if noms else "aucun dans ce fichier"
    return f"Quartiers prioritaires (Qpv) de {commune.nom} : {trouves} (« {importe.fichier} », {annee})."
