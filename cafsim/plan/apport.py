"""The minimum contribution of a public owner to its works: article L. 1111-10, III of the local authorities' code.

A collectivity that owns works bears at least 20 % of what public persons bring, its own contribution included:
M ≥ part × (M + P), hence M ≥ part / (1 − part) × P. The Caf and private gifts are outside the base. A prefect may
derogate; the rule does not hold overseas. So this is a check to have confirmed, never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre, Lecture, en_vigueur
from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import ZERO, french_money, french_quantity, to_cent
from cafsim.equipements.projet import EquipementSaisi
from cafsim.plan.modele import INCONNUE, NULLE, Apport, Cofinancement, Etat, Plage, Scenario

BLOC = "apport_minimal"
SERIE = f"{BLOC}.part"

PUBLICS = ("public", "delegation")
OUTRE_MER = ("971", "972", "973", "974", "975", "976", "977", "978")
"""How the Insee codes begin where the rule does not hold."""


CONCLUSIONS: dict[Etat, str] = {
    "au_dessus": "Le reste pour le maître d'ouvrage atteint ce minimum : à confirmer en préfecture.",
    "au_dessous": "Le reste pour le maître d'ouvrage est inférieur à ce minimum : à confirmer en préfecture avant "
    "d'arrêter le plan.",
    "depend": "Selon ce que la Caf accorde, le reste pour le maître d'ouvrage passe au-dessus ou au-dessous de ce "
    "minimum : à confirmer en préfecture.",
    "inconnu": "Il manque des montants pour comparer : à confirmer en préfecture.",
}
PRIVE = (
    "Règle propre aux collectivités maîtres d'ouvrage : elle ne joue pas pour un maître d'ouvrage privé. Si la commune "
    "porte les travaux d'un équipement confié à un autre, dites qu'il est en délégation."
)
HORS_METROPOLE = "Cette règle ne s'applique pas outre-mer : à confirmer en préfecture."
AUCUN_PUBLIC = (
    "Aucun autre financeur public n'est indiqué : la règle ne demande rien de plus. La Caf n'entre pas dans sa base."
)
GESTIONNAIRE = "Dites qui gère l'équipement : la règle ne vaut que pour une collectivité maître d'ouvrage."
RESERVES = (
    "Base : les seules personnes publiques. La Caf et les dons privés n'y entrent pas.",
    "Le préfet peut accorder des dérogations ; la règle ne vaut pas outre-mer, et la Corse a 10 % pour certains cas.",
)


class Chantier(NamedTuple):
    """Works as the rule sees them: cost (€), other funders, who pays whether the Caf grants all it may or nothing."""

    cout: Fraction | None
    autres: Sequence[Cofinancement]
    plafond: Scenario
    refus: Scenario

    @property
    def reste(self) -> Plage:
        """What remains for the owner, from the Caf's ceiling to its refusal."""
        return Plage(self.plafond.reste.minimum, self.refus.reste.maximum)


def apport_minimal(saisi: EquipementSaisi, chantier: Chantier, baremes: Baremes, referentiel: str) -> Apport:
    """Compare what remains for the owner with the minimum contribution; say what that leaves to the Caf and others."""
    gestionnaire = saisi.valeurs.get("gestionnaire")
    if gestionnaire is not None and gestionnaire not in PUBLICS:
        return Apport("sans_objet", None, NULLE, NULLE, (PRIVE,))
    if str(saisi.valeurs.get("commune") or "").startswith(OUTRE_MER):
        return Apport("sans_objet", None, NULLE, NULLE, (HORS_METROPOLE,))
    publics = financements_publics(chantier.autres)
    personne = publics.maximum == 0
    if gestionnaire is None:
        if personne:
            return Apport("sans_objet", None, NULLE, NULLE, (AUCUN_PUBLIC,))
        return Apport("inconnu", None, publics, INCONNUE, (GESTIONNAIRE,))
    lues = _lectures(saisi, baremes, referentiel)
    parts = {x.valeur.valeur for x in lues}
    part = parts.pop() if len(parts) == 1 else None
    minimum = NULLE if personne else _minimum(publics, lues)
    etat: Etat = "sans_objet" if personne else _etat(chantier.reste, minimum)
    caf_au_plus, publics_au_plus = _ce_qui_est_laisse(chantier, minimum, part)
    dites = (AUCUN_PUBLIC,) if personne else (*_phrases(chantier.autres, part, minimum), CONCLUSIONS[etat])
    laisse = () if part is None else _laisse(None if personne else caf_au_plus, publics_au_plus, part)
    return Apport(
        etat=etat,
        part=part,
        publics=publics,
        minimum=minimum,
        phrases=(*dites, *laisse, *RESERVES),
        sources=tuple(baremes.sources[s] for x in lues for s in x.valeur.sources),
        fiabilite=lues[0].fiabilite if lues else None,
        caf_au_plus=caf_au_plus,
        publics_au_plus=publics_au_plus,
    )


