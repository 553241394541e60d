"""`cafsim tarif`: what a family pays for an hour of crèche, at the national tariff."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated

import typer

from cafsim.cli.aide import Application
from cafsim.cli.chargement import charger
from cafsim.cli.options import SansMesTaux, Surcouche
from cafsim.cli.repondre import repond
from cafsim.equipements.champs import Champ, Type
from cafsim.equipements.commun import dernier_exercice
from cafsim.equipements.projet import Donnee
from cafsim.erreurs import Collecte, EntreeRefusee, Probleme
from cafsim.render.donnees import tarif_json
from cafsim.render.reponse import Reponse
from cafsim.render.vues import tarif as ecran
from cafsim.tarif import calcul
from cafsim.valeurs.lecture import lire

app = Application()


@app.command("tarif")
@repond("document", "donnees", ensemble=True)
def _tarif(
    *,
    mensuelles: Annotated[
        str | None,
        typer.Option("--ressources-mensuelles", metavar="EUROS", help="Ressources de la famille par mois (année N-2)."),
    ] = None,
    annuelles: Annotated[
        str | None,
        typer.Option("--ressources-annuelles", metavar="EUROS", help="Ou ses ressources par an : l'une ou l'autre."),
    ] = None,
    enfants: Annotated[
        str | None, typer.Option(metavar="NOMBRE", help="Enfants à charge, de 1 à 20. Obligatoire.")
    ] = None,
    aeeh: Annotated[
        str,
        typer.Option(
            metavar="NOMBRE",
            help="Parmi eux, ceux qui ouvrent droit à l'Aeeh (allocation d'éducation de l'enfant handicapé).",
        ),
    ] = "0",
    jour: Annotated[
        str | None, typer.Option("--date", metavar="JOUR", help="Jour : 15/01/2024 (par défaut : aujourd'hui).")
    ] = None,
    accueil: Annotated[
        str, typer.Option(metavar="MODE", help="collectif, micro_creche, familial ou parental.")
    ] = "collectif",
    heures: Annotated[
        str | None, typer.Option("--heures-mois", metavar="HEURES", help="Heures par mois, pour le forfait mensuel.")
    ] = None,
    baremes: Surcouche = None,
    sans_mes_taux: SansMesTaux = False,
) -> Reponse:
    """Donne ce qu'une famille paie par heure de crèche, au barème national.

    Exemple : cafsim tarif --ressources-mensuelles "2 500" --enfants 2 --date 15/01/2024
    """
    lecteur = Lecteur()
    demande = lecteur.demande(mensuelles, annuelles, enfants, aeeh, jour, accueil, heures)
    table = lecteur.essayer(lambda: charger(baremes, sans_mes_taux=sans_mes_taux))
    if demande is None or table is None:
        raise EntreeRefusee(lecteur.problemes)
    tarif = calcul.calculer(table, demande)
    return Reponse(
        document=lambda: ecran.document(tarif, table.hypotheses),
        donnees=lambda: tarif_json.tarif(tarif),
        notices_de={"json": ecran.alertes(tarif)},
    )


class Lecteur(Collecte):
    """Reads the options and notes every mistake instead of stopping at the first."""

    def refuser(self, option: str, message: str, conseil: str = "") -> None:
        """Note a mistake."""
        self.problemes.append(Probleme(option, "", message, conseil))

    def demande(
        self,
        mensuelles: str | None,
        annuelles: str | None,
        enfants: str | None,
        aeeh: str,
        jour: str | None,
        accueil: str,
        heures: str | None,
    ) -> calcul.Demande | None:
        """Return the request, or None when something in it is wrong."""
        ressources = self._ressources(mensuelles, annuelles)
        if enfants is None:
            self.refuser("--enfants", "il manque le nombre d'enfants à charge.", "Exemple : --enfants 2")
        nombre, avec_aeeh = (
            self._nombre("--enfants", calcul.ENFANTS, enfants),
            self._nombre("--aeeh", calcul.AEEH, aeeh),
        )
        if nombre is not None and avec_aeeh is not None and avec_aeeh > nombre:
            self.refuser("--aeeh", f"{avec_aeeh} enfants, plus que les {nombre} à charge.", "Corrigez l'un des deux.")
        le = self._jour(jour)
        mode = self._lu("--accueil", calcul.ACCUEIL, accueil)
        heures_mois = self._nombre("--heures-mois", calcul.HEURES, heures)
        if heures_mois == 0:
            self.refuser("--heures-mois", "0 heure : il n'y a pas de forfait.", "Retirez cette option.")
        if self.problemes or nombre is None or le is None or ressources is None:
            return None
        return calcul.Demande(
            ressources=ressources,
            periode="mois" if annuelles is None else "an",
            enfants=int(nombre),
            jour=le,
            aeeh=int(avec_aeeh or 0),
            accueil=str(mode),
            heures_mois=heures_mois,
        )

    def _ressources(self, mensuelles: str | None, annuelles: str | None) -> Fraction | None:
        deux = "--ressources-mensuelles ou --ressources-annuelles"
        if mensuelles is None and annuelles is None:
            self.refuser(deux, "il manque les ressources de la famille.", 'Exemple : --ressources-mensuelles "2 500"')
        if mensuelles is not None and annuelles is not None:
            self.refuser(deux, "une seule des deux est attendue.", "Retirez l'une des deux.")
        par_mois = self._nombre("--ressources-mensuelles", calcul.RESSOURCES, mensuelles)
        lues = self._nombre("--ressources-annuelles", calcul.RESSOURCES_ANNUELLES, annuelles)
        return par_mois if annuelles is None else lues

    def _jour(self, texte: str | None) -> date | None:
        if texte is None:
            return date.today()
        lu = self._lu("--date", Champ("date", "jour", "", "", Type.DATE), texte)
        if not isinstance(lu, date):
            return None
        dernier = date(dernier_exercice(), 12, 31)
        bornes = f"Donnez une date entre le {calcul.PREMIER_JOUR:%d/%m/%Y} et le {dernier:%d/%m/%Y}."
        if lu < calcul.PREMIER_JOUR:
            self.refuser("--date", "le barème de cafsim commence en 2018 : aucun taux plus ancien n'y est.", bornes)
        elif lu > dernier:
            self.refuser("--date", f"{lu:%d/%m/%Y} : ce barème n'est pas encore connu, même approximativement.", bornes)
        return lu

    def _nombre(self, option: str, champ: Champ, texte: str | None) -> Fraction | None:
        lu = None if texte is None else self._lu(option, champ, texte)
        return lu if isinstance(lu, Fraction) else None

    def _lu(self, option: str, champ: Champ, texte: str) -> Donnee:
        try:
            lu = lire(champ, texte)
        except ValueError as error:
            self.refuser(option, str(error))
            return None
        if lu is None:
            self.refuser(option, "une valeur est attendue ici, pas « ? ».")
        return lu
