"""`cafsim baremes saisir`: ask for the figures of the Caf's own documents, write them as a rate file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from cafsim.baremes.consultation import LigneTaux, fiche, ou_trouver
from cafsim.baremes.model import Baremes
from cafsim.cli.commandes.baremes_fichier import Bloc, LigneFichier, blocs_a_saisir, en_toml, ligne_fichier
from cafsim.equipements.commun import PREMIER_EXERCICE, dernier_exercice
from cafsim.erreurs import EntreeRefusee, Probleme, vouliez_vous
from cafsim.fichiers import ecrire
from cafsim.render.mots import baremes as mots
from cafsim.typographie import insecables, majuscule, paragraphe
from cafsim.valeurs.lecture import lire_taux

LARGEUR = 78
TRES_LOIN = 5
"""Beyond this many times a known figure (or below its inverse), the typed one is asked again."""

Lire = Callable[[str], str]
Dire = Callable[[str], None]


def mener(
    baremes: Baremes,
    aide: str | None,
    annee: int | None,
    sortie: Path | None,
    *,
    forcer: bool,
    lire: Lire = input,
    dire: Dire = print,
) -> Path | None:
    """Ask, then write the file; return its path, or None when nothing was typed."""
    if sortie is not None and sortie.exists() and not forcer:
        conseil = "Ajoutez --forcer pour le remplacer, ou changez de nom."
        raise EntreeRefusee([Probleme(str(sortie), "", "ce fichier existe déjà.", conseil)])
    saisie = DialogueDeTaux(baremes, lire, dire)
    aide = aide or saisie.choisir_aide()
    annee = annee or saisie.choisir_annee()
    lignes = saisie.demander(aide, annee)
    if not lignes:
        dire("\nAucun chiffre saisi : aucun fichier n'est écrit.")
        return None
    path = sortie or saisie.choisir_fichier(Path(f"taux-{aide}-{annee}.toml"), forcer=forcer)
    ecrire(path, en_toml(aide, lignes), forcer=forcer)
    dire(f"\nÉcrit : {path}")
    commande = "tarif ..." if aide == "tarif_familles" else "estimate projet.toml"
    dire(f"Pour vous en servir : cafsim {commande} --baremes {path}")
    return path


class DialogueDeTaux:
    """The questions; they come through `lire` (a prompt in, a line out) and go through `dire`."""

    def __init__(self, baremes: Baremes, lire: Lire, dire: Dire) -> None:
        self.baremes = baremes
        self.lire = lire
        self.dire = dire

    def choisir_aide(self) -> str:
        """Ask which aid."""
        self.dire("Pour quelle aide ?")
        noms = list(self.baremes.blocs)
        for rang, nom in enumerate(noms, 1):
            self.dire(paragraphe(f"{rang}. {self.baremes.blocs[nom].titre}", LARGEUR, "  ", "     "))
        while True:
            reponse = self.lire("> ").strip()
            if reponse in noms:
                return reponse
            if reponse.isdecimal() and 1 <= int(reponse) <= len(noms):
                return noms[int(reponse) - 1]
            self._dire(f"Tapez un numéro de 1 à {len(noms)}. {vouliez_vous(reponse, noms)}")

    def choisir_annee(self) -> int:
        """Ask which year."""
        dernier = dernier_exercice()
        while True:
            reponse = self.lire(insecables(f"Pour quelle année ? [{dernier - 1}] : ")).strip() or str(dernier - 1)
            if reponse.isdecimal() and PREMIER_EXERCICE <= int(reponse) <= dernier:
                return int(reponse)
            self._dire(f"Tapez une année de {PREMIER_EXERCICE} à {dernier}.")

    def choisir_fichier(self, propose: Path, *, forcer: bool) -> Path:
        """Ask where to write; an existing file is refused unless `forcer`."""
        while True:
            reponse = self.lire(insecables(f"\nNom du fichier [{propose}] : ")).strip()
            path = Path(reponse) if reponse else propose
            if forcer or not path.exists():
                return path
            self._dire(f"{path} existe déjà. Donnez un autre nom.")

    def demander(self, aide: str, annee: int) -> list[LigneFichier]:
        """Ask for the rates of an aid in a year: gaps and ranges first; return rows for the file."""
        series = fiche(self.baremes, aide, annee).series
        blocs = [bloc for serie in series for bloc in blocs_a_saisir(serie)]
        if not blocs:
            raise EntreeRefusee([Probleme("", aide, f"aucun taux en {annee}.", "Choisissez une autre année.")])
        blocs.sort(key=lambda b: b.exact)
        self._introduire(aide, annee, blocs)
        lignes: list[LigneFichier] = []
        for rang, bloc in enumerate(blocs):
            if bloc.exact and (rang == 0 or not blocs[rang - 1].exact) and not self._oui(
                "Le reste est déjà connu. Avez-vous d'autres valeurs à saisir à la place ?"
            ):  # fmt: skip
                break
            lignes += ((bloc.fiche.serie.nom, ligne) for ligne in self._bloc(bloc))
        return lignes

    def _introduire(self, aide: str, annee: int, blocs: Sequence[Bloc]) -> None:
        self._dire(f"{self.baremes.blocs[aide].titre}, {annee}", "")
        for etat, choisis in (
            ("Non publié", [b for b in blocs if any(x.fiabilite is None for x in b.lignes)]),
            ("Connu entre deux bornes", [b for b in blocs if not b.exact and all(x.fiabilite for x in b.lignes)]),
            ("Connu", [b for b in blocs if b.exact]),
        ):
            if choisis:
                self.dire(insecables(f"\n{etat} :"))
                for bloc in choisis:
                    valeurs = dict.fromkeys(map(mots.valeur, bloc.lignes))
                    self._dire(f"- {_nom(bloc)} : {' ; '.join(valeurs)}", "  ", "    ")
        self._dire("\nTapez le chiffre lu sur votre document. Entrée : passer. ? : explication. Ctrl+C : arrêter.", "")

    def _bloc(self, bloc: Bloc) -> list[dict[str, Any]]:
        """Ask for each tier; a scale is written whole, with its published values where nothing was typed."""
        saisies: list[Fraction | None] = []
        for ligne in bloc.lignes:
            saisies.append(self._valeur(bloc, ligne))
            if saisies[-1] is None and ligne.fiabilite is None:
                if any(s is not None for s in saisies):
                    self._dire("Il faut toutes les tranches de ce taux : celles déjà saisies ne sont pas gardées.")
                return []
        if all(s is None for s in saisies):
            return []
        if None in saisies:
            self._dire("Les autres tranches de ce taux gardent leur valeur publiée.")
        return [ligne_fichier(ligne, saisie) for ligne, saisie in zip(bloc.lignes, saisies, strict=True)]

    def _valeur(self, bloc: Bloc, ligne: LigneTaux) -> Fraction | None:
        unite = ligne.valeur.unite
        tranche = f", {mots.tranche(ligne.tranche, bloc.fiche.serie.echelle)}" if ligne.tranche else ""
        exemple = {"part": "en %", "%/h": "en % par heure"}.get(unite, f"en {unite}")
        question = f"{majuscule(_nom(bloc))}{tranche} ({exemple}) : {mots.valeur(ligne)}"
        invite = f"\n{paragraphe(question, LARGEUR)}\n> "
        while True:
            reponse = self.lire(invite).strip()
            if not reponse:
                return None
            if reponse == "?":
                self._expliquer(bloc, ligne)
                continue
            try:
                valeur = lire_taux(reponse, unite)
            except ValueError as error:
                self._dire(str(error))
                continue
            if not _loin(valeur, ligne) or self._oui(
                f"{mots.quantite(valeur, unite)} est très loin de {_reference(ligne)}. Est-ce bien ce chiffre ?"
            ):
                return valeur

    def _expliquer(self, bloc: Bloc, ligne: LigneTaux) -> None:
        serie = bloc.fiche.serie
        self._dire(f"Document : {ou_trouver(serie, ligne) or 'barème annuel ou notification de droit de la Caf.'}")
        for remarque in mots.remarques(ligne):
            self._dire(remarque)
        if serie.echelle and ligne.tranche is None:
            self._dire(
                f"Ce taux dépend d'une échelle non publiée ({mots.echelle(serie.echelle)}) : donnez le chiffre qui "
                "s'applique à votre situation."
            )

    def _oui(self, question: str) -> bool:
        while True:
            reponse = self.lire(f"\n{paragraphe(f'{question} (o/N)', LARGEUR)} ").strip().lower()
            if reponse in ("o", "oui"):
                return True
            if reponse in ("", "n", "non"):
                return False
            self._dire("Répondez o (oui) ou n (non).")

    def _dire(self, texte: str, retrait: str = "  ", suite: str | None = None) -> None:
        debut = "\n" if texte.startswith("\n") else ""
        self.dire(debut + paragraphe(texte.strip(), LARGEUR, retrait, suite))


def _nom(bloc: Bloc) -> str:
    ligne = bloc.lignes[0]
    parts = [mots.cas(ligne.dimensions, None, None)]
    if ligne.fin and (ligne.debut.month, ligne.debut.day, ligne.fin.month, ligne.fin.day) != (1, 1, 12, 31):
        parts.append(mots.periode(ligne.debut, ligne.fin))
    precision = " ; ".join(p for p in parts if p)
    libelle = bloc.fiche.serie.libelle
    return f"{libelle} ({precision})" if precision else libelle


def _loin(valeur: Fraction, ligne: LigneTaux) -> bool:
    """Say whether the typed figure is far from what is, or was, known."""
    bas, haut = ligne.valeur.minimum, ligne.valeur.maximum
    if not bas or not haut:
        return False
    return valeur > haut * TRES_LOIN or valeur * TRES_LOIN < bas


def _reference(ligne: LigneTaux) -> str:
    bornes = dict.fromkeys(b for b in (ligne.valeur.minimum, ligne.valeur.maximum) if b is not None)
    return " à ".join(mots.quantite(b, ligne.valeur.unite) for b in bornes)