def _ce_qui_est_laisse(
    chantier: Chantier, minimum: Plage, part: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """Return what the rule leaves to the Caf, then to the public persons beside the owner (€).

    The Caf may bring what neither the others nor the owner's minimum pay; the others 1 − part of what the Caf's ceiling
    and private gifts leave. The worst is supposed of what nobody knows.
    """
    cout = chantier.cout
    autres, caf, exige = chantier.plafond.autres.maximum, chantier.plafond.caf.maximum, minimum.maximum
    if cout is None:
        return None, None
    dons = sum((a.montant or ZERO for a in chantier.autres if a.public is False), ZERO)
    caf_au_plus = None if autres is None or exige is None else max(cout - autres - exige, ZERO)
    if part is None or caf is None:
        return caf_au_plus, None
    return caf_au_plus, max(to_cent((1 - part) * (cout - caf - dons)), ZERO)


def _laisse(caf: Fraction | None, publics: Fraction | None, part: Fraction) -> Iterator[str]:
    if caf is not None:
        yield f"Avec les autres financements indiqués, la Caf peut apporter au plus {french_money(caf)}."
    if publics is not None:
        yield (
            "Si la Caf accorde son plafond, l'État, la région, le département et les autres publics ne peuvent "
            f"apporter plus de {french_money(publics)} : {french_quantity(1 - part, 'part')} de ce qu'elle laisse."
        )


def financements_publics(autres: Sequence[Cofinancement]) -> Plage:
    """Return what public persons bring beside the owner (€): a funder that may be public is in the maximum only."""
    return Plage.somme(
        (a.montant for a in autres if a.public is True), (a.montant for a in autres if a.public is not False)
    )


def _lectures(saisi: EquipementSaisi, baremes: Baremes, referentiel: str) -> list[Lecture]:
    """Return the rows in force on the day of the file, or on the first day of the exercice."""
    dossier = saisi.valeurs.get("date_dossier")
    fenetre = Fenetre.jour(dossier if isinstance(dossier, date) else date(saisi.exercice, 1, 1))
    parties = en_vigueur(baremes.blocs[BLOC], baremes.serie(SERIE), {}, fenetre, referentiel)
    return [lecture for partie in parties for lecture in partie.lectures]


def _minimum(publics: Plage, lues: Sequence[Lecture]) -> Plage:
    """Return part / (1 − part) × what public persons bring; unknown when the part is, or is the whole."""
    parts = [p for x in lues for p in (x.valeur.minimum, x.valeur.maximum)]
    connues = [p for p in parts if p is not None and p < 1]
    if not connues or len(connues) < len(parts):
        return INCONNUE
    bas, haut = (p / (1 - p) for p in (min(connues), max(connues)))
    return Plage(
        None if publics.minimum is None else to_cent(publics.minimum * bas),
        None if publics.maximum is None else to_cent(publics.maximum * haut),
    )


def _etat(reste: Plage, minimum: Plage) -> Etat:
    if reste.minimum is not None and minimum.maximum is not None and reste.minimum >= minimum.maximum:
        return "au_dessus"
    if reste.maximum is not None and minimum.minimum is not None and reste.maximum < minimum.minimum:
        return "au_dessous"
    connus = (reste.minimum, reste.maximum, minimum.minimum, minimum.maximum)
    return "inconnu" if None in connus else "depend"


def _phrases(autres: Iterable[Cofinancement], part: Fraction | None, minimum: Plage) -> Iterator[str]:
    for autre in autres:
        if autre.public is None:
            yield f"Dites si {autre.financeur} est une personne publique."
    taux = (
        f" ({french_quantity(part, 'part')} des financements publics, cet apport compris)" if part is not None else ""
    )
    bas, haut = minimum.minimum, minimum.maximum
    if bas is not None and bas == haut:
        yield f"Apport minimal selon ces chiffres : {french_money(bas)}{taux}."
    elif bas is not None and haut is not None:
        yield f"Apport minimal selon ces chiffres : de {french_money(bas)} à {french_money(haut)}{taux}."
    elif bas:
        yield f"Apport minimal selon ces chiffres : au moins {french_money(bas)}{taux}."
