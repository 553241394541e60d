"""The rate table as documents: list, an aid's rates, two years side by side, sources, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cafsim.baremes import consultation
from cafsim.baremes.consultation import Ecart, Fiche, FicheSerie, LigneTaux, Resume
from cafsim.baremes.model import Bareme, Serie, Source
from cafsim.engine.numbers import NBSP, french_number, french_quantity
from cafsim.render.document import (
    Colonne,
    Document,
    Entree,
    Liste,
    Noeud,
    Paragraphe,
    Rangee,
    Tableau,
    Titre,
    chapitre,
    en_liste,
)
from cafsim.render.mots import baremes as mots
from cafsim.render.mots.courants import ETATS, SENS_DES_ETATS, SOURCES
from cafsim.render.vues.chapitres import fini
from cafsim.render.vues.renvois import Renvois
from cafsim.typographie import majuscule

COLONNES_AIDES = (
    Colonne("Aide", "tete"),
    Colonne("Identifiant", "suite", sous=0),
    *(Colonne(titre, "montant") for titre in ("Taux", "Valeurs", "Lacunes")),
)
LECTURE_AIDES = "Valeurs : lignes du barème, une par période et par cas. Lacunes : périodes sans chiffre publié."
SOUDEE = 28
"""Up to this length, a value stays on one line."""


def liste(resumes: Sequence[Resume]) -> Document:
    """Return the list of aids."""
    rangees = tuple(
        Rangee((
            r.bloc.titre,
            " – ".join(filter(None, (r.bloc.identifiant, _existence(r.bloc)))),
            *map(str, (r.taux, r.valeurs, r.lacunes)),
        ))
        for r in resumes
    )  # fmt: skip
    corps = (
        Titre("Barèmes de cafsim : un bloc par aide", 1),
        Tableau("", COLONNES_AIDES, rangees),
        Paragraphe(LECTURE_AIDES),
        Paragraphe("Le détail d'une aide : cafsim baremes montrer psu"),
    )
    return fini(corps, niveau=3)


def fiche(contenu: Fiche, connues: Mapping[str, Source]) -> Document:
    """Return the rates of an aid, the sources numbered."""
    bloc = contenu.bloc
    renvois = Renvois()
    corps: list[Noeud] = [Titre(f"{bloc.titre} – {bloc.identifiant}", 1)]
    existence = _existence(bloc)
    corps += map(Paragraphe, filter(None, (bloc.texte, existence and f"Cette aide existe {existence}.")))
    lignes = [x for s in contenu.series for x in s.lignes]
    if contenu.annee:
        en_vigueur = f"En vigueur en {contenu.annee} :" if lignes else _absence(bloc, contenu.annee)
        corps.append(Paragraphe(en_vigueur, fort=True))
    for serie in contenu.series:
        if serie.lignes:
            corps += _serie(serie, renvois, connues)
    corps += chapitre("Mots des cas", mots.legende(lignes))
    corps += chapitre("États", (f"{ETATS[x.fiabilite]} : {SENS_DES_ETATS[x.fiabilite]}" for x in lignes))
    corps += chapitre("Sources", renvois.notes(adresses=True))
    return fini(corps, niveau=3)


def comparaison(ecarts: Sequence[Ecart], avant: int, apres: int, *, tout: bool) -> Document:
    """Return what changed between two years, by aid; everything when `tout`."""
    corps: list[Noeud] = [Titre(f"Barèmes {avant} et {apres} : {'tous les taux' if tout else 'ce qui change'}", 1)]
    colonnes = (Colonne("Cas", "tete"), *(Colonne(t, "montant") for t in (str(avant), str(apres), "Écart")))
    par_serie: dict[str, list[Ecart]] = {}
    for ecart in ecarts:
        if tout or ecart.change:
            par_serie.setdefault(ecart.cle, []).append(ecart)
    for cle, groupe in par_serie.items():
        corps += _intitule(cle, groupe[0].serie)
        corps.append(Tableau("", colonnes, tuple(map(_rangee_comparee, groupe))))
        notes = [r for e in groupe for x in (*e.avant, *e.apres) for r in mots.remarques(x)]
        corps += [en_liste(notes)] if notes else []
    identiques = [e for e in ecarts if not e.change]
    gardes = sum(any(x.fiabilite == "reconduit" for x in e.apres) for e in identiques)
    corps.append(
        Paragraphe(
            f"Sans changement : {len(identiques)} taux, dont {gardes} reconduits en {apres} "
            "(gardés après la dernière date qu'une source confirme)."
        )
    )
    return fini(corps, niveau=3)


def sources(appuis: Sequence[tuple[Source, Mapping[str, int]]]) -> Document:
    """Return every source and the rates that rest on it."""
    entrees = tuple(_appui(source, taux) for source, taux in appuis)
    return fini([Titre(f"{len(appuis)} sources", 1), Liste(entrees)], niveau=3)


def lacunes(fiches: Sequence[Fiche], annee: int | None) -> Document:
    """Return the gaps by aid, and the document that would fill each."""
    nombre = sum(len(s.lignes) for f in fiches for s in f.series)
    compte = f"{nombre} lacune{'s' if nombre > 1 else ''}" if nombre else "Aucune lacune"
    corps: list[Noeud] = [Titre(f"{compte}{f' en {annee}' if annee else ''}", 1)]
    if not nombre:
        return fini([*corps, Paragraphe("Le barème a un chiffre, ou des bornes, pour chaque taux.")], niveau=3)
    corps.append(Paragraphe("Chiffres qu'aucun document lisible ne donne."))
    for f in fiches:
        corps += chapitre(f"{f.bloc.titre} – {f.bloc.identifiant}", map(_lacunes, f.series))
    corps.append(Paragraphe("Vous avez l'un de ces documents ? cafsim baremes saisir AIDE --annee ANNÉE"))
    corps.append(Paragraphe("Ou tout d'une année, dans un tableau à remplir : cafsim baremes feuille ANNÉE"))
    return fini(corps, niveau=3)


def _appui(source: Source, taux: Iterable[str]) -> Entree:
    sous = (
        f"Nature : {SOURCES.get(source.nature, source.nature)}",
        source.url or "",
        f"Taux : {', '.join(taux) or 'aucun, citée seulement pour un chiffre qui diffère'}",
    )
    return Entree(f"{source.citation} ({source.identifiant})", tuple(filter(None, sous)))


def _lacunes(contenu: FicheSerie) -> Entree:
    """Return the gaps of a rate: where it is missing, then each document and each note once."""
    serie = contenu.serie
    par_periode: dict[str, list[str]] = {}
    for x in contenu.lignes:
        cas = mots.cas(x.dimensions, x.tranche, serie.echelle)
        par_periode.setdefault(mots.periode(x.debut, x.fin), []).extend([cas] if cas else [])
    ou = " ; ".join(f"{periode} ({', '.join(cas)})" if cas else periode for periode, cas in par_periode.items())
    documents = dict.fromkeys(f"Document : {consultation.ou_trouver(serie, x)}" for x in contenu.lignes)
    notes = dict.fromkeys(f"Note : {x.valeur.note}" for x in contenu.lignes if x.valeur.note)
    return Entree(f"{majuscule(serie.libelle)} : {ou}", (*documents, *notes))


def _serie(contenu: FicheSerie, renvois: Renvois, connues: Mapping[str, Source]) -> Iterator[Noeud]:
    """Yield the rows of a series; the case stands below the period where the screen is narrow."""
    serie = contenu.serie
    yield from _intitule(contenu.cle, serie)
    cas = any(x.dimensions or x.tranche for x in contenu.lignes)
    notes: dict[str, str] = {}
    rangees = []
    for ligne in contenu.lignes:
        marques = [notes.setdefault(r, f"({len(notes) + 1})") for r in _notes(ligne, contenu, connues)]
        certitude = renvois.texte(mots.etat(ligne), (connues[s] for s in ligne.valeur.sources))
        valeur = _soude(" ".join([mots.valeur(ligne), *marques]))
        dimension = [mots.cas(ligne.dimensions, ligne.tranche, serie.echelle)] if cas else []
        rangees.append(Rangee((_periode(ligne), *dimension, valeur, certitude)))
    colonnes = (
        Colonne("Période", "tete"),
        *([Colonne("Cas", "suite", sous=0)] if cas else []),
        Colonne("Valeur", "montant"),
        Colonne("État et sources", "suite"),
    )
    yield Tableau("", colonnes, tuple(rangees))
    if notes:
        yield Liste(tuple(Entree(texte, marque=numero) for texte, numero in notes.items()))


def _intitule(cle: str, serie: Serie) -> Iterator[Noeud]:
    yield Titre(majuscule(serie.libelle), 3)
    selon = f" Cas, selon : {mots.echelle(serie.echelle)}." if serie.echelle else ""
    yield Paragraphe(f"Nom du taux : {cle}.{selon}")


def _rangee_comparee(ecart: Ecart) -> Rangee:
    nom = mots.cas(ecart.dimensions, ecart.tranche, ecart.serie.echelle) or "tous"
    return Rangee((nom, _cote(ecart.avant), _cote(ecart.apres), _ecart(ecart)))


def _soude(valeur: str) -> str:
    return valeur.replace(" ", NBSP) if len(valeur) <= SOUDEE else valeur


def _notes(ligne: LigneTaux, serie: FicheSerie, sources: Mapping[str, Source]) -> Iterator[str]:
    yield from mots.remarques(ligne)
    for conflit in ligne.valeur.conflit:
        autre = french_quantity(conflit.valeur, ligne.valeur.unite)
        yield f"Désaccord : {sources[conflit.source].citation_courte} donne {autre}. {conflit.note or ''}".rstrip()
    if ligne.fiabilite is None:
        yield f"Où trouver ce chiffre : {consultation.ou_trouver(serie.serie, ligne)}"


def _periode(ligne: LigneTaux) -> str:
    texte = mots.periode(ligne.debut, ligne.fin)
    return texte if ligne.valeur.referentiel == "national" else f"{texte} ({ligne.valeur.referentiel})"


def _cote(lignes: Sequence[LigneTaux]) -> str:
    if not lignes:
        return "—"
    textes: dict[str, LigneTaux] = {}
    for ligne in lignes:
        textes.setdefault(_soude(mots.valeur(ligne)), ligne)
    premier, *suivants = textes.items()
    return ", puis ".join([premier[0], *(f"{texte} dès le {ligne.debut:%d/%m}" for texte, ligne in suivants)])


def _ecart(ecart: Ecart) -> str:
    if len(ecart.avant) != 1 or len(ecart.apres) != 1:
        return ""
    avant, apres = ecart.avant[0], ecart.apres[0]
    if not avant.exacte or not apres.exacte or not avant.minimum or apres.minimum is None:
        return ""
    hausse = (apres.minimum / avant.minimum - 1) * 100
    return f"{'+' if hausse >= 0 else '−'}{NBSP}{french_number(abs(hausse), 1)}{NBSP}%"


def _absence(bloc: Bareme, annee: int) -> str:
    if not mots.existe_en(bloc, annee):
        return f"Aucun taux en {annee} : l'aide n'existe pas cette année-là."
    return f"Aucun taux publié en {annee} : le montant est celui de la convention, ou celui que la Caf annonce."


def _existence(bloc: Bareme) -> str:
    if bloc.debut and bloc.fin:
        return f"du {bloc.debut:%d/%m/%Y} au {bloc.fin:%d/%m/%Y}"
    if bloc.debut:
        return f"depuis le {bloc.debut:%d/%m/%Y}"
    return f"jusqu'au {bloc.fin:%d/%m/%Y}" if bloc.fin else ""
