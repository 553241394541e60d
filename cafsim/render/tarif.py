"""The family tariff, from the answer to the legal notice."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from cafsim.baremes.model import Hypothese
from cafsim.engine.numbers import NBSP, french_money, french_number
from cafsim.render.chapitres import Renvois, chapitre, sources
from cafsim.render.document import Colonne, Document, Noeud, Paragraphe, Rangee, Tableau, Titre, mise_en_page
from cafsim.render.etats import ETATS
from cafsim.resultat import MENTION
from cafsim.tarif import ACCUEIL, Tarif, TauxLu, reserves

if TYPE_CHECKING:
    from collections.abc import Mapping

COLONNES = (Colonne("Étape", "tete"), Colonne("Valeur", "montant"), Colonne("Explication", "suite"))
INCONNU = "inconnu"


def alertes(tarif: Tarif) -> list[str]:
    """Return what the user must know: what is missing first, then how weak the rates are."""
    textes = list(_manques(tarif))
    textes += [r for t in tarif.taux for r in reserves(t)]
    return list(dict.fromkeys(textes))


def document(tarif: Tarif, hypotheses: Mapping[str, Hypothese]) -> Document:
    """Return what there is to read of a tariff, from the answer to the legal notice."""
    demande = tarif.demande
    accueil = next(c.libelle for c in ACCUEIL.choix if c.valeur == demande.accueil)
    numeros = Renvois()
    etapes = tuple(Rangee(etape) for etape in _etapes(tarif, numeros))
    choisies = [hypotheses[h] for h in tarif.hypotheses if tarif.statut != "a_completer"]
    corps: list[Noeud] = [
        Titre(f"Barème national des participations familiales, au {demande.jour:%d/%m/%Y}", 1),
        Paragraphe(f"{accueil[0].upper()}{accueil[1:]}"),
        Paragraphe(_reponse(tarif), fort=True),
        Tableau("", COLONNES, etapes),
        *chapitre("À savoir", alertes(tarif)),
        *chapitre("Hypothèses de cafsim", [f"{h.numero} : {h.texte} {h.effet}" for h in choisies]),
        *sources(numeros, {s.identifiant: s for s in tarif.sources}),
        Paragraphe(MENTION, fort=True),
    ]
    return mise_en_page(corps)


def _reponse(tarif: Tarif) -> str:
    if tarif.statut == "a_completer":
        return "À compléter : un taux n'est pas publié, le tarif ne peut pas être calculé (voir « À savoir »)."
    if tarif.statut == "fourchette":
        bornes = _entre(tarif.minimum, tarif.maximum)
        return f"La famille paie {bornes} par heure : un taux n'est connu qu'entre deux bornes."
    forfait = ""
    if tarif.forfait_mensuel is not None:
        forfait = f", soit {french_money(tarif.forfait_mensuel)} par mois"
    return f"La famille paie {_argent(tarif.tarif_horaire)} par heure{forfait}."


def _etapes(tarif: Tarif, numeros: Renvois) -> Iterator[tuple[str, str, str]]:
    demande = tarif.demande
    origine = f"{french_money(demande.ressources)} par an / 12" if demande.periode == "an" else "montant saisi"
    yield "Ressources mensuelles", french_money(demande.ressources_mensuelles), origine
    yield "Plancher", _taux_argent(tarif.plancher), f"minimum de ressources retenu ; {_etat(tarif.plancher, numeros)}"
    yield "Plafond", _taux_argent(tarif.plafond), f"maximum de ressources retenu ; {_etat(tarif.plafond, numeros)}"
    yield "Ressources retenues", _argent(tarif.ressources_retenues), _pourquoi_retenues(tarif)
    enfants = f"{demande.enfants} à charge"
    if demande.aeeh:
        enfants += (
            f" + {demande.aeeh} pour l'Aeeh (allocation d'éducation de l'enfant handicapé) : "
            "chaque enfant qui y ouvre droit compte une fois de plus"
        )
    yield "Enfants comptés", str(tarif.enfants_comptes), enfants
    effort = tarif.taux_effort
    yield "Taux d'effort", _taux_effort(effort), f"par heure d'accueil ; {_etat(effort, numeros)}"
    yield "Tarif horaire", _tarif(tarif), _calcul(tarif)
    if demande.heures_mois is not None:
        heures = f"{french_number(demande.heures_mois)}{NBSP}h"
        detail = f"{heures} × {_argent(tarif.tarif_horaire)}" if tarif.tarif_horaire is not None else heures
        yield "Forfait mensuel", _argent(tarif.forfait_mensuel), detail


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
    produit = f"{_argent(tarif.ressources_retenues)} × {_pourcent(effort)}"
    if exact == tarif.tarif_horaire:
        return produit
    court = french_number(exact, 4)
    egal = "=" if exact * 10_000 % 1 == 0 else "≈"
    return f"{produit} {egal} {court}{NBSP}€, arrondi au centime"


def _etat(taux: TauxLu, numeros: Renvois) -> str:
    etat = ETATS[taux.fiabilite]
    if taux.fiabilite == "reconduit" and taux.confirme_jusqu_au:
        etat = f"{etat}, confirmé jusqu'au {taux.confirme_jusqu_au:%d/%m/%Y}"
    return " ".join(filter(None, (etat, numeros.marques(s.identifiant for s in taux.sources))))


def _tarif(tarif: Tarif) -> str:
    return _entre(tarif.minimum, tarif.maximum) if tarif.statut == "fourchette" else _argent(tarif.tarif_horaire)


def _taux_argent(taux: TauxLu) -> str:
    return _argent(taux.valeur) if taux.valeur is not None else _entre(taux.minimum, taux.maximum)


def _taux_effort(taux: TauxLu) -> str:
    if taux.valeur is not None:
        return _pourcent(taux.valeur)
    if taux.minimum is None or taux.maximum is None:
        return INCONNU
    return f"de {_pourcent(taux.minimum)} à {_pourcent(taux.maximum)}"


def _pourcent(valeur: Fraction) -> str:
    return f"{french_number(valeur, 4, 4)}{NBSP}%"


def _entre(minimum: Fraction | None, maximum: Fraction | None) -> str:
    if minimum is None or maximum is None:
        return INCONNU
    return f"de {french_money(minimum)} à {french_money(maximum)}"


def _argent(valeur: Fraction | None) -> str:
    return INCONNU if valeur is None else french_money(valeur)
