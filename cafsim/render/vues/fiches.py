"""The fiches as a document: the list by family, one fiche with the rates in force, the result of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cafsim.baremes import consultation
from cafsim.baremes.consultation import FicheSerie, LigneTaux
from cafsim.baremes.model import Baremes, Source
from cafsim.dispositifs import modele
from cafsim.equipements.commun import PREMIER_EXERCICE
from cafsim.fiches.catalogue import Fiche, NatureFiche
from cafsim.render.document import Document, Entree, Liste, Noeud, Paragraphe, Titre, chapitre, en_liste, mise_en_page
from cafsim.render.mots import baremes as mots_bareme
from cafsim.render.mots.courants import NATURES as MOTS
from cafsim.render.vues.chapitres import fini
from cafsim.render.vues.renvois import Renvois
from cafsim.typographie import majuscule

NATURES: dict[NatureFiche, str] = dict([*MOTS.items(), ("information", "information")])
_SENS: dict[NatureFiche, str] = dict([*modele.NATURES.items(), ("information", "service ou repère, rien à calculer")])

SANS_TAUX = "non publié : aucune source lue ne donne de montant national. Demandez à votre Caf."
MEMOIRE_MAX = 3
"""Beyond so many past values, the reader is sent to the rate table."""

SANS_FICHE = "La fiche de cette aide n'est pas encore écrite : voici ce que son calcul et le barème en disent."


def liste(familles: Iterable[tuple[str, Sequence[Fiche]]], titre: str) -> Document:
    """Return the list of the devices, by family."""
    noeuds: list[Noeud] = [Titre(titre, 1)]
    vues: set[NatureFiche] = set()
    for famille, fiches in familles:
        noeuds += chapitre(majuscule(famille), map(_ligne, fiches), 2)
        vues |= {f.nature for f in fiches}
    noeuds += chapitre("Nature", (f"{NATURES[n]} : {_SENS[n]}" for n in NATURES if n in vues))
    return fini([*noeuds, Paragraphe("La fiche d'une aide : cafsim aides montrer psu")], niveau=3)


def trouvees(fiches: Sequence[Fiche], demande: str, proposition: str | None) -> Document:
    """Return the result of a search; what to type instead when it is empty."""
    if not fiches:
        essai = f"Essayez : cafsim aides chercher {proposition}" if proposition else "Essayez un mot plus courant."
        return mise_en_page(
            [Paragraphe(f"Rien pour « {demande} ». {essai}"), Paragraphe("Toutes les aides : cafsim aides")]
        )
    nombre = "1 fiche" if len(fiches) == 1 else f"{len(fiches)} fiches"
    entrees = tuple(Entree(_ligne(f), (f.resume,)) for f in fiches)
    suite = f"La fiche entière : cafsim aides montrer {fiches[0].dispositif}"
    return fini([Titre(f"{nombre} pour « {demande} »", 1), Liste(entrees), Paragraphe(suite)], niveau=3)


class Taux(NamedTuple):
    """The rates of an aid in a year and, for each series that no source gives then, the last year that has one."""

    fiche: consultation.Fiche
    annee: int
    anterieurs: Mapping[str, tuple[int, FicheSerie]]


def taux_de_l_annee(baremes: Baremes, aide: str, annee: int) -> Taux | None:
    """Return the rates of an aid in a year; None when the table does not know the aid."""
    if aide not in baremes.blocs:
        return None
    lus = consultation.fiche(baremes, aide, annee)
    anterieurs = {}
    for serie in lus.series:
        if serie.lignes and not any(x.fiabilite for x in serie.lignes):
            trouvee = consultation.derniere_connue(baremes, aide, serie.serie.nom, annee, PREMIER_EXERCICE)
            if trouvee:
                anterieurs[serie.cle] = trouvee
    return Taux(lus, annee, anterieurs)


def montrer(fiche: Fiche, taux: Taux | None, sources: Mapping[str, Source], *, detail: bool = False) -> Document:
    """Return one fiche; `taux` is None when the engine does not compute the aid.

    `detail` adds the address of each source.
    """
    renvois = Renvois()
    renvois.citer(sources[s] for s in fiche.sources)
    noeuds: list[Noeud] = [Titre(f"{fiche.titre} – {fiche.dispositif}", 1), Paragraphe(fiche.resume)]
    if fiche.periode:
        noeuds.append(Paragraphe(fiche.periode, fort=True))
    if fiche.redigee:
        noeuds.append(en_liste(f"{nom} : {texte}" for nom, texte in _rubriques(fiche) if texte))
    else:
        noeuds.append(Paragraphe(SANS_FICHE))
    noeuds += chapitre("Conditions", fiche.conditions)
    noeuds += _montants(fiche, taux and _Lecteur(taux, renvois, sources))
    noeuds += chapitre("Textes", fiche.textes)
    noeuds += chapitre("Sources", renvois.notes(adresses=detail))
    if not detail and any(note.sous for note in renvois.notes(adresses=True)):
        noeuds.append(Paragraphe(f"Leurs adresses : cafsim aides montrer {fiche.dispositif} --detail"))
    return fini(noeuds, niveau=3)


def _rubriques(fiche: Fiche) -> Iterator[tuple[str, str]]:
    yield "Pour qui", fiche.pour_qui
    yield "Pour quoi", fiche.pour_quoi
    yield "Comment demander", fiche.comment
    yield "Qui décide", fiche.qui_decide
    yield "Nature", f"{NATURES[fiche.nature]} ({_SENS[fiche.nature]})"
    yield "Contact", fiche.contact


def _montants(fiche: Fiche, lecteur: _Lecteur | None) -> Iterator[Noeud]:
    if lecteur is None:
        yield from chapitre("Montant", [fiche.montant or SANS_TAUX])
        return
    annee = lecteur.taux.annee
    yield from chapitre(f"Taux et montants en {annee}", list(lecteur.entrees()) or [_absence(lecteur.taux)])
    if lecteur.lacunes:
        yield Paragraphe(f"Vous avez le chiffre ? cafsim baremes saisir --aide {fiche.dispositif} --annee {annee}")


def _absence(taux: Taux) -> str:
    bloc, annee = taux.fiche.bloc, taux.annee
    if not mots_bareme.existe_en(bloc, annee):
        return f"L'aide n'existe pas en {annee}."
    if bloc.series:
        return f"Montant non publié en {annee} : demandez à votre Caf."
    return "Montant non publié : le montant est celui de la convention, ou celui que la Caf annonce."


class _Lecteur:
    """Puts the rates of an aid in a year into words, their sources called."""

    def __init__(self, taux: Taux, renvois: Renvois, sources: Mapping[str, Source]) -> None:
        self.taux = taux
        self._renvois = renvois
        self._sources = sources
        self._series = [s for s in taux.fiche.series if s.lignes]

    @property
    def lacunes(self) -> bool:
        """Whether some rate was not published."""
        return any(not x.fiabilite for s in self._series for x in s.lignes)

    def entrees(self) -> Iterator[Entree]:
        """Yield the rates known, then the gaps."""
        inconnues = [s for s in self._series if not any(x.fiabilite for x in s.lignes)]
        yield from (self._serie(s) for s in self._series if s not in inconnues)
        yield from self._lacunes(inconnues)

    def _serie(self, serie: FicheSerie) -> Entree:
        """Return the rates of a series: in one line when there is one value, else one line a case."""
        libelle = majuscule(serie.serie.libelle)
        lignes = serie.lignes
        if len(lignes) == 1:
            cas = mots_bareme.cas(lignes[0].dimensions, lignes[0].tranche, serie.serie.echelle)
            return Entree(f"{libelle}{f' ({cas})' if cas else ''} : {self._valeur(lignes[0])}")
        echelle = f", selon : {mots_bareme.echelle(serie.serie.echelle)}" if serie.serie.echelle else ""
        return Entree(f"{libelle}{echelle}", tuple(self._cas(serie, x) for x in lignes))

    def _lacunes(self, series: Iterable[FicheSerie]) -> Iterator[Entree]:
        """Yield what no source gives, by document that would give it; what was known before stands beside it."""
        groupes: dict[tuple[str, ...], list[FicheSerie]] = {}
        for s in series:
            documents = tuple(dict.fromkeys(consultation.ou_trouver(s.serie, x) for x in s.lignes))
            groupes.setdefault(documents, []).append(s)
        for documents, groupe in groupes.items():
            avant = [self._avant(s) for s in groupe if s.cle in self.taux.anterieurs]
            if len(avant) > MEMOIRE_MAX:
                avant = [f"Dernières valeurs connues : cafsim baremes montrer {self.taux.fiche.bloc.identifiant}"]
            libelles = " ; ".join(majuscule(s.serie.libelle) for s in groupe)
            yield Entree(f"{libelles} : montant non publié.", (*(f"Où trouver : {d}" for d in documents), *avant))

    def _avant(self, serie: FicheSerie) -> str:
        annee, connue = self.taux.anterieurs[serie.cle]
        libelle = majuscule(serie.serie.libelle)
        if len(connue.lignes) == 1:
            return f"{libelle}, pour mémoire en {annee} : {self._valeur(connue.lignes[0])}"
        aide = self.taux.fiche.bloc.identifiant
        return f"{libelle} : connu en {annee} (cafsim aides montrer {aide} --annee {annee})"

    def _cas(self, serie: FicheSerie, ligne: LigneTaux) -> str:
        cas = mots_bareme.cas(ligne.dimensions, ligne.tranche, serie.serie.echelle)
        toute_l_annee = len({(x.debut, x.fin) for x in serie.lignes}) == 1
        periode = "" if toute_l_annee else mots_bareme.periode(ligne.debut, ligne.fin)
        tete = ", ".join(p for p in (cas, periode) if p)
        return f"{tete} : {self._valeur(ligne)}" if tete else self._valeur(ligne)

    def _valeur(self, ligne: LigneTaux) -> str:
        if ligne.fiabilite is None:
            return "montant non publié"
        valeur = f"{mots_bareme.valeur(ligne)}, {mots_bareme.etat(ligne)}"
        return self._renvois.texte(valeur, (self._sources[s] for s in ligne.valeur.sources))


def _ligne(fiche: Fiche) -> str:
    return f"{fiche.dispositif} : {fiche.titre} – {NATURES[fiche.nature]}"
