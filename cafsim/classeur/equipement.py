"""The sheet of one equipment: its inputs, what they contradict, each aid with its conditions, steps and amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from cafsim.classeur.bornes import Bornes
from cafsim.classeur.calculs import Calculs, ecrire_formule
from cafsim.classeur.cases import FAUX, VIDE, Case, bout_a_bout, egal, est_nombre, et, mot, non, plus, si
from cafsim.classeur.donnees import INCONNU, LARGEUR_NOTE, CelluleSaisie, Donnees, noter_jour
from cafsim.classeur.feuille import FeuilleDEquipement, entrees
from cafsim.classeur.formules import EnFormules, formule
from cafsim.classeur.lignes import EtapeEcrite, Lecteur, LigneEcrite
from cafsim.classeur.plan import PlanEcrit, Plans, champs_du_plan
from cafsim.classeur.pourquoi import Condition
from cafsim.classeur.presentation import EUROS, Styles, format_nombre, hauteur, mettre_en_page, propre
from cafsim.classeur.totaux import TotalEcrit, ecrire_totaux
from cafsim.dispositifs.modele import Dispositif
from cafsim.engine.expr import Rate
from cafsim.equipements.champs import Champ, Coherence, Type
from cafsim.equipements.registre import champs, equipements
from cafsim.estimation.complet import completer
from cafsim.estimation.formules import Formules, fenetre_du
from cafsim.estimation.resultat import MENTION, PERIODICITES, LigneEstimee
from cafsim.render.mots import courants as mots

COLONNES = ((46, "Donnée ou étape"), (17, "Valeur ou minimum"), (17, "Contrôle ou maximum"), (16, "Unité"), (80, ""))
SANS_OBJET = "–"
PREVISION = "Prévision"
RIEN_A_SIGNALER = "Rien à signaler."


class FeuilleEcrite(NamedTuple):
    """What the summary takes from the sheet of an equipment."""

    plan: FeuilleDEquipement
    lignes: tuple[LigneEcrite, ...]
    totaux: Mapping[str, TotalEcrit]
    plans: tuple[PlanEcrit, ...]


@dataclass(slots=True)
class Feuille:
    """Writes the sheet of one equipment."""

    _feuille: Worksheet
    _styles: Styles
    _calculs: Calculs
    _taux: Mapping[Rate, Bornes]
    _plan: FeuilleDEquipement
    _rang: int = 0
    _saisies: dict[str, CelluleSaisie] = field(default_factory=dict)

    def ecrire(self) -> FeuilleEcrite:
        """Write everything."""
        self._calculs.equipement = self._plan.nom
        self._entete()
        self._donnees()
        entrees = {nom: saisie.bornes for nom, saisie in self._saisies.items()}
        connues = {nom: saisie.connue for nom, saisie in self._saisies.items()}
        formules = EnFormules(self._calculs, entrees, self._taux, connues, completer(self._plan.saisi).donnees)
        self._doutes(formules)
        lecteur = Lecteur(self._calculs, formules)
        lignes = tuple(self._aides(lecteur))
        limites = [(d, formules.cases(x.limite)[1]) for d, x, _ in self._plan.aides if x.limite is not None]
        totaux = ecrire_totaux(self._calculs, lignes, limites)
        self._totaux(totaux)
        plans = Plans(self._calculs, self._plan.saisi, self._saisies, lignes)
        return FeuilleEcrite(self._plan, lignes, totaux, tuple(plans.ecrire(totaux)))

    def _entete(self) -> None:
        saisi = self._plan.saisi
        genre = equipements()[saisi.type].titre
        self._texte("titre", saisi.nom, 22)
        self._texte("texte", genre, 0)
        self._texte(
            "texte",
            f"Exercice {saisi.exercice}, figé : règles et barèmes de {saisi.exercice}. Pour une autre année, refaites "
            "le classeur. Cases à fond jaune : à remplir ou à changer. Case vide : inconnu, jamais zéro.", 16,
        )  # fmt: skip
        for colonne, (largeur, _) in enumerate(COLONNES):
            self._feuille.set_column(colonne, colonne, largeur)
        mettre_en_page(self._feuille, f"{saisi.nom}, exercice {saisi.exercice}", MENTION)
        self._feuille.freeze_panes(1, 0)

    def _texte(self, style: str, texte: str, haut: float) -> None:
        """Write a text over the whole width."""
        if style == "titre":
            self._feuille.write_string(self._rang, 0, propre(texte), self._styles(style))
        else:
            self._feuille.merge_range(self._rang, 0, self._rang, 4, propre(texte), self._styles(style))
        if haut:
            self._feuille.set_row(self._rang, haut)
        self._rang += 1

    def _section(self, titre: str, *entetes: str) -> None:
        self._rang += 1
        self._texte("sous_titre", titre, 20)
        for colonne, texte in enumerate(entetes):
            style = "entete_droite" if colonne in (1, 2) else "entete"
            self._feuille.write_string(self._rang, colonne, texte, self._styles(style))
        self._rang += bool(entetes)

    def _donnees(self) -> None:
        self._section("Vos données", "Donnée", "Valeur", "Contrôle", "Unité", "Ce qui est attendu")
        valeurs = completer(self._plan.saisi).valeurs
        donnees = Donnees(self._feuille, self._plan.nom, self._styles, self._calculs)
        for champ in self._champs():
            if champ.type is Type.DATE:
                noter_jour(self._feuille, self._styles, champ, self._jour(champ), self._rang)
            else:
                absent = champ.nom not in self._plan.saisi.valeurs
                par_defaut = absent and (champ.defaut is not None or champ.defaut_de is not None)
                self._saisies[champ.nom] = donnees.ecrire(
                    champ, valeurs.get(champ.nom), self._rang, par_defaut=par_defaut
                )
            self._rang += 1

    def _champs(self) -> list[Champ]:
        """Return the fields that some formula or the plan reads, in their order."""
        connus = champs(self._plan.saisi.type)
        lus = {node.name for racine in self._plan.racines() for node in entrees(racine)}
        lus |= {d.date for d, *_ in self._plan.aides if d.date}
        lus |= {origine for nom in lus for origine in [connus[nom].defaut_de] if origine}
        lus |= champs_du_plan(self._plan.saisi)
        return [c for c in connus.values() if c.nom in lus]

    def _jour(self, champ: Champ) -> str:
        debut, fin = fenetre_du(champ.nom, self._plan.saisi)
        return f"{debut:%d/%m/%Y}" if debut == fin else f"inconnue : de {debut.year} à {fin.year}"

    def _doutes(self, formules: EnFormules) -> None:
        """Write what is shown only when inputs contradict each other, or are surprising."""
        lues = [
            c for c in equipements()[self._plan.saisi.type].coherences if {c.petit, *c.grands} <= self._saisies.keys()
        ]
        messages = [(self._rompue(c), f"À corriger : {c.message}.") for c in lues]
        for controle, test, *_ in self._plan.controles:
            vrai, faux = formules.cases(test)
            messages.append((et(vrai, non(faux)), f"À vérifier : {controle.message}."))
        self._section("À vérifier")
        style = self._styles("alerte")
        tout = bout_a_bout(si(test, mot(f"{propre(message)} "), VIDE) for test, message in messages)
        lue = self._calculs.ajouter("À vérifier", tout)[0].ailleurs
        self._feuille.merge_range(self._rang, 0, self._rang, 4, "", style)
        net = Case(f"TRIM({lue.formule})", str(lue.vaut).strip())
        ecrire_formule(self._feuille, self._rang, 0, si(egal(lue, VIDE), mot(RIEN_A_SIGNALER), net), style)
        self._feuille.set_row(self._rang, 30)
        self._rang += 1

    def _rompue(self, coherence: Coherence) -> Case:
        petit, *grands = (self._saisies[n] for n in (coherence.petit, *coherence.grands))
        somme = plus(*(s.valeur for s in grands))
        depasse = Case(f"{petit.valeur.formule}>{somme.formule}", petit.valeur.compte > somme.compte)
        return si(et(*(s.connue for s in (petit, *grands))), depasse, FAUX)

    def _aides(self, lecteur: Lecteur) -> Iterator[LigneEcrite]:
        self._section("Calcul des aides", "Aide ou étape", "Minimum", "Maximum", "Unité", "Comment")
        for dispositif, arbres, absente in self._plan.aides:
            if absente is not None:
                yield self._absente(dispositif, arbres, absente, lecteur)
                continue
            for arbre in arbres.lignes:
                ligne = lecteur.ligne(arbre, self._plan.prevue(arbre))
                self._ligne(ligne, formule(arbre.calcul.montant))
                yield ligne

    def _absente(
        self, dispositif: Dispositif, arbres: Formules, absente: LigneEstimee, lecteur: Lecteur
    ) -> LigneEcrite:
        """Write the only line of an aid that does not exist in the exercice."""
        ligne = lecteur.absente(dispositif, [a.presente for a in arbres.lignes], absente)
        self._ligne(ligne, "")
        return ligne

    def _ligne(self, ligne: LigneEcrite, comment: str) -> None:
        d = ligne.dispositif
        payeur = "" if d.payeur == "caf" else f", {mots.VERSE_PAR_L_ETAT}"
        titre = f"{ligne.libelle} ({mots.NATURES[ligne.nature]}, {d.periodicite}{payeur})"
        self._feuille.merge_range(self._rang, 0, self._rang, 4, propre(titre), self._styles("groupe"))
        self._rang += 1
        for condition in ligne.conditions:
            self._condition(condition)
        for etape in ligne.etapes:
            self._etape(etape)
        self._montant(ligne, comment)

    def _condition(self, condition: Condition) -> None:
        vrai, faux = condition.vrai.ailleurs, condition.faux.ailleurs
        reponse = si(et(vrai, faux), mot(INCONNU), si(vrai, mot("oui"), mot("non")))
        self._feuille.write_string(self._rang, 0, "Condition remplie ?", self._styles("retrait"))
        ecrire_formule(self._feuille, self._rang, 1, reponse, self._styles("valeur"))
        self._note(f"Si non : {condition.motif}", "")

    def _etape(self, ecrite: EtapeEcrite) -> None:
        style = self._styles("valeur", format_nombre(ecrite.etape.unit))
        self._feuille.write_string(self._rang, 0, propre(ecrite.etape.label), self._styles("retrait"))
        for colonne, bout in enumerate(ecrite.bouts, 1):
            lue = bout.ailleurs
            montre = si(ecrite.compte.ailleurs, si(est_nombre(lue), lue, mot(INCONNU)), mot(SANS_OBJET))
            ecrire_formule(self._feuille, self._rang, colonne, montre, style)
        unite = "part (%)" if ecrite.etape.unit == "part" else ecrite.etape.unit
        self._feuille.write_string(self._rang, 3, unite, self._styles("unite"))
        self._note(formule(ecrite.etape.arg), ecrite.etape.label)

    def _note(self, note: str, libelle: str) -> None:
        self._feuille.write_string(self._rang, 4, propre(note), self._styles("note"))
        self._feuille.set_row(self._rang, max(hauteur(note, LARGEUR_NOTE, 12.0), hauteur(libelle, 42)))
        self._rang += 1

    def _montant(self, ligne: LigneEcrite, comment: str) -> None:
        montant, note = self._styles("montant", EUROS), self._styles("note")
        titre = bout_a_bout([mot("Montant : "), ligne.statut.ailleurs])
        ecrire_formule(self._feuille, self._rang, 0, titre, self._styles("fort"))
        ecrire_formule(self._feuille, self._rang, 1, ligne.minimum.ailleurs, montant)
        ecrire_formule(self._feuille, self._rang, 2, ligne.maximum.ailleurs, montant)
        self._feuille.write_blank(self._rang, 3, None, self._styles("fort"))
        self._feuille.write_string(self._rang, 4, propre(comment), self._styles("note_fort"))
        self._feuille.set_row(self._rang, hauteur(comment, LARGEUR_NOTE, 12.0))
        self._rang += 1
        self._feuille.merge_range(self._rang, 0, self._rang, 4, "", note)
        ecrire_formule(self._feuille, self._rang, 0, ligne.explication.ailleurs, note)
        self._feuille.set_row(self._rang, hauteur(str(ligne.explication.vaut), 210, 12.0))
        self._rang += 1
        self._feuille.write_string(self._rang, 0, PREVISION, self._styles("retrait"))
        ecrire_formule(self._feuille, self._rang, 1, ligne.prevision.ailleurs, self._styles("valeur", EUROS))
        self._note(self._repose_sur(ligne), PREVISION)

    def _repose_sur(self, ligne: LigneEcrite) -> str:
        """Return what the forecast of a line takes for granted, when the workbook is made."""
        cle = (ligne.dispositif.identifiant, ligne.libelle)
        estimees = (x for x in self._plan.estime.lignes if (x.dispositif, x.libelle) == cle)
        return " ; ".join(texte for x in estimees for texte in x.prevision_repose_sur)

    def _totaux(self, totaux: Mapping[str, TotalEcrit]) -> None:
        self._section("Totaux de l'équipement", "Total", "Minimum", "Maximum", PREVISION, "")
        for periodicite in PERIODICITES:
            total = totaux[periodicite]
            incomplet = si(total.incomplet.ailleurs, mot(f" ({mots.INCOMPLET})"), VIDE)
            libelle = bout_a_bout([mot(mots.PERIODES[periodicite][1]), incomplet])
            ecrire_formule(self._feuille, self._rang, 0, libelle, self._styles("total"))
            for colonne, montre in enumerate(total.montres(), 1):
                ecrire_formule(self._feuille, self._rang, colonne, montre, self._styles("montant_total", EUROS))
            self._feuille.write_blank(self._rang, 4, None, self._styles("total"))
            self._rang += 1
