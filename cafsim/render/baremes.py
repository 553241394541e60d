"""The rate table on the screen: list, an aid's rates, two years side by side, sources, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cafsim.baremes import consultation
from cafsim.baremes.consultation import Ecart, Fiche, FicheSerie, LigneTaux, Resume
from cafsim.baremes.model import Bareme, Serie, Source
from cafsim.engine.numbers import NBSP, french_number, french_quantity
from cafsim.render import mots_bareme as mots
from cafsim.render.etats import ETATS, LEGENDE
from cafsim.render.listes import Adresse, Puce, liste
from cafsim.render.mots import majuscule
from cafsim.render.sigles import employes
from cafsim.resultat import MENTION
from cafsim.typographie import insecables

if TYPE_CHECKING:
    from rich.table import Table

Ecran = Iterator["str | Puce | Adresse | Table"]


def ecran_liste(resumes: Sequence[Resume]) -> Ecran:
    """Yield the list of aids."""
    yield "Barèmes de cafsim : un bloc par aide."
    table = _table("Aide", "Taux", "Valeurs", "Lacunes", droite=("Taux", "Valeurs", "Lacunes"))
    for resume in resumes:
        bloc = resume.bloc
        nom = f"{bloc.titre}\n{bloc.identifiant}{_existence(bloc, avant=' – ')}"
        table.add_row(insecables(nom), str(resume.taux), str(resume.valeurs), str(resume.lacunes))
    yield table
    yield from _sigles((r.bloc, ()) for r in resumes)
    yield "Valeurs : lignes du barème, une par période et par cas. Lacunes : périodes sans chiffre publié."
    yield "Le détail d'une aide : cafsim baremes montrer psu"


def ecran_fiche(fiche: Fiche, sources: Mapping[str, Source]) -> Ecran:
    """Yield the rates of an aid, the sources numbered."""
    bloc = fiche.bloc
    yield f"{bloc.titre} ({bloc.identifiant})"
    yield bloc.texte
    if bloc.debut or bloc.fin:
        yield f"Cette aide existe {_existence(bloc)}."
    if fiche.annee:
        yield f"En vigueur en {fiche.annee} :"
    lignes = [x for s in fiche.series for x in s.lignes]
    if not lignes:
        yield f"Aucun taux en {fiche.annee} : l'aide n'existe pas cette année-là."
    numeros = {s: str(n) for n, s in enumerate(_sources_citees(lignes), 1)}
    for serie in fiche.series:
        if serie.lignes:
            yield ""
            yield from _serie(serie, numeros, sources)
    yield ""
    yield from liste("Mots des cas", mots.legende(lignes))
    yield from _sigles([(bloc, fiche.series)])
    yield from liste("États", _etats(lignes))
    yield "Sources :"
    for identifiant, numero in numeros.items():
        yield Puce(sources[identifiant].citation, f"[{numero}]")
        url = sources[identifiant].url
        if url:
            yield Adresse(url, 5 + len(numero))
    yield ""
    yield MENTION


def ecran_comparaison(ecarts: Sequence[Ecart], avant: int, apres: int, *, tout: bool) -> Ecran:
    """Yield what changed between two years, by aid; everything when `tout`."""
    montres = [e for e in ecarts if tout or e.change]
    yield f"Barèmes {avant} et {apres} : {'tous les taux' if tout else 'ce qui change'}."
    par_serie: dict[str, list[Ecart]] = {}
    for ecart in montres:
        par_serie.setdefault(ecart.cle, []).append(ecart)
    for cle, groupe in par_serie.items():
        serie = groupe[0].serie
        yield ""
        yield from _intitule(cle, serie)
        table = _table("Cas", str(avant), str(apres), "Écart", droite=("Écart",))
        for e in groupe:
            nom = mots.cas(e.dimensions, e.tranche, serie.echelle) or "tous"
            table.add_row(*map(insecables, (nom, _cote(e.avant), _cote(e.apres), _ecart(e))))
        yield table
        yield from (Puce(r) for r in dict.fromkeys(r for e in groupe for x in (*e.avant, *e.apres) for r in _notes(x)))
    yield ""
    yield from liste("Sigles", employes([e.serie.libelle + mots.cas(e.dimensions, None, None) for e in montres]))
    identiques = [e for e in ecarts if not e.change]
    gardes = sum(any(x.fiabilite == "reconduit" for x in e.apres) for e in identiques)
    yield (
        f"Sans changement : {len(identiques)} taux, dont {gardes} reconduits en {apres} "
        "(gardés après la dernière date qu'une source confirme)."
    )
    yield MENTION


def ecran_sources(appuis: Sequence[tuple[Source, Mapping[str, int]]]) -> Ecran:
    """Yield every source and the rates that rest on it."""
    yield f"{len(appuis)} sources."
    for source, taux in appuis:
        yield ""
        yield f"{source.citation} ({source.identifiant})"
        yield Puce(mots.NATURES.get(source.nature, source.nature), "nature :")
        if source.url:
            yield Adresse(f"adresse : {source.url}", 2)
        yield Puce(", ".join(taux) or "aucun : citée seulement pour un chiffre qui diffère", "taux :")


def ecran_lacunes(fiches: Sequence[Fiche], annee: int | None) -> Ecran:
    """Yield the gaps by aid, and the document that would fill each."""
    nombre = sum(len(s.lignes) for f in fiches for s in f.series)
    yield f"{nombre} lacunes{f' en {annee}' if annee else ''} : chiffres qu'aucun document lisible ne donne."
    for fiche in fiches:
        yield ""
        yield f"{fiche.bloc.titre} ({fiche.bloc.identifiant})"
        for serie in fiche.series:
            for ligne in serie.lignes:
                cas = mots.cas(ligne.dimensions, ligne.tranche, serie.serie.echelle)
                precision = " ; ".join(p for p in (mots.periode(ligne.debut, ligne.fin), cas) if p)
                yield Puce(f"{majuscule(serie.serie.libelle)} ({precision})")
                yield Puce(f"{consultation.ou_trouver(serie.serie, ligne)}", "Document :", 4)
                yield from (Puce(r, "Note :", 4) for r in mots.remarques(ligne))
    yield ""
    yield from _sigles((f.bloc, f.series) for f in fiches)
    yield "Vous avez l'un de ces documents ? cafsim baremes saisir --aide AIDE --annee ANNÉE"


def _serie(fiche: FicheSerie, numeros: Mapping[str, str], sources: Mapping[str, Source]) -> Ecran:
    serie = fiche.serie
    yield from _intitule(fiche.cle, serie)
    cas = any(x.dimensions or x.tranche for x in fiche.lignes)
    table = _table("Période", *(["Cas"] if cas else []), "Valeur", "État", "Sources")
    notes: dict[str, str] = {}
    precedente = ""
    for ligne in fiche.lignes:
        renvois = [notes.setdefault(r, f"({len(notes) + 1})") for r in _notes(ligne, serie=fiche, sources=sources)]
        periode = _periode(ligne)
        cellules = [periode if periode != precedente else ""]
        precedente = periode
        if cas:
            cellules.append(mots.cas(ligne.dimensions, ligne.tranche, serie.echelle))
        cellules += [
            " ".join([mots.valeur(ligne), *renvois]),
            mots.etat(ligne),
            ", ".join(numeros[s] for s in ligne.valeur.sources),
        ]
        table.add_row(*map(insecables, cellules))
    yield table
    yield from (Puce(texte, numero) for texte, numero in notes.items())


def _intitule(cle: str, serie: Serie) -> Ecran:
    yield majuscule(serie.libelle)
    yield Puce(cle, "→", 0)
    if serie.echelle:
        yield f"Cas, selon : {mots.echelle(serie.echelle)}"


def _sigles(bloc_et_series: Iterable[tuple[Bareme, Iterable[FicheSerie]]]) -> Ecran:
    """Yield what the abbreviations on the screen stand for."""
    textes: list[str] = []
    for bloc, series in bloc_et_series:
        textes += (bloc.titre, bloc.texte)
        for fiche in series:
            textes.append(fiche.serie.libelle)
            for ligne in fiche.lignes:
                textes += (*mots.remarques(ligne), consultation.ou_trouver(fiche.serie, ligne))
    yield from liste("Sigles", employes(textes))


def _notes(
    ligne: LigneTaux, *, serie: FicheSerie | None = None, sources: Mapping[str, Source] | None = None
) -> Iterator[str]:
    yield from mots.remarques(ligne)
    if sources:
        for conflit in ligne.valeur.conflit:
            autre = french_quantity(conflit.valeur, ligne.valeur.unite)
            yield f"Désaccord : {sources[conflit.source].citation_courte} donne {autre}. {conflit.note or ''}".rstrip()
    if serie and ligne.fiabilite is None:
        yield f"Où trouver ce chiffre : {consultation.ou_trouver(serie.serie, ligne)}"


def _periode(ligne: LigneTaux) -> str:
    texte = mots.periode(ligne.debut, ligne.fin)
    return texte if ligne.valeur.referentiel == "national" else f"{texte} ({ligne.valeur.referentiel})"


def _cote(lignes: Sequence[LigneTaux]) -> str:
    if not lignes:
        return "—"
    textes: dict[str, LigneTaux] = {}
    for ligne in lignes:
        textes.setdefault(mots.valeur(ligne), ligne)
    if len(textes) == 1:
        return next(iter(textes))
    premier, *suivants = textes.items()
    return "\n".join([premier[0], *(f"{texte} dès le {ligne.debut:%d/%m}" for texte, ligne in suivants)])


def _ecart(ecart: Ecart) -> str:
    if len(ecart.avant) != 1 or len(ecart.apres) != 1:
        return ""
    avant, apres = ecart.avant[0], ecart.apres[0]
    if not avant.exacte or not apres.exacte or not avant.minimum or apres.minimum is None:
        return ""
    hausse = (apres.minimum / avant.minimum - 1) * 100
    return f"{'+' if hausse >= 0 else '−'}{NBSP}{french_number(abs(hausse), 1)}{NBSP}%"


def _etats(lignes: Iterable[LigneTaux]) -> Iterator[str]:
    for fiabilite in dict.fromkeys(x.fiabilite for x in lignes):
        yield f"{'lacune' if fiabilite is None else ETATS[fiabilite]} : {LEGENDE[fiabilite].removeprefix('lacune : ')}"


def _sources_citees(lignes: Iterable[LigneTaux]) -> list[str]:
    return list(dict.fromkeys(s for x in lignes for s in x.valeur.sources))


def _existence(bloc: Bareme, avant: str = "") -> str:
    if bloc.debut and bloc.fin:
        return f"{avant}du {bloc.debut:%d/%m/%Y} au {bloc.fin:%d/%m/%Y}"
    if bloc.debut:
        return f"{avant}depuis le {bloc.debut:%d/%m/%Y}"
    return f"{avant}jusqu'au {bloc.fin:%d/%m/%Y}" if bloc.fin else ""


def _table(*colonnes: str, droite: Sequence[str] = ()) -> Table:
    from rich.box import SIMPLE_HEAD  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415 (45 ms)

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for nom in colonnes:
        table.add_column(nom, justify="right" if nom in droite else "left")
    return table
