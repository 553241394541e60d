"""The questionnaire line by line: a terminal that knows nothing but lines, or no terminal at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs a Unix system")

pytestmark = pytest.mark.programmes

RACINE = Path(__file__).resolve().parent.parent.parent
ENV = {**os.environ, "PYTHONPATH": str(RACINE), "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", "TERM": "dumb"}

REPONSES = {
    "Où en est l'équipement": "",
    "Quel équipement": "1",
    "Comment s'appelle": "Les Lucioles",
    "Pour quelle année": "2024",
    "Quelle commune": "",
    "Comment la crèche est-elle financée": "1",
    "Combien de places agréées": "40",
    "fournit-elle les couches": "o",
    "facturées aux familles dans": "62 000",
    "heures de présence réelle": "58 500",
    "familles ont-elles payé": "98 000,00",
    "charges de fonctionnement": "640000",
    "Quelle part des familles": "100 %",
    "enfants différents ont été inscrits": "85",
    "situation de handicap (ou en cours": "3",
    "signé une Ctg": "oui",
    "signataire de la Ctg soutient-elle": "",
    "de ces places sont nouvelles": "10",
    "bonus territoire par place existante": "850",
    "zone prioritaire": "1",
    "heures de concertation dans l'année": "",
    "journées pédagogiques dans": "3",
    "Qui gère": "1",
    "salaires de l'équipe": "o",
    "ces documents sous la main": "n",
    "Un autre équipement ?": "n",
    "Nom du projet": "",
    "Récapitulatif": "",
    "Que voulez-vous faire": "",
    "Nom du fichier": "",
}


def enfant_dans(dossier: Path, **env: str) -> pexpect.spawn:
    return pexpect.spawn(
        sys.executable, ["-m", "cafsim", "estimate"], cwd=str(dossier), encoding="utf-8", timeout=30,
        dimensions=(50, 80), env={**ENV, "HOME": str(dossier), "CAFSIM_DONNEES": str(dossier / "donnees"), **env},
    )  # fmt: skip


def conversation(dossier: Path, reponses: dict[str, str]) -> tuple[str, list[str], int]:
    """Answer each question by the words in it; return the screen, the questions asked in order, the exit code."""
    enfant = enfant_dans(dossier)
    ecran, posees, debut = "", [], 0
    while True:
        rang = enfant.expect([r"(\n|[\]%€/\w] )> $", pexpect.EOF])
        ecran += enfant.before + (enfant.after if isinstance(enfant.after, str) else "")
        if rang == 1:
            break
        question = " ".join(ecran[debut:].replace("\xa0", " ").split())
        debut = len(ecran)
        cle = max((c for c in reponses if c in question), key=question.rindex, default=question[-60:])
        if "Récapitulatif" in question:
            cle = "Récapitulatif"
        posees.append(cle)
        enfant.sendline(reponses.get(cle, ""))  # nobody knows what is not in the list
    enfant.close()
    return ecran, posees, enfant.exitstatus


def estimation_json(fichier: Path) -> dict:
    resultat = subprocess.run(
        [sys.executable, "-m", "cafsim", "estimate", str(fichier), "--format", "json"],
        env=ENV, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return json.loads(resultat.stdout)


def euros(montant: str) -> str:
    entiers, cents = montant.split(".")
    return f"{int(entiers):,}".replace(",", " ") + f",{cents}"


def test_une_creche_de_bout_en_bout(tmp_path: Path) -> None:
    ecran, posees, code = conversation(tmp_path, REPONSES)
    assert code == 0
    assert posees.index("Comment la crèche est-elle financée") == posees.index("Comment s'appelle") + 1, (
        "the most decisive question comes first"
    )
    assert "places_cofinancees" not in ecran, "nothing is asked that 2024's aids don't need"
    plat = ecran.replace("\xa0", " ")
    assert "313 060,00 €" in plat
    estimation = estimation_json(tmp_path / "les-lucioles-2024.toml")
    montants = {x["dispositif"]: x["montant"] for x in estimation["lignes"]}
    assert montants["psu"] == "313060.00"
    assert montants["bonus_attractivite"] == "19000.00"
    prevu = euros(estimation["totaux"]["annuel"]["prevision"])
    assert f"À prévoir au budget : au moins {prevu} € par an" in plat, "the saved file gives the same estimate"
    assert "\x1b" not in ecran[: ecran.index("Récapitulatif")], "a dumb terminal is sent nothing but text"
    assert list((tmp_path / "donnees" / "brouillons").iterdir()) == [], "no draft stays of what is saved"


def test_le_dernier_total_affiche_est_celui_du_fichier(tmp_path: Path) -> None:
    ecran, _, _ = conversation(tmp_path, REPONSES)
    plat = " ".join(ecran.replace("\xa0", " ").split())
    annuel = estimation_json(tmp_path / "les-lucioles-2024.toml")["totaux"]["annuel"]
    attendu = f"au moins {euros(annuel['minimum'])} € par an, plus 1 ligne à compléter"
    dernier = plat[: plat.index("Récapitulatif")].rindex("jusqu'ici : ")
    assert plat[dernier:].startswith(f"jusqu'ici : {attendu}")


def test_sans_rien_savoir_tout_reste_ouvert(tmp_path: Path) -> None:
    ignorant = dict.fromkeys(REPONSES, "") | {
        c: REPONSES[c] for c in ("Quel équipement", "Comment s'appelle", "Pour quelle année")
    }
    ignorant["Que voulez-vous faire"] = "terminer"
    ecran, _, code = conversation(tmp_path, ignorant)
    assert code == 0
    assert "à compléter" in ecran.lower()
    assert [x for x in tmp_path.rglob("*") if x.is_file()] == [], "nothing is saved unasked"


def test_une_micro_creche_paje_n_a_pas_de_questions_psu(tmp_path: Path) -> None:
    paje = {**REPONSES, "Comment la crèche est-elle financée": "2", "Que voulez-vous faire": "terminer"}
    _, posees, code = conversation(tmp_path, paje)
    assert code == 0
    assert "facturées aux familles dans" not in posees


def test_un_non_sens_est_refuse_aussitot(tmp_path: Path) -> None:
    enfant = enfant_dans(tmp_path)
    enfant.expect("Où en est")
    enfant.sendline("")
    enfant.expect("Pour quelle année")
    enfant.sendline("1990")
    enfant.expect("Donnez une année de 2018")
    enfant.sendline("2024")
    for attendu, reponse in (("Quelle commune", "Lille"), ("Quel équipement", "1"), ("Comment s'appelle", "A")):
        enfant.expect(attendu)
        enfant.sendline(reponse)
    enfant.expect("financée")
    enfant.sendline("p")
    enfant.expect("plusieurs réponses|Plusieurs réponses")
    enfant.sendline("psu")
    enfant.expect("= Psu")
    enfant.expect("places agréées")
    enfant.sendline("-4")
    enfant.expect("négatif")
    enfant.sendline("douze")
    enfant.expect("pas un nombre")
    enfant.sendline("?")
    enfant.expect("Arrêté d'autorisation")
    enfant.sendintr()
    enfant.expect("réponses sont gardées")
    enfant.expect(pexpect.EOF)
    enfant.close()
    assert enfant.exitstatus == 130


def test_interrompu_avant_toute_reponse_il_n_y_a_pas_de_brouillon(tmp_path: Path) -> None:
    enfant = enfant_dans(tmp_path)
    enfant.expect("Où en est")
    enfant.expect("> $")
    enfant.sendeof()
    enfant.expect("rien n'a été enregistré")
    enfant.expect(pexpect.EOF)
    enfant.close()
    assert enfant.exitstatus == 130
    assert not (tmp_path / "donnees").exists()


def test_une_commune_que_plusieurs_portent_est_refusee_avec_les_choix(tmp_path: Path) -> None:
    enfant = enfant_dans(tmp_path)
    enfant.expect("Où en est")
    enfant.sendline("")
    enfant.expect("Pour quelle année")
    enfant.sendline("2022")
    enfant.expect("Quelle commune")
    enfant.sendline("Saint-Denis")
    enfant.expect("lusieurs communes")
    enfant.expect("97411")
    enfant.sendline("Saint-Denis (974)")
    enfant.expect("Quel équipement")
    enfant.close(force=True)


def test_un_terminal_ferme_laisse_un_brouillon(tmp_path: Path) -> None:
    enfant = enfant_dans(tmp_path)
    enfant.expect("Où en est")
    enfant.sendline("")
    enfant.expect("Pour quelle année")
    enfant.sendline("2023")
    enfant.expect("Quelle commune")
    enfant.kill(signal.SIGHUP)
    enfant.expect(pexpect.EOF)
    enfant.close()
    (brouillon,) = (tmp_path / "donnees" / "brouillons").iterdir()
    assert '{"cle": "exercice", "reponse": "2023"}' in brouillon.read_text(encoding="utf-8").splitlines()


def test_une_console_sans_accents_reste_lisible(tmp_path: Path) -> None:
    enfant = enfant_dans(tmp_path, PYTHONIOENCODING="ascii")
    enfant.expect("Ou en est l'equipement [?]")
    enfant.sendline("")
    enfant.expect("Pour quelle annee d'activite [?]")
    enfant.sendline("2024")
    enfant.expect("Quelle commune")
    enfant.sendline("")
    enfant.expect("1. Creche")
    enfant.close(force=True)


def test_sans_la_bibliotheque_des_touches_les_questions_viennent_ligne_par_ligne(tmp_path: Path) -> None:
    (tmp_path / "prompt_toolkit.py").write_text("raise RuntimeError('terminal inconnu')", encoding="utf-8")
    enfant = enfant_dans(tmp_path, TERM="xterm", PYTHONPATH=os.pathsep.join((str(tmp_path), str(RACINE))))
    enfant.expect("< puis Entrée")
    enfant.expect("Où en est")
    enfant.sendline("")
    enfant.expect("Pour quelle année")
    enfant.sendline("2024")
    enfant.expect("Quelle commune")
    enfant.sendline("<")
    enfant.expect("retour à la question d'avant")
    enfant.expect(r"\[2024\] > $")
    enfant.sendline("<")
    enfant.expect(r"\[1\] > $")
    enfant.sendline("<")
    enfant.expect("C'est la première question")
    enfant.close(force=True)


def test_sans_terminal_un_message_clair() -> None:
    resultat = subprocess.run(
        [sys.executable, "-m", "cafsim", "estimate"],
        env=ENV,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert resultat.returncode == 2
    assert "cafsim estimate projet.toml" in resultat.stderr
    assert resultat.stdout == ""


def test_un_fichier_de_projet_ne_charge_pas_la_bibliotheque_des_questions() -> None:
    code = (
        "import sys; from cafsim.cli.main import lancer; lancer(['estimate', 'examples/creche.toml']);"
        "print(sorted(m for m in sys.modules if 'prompt_toolkit' in m or 'questionnaire' in m), file=sys.stderr)"
    )
    resultat = subprocess.run([sys.executable, "-c", code], cwd=RACINE, env=ENV, capture_output=True, text=True)
    assert resultat.stderr.strip().splitlines()[-1] == "[]"
