"""The rates that keep lines from any amount, and how a notification of any year can give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import takewhile
from shlex import quote
from typing import NamedTuple

from cafsim.engine.expr import Input
from cafsim.engine.numbers import ZERO, french_quantity, money_text
from cafsim.equipements.commun import PREMIER_EXERCICE
from cafsim.equipements.projet import Donnee, Projet
from cafsim.equipements.registre import champs
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import EquipementEstime, LigneEstimee
from cafsim.etudes.comparaison import en_annee
from cafsim.etudes.deduire import Deduction, deduire
from cafsim.etudes.inconnue import Fonction
from cafsim.etudes.lecteurs import choisir
from cafsim.etudes.notification import Cause
from cafsim.typographie import majuscule


class Blocage(NamedTuple):
    """A gap of the table that keeps a line of an equipment from any amount."""

    cle: str
    libelle: str
    ligne: str
    dispositif: str


def blocages(estime: EquipementEstime) -> list[Blocage]:
    """Return the rates that keep lines of an equipment from any amount, each once."""
    trouves: dict[str, Blocage] = {}
    for ligne in estime.lignes:  # nothing at all is sure of a line that is blocked
        bloquee = ligne.statut == "a_completer" or (ligne.statut == "fourchette" and not ligne.minimum)
        for manque in (m for m in ligne.manques if bloquee and m.genre == "taux"):
            trouves.setdefault(manque.cle, Blocage(manque.cle, manque.libelle, ligne.libelle, ligne.dispositif))
    return list(trouves.values())


def annees_utiles(moteur: Moteur, projet: Projet, blocage: Blocage) -> list[int]:
    """Return the years, the last first, whose notification would tell more of a rate than what is published.

    Those of the project and before, down to the last one for which the rate is exactly known, or the line has no use
    for it.
    """

    def ignore(annee: int) -> bool:
        lignes = moteur.estimer(en_annee(projet, annee).projet, [blocage.dispositif]).lignes
        return any(m.cle == blocage.cle for x in lignes for m in x.manques)

    return list(takewhile(ignore, range(projet.exercice, PREMIER_EXERCICE - 1, -1)))


def champs_a_demander(moteur: Moteur, notifie: Projet, cle: str) -> tuple[str, ...]:
    """Return the fields whose figures, in the year notified, the amount rests on.

    `notifie` is the project as of that year, with one equipment. Raise EntreeRefusee where no line reads the rate.
    """
    lecteur = choisir(moteur.pour(notifie), notifie, cle)
    lus = Fonction(lecteur.arbres, lecteur.complet, cle).manquants().met(Input)
    return tuple(x.name for x in lus if not x.choices and x.name in champs(lecteur.complet.saisi.type))


def debloquer(moteur: Moteur, notifie: Projet, cle: str, montant: Fraction, valeurs: Mapping[str, Donnee]) -> Deduction:
    """Return what an amount notified says of the rate, given the figures of that year; the others are as in `notifie`.

    Raise EntreeRefusee as `deduire` does.
    """
    saisis = (s._replace(valeurs={**s.valeurs, **valeurs}) for s in notifie.equipements)
    return deduire(moteur, notifie._replace(equipements=tuple(saisis)), cle, montant)


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
