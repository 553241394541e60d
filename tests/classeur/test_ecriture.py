"""The workbook as written, without any spreadsheet: sheets, names, formulas, what is inert, what is refused."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attendus import attendues, ecrire, lues, totaux_attendus, totaux_lus
from strategies import COMPLETS, EXERCICES, change, complet, equipement
from tableur import lire

import cafsim
from cafsim.baremes.model import Baremes
from cafsim.classeur.calculs import LONGUEUR_MAX
from cafsim.classeur.ecriture import EQUIPEMENTS_MAX, octets
from cafsim.classeur.presentation import LONGUEUR_NOM, noms_de_feuilles
from cafsim.cli.main import lancer
from cafsim.equipements.projet import Projet
from cafsim.erreurs import EntreeRefusee
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import MENTION
from cafsim.projet.lecture import lire_projet

RACINE = Path(__file__).parents[2]
CRECHE = str(RACINE / "examples" / "creche.toml")
M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ARGUMENTS_MAX, NIVEAUX_MAX, CHAINE_MAX = 255, 64, 255
"""What Excel accepts in a formula."""


def creche(nom: str = "Essai", projet: str = "Essai") -> Projet:
    return Projet(projet, 2024, (change(equipement("eaje", 2024, complet("eaje", 2024)), nom=nom),))


def formules(fichier: Path) -> list[str]:
    with zipfile.ZipFile(fichier) as archive:
        feuilles = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        return [f.text or "" for n in feuilles for f in ET.fromstring(archive.read(n)).iter(f"{M}f")]


@pytest.mark.parametrize("exercice", EXERCICES[::2])
def test_chaque_aide_de_chaque_annee_s_ecrit(exercice: int, moteur: Moteur, tmp_path: Path) -> None:
    """The values written are those of the estimate, for complete projects of every kind and year."""
    equipements = tuple(change(equipement(t, exercice, complet(t, exercice)), nom=t) for t in COMPLETS)
    projet = Projet("Essai", exercice, equipements)
    feuilles = lire(ecrire(moteur, projet, tmp_path / "x.xlsx"))
    for estime in moteur.estimer(projet).equipements:
        assert lues(feuilles[estime.nom]) == attendues(estime)
        assert totaux_lus(feuilles[estime.nom]) == totaux_attendus(estime)


def test_les_formules_tiennent_dans_excel(moteur: Moteur, tmp_path: Path) -> None:
    permises = {
        "IF", "AND", "OR", "NOT", "IFERROR", "ISNUMBER", "NA", "MIN", "MAX", "SUM", "ROUND", "INT", "ABS", "N",
        "LEFT", "LEN", "TRIM",
    }  # fmt: skip
    for exercice in (2018, 2023, 2026):
        equipements = tuple(change(equipement(t, exercice, complet(t, exercice)), nom=t) for t in COMPLETS)
        fichier = ecrire(moteur, Projet("Essai", exercice, equipements), tmp_path / f"{exercice}.xlsx")
        toutes = formules(fichier)
        assert len(toutes) > 1000
        for formule in toutes:
            assert len(formule) <= LONGUEUR_MAX
            chaines = re.findall(r'"((?:[^"]|"")*)"', formule)
            assert all(len(c) <= CHAINE_MAX for c in chaines)
            nue = re.sub(r"'(?:[^']|'')*'", "", re.sub(r'"(?:[^"]|"")*"', "", formule))
            assert set(re.findall(r"([A-Z]+)\(", nue)) <= permises, formule
            assert profondeur(nue) <= NIVEAUX_MAX
            assert max((nue.count(",", *m.span()) for m in re.finditer(r"\([^()]*\)", nue)), default=0) < ARGUMENTS_MAX


def profondeur(formule: str) -> int:
    niveau = plus_bas = 0
    for signe in formule:
        niveau += (signe == "(") - (signe == ")")
        plus_bas = max(plus_bas, niveau)
    assert niveau == 0
    return plus_bas


def test_chaque_feuille_dit_ce_qu_il_faut(moteur: Moteur, baremes: Baremes, tmp_path: Path) -> None:
    projet = lire_projet(RACINE / "examples" / "commune.toml", baremes)
    fichier = ecrire(moteur, projet, tmp_path / "x.xlsx")
    feuilles = lire(fichier)
    assert list(feuilles) == ["Synthèse", "Les Petits Pas", "Le Grand Pré", "Barèmes", "Sources", "Calculs"]
    tete = " ".join(str(c) for r in feuilles["Synthèse"][:4] for c in r)
    for mot in ("Commune de Saint-Amé", "Exercice 2024 (figé)", "Référentiel : national", cafsim.__version__, MENTION):
        assert mot in tete
    assert re.search(r"Établi le \d\d/\d\d/20\d\d", tete)
    synthese = " ".join(str(c) for r in feuilles["Synthèse"] for c in r)
    for mot in ("plafond, ponctuel", "droit, annuel", "fourchette", "à compléter", "reconduit", "incomplet"):
        assert mot in synthese
    cles = [r[-1] for r in feuilles["Barèmes"]]
    assert "psu.taux" in cles
    assert "pso_alsh.periscolaire" in cles
    [(taux, _, valeur)] = [r[1:4] for r in feuilles["Barèmes"] if r[-1] == "fme.montant_par_place" and "2022" in r[2]]
    assert "pour la prévision" in taux
    assert valeur == 4000
    citees = {s.titre for x in moteur.estimer(projet).lignes for s in x.sources}
    assert citees <= {r[0] for r in feuilles["Sources"]}
    assert any(str(r[0]).startswith("Hypothèse H1,") for r in feuilles["Sources"])


def test_tout_s_imprime_sur_a4(moteur: Moteur, tmp_path: Path) -> None:
    with zipfile.ZipFile(ecrire(moteur, creche(), tmp_path / "x.xlsx")) as archive:
        for rang in range(1, 5):
            page = archive.read(f"xl/worksheets/sheet{rang}.xml").decode()
            (reglage,) = re.findall("<pageSetup[^>]*>", page)
            assert all(x in reglage for x in ('paperSize="9"', 'orientation="landscape"', 'fitToHeight="0"'))
            assert "&amp;P / &amp;N" in page


MECHANTS = [
    "=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "<script>alert(1)</script>", "A & B &P &[Page]", "{=1}",
    "C:\\[x]?*/'", "'apostrophe'", "https://exemple.fr", "mailto:a@b.fr", "  ", "\ufffe\uffff", "\x00\x1b[31m\u202egauche", "Historique",
    "Synthèse", "x" * 400, "🏫" * 40, "_x0041_", "a\nb", "12", "TRUE", "#REF!", '"', "]]>", "internal:Calculs!A1",
]  # fmt: skip


def test_un_nom_mechant_reste_un_texte(moteur: Moteur, tmp_path: Path) -> None:
    modele = equipement("rpe", 2024, complet("rpe", 2024))
    projet = Projet(MECHANTS[0], 2024, tuple(change(modele, nom=nom) for nom in MECHANTS))
    fichier = ecrire(moteur, projet, tmp_path / "x.xlsx")
    feuilles = lire(fichier)
    assert len(feuilles) == len(MECHANTS) + 4
    assert feuilles["Synthèse"][0][0] == f"Estimation des aides de la Caf : {MECHANTS[0]}"
    titres = [rangees[0][0] for rangees in list(feuilles.values())[1:-3]]
    assert titres[:7] == [" ".join(nom.split()) for nom in MECHANTS[:7]]
    toutes = re.sub(r"'(?:[^']|'')*'!", "", " ".join(formules(fichier)))  # names of sheets, quoted
    for morceau in ("cmd", "calc'", "SUM(A1)", "1+1"):
        assert morceau not in toutes
    with zipfile.ZipFile(fichier) as archive:
        liens = "".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".rels"))
        assert "exemple.fr" not in liens
        assert "mailto" not in liens
        for nom in archive.namelist():
            if nom.endswith(".xml"):
                ET.fromstring(archive.read(nom))


def test_les_noms_de_feuilles() -> None:
    noms = noms_de_feuilles([*MECHANTS, "crèche", "CRÈCHE", "Crèche", "c" * 40, "c" * 41], ["Synthèse", "Calculs"])
    assert len({n.casefold() for n in noms}) == len(noms)
    assert "Synthèse" not in noms
    for nom in noms:
        assert 0 < len(nom.encode("utf-16-le")) // 2 <= LONGUEUR_NOM
        assert not re.search(r"[\[\]:*?/\\]", nom)
        assert not nom.startswith("'")
        assert not nom.endswith("'")


def test_un_projet_enorme_est_refuse_en_clair(moteur: Moteur) -> None:
    modele = equipement("eaje", 2024, {"places": complet("eaje", 2024)["places"]})
    projet = Projet("Essai", 2024, tuple(change(modele, nom=f"n{i}") for i in range(EQUIPEMENTS_MAX + 1)))
    with pytest.raises(EntreeRefusee, match="101 équipements : un classeur en tient 100 au plus"):
        octets(moteur, [projet], [moteur.estimer(projet)])


def test_le_plus_gros_projet_permis_s_ecrit(moteur: Moteur, tmp_path: Path) -> None:
    modele = equipement("eaje", 2024, complet("eaje", 2024))
    projet = Projet("Essai", 2024, tuple(change(modele, nom=f"n{i}") for i in range(EQUIPEMENTS_MAX)))
    estimation = moteur.estimer(projet, {"bonus_attractivite"})
    (tmp_path / "x.xlsx").write_bytes(octets(moteur, [projet], [estimation], {"bonus_attractivite"}))
    total = next(r for r in lire(tmp_path / "x.xlsx")["Synthèse"] if r[0] == "Total annuel")
    assert total[5] == pytest.approx(EQUIPEMENTS_MAX * 40 * 475)


def test_plusieurs_projets_dans_un_classeur(moteur: Moteur, baremes: Baremes, tmp_path: Path) -> None:
    """Each with its own rates, all in one summary."""
    fichiers = [RACINE / "examples" / f"{n}.toml" for n in ("services", "creche")]
    projets = [lire_projet(f, baremes) for f in fichiers]
    estimations = [moteur.estimer(p) for p in projets]
    cible = tmp_path / "x.xlsx"
    cible.write_bytes(octets(moteur, projets, estimations))
    feuilles = lire(cible)
    titres = [r[0] for r in feuilles["Synthèse"]]
    assert "Total de tous les projets" in titres
    total = next(r for r in feuilles["Synthèse"] if r[0] == "Total annuel")
    assert total[5] == pytest.approx(float(sum(e.totaux["annuel"].maximum for e in estimations)))
    saisi = [r for r in feuilles["Barèmes"] if r[-1] == "ps_agc.prix_plafond"]
    assert [(r[3], r[6]) for r in saisi] == [(160_000, "saisi par vous")]


# -- the command ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [[], ["--format", "xlsx"], ["--aides", "psu", "--detail"]])
def test_la_commande_ecrit_un_classeur(options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "x.xlsx"
    assert lancer(["estimate", CRECHE, "-o", str(cible), *options]) == 0
    sorti = capsys.readouterr()
    assert sorti.out == ""
    assert "Résultat écrit" in sorti.err
    aides = [r[0] for r in lire(cible)["Synthèse"]]
    assert "Prestation de service unique (Psu)" in aides
    assert ("Bonus « attractivité »" in aides) is ("--aides" not in options)


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["estimate", CRECHE, "--format", "xlsx"], "un classeur s'écrit dans un fichier. Ajoutez par exemple : -o"),
        (["estimate", CRECHE, "--format", "xlsx", "-o", "{}/x.csv"], "un classeur porte l'extension .xlsx."),
        (["estimate", CRECHE, "-o", "{}/absent/x.xlsx"], "le dossier n'existe pas"),
        (["estimate", CRECHE, "-o", "{}/x.docx"], "cette commande n'a pas de document Word."),
        (["estimate", CRECHE, "-o", "{}/x.doc"], "Extensions connues : .csv, .json, .md, .txt, .xlsx."),
        (["compare", CRECHE, "--annees", "2022,2024", "-o", "{}/x.xlsx"], "cette commande n'a pas de classeur"),
        (["plan", CRECHE, "--format", "xlsx"], "--format : cette commande n'a pas de classeur"),
        (["aides", "--format", "xlsx"], "Formes possibles : table, texte, markdown, json."),
        (["tarif", "--format", "xlsx"], "--format"),
        (["baremes", "liste", "--format", "xlsx"], "--format : cette commande n'a pas de classeur"),
    ],
)
def test_ce_qui_ne_peut_pas_etre_un_classeur(
    arguments: list[str], dit: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lancer([a.format(tmp_path) for a in arguments]) == 2
    erreur = capsys.readouterr().err.replace("\xa0", " ")
    assert dit in erreur
    assert not list(tmp_path.iterdir())


def test_un_fichier_existant_est_garde(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cible = tmp_path / "x.xlsx"
    cible.write_bytes(b"ancien")
    assert lancer(["estimate", CRECHE, "-o", str(cible)]) == 2
    assert cible.read_bytes() == b"ancien"
    assert lancer(["estimate", CRECHE, "-o", str(cible), "--forcer"]) == 0
    assert lire(cible)


def test_les_leviers_n_y_sont_pas_et_c_est_dit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lancer(["estimate", CRECHE, "--leviers", "--aides", "psu", "-o", str(tmp_path / "x.xlsx")]) == 0
    assert "Les leviers ne sont pas dans le classeur" in capsys.readouterr().err
