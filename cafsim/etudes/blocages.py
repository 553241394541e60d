"""The rates that keep lines from any amount, and how a notification of any year can give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from shlex import quote
from typing import NamedTuple

from cafsim.engine.expr import Input
from cafsim.engine.numbers import ZERO, french_quantity, money_text
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import Estimation, LigneEstimee
from cafsim.etudes.comparaison import en_annee
from cafsim.etudes.deduire import Deduction, deduire
from cafsim.etudes.inconnue import Fonction
from cafsim.etudes.lecteurs import choisir
from cafsim.etudes.notification import Cause
from cafsim.typographie import majuscule


class Blocage(NamedTuple):
    """A gap of the table that keeps a line of an equipment from any amount."""

    equipement: str
    exercice: int
    cle: str
    libelle: str
    ligne: str
    ou_trouver: str

    @property
    def question(self) -> str:
        """What to ask the user."""
        return (
            f"{self.ligne} : connaissez-vous le taux ({self.libelle}) ? Sinon, le montant notifié une année, et les "
            "heures ou les charges de cette année-là ?"
        )


def blocages(estimation: Estimation) -> list[Blocage]:
    """Return the rates that keep lines from any amount, each once for an equipment."""
    trouves: dict[tuple[str, str], Blocage] = {}
    for estime in estimation.equipements:
        for ligne in filter(_bloquee, estime.lignes):
            for manque in (m for m in ligne.manques if m.genre == "taux"):
                blocage = Blocage(
                    estime.nom, estime.exercice, manque.cle, manque.libelle, ligne.libelle, manque.ou_trouver,
                )  # fmt: skip
                trouves.setdefault((estime.nom, manque.cle), blocage)
    return list(trouves.values())


def _bloquee(ligne: LigneEstimee) -> bool:
    """Say whether nothing at all is sure of a line."""
    return ligne.statut == "a_completer" or (ligne.statut == "fourchette" and not ligne.minimum)


def champs_a_demander(moteur: Moteur, projet: Projet, blocage: Blocage) -> tuple[str, ...]:
    """Return the fields whose figures, in the year notified, are to be asked for with the amount."""
    lecteur = choisir(moteur.pour(projet), projet, blocage.cle, blocage.equipement)
    lus = Fonction(lecteur.arbres, lecteur.complet, blocage.cle).manquants().met(Input)
    return tuple(x.name for x in lus if not x.choices and x.name in champs(lecteur.complet.saisi.type))


def debloquer(
    moteur: Moteur, projet: Projet, blocage: Blocage, annee: int, montant: Fraction, valeurs: Mapping[str, Donnee]
) -> Deduction:
    """Return what an amount notified for a year says of the rate, given the figures of that year.

    What is not in `valeurs` is as in the project. Raise EntreeRefusee as `deduire` does.
    """
    seul = projet._replace(equipements=tuple(s for s in projet.equipements if s.nom == blocage.equipement))
    notifie = en_annee(seul, annee).projet
    saisis = (s._replace(valeurs={**s.valeurs, **valeurs}) for s in notifie.equipements)
    notifie = notifie._replace(equipements=tuple(saisis))
    return deduire(moteur, notifie, blocage.cle, montant)


def taux_explicatif(
    moteur: Moteur, projet: Projet, lignes: Sequence[LigneEstimee], montant: Fraction, fichier: str
) -> Cause | None:
    """Return the one unknown rate that explains an amount notified for some lines, if there is one.

    All lines must be known but those that only miss this rate, in one equipment; it must then give the very amount.
    """
    ouvertes = [x for x in lignes if x.statut in ("a_completer", "fourchette")]
    manques = {m.cle: m for x in ouvertes for m in x.manques}
    if len(manques) != 1 or len({x.equipement for x in ouvertes}) != 1:
        return None
    (manque,) = manques.values()
    reste = montant - sum((x.montant or ZERO for x in lignes), ZERO)
    if manque.genre != "taux" or reste <= 0:
        return None
    try:
        trouve = deduire(moteur, projet, manque.cle, reste, ouvertes[0].equipement)
    except EntreeRefusee:
        return None
    if not trouve.trouvee or set(trouve.lignes) != {x.libelle for x in ouvertes}:
        return None
    bas, haut = (french_quantity(b or ZERO, trouve.unite) for b in (trouve.minimum, trouve.maximum))
    taux = bas if bas == haut else f"de {bas} à {haut}"
    plusieurs = f' --equipement "{trouve.equipement}"' if len(projet.equipements) > 1 else ""
    return Cause(
        "Un seul taux inconnu explique l'écart",
        f"{majuscule(trouve.libelle)} : {taux} donne exactement le montant notifié. Pour écrire ce taux : "
        f"cafsim baremes deduire {quote(fichier)} {trouve.cle} --montant {money_text(reste)}{plusieurs} -o taux.toml",
    )
