"""The packaged table: its format, facts read in the source files, the traps of the territory."""

from __future__ import annotations

import hashlib
import tomllib
from fractions import Fraction

import pytest

from cafsim.communes import table
from cafsim.communes.modele import COLONNES, STATUTS, depuis
from cafsim.communes.table import cles, par_cle, par_code, par_code_postal
from cafsim.fichiers import donnee

OCTETS = donnee("communes.csv").read_bytes()
LIGNES = OCTETS.decode().split("\n")
CORPS = LIGNES[1:-1]
PROVENANCE = tomllib.loads(donnee("communes.toml").read_text(encoding="utf-8"))


def pf(code: str) -> dict[int, str]:
    commune = par_code(code)
    assert commune
    return {a: f"{float(v):.6f}" for a, v in commune.potentiel_financier_hab.items()}


def test_le_fichier_est_celui_que_la_provenance_decrit() -> None:
    assert hashlib.sha256(OCTETS).hexdigest() == PROVENANCE["sha256"]
    assert tuple(LIGNES[0].split(";")) == COLONNES
    assert b"\r" not in OCTETS
    assert OCTETS.endswith(b"\n")
    assert all(ligne.count(";") == len(COLONNES) - 1 for ligne in CORPS)


def test_chaque_colonne_a_sa_provenance() -> None:
    decrites = [c for bloc in PROVENANCE["colonnes"].values() for c in bloc["colonnes"]]
    assert set(COLONNES) - {"cle", "perimetre"} == set(decrites)
    assert len(decrites) == len(set(decrites))
    for bloc in PROVENANCE["colonnes"].values():
        assert bloc["producteur"]
        assert bloc["licence"]
        assert set(bloc["fichiers"]) <= PROVENANCE["fichiers"].keys()
    for source in (*PROVENANCE["fichiers"].values(), *PROVENANCE["archives"].values()):
        assert len(source["sha256"]) == 64


def test_la_mention_de_licence_est_livree() -> None:
    texte = donnee("LICENCE-communes.txt").read_text(encoding="utf-8")
    assert "Licence Ouverte" in texte
    assert "Dgcl" in texte


def test_la_table_est_triee_et_chaque_commune_est_unique() -> None:
    codes = [ligne[:5] for ligne in CORPS]
    assert codes == sorted(codes)
    actuelles = [ligne.split(";")[0] for ligne in CORPS if ligne.split(";")[3] == "actuelle"]
    assert len(actuelles) == len(set(actuelles)) == 34969
    assert len(cles()) == len(CORPS)


def test_chaque_code_mene_a_sa_commune() -> None:
    for ligne in CORPS[::7]:
        attendue = depuis(ligne.encode())
        trouvee = par_code(attendue.code)
        assert trouvee
        assert trouvee.code == attendue.code
        if attendue.actuelle:
            assert trouvee == attendue
        else:
            assert attendue.statut in STATUTS
            ici = par_code(attendue.dans)
            assert ici
            assert ici.actuelle


def test_lille() -> None:
    lille = par_code("59350")
    assert lille
    assert (lille.nom, lille.population, lille.nom_epci) == ("Lille", 238246, "Métropole Européenne de Lille")
    assert lille.codes_postaux == ("59000", "59160", "59260", "59777", "59800")
    assert lille.potentiel_financier_hab == {
        2020: Fraction("1153.135794"),
        2021: Fraction("1148.115527"),
        2022: Fraction("1140.650967"),
    }
    assert lille.revenu_imposable_hab[2022] == Fraction("13221.627809")
    assert lille.population_qpv == {2020: 65565, 2021: 65565, 2022: 63553}
    assert lille.zrr == {2020: False, 2021: False, 2022: False}


def test_une_case_vide_n_est_pas_zero() -> None:
    noumea, kerguelen, mort_pour_la_france = par_code("98818"), par_code("98412"), par_code("55039")
    assert noumea
    assert kerguelen
    assert mort_pour_la_france
    assert noumea.potentiel_financier_hab.keys() == {2020, 2022}  # the Dgcl gives 0 in 2021
    assert not noumea.revenu_imposable_hab
    assert kerguelen.population is None
    assert not kerguelen.potentiel_financier_hab
    assert not mort_pour_la_france.potentiel_financier_hab  # no inhabitant
    for ligne in CORPS:
        commune = depuis(ligne.encode())
        assert 0 not in commune.potentiel_financier_hab.values()
        assert 0 not in commune.revenu_imposable_hab.values()


def test_une_fusion_d_apres_2022() -> None:
    saint_denis, pierrefitte = par_code("93066"), par_code("93059")
    assert saint_denis
    assert pierrefitte
    assert saint_denis.perimetre == 2023
    assert (pierrefitte.statut, pierrefitte.dans) == ("deleguee", "93066")
    assert pf("93059")[2022] == "915.788486"
    assert pf("93066")[2022] == "1598.740776"


