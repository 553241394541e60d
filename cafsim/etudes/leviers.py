"""What the same project would gain if something in it changed: each lever computed by the same engine, one at a time.

Only the fields that the lever names change. The gain is the difference of the totals, line by line, so that what is
unknown but does not move cancels out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

from cafsim.dispositifs.modele import Dispositif, Inconnu, Levier, Periodicite
from cafsim.dispositifs.registre import dispositifs
from cafsim.engine.numbers import ZERO
from cafsim.equipements.projet import Donnee, EquipementSaisi, Projet
from cafsim.equipements.registre import champs
from cafsim.estimation.complet import completer
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES, EquipementEstime, LigneEstimee
from cafsim.etudes.ecart import AUCUN, Ecart, Paire, somme_ecarts

Statut = Literal["gain", "inconnu", "nul"]
"""`gain`: it brings something, at least perhaps. `inconnu`: nobody can say. `nul`: it brings nothing, or loses."""


SENS_CONTRAIRES = "Des lignes baissent quand d'autres montent, et la Caf peut accorder un plafond sans l'autre."


class Changement(NamedTuple):
    """One field that the lever changes; `avant` is None when the project did not have it."""

    equipement: str
    champ: str
    libelle: str
    unite: str
    avant: Donnee
    apres: Donnee


class LevierEstime(NamedTuple):
    """A lever and what it brings (€): by year, once; `gains` is empty when it is not known.

    `incomplet` when a line that it moves could not be counted. `lignes` are those that move; `motifs` says why a gain
    is not known, or why nothing comes.
    """

    titre: str
    demande: str
    dispositif: str
    equipements: tuple[str, ...]
    statut: Statut
    gains: Mapping[Periodicite, Ecart]
    incomplet: bool
    changements: tuple[Changement, ...]
    lignes: tuple[Paire, ...]
    motifs: tuple[str, ...]


class _Tire(NamedTuple):
    """A lever, the aid that declares it, and what it does to the equipments that it concerns (by rank)."""

    levier: Levier
    dispositif: Dispositif
    changes: dict[int, Mapping[str, Donnee] | Inconnu]


def estimer_leviers(moteur: Moteur, projet: Projet, aides: Collection[str] = ()) -> tuple[LevierEstime, ...]:
    """Return the levers of a project: first those that bring most by year, then the unknown, then the useless.

    With `aides`, only the levers that these aids declare, and what these aids bring.
    """
    propre = moteur.pour(projet)
    estimes = [propre.estimer_equipement(saisi, aides) for saisi in projet.equipements]
    trouves = [
        _estimer(propre, projet.equipements, estimes, tire, aides) for tire in _tires(propre, projet.equipements, aides)
    ]
    return tuple(sorted(trouves, key=_rang))


def _tires(moteur: Moteur, saisis: Sequence[EquipementSaisi], aides: Collection[str]) -> list[_Tire]:
    """Return the levers that apply: one for each equipment, or one for all when it is pulled once."""
    tires: dict[tuple[Levier, int], _Tire] = {}
    for rang, saisi in enumerate(saisis):
        valeurs = {**saisi.valeurs, **completer(saisi).valeurs}
        for dispositif in _declarants(moteur, saisi, aides):
            for levier in dispositif.leviers:
                change = levier.change(valeurs, saisi.exercice)
                if change is None:
                    continue
                cle = (levier, -1 if levier.commun else rang)
                tires.setdefault(cle, _Tire(levier, dispositif, {})).changes.setdefault(rang, change)
    return list(tires.values())


def _declarants(moteur: Moteur, saisi: EquipementSaisi, aides: Collection[str]) -> Iterator[Dispositif]:
    """Yield the aids whose levers may concern an equipment, those of a sub-table that it does not have included."""
    for bloc in moteur.baremes.blocs:
        dispositif = dispositifs().get(bloc)
        if dispositif and saisi.type in dispositif.equipements and (not aides or bloc in aides):
            yield dispositif


def _estimer(
    moteur: Moteur,
    saisis: Sequence[EquipementSaisi],
    estimes: Sequence[EquipementEstime],
    tire: _Tire,
    aides: Collection[str],
) -> LevierEstime:
    changes = {rang: c for rang, c in tire.changes.items() if not isinstance(c, Inconnu)}
    absents = [(saisis[rang], nom) for rang, c in tire.changes.items() if isinstance(c, Inconnu) for nom in c.champs]
    inconnus = dict.fromkeys(_a_dire(nom, saisi) for saisi, nom in absents)
    tires = {rang: _change(saisis[rang], change, tire) for rang, change in changes.items()}
    apres = {rang: moteur.estimer_equipement(saisi, aides) for rang, saisi in tires.items()}
    paires = [p for r, e in apres.items() for p in _paires(estimes[r], e, _valeurs_changees(saisis[r], tires[r]))]
    gains = {}
    for p in PERIODICITES:
        reduction = sum((e.reduction(p) - estimes[rang].reduction(p) for rang, e in apres.items()), ZERO)
        gains[p] = somme_ecarts([x for x in paires if x.ligne.periodicite == p], reduction)
    comptees = [x for x in paires if x.ligne.comptee]
    incomplet = bool(inconnus) or any(x.ecart is None for x in comptees)
    statut = _statut(gains.values(), incomplet=incomplet)
    motifs = [*inconnus, *_motifs([x for x in comptees if x.ecart is None or x.ecart.indecis])]
    if statut == "inconnu":
        motifs = motifs or [SENS_CONTRAIRES]
    elif statut == "nul":
        motifs = list(dict.fromkeys(_refus(paires, tire.dispositif))) or motifs
    return LevierEstime(
        titre=tire.levier.titre,
        demande=tire.levier.demande,
        dispositif=tire.dispositif.identifiant,
        equipements=tuple(saisis[rang].nom for rang in tire.changes),
        statut=statut,
        gains={} if statut == "inconnu" else gains,
        incomplet=incomplet,
        changements=tuple(x for rang, change in changes.items() for x in _changements(saisis[rang], change)),
        lignes=tuple(x for x in paires if x.ecart is None or not x.ecart.nul),
        motifs=tuple(motifs) if statut != "gain" or incomplet else (),
    )


def _statut(gains: Collection[Ecart], *, incomplet: bool) -> Statut:
    rien = all(gain.maximum <= 0 for gain in gains)
    if any(gain.indecis for gain in gains) or (rien and incomplet):
        return "inconnu"
    return "nul" if rien else "gain"


def _change(saisi: EquipementSaisi, change: Mapping[str, Donnee], tire: _Tire) -> EquipementSaisi:
    """Return the equipment with the lever pulled; a lever that touches more than it says is a mistake of its module."""
    if not change.keys() <= set(tire.levier.champs):
        raise ValueError(f"the lever « {tire.levier.titre} » changes other fields than those it names")
    groupe = tire.dispositif.groupe
    groupes = saisi.groupes | {groupe} if groupe else saisi.groupes
    return saisi._replace(valeurs={**saisi.valeurs, **change}, groupes=groupes)


def _changements(saisi: EquipementSaisi, change: Mapping[str, Donnee]) -> Iterator[Changement]:
    connus = champs(saisi.type)
    completes = completer(saisi).valeurs
    for nom, apres in change.items():
        champ = connus[nom]
        avant = completes.get(nom)
        yield Changement(saisi.nom, nom, champ.libelle, champ.unite, avant, apres)


def _valeurs_changees(avant: EquipementSaisi, apres: EquipementSaisi) -> frozenset[str]:
    """Return the fields whose value is another one, those that follow a changed one by default included."""
    anciennes, nouvelles = completer(avant).valeurs, completer(apres).valeurs
    return frozenset(n for n in anciennes.keys() | nouvelles.keys() if anciennes.get(n) != nouvelles.get(n))


def _paires(avant: EquipementEstime, apres: EquipementEstime, changes: Collection[str]) -> list[Paire]:
    anciennes = {(x.dispositif, x.libelle): x for x in avant.lignes}
    nouvelles = {(x.dispositif, x.libelle): x for x in apres.lignes}
    paires = ((anciennes.get(cle), nouvelles.get(cle)) for cle in {**anciennes, **nouvelles})
    return [Paire(x, y, _inchangee(x, y, changes), memes_taux=True) for x, y in paires]


def _inchangee(avant: LigneEstimee | None, apres: LigneEstimee | None, changes: Collection[str]) -> bool:
    """Say whether a line did not move: same steps, same rows read. One to be completed has no step to compare."""
    if avant is None or apres is None or avant != apres:
        return False
    return avant.statut != "a_completer" or not set(avant.champs_lus) & set(changes)


def _a_dire(nom: str, saisi: EquipementSaisi) -> str:
    champ = champs(saisi.type)[nom]
    ou = f" À lire sur : {champ.ou_trouver}" if champ.ou_trouver else ""
    return f"{saisi.nom} : il manque ceci au projet : {champ.libelle}.{ou}"


def _motifs(paires: Iterable[Paire]) -> list[str]:
    """Return what is missing on the lines whose change is not known."""
    lignes = [x for p in paires for x in (p.apres, p.avant) if x and x.statut in ("fourchette", "a_completer")]
    return list(dict.fromkeys(motif for ligne in lignes for motif in ligne.motifs))


def _refus(paires: Iterable[Paire], dispositif: Dispositif) -> Iterator[str]:
    """Yield why the aid that declares the lever still gives nothing."""
    siennes = [p.apres for p in paires if p.ligne.dispositif == dispositif.identifiant and p.apres]
    for ligne in siennes:
        if not ligne.retenue:
            yield from ligne.motifs
    if not siennes:
        yield f"Rien à compter dans ce projet pour : {dispositif.titre}."


def _rang(levier: LevierEstime) -> tuple[int, Fraction, Fraction, str]:
    """Order by what it brings in a year (the middle of a range), then once."""
    annuel, ponctuel = (levier.gains.get(p, AUCUN) for p in PERIODICITES)
    groupe = ("gain", "inconnu", "nul").index(levier.statut)
    return groupe, -(annuel.minimum + annuel.maximum), -(ponctuel.minimum + ponctuel.maximum), levier.titre
