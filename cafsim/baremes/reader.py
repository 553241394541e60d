"""From parsed Toml to the model of the rate table, every fault noted with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import get_args

from cafsim.baremes import cles
from cafsim.baremes.check import controler, controler_origine
from cafsim.baremes.cles import Chemin
from cafsim.baremes.lecteur import Lecteur, Table
from cafsim.baremes.model import (
    NATIONAL,
    REFERENTIELS,
    UNITES,
    Bareme,
    Cle,
    Conflit,
    Dimensions,
    Hypothese,
    Serie,
    Source,
    Statut,
    Valeur,
)
from cafsim.erreurs import vouliez_vous

SAISI: Statut = "saisi"
PUBLIES: tuple[Statut, ...] = tuple(s for s in get_args(Statut) if s != SAISI)


class TableReader(Lecteur):
    """Turns parsed Toml into the model, and checks it.

    `dimensions` are the keys that a rate may depend on, with their choices. `saisie`: the rows are the user's own, and
    hold to the end of the year when they do not say until when.
    """

    def __init__(self, dimensions: Dimensions, *, saisie: bool = False) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.saisie = saisie

    def declarer(self, brut: Table) -> Dimensions:
        """Take the `[dimensions]` that a table declares, and return them."""
        dimensions = self.table(("dimensions",), brut.get("dimensions", {}))
        self.dimensions = {nom: self._choix(nom, choix) for nom, choix in dimensions.items()}
        return self.dimensions

    def _choix(self, nom: str, brut: object) -> tuple[Cle, ...]:
        choix = self.liste(("dimensions", nom), brut, f'{nom} = ["…", "…"].')
        if choix and all(isinstance(c, str | bool) for c in choix):
            return tuple(choix)
        self.faute(("dimensions", nom), "une liste de choix est attendue : des textes, ou true et false.")
        return ()

    def hypothese(self, numero: str, brut: object) -> Hypothese:
        """Read `[hypotheses.numero]`."""
        chemin = ("hypotheses", numero)
        brut = self.table(chemin, brut, cles.HYPOTHESE, cles.HYPOTHESE)
        return Hypothese(numero, *(self.texte(chemin, brut, c) or "" for c in cles.HYPOTHESE))

    def bloc(self, nom: str, brut: object, sources: Mapping[str, Source]) -> Bareme:
        """Read the block of one aid, and check its rows."""
        chemin = (nom,)
        brut = self.table(chemin, brut)
        metas = self.table((nom, "series"), brut.get("series", {}))
        self.connues(chemin, brut, (*cles.BLOC, *metas))
        series = {s: self._serie((nom, s), meta, brut.get(s, [])) for s, meta in metas.items()}
        for serie in series.values():
            self.noter(controler_origine(serie, sources))
        debut, fin = self.jour(chemin, brut, "debut"), self.jour(chemin, brut, "fin")
        if debut and fin and fin < debut:
            self.faute((nom, "fin"), "« fin » est avant « debut ».", "Le dernier jour compte : fin = 2024-12-31.")
        titre, texte = self.texte(chemin, brut, "titre"), self.texte(chemin, brut, "texte")
        return Bareme(nom, titre or nom, texte or "", debut, fin, series)

    def _serie(self, chemin: tuple[str, str], meta: object, brutes: object) -> Serie:
        bloc, nom = chemin
        ici = (bloc, "series", nom)
        meta = self.table(ici, meta, cles.SERIE)
        dimensions = {d: self._choix_de(ici, d) for d in self.textes(ici, meta, "dimensions")}
        libelle, echelle, ou_trouver = (self.texte(ici, meta, c) for c in ("libelle", "echelle", "ou_trouver"))
        serie = Serie(nom, libelle or nom, ou_trouver or "", dimensions, echelle, ())
        return serie._replace(valeurs=self.valeurs(chemin, serie, brutes))

    def _choix_de(self, chemin: Chemin, dimension: str) -> tuple[Cle, ...]:
        if dimension not in self.dimensions:
            conseil = vouliez_vous(dimension, self.dimensions) or "Déclarez ses choix dans [dimensions]."
            self.faute((*chemin, "dimensions"), f"dimension inconnue « {dimension} ».", conseil)
        return self.dimensions.get(dimension, ())

    def valeurs(self, chemin: tuple[str, str], serie: Serie, brutes: object) -> tuple[Valeur, ...]:
        """Read and check rows for a series; one that can't stand is a fault, and is left out."""
        brutes = self.liste(chemin, brutes, f"[[{'.'.join(chemin)}]].")
        toutes = [self._valeur((*chemin, rang), serie.dimensions, brute) for rang, brute in enumerate(brutes, 1)]
        lues = tuple(v for v in toutes if v is not None)
        entiere = len(lues) == len(toutes)
        self.noter(controler(serie._replace(valeurs=lues), unite=serie.unite, entiere=entiere))
        return lues

    def _valeur(self, chemin: tuple[str, str, int], dimensions: Dimensions, brut: object) -> Valeur | None:
        avant = len(self.fautes)
        bloc, nom, rang = chemin
        brut = self.table(chemin, brut)
        if len(self.fautes) > avant:
            return None
        self.connues(chemin, brut, (*cles.VALEUR, *dimensions))
        statut = self._statut(chemin, brut)
        debut, fin = self._periode(chemin, brut)
        minimum, maximum = self._bornes(chemin, brut, statut)
        valeur = Valeur(
            cle=f"{bloc}.{nom}",
            unite=self.parmi(chemin, brut, "unite", UNITES, "unité inconnue"),
            debut=debut,
            fin=fin,
            statut=statut,
            minimum=minimum,
            maximum=maximum,
            rang=rang,
            dimensions={d: self._cas((*chemin, d), choix, brut[d]) for d, choix in dimensions.items() if d in brut},
            jusqu_a=self.nombre(chemin, brut, "jusqu_a"),
            inclus=self.oui_non(chemin, brut, "inclus"),
            confirme_jusqu_au=self.jour(chemin, brut, "confirme_jusqu_au"),
            verifie_le=self.jour(chemin, brut, "verifie_le"),
            permanent=self.oui_non(chemin, brut, "permanent"),
            changement_annonce=self.jour(chemin, brut, "changement_annonce"),
            sources=self.textes(chemin, brut, "sources"),
            referentiel=self._referentiel(chemin, brut),
            note=self.texte(chemin, brut, "note"),
            derivation=self.texte(chemin, brut, "derivation"),
            ou_trouver=self.texte(chemin, brut, "ou_trouver"),
            conflit=self._conflits(chemin, brut),
        )
        return valeur if len(self.fautes) == avant else None

    def _statut(self, chemin: Chemin, brut: Table) -> Statut:
        statut = brut.get("statut", SAISI if self.saisie else "")
        if self.saisie and statut != SAISI:
            self.faute((*chemin, "statut"), 'un taux à vous porte statut = "saisi" (ou rien).')
        if not self.saisie and statut not in PUBLIES:
            self.faute((*chemin, "statut"), f"statut inconnu « {statut} ».", vouliez_vous(str(statut), PUBLIES))
        resultat: Statut = statut
        return resultat

    def _periode(self, chemin: Chemin, brut: Table) -> tuple[date, date | None]:
        debut, fin = self.jour(chemin, brut, "debut"), self.jour(chemin, brut, "fin")
        if "debut" not in brut:
            self.faute(chemin, "il manque « debut », le premier jour d'effet.", "Exemple : debut = 2024-01-01.")
        if debut and not fin and self.saisie:
            fin = date(debut.year, 12, 31)
        return debut or date.min, fin

    def _referentiel(self, chemin: Chemin, brut: Table) -> str:
        if "referentiel" not in brut:
            return NATIONAL
        return self.parmi(chemin, brut, "referentiel", REFERENTIELS, "référentiel inconnu")

    def _bornes(self, chemin: Chemin, brut: Table, statut: Statut) -> tuple[Fraction | None, Fraction | None]:
        donnees = [c for c in ("valeur", "minimum", "maximum") if c in brut]
        if statut == "lacune":
            for champ in donnees:
                conseil = "Retirez la valeur, ou changez le statut."
                self.faute((*chemin, champ), "une lacune ne porte pas de valeur.", conseil)
            return None, None
        if donnees == ["valeur"]:
            valeur = self.nombre(chemin, brut, "valeur")
            return valeur, valeur
        if donnees != ["minimum", "maximum"] and not (donnees == ["minimum"] and statut == "derive"):
            conseil = 'Un minimum seul se déduit : statut = "derive".'
            self.faute(chemin, "il faut « valeur », ou « minimum » et « maximum ».", conseil)
        minimum, maximum = self.nombre(chemin, brut, "minimum"), self.nombre(chemin, brut, "maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.faute((*chemin, "minimum"), "le minimum dépasse le maximum.", "Échangez-les.")
        return minimum, maximum

    def _cas(self, chemin: Chemin, choix: Sequence[Cle], brut: object) -> tuple[Cle, ...]:
        """Read which choices of a dimension a row covers."""
        dits = brut if isinstance(brut, list) else [brut]
        permis = {_ecrit(c): c for c in choix}
        nombres = Counter(map(_ecrit, dits))
        for dit in dits:
            ecrit = _ecrit(dit)
            if permis.get(ecrit) != dit:
                conseil = "Sans guillemets." if ecrit in permis else vouliez_vous(ecrit, permis)
                self.faute(chemin, f"« {ecrit} » n'est pas un choix de « {chemin[-1]} ».", conseil)
            elif nombres[ecrit] > 1:
                self.faute(chemin, f"« {ecrit} » est écrit deux fois.", "Écrivez-le une fois.")
        if not dits:
            self.faute(chemin, "aucun choix n'est dit.", vouliez_vous("", permis))
        return tuple(dits)

    def _conflits(self, chemin: Chemin, brut: Table) -> tuple[Conflit, ...]:
        conflits = []
        for rang, conflit in enumerate(self.liste((*chemin, "conflit"), brut.get("conflit", []), "conflit = […]."), 1):
            ici = (*chemin, "conflit", rang)
            table = self.table(ici, conflit, cles.CONFLIT, ("source", "valeur"))
            source, valeur = self.texte(ici, table, "source"), self.nombre(ici, table, "valeur")
            conflits.append(Conflit(source or "", valeur or Fraction(0), self.texte(ici, table, "note")))
        return tuple(conflits)


def _ecrit(choix: object) -> str:
    """Return a choice as it stands in the file: `true` for yes, which the text "true" is not."""
    return str(choix).lower() if isinstance(choix, bool) else str(choix)
