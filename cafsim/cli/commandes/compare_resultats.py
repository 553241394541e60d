"""`cafsim compare` on results of batches: two files, or two years of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import cafsim
from cafsim.baremes.loader import ouvrir
from cafsim.cli.chargement import lire_annees
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import french_money, money_text
from cafsim.erreurs import refus
from cafsim.estimation.resultat import MENTION
from cafsim.lot.comparaison import EXTENSIONS, Changement, comparer, de_l_annee, lire
from cafsim.render.document import Colonne, Noeud, Paragraphe, Rangee, Tableau
from cafsim.render.mots.courants import NATURES
from cafsim.render.reponse import Cellule, Grille, Reponse

FORMAT = "cafsim.comparaison_de_resultats/1"
BORNES = ("minimum", "maximum", "prevision")
COLONNES = (
    "projet", "exercice", "type", "equipement", "dispositif", "nature", "changement", "statut_avant", "statut_apres",
    *(f"{borne}_{quand}" for borne in BORNES for quand in ("avant", "apres", "ecart")),
)  # fmt: skip
MONTRES = 10
"""Equipments whose change is the greatest, that the screen shows."""


def sont_des_resultats(fichiers: Sequence[Path]) -> bool:
    """Say whether these are results of batches rather than projects."""
    return all(fichier.suffix.lower() in EXTENSIONS for fichier in fichiers)


def comparer_resultats(fichiers: Sequence[Path], annees: str | None) -> Reponse:
    """Compare two results, or two years of one. Raise EntreeRefusee."""
    if annees is not None and len(fichiers) == 1:
        voulues = lire_annees(annees, 2)
        if len(voulues) > 2:
            raise refus("--annees", "deux années, et deux seulement, sont attendues pour un résultat.")
        resultat = lire(fichiers[0])
        titres: Sequence[str] = tuple(map(str, voulues))
        avant, apres = (de_l_annee(resultat, annee) for annee in voulues)
    elif annees is None and len(fichiers) == 2:
        titres = tuple(fichier.name for fichier in fichiers)
        avant, apres = map(lire, fichiers)
    else:
        conseil = (
            "Exemples : cafsim compare a.csv b.csv ; cafsim compare a.csv --annees 2024,2025. "
            f"Pour estimer un tableau : cafsim batch {fichiers[0]} -o resultat.csv"
        )
        raise refus("", "deux résultats sont attendus, ou un seul avec deux années.", conseil)
    changements = comparer(avant, apres)
    return Reponse(
        document=lambda: tuple(_document(titres, changements)),
        donnees=lambda: _donnees(titres, changements),
        grille=lambda: Grille(COLONNES, map(_rangee, changements)),
    )


def _rangee(x: Changement) -> tuple[Cellule, ...]:
    statuts = (m and m.statut for m in (x.avant, x.apres))
    montants = (v for b in BORNES for v in (*(m and m.borne(b) for m in (x.avant, x.apres)), x.ecart(b)))
    return (*x.cle, x.nature, x.genre, *statuts, *montants)


def _donnees(titres: Sequence[str], changements: Sequence[Changement]) -> dict[str, object]:
    rangees = (zip(COLONNES, _rangee(x), strict=True) for x in changements)
    ecrits = [{c: money_text(Fraction(v)) if isinstance(v, Decimal) else v for c, v in paires} for paires in rangees]
    tete = {"format": FORMAT, "cafsim": cafsim.__version__, "avant": titres[0], "apres": titres[1]}
    return {**tete, "changements": ecrits}


def _document(titres: Sequence[str], changements: Sequence[Changement]) -> Iterator[Noeud]:
    if not changements:
        yield Paragraphe(f"Rien ne change de {titres[0]} à {titres[1]}.")
        return
    yield _par_aide(titres, changements)
    if chiffres := [x for x in changements if x.ecart("prevision")]:
        yield _les_plus_grands(sorted(chiffres, key=lambda x: -abs(x.ecart("prevision") or Decimal(0)))[:MONTRES])
    yield Paragraphe("Chaque changement : --format csv, ou -o ecarts.csv.")
    yield Paragraphe(MENTION)


def _par_aide(titres: Sequence[str], changements: Sequence[Changement]) -> Tableau:
    """Return the counts and the difference of each aid; a row adds up the rights, never the ceilings."""
    presentes = {x.cle.dispositif for x in changements}
    aides = [bloc for bloc in ouvrir().blocs if bloc in presentes]
    rangees = [_ensemble(_titre(a), [x for x in changements if x.cle.dispositif == a]) for a in aides]
    droits = [x for x in changements if x.nature == "droit"]
    if len({x.cle.dispositif for x in droits}) > 1:
        rangees.append(_ensemble("Total des droits", droits)._replace(total=True))
    titres_de_nombres = ("Apparus", "Disparus", "Changés", "Prévision")
    colonnes = (Colonne("Aide", "tete"), *(Colonne(t, "montant") for t in titres_de_nombres))
    return Tableau(f"Ce qui change de {titres[0]} à {titres[1]}", colonnes, tuple(rangees))


def _ensemble(titre: str, siens: Sequence[Changement]) -> Rangee:
    nombres = (sum(x.genre == genre for x in siens) for genre in ("apparu", "disparu", "change"))
    ecarts = [x.ecart("prevision") for x in siens]
    connus = [e for e in ecarts if e is not None]
    dit = _signe(sum(connus, Decimal(0))) if connus else ""
    inconnus = len(ecarts) - len(connus)
    suite = f" (sans {inconnus})" if connus and inconnus else ""
    return Rangee((titre, *(str(n or "") for n in nombres), f"{dit}{suite}"))


def _titre(aide: str) -> str:
    titre, nature = ouvrir().blocs[aide].titre, dispositifs()[aide].nature
    return titre if nature == "droit" else f"{titre} ({NATURES[nature]})"


def _les_plus_grands(changements: Sequence[Changement]) -> Tableau:
    rangees = []
    for x in changements:
        qui = f"{x.cle.equipement} ({', '.join(filter(None, (x.cle.projet, x.cle.exercice)))})"
        euros = (_euros(m and m.prevision) for m in (x.avant, x.apres))
        rangees.append(Rangee((qui, _titre(x.cle.dispositif), *euros, _signe(x.ecart("prevision")))))
    colonnes = (
        Colonne("Équipement", "tete"),
        Colonne("Aide", "mot"),
        *(Colonne(titre, "montant") for titre in ("Avant", "Après", "Écart")),
    )
    return Tableau("Les plus grands changements de la prévision", colonnes, tuple(rangees))


def _euros(montant: Decimal | None) -> str:
    return "" if montant is None else french_money(Fraction(montant))


def _signe(ecart: Decimal | None) -> str:
    return "" if ecart is None else f"{'+' if ecart > 0 else ''}{_euros(ecart)}"
