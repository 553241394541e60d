"""How a command answers: `@repond` gives it the options of its answer, refuses what can't be, and delivers the rest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from cafsim.cli.console import noter
from cafsim.cli.options import FLUX, Forcer, Sortie
from cafsim.erreurs import Collecte, EntreeRefusee
from cafsim.fichiers import ecrire, verifier
from cafsim.render.formes.choix import FORMES, Forme, choisir, formes_de
from cafsim.render.formes.encodage import lisible
from cafsim.render.reponse import Contenu, Reponse


class ProfilCsv(StrEnum):
    """For whom the CSV is."""

    EXCEL_FR = "excel-fr"
    ISO = "iso"


Profil = Annotated[ProfilCsv, typer.Option("--csv", help="Csv pour Excel français, ou aux normes internationales.")]


class Envoi(NamedTuple):
    """Where an answer goes, and in which form."""

    forme: Forme
    sortie: Path | None
    forcer: bool
    profil: str

    def livrer(self, reponse: Reponse) -> int:
        """Write an answer whole, to its file or to the standard output; tell what goes with it; return the exit code.

        Raise EntreeRefusee when the file can't be written.
        """
        try:
            if self.sortie is not None:
                ecrire(self.sortie, self.forme.ecrire(reponse, self.profil), forcer=self.forcer)
                noter(reponse.ecrite.format(self.sortie))
            elif self.forme.afficher is not None:
                self.forme.afficher(reponse)
            else:
                _imprimer(self.forme, self.forme.ecrire(reponse, self.profil))
            for notice in (*reponse.notices_de.get(self.forme.nom, ()), *reponse.notices):
                noter(notice)
        finally:
            reponse.suite()
        return reponse.code


class Choix(NamedTuple):
    """What the options of a command ask of its answer."""

    forme: str | None = None
    sortie: Path | None = None
    forcer: bool = False
    profil: str = ProfilCsv.EXCEL_FR

    def ou(self, groupe: Choix | None) -> Choix:
        """Return these choices; those of the group of the command where nothing is asked here."""
        if groupe is None:
            return self
        forme, sortie = self.forme or groupe.forme, self.sortie or groupe.sortie
        return self._replace(forme=forme, sortie=sortie, forcer=self.forcer or groupe.forcer)

    def envoi(self, possibles: tuple[Forme, ...], lus: Iterable[Path] = ()) -> Envoi:
        """Return where the answer goes; `lus` are the files that the command reads.

        Raise EntreeRefusee for a form that the answer does not have, or a file that can't be written in the end.
        """
        sortie = None if self.sortie == FLUX else self.sortie
        forme = choisir(self.forme, sortie, possibles)
        if sortie is not None:
            verifier(sortie, forcer=self.forcer, sources=lus)
        return Envoi(forme, sortie, self.forcer, self.profil)


def repond(
    *contenus: Contenu, ensemble: bool = False, a_cote: bool = False
) -> Callable[[Callable[..., Reponse]], Callable[..., int]]:
    """Make a command of a function that returns a `Reponse` with these contents.

    The command has the options of the function, then `--format`, `--sortie` and `--forcer`, and `--csv` where there is
    a grid. What `Choix.envoi` refuses is refused before the function runs; with `ensemble`, together with what the
    function refuses. With `a_cote`, an answer that is asked neither a form nor a file goes beside the first file read,
    under its name: `x.toml` → `x.html`. Each `Path` among its options is a file that it reads, never written over. A
    function with a parameter `forme` is told the form chosen. What is asked of a group goes for its commands.
    """
    possibles = formes_de(contenus)

    def habiller(fonction: Callable[..., Reponse]) -> Callable[..., int]:
        parametres = signature(fonction, eval_str=True).parameters

        @wraps(fonction)
        def executer(ctx: typer.Context, **options: Any) -> int:  # noqa: ANN401 (what Typer has read, already checked)
            choix = Choix(**{nom: options.pop(nom) for nom in Choix._fields if nom in options}).ou(ctx.obj)
            if ctx.invoked_subcommand:
                ctx.obj = choix
                return 0
            lus = list(_chemins(options.values()))
            if a_cote and lus and choix.forme is None and choix.sortie is None:
                choix = choix._replace(sortie=lus[0].with_suffix(possibles[0].extensions[0]))
            try:
                envoi = choix.envoi(possibles, lus)
            except EntreeRefusee as refus:
                refusees = Collecte(refus.problemes)
                if ensemble:
                    refusees.essayer(lambda: fonction(**options))
                raise EntreeRefusee(refusees.problemes) from None
            if "forme" in parametres:
                options["forme"] = envoi.forme
            return envoi.livrer(fonction(**options))

        siens = [p for p in parametres.values() if p.name != "forme"]
        tous = [*siens, *_options(possibles, csv="grille" in contenus)]
        executer.__signature__ = signature(fonction).replace(parameters=tous)  # type: ignore[attr-defined]
        executer.formes = possibles  # type: ignore[attr-defined]
        return executer

    return habiller


def _options(possibles: tuple[Forme, ...], *, csv: bool) -> Iterator[Parameter]:
    """Yield the parameters that every command has, in the form that Typer reads."""
    noms = [f.nom for f in possibles]
    par_defaut = f" (par défaut : {noms[0]}, ou selon --sortie)" if len(noms) > 1 else ""

    def nommee(nom: str) -> str:
        if nom not in {f.nom for f in FORMES}:
            raise ValueError(f"« {nom} ». Valeurs possibles : {', '.join(noms)}.")
        return nom

    forme = typer.Option(
        "--format",
        metavar="FORME",
        help=f"Forme du résultat : {', '.join(noms)}{par_defaut}.",
        parser=nommee,
        autocompletion=lambda: noms,
    )
    annotations = {"forme": Annotated[str | None, forme], "sortie": Sortie, "forcer": Forcer}
    for nom, annotation in (annotations | {"profil": Profil} if csv else annotations).items():
        defaut = Choix._field_defaults[nom]
        yield Parameter(nom, Parameter.KEYWORD_ONLY, default=defaut, annotation=annotation)
    yield Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)


def _chemins(valeurs: Iterable[object]) -> Iterator[Path]:
    """Yield the files among the values of the options."""
    for valeur in valeurs:
        yield from (x for x in (valeur if isinstance(valeur, list) else [valeur]) if isinstance(x, Path))


def _imprimer(forme: Forme, octets: bytes) -> None:
    """Write to the standard output: bytes as they are, but what a person reads on a terminal in its characters."""
    sys.stdout.flush()
    if forme.contenu != "donnees" and sys.stdout.isatty():
        sys.stdout.write(lisible(octets.decode("utf-8-sig").replace("\r\n", "\n"), sys.stdout.encoding))
    else:
        typer.get_binary_stream("stdout").write(octets)
