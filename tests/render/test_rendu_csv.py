from __future__ import annotations

import csv as std_csv
import io
import re

import pytest
from ecritures import en_csv
from fabrique import fabriquer

import cafsim
from cafsim.equipements.registre import equipements
from cafsim.render.donnees import estimation_csv
from cafsim.render.formes import csv
from cafsim.vraisemblance.registre import controles

COLONNES = (
    "projet;exercice;equipement;dispositif;libelle;periodicite;nature;payeur;beneficiaire;statut;base;unite;taux;"
    "montant;minimum;maximum;prevision;fiabilite;sources;motifs;vraisemblance;cafsim"
)


def lire(octets: bytes, separateur: str) -> dict[str, dict[str, str]]:
    texte = octets.decode("utf-8-sig")
    return {r["dispositif"]: r for r in std_csv.DictReader(io.StringIO(texte, newline=""), delimiter=separateur)}


def test_profil_excel_francais(estimation) -> None:
    octets = en_csv([estimation])
    assert octets.startswith(b"\xef\xbb\xbfprojet;exercice;")
    assert octets.count(b"\xef\xbb\xbf") == 1
    lignes = octets.decode("utf-8-sig").split("\r\n")
    assert lignes[0] == COLONNES
    assert lignes[-1] == ""
    assert len(lignes) == len(estimation.lignes) + 2
    assert "\n" not in "".join(lignes)
    droit = lire(octets, ";")["a_droit"]
    assert (droit["base"], droit["taux"], droit["montant"]) == ("62000", "6,63", "411060,00")


def test_profil_iso(estimation) -> None:
    octets = en_csv([estimation], "iso")
    assert octets.startswith(COLONNES.replace(";", ",").encode() + b"\n")
    assert b"\r" not in octets
    droit = lire(octets, ",")["a_droit"]
    assert (droit["base"], droit["taux"], droit["montant"]) == ("62000", "6.63", "411060.00")


@pytest.mark.parametrize(("profil", "separateur"), [("excel-fr", ";"), ("iso", ",")])
def test_les_cellules(estimation, profil: str, separateur: str) -> None:
    lignes = lire(en_csv([estimation], profil), separateur)
    droit, plafond, incomplet, refus = (lignes[x] for x in ("a_droit", "b_plafond", "c_incomplet", "d_refus"))
    assert droit["sources"] == "Cnaf, « Barème des aides », 15/01/2024 | La Gazette, « Les aides en 2024 », mars 2024"
    assert droit["exercice"] == "2023", "the year of the equipment, not of the project"
    assert droit["cafsim"] == cafsim.__version__
    assert plafond["montant"] == ""
    assert plafond["maximum"].startswith("260000")
    assert (incomplet["montant"], incomplet["minimum"], incomplet["maximum"], incomplet["prevision"]) == ("",) * 4
    assert plafond["prevision"].startswith("104000")
    assert incomplet["motifs"].startswith("Taux non publié")
    assert (refus["montant"], refus["minimum"][:2], refus["taux"]) == ("", "0" + refus["minimum"][1], "")


def test_un_nombre_negatif_reste_un_nombre(estimation) -> None:
    reprise = lire(en_csv([estimation]), ";")["g_reprise"]
    assert (reprise["base"], reprise["montant"]) == ("-5", "-5,25")


@pytest.mark.parametrize("nom", [
    "=cmd()", "+1", "-1+2", "@SUM(A1)", "\t=cmd()", "\r=cmd()", "   =cmd()", "\xa0=cmd()", "'=cmd()", '"=cmd()', "\ufeff=cmd()", "＝cmd()", "＋1", "－1", "＠x", "\x00=cmd()",
])  # fmt: skip
def test_une_formule_est_desamorcee(nom: str) -> None:
    cellule = lire(en_csv([fabriquer(nom, nom)]), ";")["a_droit"]
    assert cellule["projet"].startswith("'")
    assert cellule["equipement"].startswith("'")


@pytest.mark.parametrize("nom", ["a,=1+41,b", 'a ; "=1+41"', "a|+1", "a,\u200b＝1", "a,,-1;@x", '"a",""=1"'])
@pytest.mark.parametrize("profil", csv.PROFILS)
def test_no_formula_whatever_a_spreadsheet_cuts_at(nom: str, profil: str) -> None:
    texte = b"".join(csv.flux([[nom, nom]], profil, [nom, "b"])).decode("utf-8-sig")
    for separateur in ";,|":
        for cellule in re.split(rf"[{separateur}\r\n]", texte):
            assert not re.match(r"""[\s"\u200b]*[=+@＝-]""", cellule), (separateur, cellule)


def test_our_own_sentences_are_inert_as_they_are() -> None:
    """Writers by rows and by columns give the same bytes, whether they look at these texts again or not."""
    messages = [c.message for type_equipement in equipements() for c in controles(type_equipement)]
    assert [csv.texte_sur(m) for m in messages] == messages


def test_an_endless_run_of_blanks_is_read_once() -> None:
    long = "," + " " * 100_000 + "x"
    assert csv.texte_sur(long) == long


@pytest.mark.parametrize("nom", ["Les Lucioles", "A = B", "École n° 3 ; annexe", 'dit "le Pré"', "a|b, c", "3 - 6 ans"])
def test_un_texte_ordinaire_est_intact(nom: str) -> None:
    for profil, separateur in (("excel-fr", ";"), ("iso", ",")):
        assert lire(en_csv([fabriquer(nom)], profil), separateur)["a_droit"]["projet"] == nom


def test_les_retours_a_la_ligne_sont_mis_a_plat() -> None:
    octets = en_csv([fabriquer("a\r\nb\x0bc\u2028d\x1b[31m")])
    assert lire(octets, ";")["a_droit"]["projet"] == "a b c d [31m"
    assert octets.count(b"\r\n") == len(fabriquer().lignes) + 1


def test_les_rangees_viennent_une_a_une(estimation) -> None:
    produites = []

    def source():
        for rangee in estimation_csv.rangees(estimation):
            produites.append(rangee)
            yield rangee

    morceaux = csv.flux(source(), "iso", estimation_csv.COLONNES)
    assert next(morceaux).startswith(b"projet,")
    assert len(produites) == 1
    assert b"".join([next(morceaux), *morceaux]).count(b"\n") == len(estimation.lignes)


def test_totals_come_when_they_are_asked_for(estimation) -> None:
    """Two equipments: each has its totals, then the project; without the option, no row is a total."""
    (un,) = estimation.equipements
    deux = estimation._replace(equipements=(un, un._replace(nom="Autre")))
    sans = list(estimation_csv.grille([deux]).rangees)
    avec = [
        dict(zip(estimation_csv.COLONNES, r, strict=True)) for r in estimation_csv.grille([deux], totaux=True).rangees
    ]
    totaux = [r for r in avec if r["dispositif"] == "total"]
    assert len(avec) == len(sans) + len(totaux)
    assert not any("total" in r for r in sans)
    assert [(r["equipement"], r["periodicite"]) for r in totaux] == [
        (nom, p) for nom in (un.nom, "Autre", "") for p in ("annuel", "ponctuel")
    ]
    annuel = estimation.totaux["annuel"]
    assert (totaux[-2]["minimum"], totaux[-2]["maximum"]) == (csv.montant(annuel.minimum), csv.montant(annuel.maximum))
    assert totaux[-2]["statut"] == ("incomplet" if annuel.incomplet else "")
    assert {r["nature"] for r in totaux} == {None}
    seul = list(estimation_csv.grille([estimation], totaux=True).rangees)
    assert len(seul) == len(estimation.lignes) + 2, "one equipment has the totals of the project"
