"""The fiches as a document: the list by family, one fiche with the rates in force, the result of a search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cafsim.baremes import consultation
from cafsim.baremes.consultation import FicheSerie, LigneTaux
from cafsim.baremes.model import Baremes, Source
from cafsim.dispositifs import modele
from cafsim.equipements.commun import PREMIER_EXERCICE
from cafsim.fiches import Fiche, NatureFiche
from cafsim.render import chapitres, mots_bareme
from cafsim.render.chapitres import Renvois
from cafsim.render.document import Document, Entree, Liste, Noeud, Paragraphe, Titre, mise_en_page, textes
from cafsim.render.mots import NATURES as MOTS
from cafsim.render.mots import majuscule
from cafsim.resultat import MENTION

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
        noeuds += [Titre(majuscule(famille), 2), Liste(tuple(Entree(_ligne(f)) for f in fiches))]
        vues |= {f.nature for f in fiches}
    noeuds += [Titre("Nature", 3), Liste(tuple(Entree(f"{NATURES[n]} : {_SENS[n]}") for n in NATURES if n in vues))]
    return _fini([*noeuds, Paragraphe("La fiche d'une aide : cafsim aides montrer psu")])


def trouvees(fiches: Sequence[Fiche], demande: str, proposition: str | None) -> Document:
    """Return the result of a search; what to type instead when it is empty."""
    if not fiches:
        essai = f"Essayez : cafsim aides chercher {proposition}" if proposition else "Essayez un mot plus courant."
        return _fini(
            [Paragraphe(f"Rien pour « {demande} ». {essai}"), Paragraphe("Toutes les aides : cafsim aides")],
            mention=False,
        )
    nombre = "1 fiche" if len(fiches) == 1 else f"{len(fiches)} fiches"
    entrees = tuple(Entree(_ligne(f), (f.resume,)) for f in fiches)
    suite = f"La fiche entière : cafsim aides montrer {fiches[0].dispositif}"
    return _fini([Titre(f"{nombre} pour « {demande} »", 1), Liste(entrees), Paragraphe(suite)])


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
    numeros = Renvois({s: f"[{n}]" for n, s in enumerate(fiche.sources, 1)})
    noeuds: list[Noeud] = [Titre(f"{fiche.titre} – {fiche.dispositif}", 1), Paragraphe(fiche.resume)]
    if fiche.periode:
        noeuds.append(Paragraphe(fiche.periode, fort=True))
    if fiche.redigee:
        noeuds.append(Liste(tuple(Entree(f"{nom} : {texte}") for nom, texte in _rubriques(fiche) if texte)))
    else:
        noeuds.append(Paragraphe(SANS_FICHE))
    if fiche.conditions:
        noeuds += [Titre("Conditions", 3), Liste(tuple(map(Entree, fiche.conditions)))]
    noeuds += _montants(fiche, taux, numeros)
    if fiche.textes:
        noeuds += [Titre("Textes", 3), Liste(tuple(map(Entree, fiche.textes)))]
    noeuds += chapitres.sources(numeros, sources, adresses=detail)
    if not detail and any(sources[s].url for s in numeros):
        noeuds.append(Paragraphe(f"Leurs adresses : cafsim aides montrer {fiche.dispositif} --detail"))
    return _fini(noeuds)


def _rubriques(fiche: Fiche) -> Iterator[tuple[str, str]]:
    yield "Pour qui", fiche.pour_qui
    yield "Pour quoi", fiche.pour_quoi
    yield "Comment demander", fiche.comment
    yield "Qui décide", fiche.qui_decide
    yield "Nature", f"{NATURES[fiche.nature]} ({_SENS[fiche.nature]})"
    yield "Contact", fiche.contact


def _montants(fiche: Fiche, taux: Taux | None, numeros: Renvois) -> Iterator[Noeud]:
    if taux is None:
        yield Titre("Montant", 3)
        yield Liste((Entree(fiche.montant or SANS_TAUX),))
        return
    series = [s for s in taux.fiche.series if s.lignes]
    connues = [s for s in series if any(x.fiabilite for x in s.lignes)]
    entrees = (
        *(_serie(s, numeros) for s in connues),
        *_lacunes([s for s in series if s not in connues], taux, numeros),
    )
    yield Titre(f"Taux et montants en {taux.annee}", 3)
    yield Liste(entrees or (Entree(_absence(taux.fiche, taux.annee)),))
    if any(not x.fiabilite for s in series for x in s.lignes):
        yield Paragraphe(f"Vous avez le chiffre ? cafsim baremes saisir --aide {fiche.dispositif} --annee {taux.annee}")


def _absence(taux: consultation.Fiche, annee: int) -> str:
    bloc = taux.bloc
    if (bloc.debut and annee < bloc.debut.year) or (bloc.fin and annee > bloc.fin.year):
        return f"L'aide n'existe pas en {annee}."
    ou = "le montant est celui de la convention, ou celui que la Caf annonce"
    return (
        f"Montant non publié : {ou}." if not bloc.series else f"Montant non publié en {annee} : demandez à votre Caf."
    )


def _serie(fiche: FicheSerie, numeros: Renvois) -> Entree:
    """Return the rates of a series: in one line when there is one value, else one line a case."""
    libelle = majuscule(fiche.serie.libelle)
    lignes = fiche.lignes
    if len(lignes) == 1:
        cas = mots_bareme.cas(lignes[0].dimensions, lignes[0].tranche, fiche.serie.echelle)
        return Entree(f"{libelle}{f' ({cas})' if cas else ''} : {_valeur(lignes[0], numeros)}")
    echelle = f", selon : {mots_bareme.echelle(fiche.serie.echelle)}" if fiche.serie.echelle else ""
    return Entree(f"{libelle}{echelle}", tuple(_cas(fiche, x, numeros) for x in lignes))


def _lacunes(series: Iterable[FicheSerie], taux: Taux, numeros: Renvois) -> Iterator[Entree]:
    """Yield what no source gives, by document that would give it; what was known before stands beside it."""
    groupes: dict[tuple[str, ...], list[FicheSerie]] = {}
    for s in series:
        groupes.setdefault(tuple(dict.fromkeys(consultation.ou_trouver(s.serie, x) for x in s.lignes)), []).append(s)
    for documents, groupe in groupes.items():
        avant = [_avant(taux, s, numeros) for s in groupe if s.cle in taux.anterieurs]
        if len(avant) > MEMOIRE_MAX:
            avant = [f"Dernières valeurs connues : cafsim baremes montrer {taux.fiche.bloc.identifiant}"]
        libelles = " ; ".join(majuscule(s.serie.libelle) for s in groupe)
        yield Entree(f"{libelles} : montant non publié.", (*(f"Où trouver : {d}" for d in documents), *avant))


def _avant(taux: Taux, serie: FicheSerie, numeros: Renvois) -> str:
    annee, connue = taux.anterieurs[serie.cle]
    libelle = majuscule(serie.serie.libelle)
    if len(connue.lignes) == 1:
        return f"{libelle}, pour mémoire en {annee} : {_valeur(connue.lignes[0], numeros)}"
    return f"{libelle} : connu en {annee} (cafsim aides montrer {taux.fiche.bloc.identifiant} --annee {annee})"


def _cas(fiche: FicheSerie, ligne: LigneTaux, numeros: Renvois) -> str:
    cas = mots_bareme.cas(ligne.dimensions, ligne.tranche, fiche.serie.echelle)
    periode = "" if _toute_l_annee(fiche.lignes) else mots_bareme.periode(ligne.debut, ligne.fin)
    tete = ", ".join(p for p in (cas, periode) if p)
    return f"{tete} : {_valeur(ligne, numeros)}" if tete else _valeur(ligne, numeros)


def _toute_l_annee(lignes: Iterable[LigneTaux]) -> bool:
    return len({(x.debut, x.fin) for x in lignes}) == 1


def _valeur(ligne: LigneTaux, numeros: Renvois) -> str:
    if ligne.fiabilite is None:
        return "montant non publié"
    renvois = numeros.marques(ligne.valeur.sources)
    return " ".join(p for p in (f"{mots_bareme.valeur(ligne)}, {mots_bareme.etat(ligne)}", renvois) if p)


def _ligne(fiche: Fiche) -> str:
    return f"{fiche.dispositif} : {fiche.titre} – {NATURES[fiche.nature]}"


def _fini(noeuds: Sequence[Noeud], *, mention: bool = True) -> Document:
    """Return the document with its abbreviations explained, the notice last, French typography."""
    fin = chapitres.explication_des_sigles(textes(noeuds)) if mention else ()
    notice: list[Noeud] = [Paragraphe(MENTION)] if mention else []
    return mise_en_page([*noeuds, *fin, *notice])
