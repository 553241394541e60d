"""The first sheet: each line of each equipment, totals, what was doubtful when the workbook was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from cafsim.classeur.calculs import Calculs, ecrire_formule
from cafsim.classeur.cases import VIDE, Case, compte, est_nombre, et, mot, si
from cafsim.classeur.equipement import FeuilleEcrite
from cafsim.classeur.lignes import LigneEcrite
from cafsim.classeur.plan import PlanEcrit
from cafsim.classeur.presentation import EUROS, PART, Styles, citer, hauteur, mettre_en_page, propre
from cafsim.classeur.totaux import TotalEcrit, ecrire_somme
from cafsim.estimation.resultat import MENTION, PERIODICITES, Estimation
from cafsim.render.mots import courants as mots
from cafsim.render.vues import legende
from cafsim.render.vues.chapitres import cachet

FEUILLE = "Synthèse"
TOUS = "Total de tous les projets"
PARTS = 2
"""So many cases of a plan have their shares shown: there is no column for more."""
COLONNES = (
    ("Aide", 52, "entete"), ("Nature", 19, "entete"), ("Taux, à la création", 17, "entete"), ("Statut", 14, "entete"),
    ("Minimum", 17, "entete_droite"), ("Maximum", 17, "entete_droite"), ("Prévision", 17, "entete_droite"),
    ("Ce qui manque, ou pourquoi", 60, "entete"),
)  # fmt: skip
DERNIERE = len(COLONNES) - 1
MODE_D_EMPLOI = (
    "Les cases à fond jaune sont à vous : vos données sur la feuille de chaque équipement, les taux sur « Barèmes ».",
    "Changez-en une, tout se recalcule. Une case vide : inconnu, jamais zéro.",
    "L'exercice et les dates sont figés : le classeur porte les règles et les barèmes de ces jours-là.",
    mots.LECTURE_TOTAL,
    mots.LECTURE_INCOMPLET,
    "Prévision : ce qu'un budget prudent compte, d'après les derniers taux connus (leur année est sur « Barèmes »).",
    "Centimes : un tableur compte en nombres binaires ; en cas de doute, le résultat de cafsim fait foi.",
    "Le détail des formules est sur la feuille masquée « Calculs » (clic droit sur un onglet, Afficher).",
)


@dataclass(slots=True)
class Synthese:
    """Writes the summary of one or several projects."""

    _feuille: Worksheet
    _styles: Styles
    _calculs: Calculs
    _rang: int = 0

    def ecrire(self, projets: Sequence[tuple[Estimation, Sequence[FeuilleEcrite]]]) -> None:
        """Write everything."""
        self._calculs.equipement = FEUILLE
        self._entete(projets)
        sommes = [self._sommes([f.totaux for f in feuilles]) for _, feuilles in projets]
        self._totaux(TOUS if len(projets) > 1 else "Total", self._sommes(sommes))
        for (estimation, feuilles), somme in zip(projets, sommes, strict=True):
            if len(projets) > 1:
                self._large(f"{estimation.projet}, exercice {estimation.exercice}", "sous_titre")
                self._totaux("", somme)
            for ecrite in feuilles:
                self._equipement(ecrite, seul=len(feuilles) == 1)
        self._liste("Mode d'emploi", MODE_D_EMPLOI)
        vues = (x.nature for _, feuilles in projets for f in feuilles for x in f.lignes)
        self._liste("Nature des aides", list(legende.natures(vues)))
        remarques = dict.fromkeys(a for e, _ in projets for a in e.remarques if a != MENTION)
        self._liste("À vérifier (noté à la création du classeur)", list(remarques))

    def _entete(self, projets: Sequence[tuple[Estimation, Sequence[FeuilleEcrite]]]) -> None:
        noms = ", ".join(e.projet for e, _ in projets)
        titre = f"Estimation des aides de la Caf : {noms}"
        exercices = sorted({f.plan.saisi.exercice for _, feuilles in projets for f in feuilles})
        cadre = f"Exercice {', '.join(map(str, exercices))} (figé). {cachet(e.referentiel for e, _ in projets)}"
        for colonne, (_, largeur, _) in enumerate(COLONNES):
            self._feuille.set_column(colonne, colonne, largeur)
        self._feuille.write_string(0, 0, propre(titre), self._styles("titre"))
        self._feuille.set_row(0, 24)
        self._rang = 1
        self._large(cadre, "texte")
        self._large(MENTION, "mention")
        for doute in dict.fromkeys(doute for e, _ in projets for doute in e.doutes):
            self._large(f"À vérifier d'abord (noté à la création du classeur) : {doute}", "alerte")
        for colonne, (texte, _, style) in enumerate(COLONNES):
            self._feuille.write_string(self._rang, colonne, texte, self._styles(style))
        self._feuille.repeat_rows(self._rang)
        self._rang += 1
        self._feuille.freeze_panes(self._rang, 0)
        mettre_en_page(self._feuille, titre, MENTION)

    def _large(self, texte: str, style: str) -> None:
        self._feuille.merge_range(self._rang, 0, self._rang, DERNIERE, propre(texte), self._styles(style))
        self._feuille.set_row(self._rang, hauteur(texte, 190))
        self._rang += 1

    def _equipement(self, ecrite: FeuilleEcrite, *, seul: bool) -> None:
        """Write an equipment: its totals, unless they are those of the project, its plan, its lines."""
        saisi = ecrite.plan.saisi
        style = self._styles("groupe")
        self._feuille.merge_range(self._rang, 0, self._rang, DERNIERE, "", style)
        titre = propre(f"{saisi.nom}, exercice {saisi.exercice}")
        self._feuille.write_url(self._rang, 0, f"internal:{citer(ecrite.plan.nom)}!A1", style, titre)
        self._rang += 1
        if not seul:
            self._totaux("", ecrite.totaux)
        for plan in ecrite.plans:
            self._plan(plan)
        surs = {(x.dispositif, x.libelle): mots.fiabilite(x) for x in ecrite.plan.estime.lignes}
        for ligne in ecrite.lignes:
            self._ligne(ligne, surs.get((ligne.dispositif.identifiant, ligne.libelle), ""))
        if not ecrite.lignes:
            self._large("Aucune des aides choisies ne concerne cet équipement.", "texte")

    def _plan(self, plan: PlanEcrit) -> None:
        """Write a balance: each row in its two cases, and before them what it is of the expenses."""
        self._large(plan.titre, "fort")
        for poste in plan.postes:
            libelle, montant = ("fort", "montant") if poste.reste else ("retrait", "valeur")
            self._feuille.write_string(self._rang, 0, propre(poste.libelle), self._styles(libelle))
            style = self._styles(montant, EUROS)
            for rang, (cas, depense) in enumerate(zip(poste.cas, plan.postes[0].cas, strict=True)):
                if rang < PARTS:
                    part = _part(cas.ailleurs, depense.ailleurs)
                    ecrire_formule(self._feuille, self._rang, 2 + rang, part, self._styles("valeur", PART))
                ecrire_formule(self._feuille, self._rang, 4 + rang, cas.ailleurs, style)
            self._rang += 1

    def _ligne(self, ligne: LigneEcrite, fiabilite: str) -> None:
        d = ligne.dispositif
        libelle = mots.verse(ligne.libelle, d.payeur)
        self._feuille.write_string(self._rang, 0, propre(libelle), self._styles("retrait"))
        for colonne, texte in ((1, f"{mots.NATURES[ligne.nature]}, {d.periodicite}"), (2, fiabilite)):
            self._feuille.write_string(self._rang, colonne, texte, self._styles("texte"))
        euros = self._styles("valeur", EUROS)
        ecrire_formule(self._feuille, self._rang, 3, ligne.statut.ailleurs, self._styles("texte"))
        for colonne, case in enumerate((ligne.minimum, ligne.maximum, ligne.prevision), 4):
            ecrire_formule(self._feuille, self._rang, colonne, case.ailleurs, euros)
        ecrire_formule(self._feuille, self._rang, DERNIERE, ligne.explication.ailleurs, self._styles("note"))
        haut = max(hauteur(str(ligne.explication.vaut), 76, 12.0), hauteur(ligne.libelle, 56))
        self._feuille.set_row(self._rang, haut)
        self._rang += 1

    def _sommes(self, totaux: Sequence[TotalParPeriode]) -> TotalParPeriode:
        return {str(p): ecrire_somme(self._calculs, [t[p] for t in totaux], p) for p in PERIODICITES}

    def _totaux(self, titre: str, totaux: TotalParPeriode) -> None:
        if titre:
            self._large(titre, "groupe")
        for periodicite in PERIODICITES:
            total = totaux[periodicite]
            style = self._styles("total")
            self._feuille.write_string(self._rang, 0, mots.PERIODES[periodicite][1], style)
            for colonne in (1, 2):
                self._feuille.write_blank(self._rang, colonne, None, style)
            ecrire_formule(self._feuille, self._rang, 3, si(total.incomplet.ailleurs, mot(mots.INCOMPLET), VIDE), style)
            for colonne, montre in enumerate(total.montres(), 4):
                ecrire_formule(self._feuille, self._rang, colonne, montre, self._styles("montant_total", EUROS))
            self._feuille.write_blank(self._rang, DERNIERE, None, style)
            self._rang += 1

    def _liste(self, titre: str, textes: Sequence[str]) -> None:
        if textes:
            self._rang += 1
            self._large(titre, "sous_titre")
            for texte in textes:
                self._large(texte, "texte")


def _part(montant: Case, depense: Case) -> Case:
    """Return a row's share of the expenses; nothing while unknown."""
    total = compte(depense)
    chiffree = Case(f"{total.formule}>0", total.compte > 0)
    part = Case(f"{montant.formule}/{total.formule}", montant.compte / total.compte if total.compte else None)
    return si(et(est_nombre(montant), chiffree), part, VIDE)


TotalParPeriode = Mapping[str, TotalEcrit]
