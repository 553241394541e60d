"""Make one line of the estimate from its trees: exact if it can be, else a range, else what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cafsim.baremes.en_vigueur import Fenetre
from cafsim.baremes.model import Bareme, Baremes
from cafsim.baremes.symbols import Taux
from cafsim.dispositifs.modele import Calcul, Dispositif, Ligne
from cafsim.engine.algebra import et, quand
from cafsim.engine.exact import Exact, Value
from cafsim.engine.explain import AnyReading, explain
from cafsim.engine.expr import Arithmetic, Expr, Input, as_expr
from cafsim.engine.span import UNBOUNDED, Possible, Range, Span, as_value
from cafsim.equipements.champs import Entrees
from cafsim.equipements.projet import EquipementSaisi
from cafsim.equipements.registre import champs
from cafsim.manques import manques
from cafsim.provenance import Provenance, provenance
from cafsim.resultat import LigneEstimee, Manque, Statut

Valeurs = Mapping[str, Value]
ZERO = Fraction(0)


class Arbre(NamedTuple):
    """The trees of one line of an aid, for one year or day."""

    ligne: Ligne
    presente: Expr
    conditions: tuple[tuple[Expr, str], ...]
    calcul: Calcul

    @classmethod
    def construire(cls, dispositif: Dispositif, ligne: Ligne, e: Entrees, b: Taux) -> Arbre:
        """Call the formula and the conditions once, with symbols."""
        conditions = (*dispositif.conditions, *ligne.conditions)
        return cls(
            ligne=ligne,
            presente=as_expr(ligne.presente(e, b) if ligne.presente else True),
            conditions=tuple((as_expr(c.test(e, b)), c.motif) for c in conditions),
            calcul=ligne.formule(e, b),
        )


class Jugement:
    """Says whether conditions hold for one equipment. What was computed for one serves the next."""

    def __init__(self, valeurs: Valeurs) -> None:
        self.valeurs = valeurs
        self._exact = Exact(valeurs)
        self._etendue = Range(valeurs)

    def exact(self, arbre: Expr) -> Value:
        """Return the exact result of a tree."""
        return self._exact(arbre)

    def etendue(self, arbre: Expr) -> Possible:
        """Return all that a tree may give."""
        return self._etendue(arbre)

    def verite(self, test: Expr) -> bool | None:
        """Return the answer; None when nobody knows."""
        exact = self.exact(test)
        if isinstance(exact, bool):
            return exact
        possible = as_value(self.etendue(test))
        return possible if isinstance(possible, bool) else None

    def nombre(self, arbre: Expr | None) -> Fraction | None:
        """Return a number, if it is known."""
        valeur = self.exact(arbre) if arbre is not None else None
        return valeur if isinstance(valeur, Fraction) else None


class Lignes:
    """Makes the lines with one rate table."""

    explique = True
    """Whether each line tells how its amount comes about."""

    def __init__(self, baremes: Baremes) -> None:
        self._baremes = baremes
        self._provenances: dict[tuple[int, ...], Provenance] = {}
        self._racines: dict[tuple[int, ...], Expr] = {}
        self._manques: dict[tuple[str, tuple[str, ...], tuple[int, ...]], tuple[Manque, ...]] = {}

    def jugement(self, valeurs: Valeurs) -> Jugement:
        """Return the judgement of one equipment."""
        return Jugement(valeurs)

    def estimer(self, dispositif: Dispositif, arbre: Arbre, saisi: EquipementSaisi, juge: Jugement) -> LigneEstimee:
        """Estimate one line. What a judgement reads is not cited: the amount has readings of its own."""
        verites = [(test, motif, juge.verite(test)) for test, motif in arbre.conditions]
        refus = tuple(motif for _, motif, verdict in verites if verdict is False)
        if refus:
            return _non_eligible(dispositif, arbre.ligne, saisi, refus)
        inconnues = [test for test, _, verdict in verites if verdict is None]
        exacte = None if inconnues else self._exacte(dispositif, arbre, saisi, juge)
        return exacte or self._possible(dispositif, arbre, saisi, juge, inconnues)

    def _exacte(
        self, dispositif: Dispositif, arbre: Arbre, saisi: EquipementSaisi, juge: Jugement
    ) -> LigneEstimee | None:
        exact, montant = Exact(juge.valeurs), arbre.calcul.montant
        valeur = exact(montant)
        if not isinstance(valeur, Fraction):
            return None
        return self._resultat(dispositif, arbre, saisi, juge, exact, montant, Span(valeur, valeur))

    def _possible(
        self,
        dispositif: Dispositif,
        arbre: Arbre,
        saisi: EquipementSaisi,
        juge: Jugement,
        inconnues: Sequence[Expr],
    ) -> LigneEstimee:
        racine = self._racine(arbre, inconnues)
        etendue = Range(juge.valeurs)
        possible = etendue(racine)
        if not isinstance(possible, Span):
            raise TypeError(f"the formula of {dispositif.identifiant} does not return an amount")
        if etendue.divided_by_zero:
            possible = UNBOUNDED
        return self._resultat(dispositif, arbre, saisi, juge, etendue, racine, possible)

    def _resultat(
        self,
        dispositif: Dispositif,
        arbre: Arbre,
        saisi: EquipementSaisi,
        juge: Jugement,
        lecture: AnyReading,
        racine: Expr,
        montant: Span,
    ) -> LigneEstimee:
        connu = montant.low is not None and montant.high is not None
        statut: Statut = "a_completer" if not connu else "calcule" if montant.exact else "fourchette"
        manquants = () if statut == "calcule" else self._manques_de(lecture, juge, saisi)
        dit = self._provenance(lecture)
        calcul = arbre.calcul
        return LigneEstimee(
            equipement=saisi.nom,
            type_equipement=saisi.type,
            dispositif=dispositif.identifiant,
            libelle=arbre.ligne.libelle,
            periodicite=dispositif.periodicite,
            nature=arbre.ligne.nature or dispositif.nature,
            payeur=dispositif.payeur,
            beneficiaire=dispositif.beneficiaire,
            statut=statut,
            base=juge.nombre(calcul.base),
            unite=calcul.unite,
            taux=juge.nombre(calcul.taux),
            unite_taux=calcul.unite_taux,
            montant=montant.low if montant.exact else None,
            minimum=montant.low if connu else None,
            maximum=montant.high if connu else None,
            fiabilite=dit.fiabilite(fourchette=statut == "fourchette") if connu else None,
            motifs=_motifs(statut, manquants, lecture, juge.valeurs, racine),
            etapes=tuple(explain(lecture, racine, "Montant", "€")) if connu and self.explique else (),
            sources=dit.sources,
            hypotheses=tuple(sorted(lecture.assumptions, key=lambda h: int(h[1:]))),
            manques=manquants,
            reserves=dit.reserves,
            alertes=dit.alertes,
            fiabilites=dit.fiabilites,
            reconduits=dit.reconduits,
            taux_lus=dit.taux_lus,
            champs_lus=tuple(lecture.inputs),
            rangees_lues=dit.rangees_lues,
        )

    def _racine(self, arbre: Arbre, inconnues: Sequence[Expr]) -> Expr:
        """Return the amount, or zero where a condition that nobody knows fails; always the same tree for a case."""
        montant = arbre.calcul.montant
        cle = (id(montant), *map(id, inconnues))
        if inconnues and cle not in self._racines:
            self._racines[cle] = quand(et(*inconnues), montant, 0)
        return self._racines.get(cle, montant)

    def _manques_de(self, lecture: AnyReading, juge: Jugement, saisi: EquipementSaisi) -> tuple[Manque, ...]:
        inconnus = tuple(nom for nom in lecture.inputs if juge.valeurs.get(nom) is None)
        cle = (saisi.type, inconnus, tuple(lecture.rates))
        if cle not in self._manques:
            taux = lecture.rates.values()
            self._manques[cle] = tuple(manques(inconnus, taux, champs(saisi.type), self._baremes))
        return self._manques[cle]

    def _provenance(self, lecture: AnyReading) -> Provenance:
        """Return what the rates read say; the symbols live as long as the trees, so their identity is a key."""
        cle = tuple(lecture.rates)
        if cle not in self._provenances:
            self._provenances[cle] = provenance(lecture.rates.values(), self._baremes)
        return self._provenances[cle]


def hors_periode(dispositif: Dispositif, bloc: Bareme, saisi: EquipementSaisi, fenetre: Fenetre) -> LigneEstimee:
    """Return the line of an aid that does not exist yet, or no longer."""
    if bloc.debut and fenetre.fin < bloc.debut:
        motif = f"Cette aide n'existe que depuis le {bloc.debut:%d/%m/%Y}."
    else:
        motif = f"Cette aide a pris fin le {bloc.fin:%d/%m/%Y}."
    return _non_eligible(dispositif, None, saisi, (motif,))


def _non_eligible(
    dispositif: Dispositif, ligne: Ligne | None, saisi: EquipementSaisi, motifs: tuple[str, ...]
) -> LigneEstimee:
    return LigneEstimee(
        equipement=saisi.nom,
        type_equipement=saisi.type,
        dispositif=dispositif.identifiant,
        libelle=ligne.libelle if ligne else dispositif.titre,
        periodicite=dispositif.periodicite,
        nature=(ligne.nature if ligne else None) or dispositif.nature,
        payeur=dispositif.payeur,
        beneficiaire=dispositif.beneficiaire,
        statut="non_eligible",
        base=None,
        unite="",
        taux=None,
        unite_taux="",
        montant=None,
        minimum=ZERO,
        maximum=ZERO,
        fiabilite=None,
        motifs=motifs,
        etapes=(),
        sources=(),
        hypotheses=(),
    )


def _motifs(
    statut: Statut, manquants: Sequence[Manque], lecture: AnyReading, valeurs: Valeurs, racine: Expr
) -> tuple[str, ...]:
    if statut == "calcule":
        return ()
    if isinstance(lecture, Range) and lecture.divided_by_zero:
        diviseurs = _diviseurs(racine)
        nuls = [
            f"{i.name} ({i.label})" for i in lecture.inputs.values() if valeurs.get(i.name) == 0 and i.name in diviseurs
        ]
        return (f"Calcul impossible : une division par zéro. Vérifiez {', '.join(nuls)}.",)
    if manquants:
        return tuple(m.texte for m in manquants)
    return tuple(f"{doute} Les deux bornes sont données." for doute in lecture.doubts)


def _diviseurs(node: Expr, *, dessous: bool = False) -> set[str]:
    """Return the inputs that stand below a division bar."""
    if isinstance(node, Input):
        return {node.name} if dessous else set()
    if isinstance(node, Arithmetic) and node.op == "/":
        return _diviseurs(node.left, dessous=dessous) | _diviseurs(node.right, dessous=True)
    return {nom for part in node.parts() for nom in _diviseurs(part, dessous=dessous)}