def test_une_fusion_entre_2020_et_2022() -> None:
    """Bazoches and Saint-Thibaut have figures of their own until 2021, common ones in 2022."""
    commune, ancienne = par_code("02054"), par_code("02695")
    assert commune
    assert ancienne
    assert (commune.nom, commune.perimetre) == ("Bazoches-et-Saint-Thibaut", 2022)
    assert (ancienne.nom, ancienne.dans) == ("Saint-Thibaut", "02054")
    assert pf("02695") == {2020: "520.141176", 2021: "516.627907"}


@pytest.mark.parametrize("code", ["15141", "60054", "85084"])
def test_une_commune_qui_s_est_divisee(code: str) -> None:
    commune = par_code(code)
    assert commune
    assert commune.perimetre == 2023


@pytest.mark.parametrize("code", ["15031", "15035", "15047", "15171", "60694", "85165", "85212"])
def test_une_commune_retablie_n_a_pas_de_chiffre(code: str) -> None:
    commune = par_code(code)
    assert commune
    assert commune.actuelle
    assert [commune.zrr, commune.potentiel_financier_hab, commune.population_qpv] == [{}, {}, {}]


def test_un_code_qui_a_change_garde_ses_chiffres() -> None:
    """Les Trois Lacs (27676, 27058 in the figures of 2022), Conques-en-Rouergue (12076 until 2022)."""
    assert pf("27676") == {2020: "879.916667", 2021: "1027.867601", 2022: "1060.281661"}
    assert pf("12218")[2022] == "747.462981"
    conques = par_code("12076")
    assert conques
    assert (conques.nom, conques.dans) == ("Conques", "12218")
    assert not conques.potentiel_financier_hab  # those of 12076 were the whole commune's
    assert par_code("27058") == par_code("27676")


@pytest.mark.parametrize(("arrondissement", "ville"), [("75111", "75056"), ("13213", "13055"), ("69383", "69123")])
def test_un_arrondissement_est_dans_sa_ville(arrondissement: str, ville: str) -> None:
    commune = par_code(arrondissement)
    assert commune
    assert (commune.statut, commune.dans) == ("arrondissement", ville)
    assert not commune.potentiel_financier_hab
    assert commune.population


def test_la_reunion_et_la_corse() -> None:
    saint_denis, ajaccio = par_code("97411"), par_code("2a004")
    assert saint_denis
    assert ajaccio
    assert (saint_denis.departement, saint_denis.nom_departement) == ("974", "La Réunion")
    assert (ajaccio.departement, ajaccio.code) == ("2A", "2A004")


def test_un_qpv_sans_habitant_compte_reste_zero() -> None:
    commune = par_code("01001")
    assert commune
    assert commune.population_qpv[2022] == 0


@pytest.mark.parametrize(
    "code", ["", "0", "00000", "99999", "5935", "593500", "ABCDE", "５９３５０", "59 50", ".....", "\n"]
)
def test_un_code_inconnu(code: str) -> None:
    assert par_code(code) is None


def test_les_bords_de_la_table() -> None:
    for ligne in (CORPS[0], CORPS[-1]):
        commune = par_code(ligne[:5])
        assert commune
        assert commune.code == ligne[:5]


def test_codes_postaux() -> None:
    assert {c.nom for c in par_code_postal("59350")} == {"Saint-André-lez-Lille"}
    assert par_code_postal("5935") == []
    assert {c.code for c in par_cle("saint denis") if c.actuelle} == {"11339", "30247", "93066", "97411"}


def test_un_ancien_nom_est_une_ligne_sans_chiffre() -> None:
    chalons, ancien = par_code("51108"), par_cle("chalons sur marne")[0]
    assert chalons
    assert (chalons.nom, chalons.statut) == ("Châlons-en-Champagne", "actuelle")
    assert (ancien.nom, ancien.statut, ancien.dans) == ("Châlons-sur-Marne", "renommee", "51108")
    assert not ancien.potentiel_financier_hab


def test_the_index_finds_what_a_search_finds() -> None:
    avec_code = [f";{CORPS[rang].split(';')[0]};" for rang in range(0, len(CORPS), 1500)]
    motifs = [*avec_code, " 59000 ", ";59000;", " 59350;", ";99999;", ";saint denis;", ";lille;", ";pas de commune;"]
    for motif in map(str.encode, motifs):
        trouvees = [table.depuis(table._ligne(debut)) for debut in table._index().get(motif, ())]
        cherchees = [*table._contenant(motif)]
        par_cle_seule = [c for c in cherchees if c.cle == motif.decode().strip(";")]
        assert trouvees == (cherchees if motif[1:2].isdigit() else par_cle_seule)
