"""`cafsim estimate` without a file: the questions, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from cafsim.baremes.model import Baremes
from cafsim.cli.sortie import ecrire
from cafsim.equipements.champs import Champ, Choix, Type
from cafsim.equipements.commun import EXERCICE, PREMIER_EXERCICE, dernier_exercice
from cafsim.equipements.projet import Projet
from cafsim.equipements.registre import equipements
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation import Moteur
from cafsim.projet.ecriture import en_toml
from cafsim.projet.entretien import Entretien, noms_libres, vers_projet
from cafsim.projet.valeurs import lire, lire_texte
from cafsim.resultat import MENTION, Manque
from cafsim.typographie import insecables, paragraphe

LARGEUR = 78

Lire = Callable[[str], str]
Dire = Callable[[str], None]

INTRODUCTION = (
    "cafsim estime ce que la Caf (caisse d'allocations familiales) peut apporter à un équipement.",
    MENTION,
    "",
    "À chaque question :",
    "  - tapez la réponse, puis Entrée ;",
    "  - Entrée seule (ou « je ne sais pas ») : le montant sera donné en fourchette ;",
    "  - ? : une explication, et où trouver le chiffre ;",
    "  - Ctrl+C : arrêter sans rien enregistrer.",
)

_NE_SAIS_PAS = {"", "je ne sais pas", "ne sait pas", "nsp", "inconnu"}


class Questionnaire:
    """Asks through `lire` (a prompt in, a line out) and tells through `dire`."""

    def __init__(self, moteur: Moteur, lire_ligne: Lire = input, dire: Dire = print) -> None:
        self.moteur = moteur
        self.lire_ligne = lire_ligne
        self.dire = dire

    def mener(self) -> Projet:
        """Ask everything and return the project."""
        for ligne in INTRODUCTION:
            self.dire(paragraphe(ligne, LARGEUR, suite="    " if ligne.startswith(" ") else ""))
        entretiens: list[Entretien] = []
        while not entretiens or self.oui("Un autre équipement ?"):
            entretiens.append(self._equipement(entretiens))
        return vers_projet(self._nom_du_projet(entretiens[0].nom), entretiens)

    def enregistrer(self, projet: Projet) -> Path | None:
        """Offer to save the project; return where it was saved."""
        if not self.oui("Enregistrer ces réponses dans un fichier de projet ?"):
            return None
        prefixe = projet.equipements[0].type
        propose = next(n for n in noms_libres(prefixe) if not Path(n).exists())
        while True:
            reponse = self.lire_ligne(f"Nom du fichier [{propose}] : ").strip() or propose
            path = Path(reponse if reponse.endswith(".toml") else f"{reponse}.toml")
            try:
                ecrire(path, en_toml(projet).encode())
            except EntreeRefusee as error:
                self.dire(f"  {error.problemes[0].message} Donnez un autre nom.")
                continue
            self.dire(f"Enregistré : {path}. Pour refaire l'estimation : cafsim estimate {path}")
            return path

    def oui(self, question: str) -> bool:
        """Ask a yes/no question; no by default."""
        while True:
            reponse = self.lire_ligne(insecables(f"\n{question} (o/N) : ")).strip().lower()
            if reponse in ("o", "oui"):
                return True
            if reponse in ("", "n", "non"):
                return False
            self.dire("  Répondez o (oui) ou n (non).")

    def _equipement(self, precedents: Sequence[Entretien]) -> Entretien:
        uniques = {x.type for x in precedents if x.equipement.unique}
        existants = [Choix(e.type, e.titre) for e in equipements().values() if e.type not in uniques]
        type_equipement = self._choisir("Quel équipement ?", existants)
        nom = self._texte(f"Comment s'appelle {equipements()[type_equipement].article} ?", "Sans nom")
        exercice = self._exercice(precedents[-1].exercice if precedents else None)
        communs = precedents[0].communs if precedents else {}
        entretien = Entretien(self.moteur, type_equipement, nom, exercice, communs)
        self._champs(entretien)
        for groupe in entretien.groupes_a_proposer():
            entretien.demandes.add(groupe.nom)
            if self.oui(groupe.question):
                entretien.groupes.add(groupe.nom)
                self._champs(entretien)
        self._taux(entretien)
        self._champs(entretien)  # a rate just typed may ask for more
        return entretien

    def _champs(self, entretien: Entretien) -> None:
        while (champ := entretien.prochaine()) is not None:
            self._demander(entretien, champ)

    def _demander(self, entretien: Entretien, champ: Champ) -> None:
        while True:
            reponse = self.lire_ligne(_invite(champ)).strip()
            if reponse == "?":
                self._expliquer(champ.aide, champ.ou_trouver, champ.exemple)
            elif reponse.lower() in _NE_SAIS_PAS:
                entretien.ignorer(champ)
                return
            else:
                try:
                    entretien.repondre(champ, _reponse(champ, reponse))
                except ValueError as error:
                    self._refuser(error)
                else:
                    return

    def _taux(self, entretien: Entretien) -> None:
        manques = entretien.taux_manquants()
        if not manques:
            return
        self.dire("")
        self.dire(paragraphe(
            f"{len(manques)} chiffre(s) de la Caf ne sont pas publiés, ou pas au centime. Vous les avez peut-être sur "
            "une "
            "notification ou une convention.", LARGEUR,
        ))  # fmt: skip
        if not self.oui("Avez-vous ces documents sous la main ?"):
            return
        while manques := entretien.taux_manquants():
            self._demander_taux(entretien, manques[0])

    def _demander_taux(self, entretien: Entretien, manque: Manque) -> None:
        serie = self.moteur.baremes.serie(manque.cle)
        unite = serie.valeurs[0].unite
        champ = Champ(manque.cle, manque.libelle, Type.NOMBRE, "", "", unite)
        entretien.demandes.add(manque.cle)
        question = f"{manque.libelle[0].upper()}{manque.libelle[1:]} ({unite})"
        invite = f"\n{paragraphe(question, LARGEUR)}\n{paragraphe(f'Document : {manque.ou_trouver}', LARGEUR)}\n> "
        while True:
            reponse = self.lire_ligne(invite).strip()
            if reponse == "?":
                self._expliquer(manque.texte, "", "")
            elif reponse.lower() in _NE_SAIS_PAS:
                return
            else:
                try:
                    valeur = lire(champ, reponse)
                except ValueError as error:
                    self._refuser(error)
                    continue
                if valeur is not None and not isinstance(valeur, bool | str | date):
                    entretien.taux[manque.cle] = valeur
                return

    def _expliquer(self, aide: str, ou_trouver: str, exemple: str) -> None:
        textes = [aide]
        if ou_trouver:
            textes.append(f"Où trouver : {ou_trouver}")
        if exemple and exemple != '"?"':
            textes.append(f"Exemple : {exemple.strip(chr(34))}")
        for texte in textes:
            self.dire(paragraphe(texte, LARGEUR, "  "))

    def _refuser(self, error: ValueError) -> None:
        texte = str(error)
        self.dire(paragraphe(f"{texte[0].upper()}{texte[1:]}", LARGEUR, "  "))

    def _choisir(self, question: str, choix: Sequence[Choix]) -> str:
        liste = "\n".join(f"  {rang}. {c.libelle}" for rang, c in enumerate(choix, 1))
        while True:
            reponse = self.lire_ligne(insecables(f"\n{question}\n{liste}\n> ")).strip()
            if reponse.isdecimal() and 1 <= int(reponse) <= len(choix):
                return choix[int(reponse) - 1].valeur
            for c in choix:
                if reponse.lower() == c.valeur:
                    return c.valeur
            self.dire(f"  Tapez un numéro de 1 à {len(choix)}.")

    def _texte(self, question: str, defaut: str) -> str:
        while True:
            try:
                return lire_texte(self.lire_ligne(insecables(f"\n{question} "))) or defaut
            except ValueError as error:
                self._refuser(error)

    def _exercice(self, precedent: int | None) -> int:
        dernier = dernier_exercice()
        propose = precedent or dernier - 1
        while True:
            reponse = self.lire_ligne(insecables(f"\n{EXERCICE.question} [{propose}] : ")).strip()
            if reponse == "?":
                self._expliquer(EXERCICE.aide, "", "")
                continue
            annee = int(reponse) if reponse.isdecimal() and len(reponse) == 4 else 0 if reponse else propose
            if PREMIER_EXERCICE <= annee <= dernier:
                return annee
            self.dire(f"  Donnez une année de {PREMIER_EXERCICE} à {dernier}.")

    def _nom_du_projet(self, defaut: str) -> str:
        return self._texte(f"Nom du projet [{defaut}] :", defaut)


def questionnaire(baremes: Baremes, referentiel: str) -> Questionnaire:
    """Return a questionnaire on the terminal."""
    return Questionnaire(Moteur(baremes, referentiel))


def _invite(champ: Champ) -> str:
    suffixe = {Type.OUI_NON: " (o/n)", Type.DATE: " (jj/mm/aaaa)"}.get(champ.type, "")
    texte = "\n" + paragraphe(f"{champ.question}{suffixe}", LARGEUR)
    if champ.choix:
        texte += "\n" + "\n".join(f"  {rang}. {c.libelle}" for rang, c in enumerate(champ.choix, 1))
    return f"{texte}\n> "


def _reponse(champ: Champ, reponse: str) -> str:
    """Turn the number of a choice into its value."""
    if champ.choix and reponse.isdecimal() and 1 <= int(reponse) <= len(champ.choix):
        return champ.choix[int(reponse) - 1].valeur
    return reponse
