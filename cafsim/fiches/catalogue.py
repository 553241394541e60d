"""The fiches: what each aid or service is, for whom, on which conditions, how to ask, who decides.

An aid that the engine computes declares its title, summary, equipments and nature in its module: its fiche adds the
rest. The other devices of the guide are told by their fiche alone. The texts are in `data/fiches.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from cafsim.baremes.lecteur import Lecteur, Table
from cafsim.baremes.loader import default_path
from cafsim.baremes.model import Baremes, Source
from cafsim.dispositifs.modele import Dispositif, Nature
from cafsim.dispositifs.registre import dispositifs
from cafsim.equipements.registre import equipements
from cafsim.erreurs import Probleme, vouliez_vous
from cafsim.fichiers import lire_toml

NatureFiche = Nature | Literal["information"]
NATURES: tuple[NatureFiche, ...] = (*get_args(Nature), "information")

FAMILLES = (
    "petite enfance",
    "loisirs et jeunesse",
    "animation de la vie sociale",
    "parentalité",
    "investissement",
    "territoire",
    "logement",
    "accès aux droits",
)
AUTRES = "autres aides"
"""Where an aid without a fiche is shown."""

CONTACT = "Votre Caf (caf.fr, espace Partenaires)."

_DU_MODULE = {"titre", "resume", "equipements", "nature"}
_TEXTES = ("pour_qui", "pour_quoi", "comment", "qui_decide")
_LISTES = ("conditions", "textes", "mots_cles", "sources")
_FACULTATIFS = ("contact", "periode")


class Fiche(NamedTuple):
    """One device. `calcule`: the engine computes it, and its rates are in the block of the same name.

    `montant` says in words what a source gives where there is no such block. An aid whose fiche is not written yet
    has only what its module declares (`redigee` is false).
    """

    dispositif: str
    titre: str
    resume: str
    equipements: tuple[str, ...]
    nature: NatureFiche
    famille: str = AUTRES
    pour_qui: str = ""
    pour_quoi: str = ""
    conditions: tuple[str, ...] = ()
    comment: str = ""
    qui_decide: str = ""
    textes: tuple[str, ...] = ()
    contact: str = CONTACT
    mots_cles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    montant: str = ""
    periode: str = ""
    calcule: bool = False
    redigee: bool = True


class Fiches(NamedTuple):
    """All the fiches, by family, and the sources that the rate table does not hold."""

    par_nom: Mapping[str, Fiche]
    sources: Mapping[str, Source]

    def familles(self, equipement: str | None = None) -> list[tuple[str, list[Fiche]]]:
        """Return the families that hold something, with their fiches; those of one equipment only when it is given."""
        groupes: dict[str, list[Fiche]] = {f: [] for f in (*FAMILLES, AUTRES)}
        for fiche in self.par_nom.values():
            if equipement is None or equipement in fiche.equipements:
                groupes[fiche.famille].append(fiche)
        return [(famille, fiches) for famille, fiches in groupes.items() if fiches]


def charger(path: Path | None = None) -> Fiches:
    """Load the fiches. Raise EntreeRefusee with everything that is wrong in the file."""
    path = path or default_path().with_name("fiches.toml")
    return lire(lire_toml(path), path.name, dispositifs())


def lire(data: Table, fichier: str, connus: Mapping[str, Dispositif]) -> Fiches:
    """Build the fiches from parsed TOML, then those of the aids in `connus` that the file forgets."""
    lecteur = _Lecteur(connus)
    with lecteur.lecture(fichier):
        sources = {k: lecteur.source(k, v) for k, v in lecteur.table(("sources",), data.get("sources", {})).items()}
        fiches = {k: lecteur.fiche(k, v) for k, v in data.items() if k != "sources"}
    for nom in sorted(connus.keys() - fiches.keys()):
        fiches[nom] = _declaree(connus[nom])
    return Fiches(fiches, sources)


def sources_inconnues(fiches: Fiches, baremes: Baremes) -> list[Probleme]:
    """Return a problem for each source that neither the fiches nor the rate table describe."""
    connues = {**baremes.sources, **fiches.sources}
    return inconnues("fiches.toml", {f.dispositif: f.sources for f in fiches.par_nom.values()}, connues)


def inconnues(fichier: str, cites: Mapping[str, Iterable[str]], connues: Mapping[str, Source]) -> list[Probleme]:
    """Return a problem for each source that a block of a file cites and nothing describes."""
    return [
        Probleme(fichier, bloc, f"source inconnue « {s} ».", vouliez_vous(s, connues))
        for bloc, sources in cites.items()
        for s in sources
        if s not in connues
    ]


def _declaree(aide: Dispositif) -> Fiche:
    """Return what the module alone says of an aid."""
    return Fiche(
        aide.identifiant, aide.titre, aide.resume, aide.equipements, aide.nature, calcule=True, redigee=False
    )  # fmt: skip


class _Lecteur(Lecteur):
    """Turns parsed TOML into fiches, and notes each problem."""

    def __init__(self, connus: Mapping[str, Dispositif]) -> None:
        super().__init__()
        self.connus = connus

    def fiche(self, nom: str, brut: object) -> Fiche:
        """Read a block."""
        brut = self.table((nom,), brut)
        aide = self.connus.get(nom)
        for champ in sorted(_DU_MODULE & brut.keys()) if aide else ():
            self.faute((nom,), f"« {champ} » est déjà déclaré par le module de l'aide.", "Retirez-le de la fiche.")
        exigees = {"famille", *_TEXTES, *_LISTES}
        permises = {*exigees, *_FACULTATIFS, *_DU_MODULE, *(() if aide else ("montant",))}
        self.table((nom,), brut, permises, sorted(exigees if aide else exigees | _DU_MODULE))
        if not brut.get("sources"):
            self.faute((nom,), "une fiche cite au moins une source.")
        base = _declaree(aide) if aide else self._base(nom, brut)
        textes: dict[str, Any] = {c: self._phrase(nom, brut, c) for c in (*_TEXTES, "montant", "periode")}
        textes |= {c: self.textes((nom,), brut, c) for c in _LISTES}
        return base._replace(
            **textes,
            famille=self._mot(nom, brut, "famille", FAMILLES),
            contact=self._phrase(nom, brut, "contact") or CONTACT,
            redigee=True,
        )

    def _base(self, nom: str, brut: Table) -> Fiche:
        types = self.textes((nom,), brut, "equipements")
        for inconnu in sorted(set(types) - equipements().keys()):
            self.faute((nom,), f"équipement inconnu « {inconnu} ».", vouliez_vous(inconnu, equipements()))
        nature = next((n for n in NATURES if n == brut.get("nature")), NATURES[-1])
        self._mot(nom, brut, "nature", NATURES)
        return Fiche(nom, self._phrase(nom, brut, "titre"), self._phrase(nom, brut, "resume"), types, nature)

    def _phrase(self, nom: str, brut: Table, champ: str) -> str:
        valeur = brut.get(champ, "")
        if not isinstance(valeur, str) or (champ in brut and not valeur.strip()):
            self.faute((nom,), f"« {champ} » doit être un texte, non vide.")
        return str(valeur)

    def _mot(self, nom: str, brut: Table, champ: str, permises: Sequence[str]) -> str:
        return self.parmi((nom,), brut, champ, permises, f"« {champ} » inconnu :") if champ in brut else ""
