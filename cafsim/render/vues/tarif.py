"""The family tariff, from the answer to the legal notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from cafsim.baremes.model import Hypothese
from cafsim.engine.numbers import NBSP, french_money, french_number
from cafsim.render.document import Colonne, Document, Noeud, Paragraphe, Rangee, Tableau, Texte, Titre, chapitre
from cafsim.render.mots import courants as mots
from cafsim.render.vues.chapitres import fini
from cafsim.render.vues.renvois import Renvois
from cafsim.tarif.calcul import ACCUEIL, Tarif, TauxLu, reserves
from cafsim.typographie import majuscule

COLONNES = (Colonne("Étape", "tete"), Colonne("Valeur", "montant"), Colonne("Explication", "suite"))


def alertes(tarif: Tarif) -> list[str]:
    """Return what the user must know: what is missing first, then how weak the rates are."""
    textes = list(_manques(tarif))
    textes += [r for t in tarif.taux for r in reserves(t)]
    return list(dict.fromkeys(textes))


def document(tarif: Tarif, hypotheses: Mapping[str, Hypothese]) -> Document:
    """Return what there is to read of a tariff, from the answer to the legal notice."""
    demande = tarif.demande
    accueil = next(c.libelle for c in ACCUEIL.choix if c.valeur == demande.accueil)
    renvois = Renvois()
    etapes = tuple(Rangee(etape) for etape in _etapes(tarif, renvois))
    choisies = [hypotheses[h] for h in tarif.hypotheses if tarif.statut != "a_completer"]
    corps: list[Noeud] = [
        Titre(f"Barème national des participations familiales, au {demande.jour:%d/%m/%Y}", 1),
        Paragraphe(majuscule(accueil)),
        Paragraphe(_reponse(tarif), fort=True),
        Tableau("", COLONNES, etapes),
        *chapitre("À savoir", alertes(tarif)),
        *chapitre("Hypothèses de cafsim", [f"{h.numero} : {h.texte} {h.effet}" for h in choisies]),
        *chapitre("Sources", renvois.notes(adresses=True)),
    ]
    return fini(corps, niveau=3)


def _reponse(tarif: Tarif) -> str:
    if tarif.statut == "a_completer":
        return "À compléter : un taux n'est pas publié, le tarif ne peut pas être calculé (voir « À savoir »)."
    if tarif.statut == "fourchette":
        bornes = mots.intervalle(tarif.minimum, tarif.maximum)
        return f"La famille paie {bornes} par heure : un taux n'est connu qu'entre deux bornes."
    forfait = ""
    if tarif.forfait_mensuel is not None:
        forfait = f", soit {french_money(tarif.forfait_mensuel)} par mois"
    return f"La famille paie {mots.connu(tarif.tarif_horaire)} par heure{forfait}."


def _etapes(tarif: Tarif, renvois: Renvois) -> Iterator[tuple[str, str, str]]:
    demande = tarif.demande
    origine = f"{french_money(demande.ressources)} par an / 12" if demande.periode == "an" else "montant saisi"
    yield "Ressources mensuelles", french_money(demande.ressources_mensuelles), origine
    plancher, plafond, effort = tarif.plancher, tarif.plafond, tarif.taux_effort
    yield "Plancher", _taux(plancher), _etat("minimum de ressources retenu", plancher, renvois)
    yield "Plafond", _taux(plafond), _etat("maximum de ressources retenu", plafond, renvois)
    yield "Ressources retenues", mots.connu(tarif.ressources_retenues), _pourquoi_retenues(tarif)
    enfants = f"{demande.enfants} à charge"
    if demande.aeeh:
        enfants += (
            f" + {demande.aeeh} pour l'Aeeh (allocation d'éducation de l'enfant handicapé) : "
            "chaque enfant qui y ouvre droit compte une fois de plus"
        )
    yield "Enfants comptés", str(tarif.enfants_comptes), enfants
    yield "Taux d'effort", _taux(effort, _pourcent), _etat("par heure d'accueil", effort, renvois)
    yield "Tarif horaire", mots.intervalle(tarif.minimum, tarif.maximum), _calcul(tarif)
    if demande.heures_mois is not None:
        heures = f"{french_number(demande.heures_mois)}{NBSP}h"
        detail = f"{heures} × {mots.connu(tarif.tarif_horaire)}" if tarif.tarif_horaire is not None else heures
        yield "Forfait mensuel", mots.connu(tarif.forfait_mensuel), detail


def _manques(tarif: Tarif) -> Iterator[str]:
    for taux in tarif.taux:
        if taux.fiabilite is None:
            note = f" {taux.note}" if taux.note else ""
            yield (
                f"À compléter : {taux.nom} n'est publié dans aucune source lue pour cette date et ce mode d'accueil."
                f"{note} Où le trouver : {taux.ou_trouver} "
                "Quand vous l'avez : cafsim baremes saisir --aide tarif_familles, puis --baremes."
            )


def _pourquoi_retenues(tarif: Tarif) -> str:
    mensuelles, retenues = tarif.demande.ressources_mensuelles, tarif.ressources_retenues
    if retenues is None:
        return "le plancher ou le plafond manque"
    if retenues > mensuelles:
        return "les ressources sont sous le plancher : il s'applique"
    if retenues < mensuelles:
        return "les ressources dépassent le plafond : il s'applique"
    return "les ressources sont entre le plancher et le plafond"


def _calcul(tarif: Tarif) -> str:
    exact, effort = tarif.avant_arrondi, tarif.taux_effort.valeur
    if exact is None or effort is None:
        return ""
    produit = f"{mots.connu(tarif.ressources_retenues)} × {_pourcent(effort)}"
    if exact == tarif.tarif_horaire:
        return produit
    court = french_number(exact, 4)
    egal = "=" if exact * 10_000 % 1 == 0 else "≈"
    return f"{produit} {egal} {court}{NBSP}€, arrondi au centime"


def _etat(quoi: str, taux: TauxLu, renvois: Renvois) -> Texte:
    """Return what a rate is, how sure it is, and its sources."""
    etat = mots.ETATS[taux.fiabilite] if taux.fiabilite else mots.NON_PUBLIE
    if taux.fiabilite == "reconduit" and taux.confirme_jusqu_au:
        etat = f"{etat}, confirmé jusqu'au {taux.confirme_jusqu_au:%d/%m/%Y}"
    return renvois.texte(f"{quoi} ; {etat}", taux.sources)


def _taux(taux: TauxLu, ecrit: Callable[[Fraction], str] = french_money) -> str:
    return mots.intervalle(taux.minimum, taux.maximum, ecrit) if taux.valeur is None else ecrit(taux.valeur)


def _pourcent(valeur: Fraction) -> str:
    return f"{french_number(valeur, 4, 4)}{NBSP}%"
