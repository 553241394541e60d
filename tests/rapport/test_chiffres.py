"""The figures of the page are those of the estimation and of the plan; the sentences say no more than is known."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from contrat import du_contrat
from fabrique_note import EXEMPLES, PROJETS, dossier, dossiers, html
from hasard import exemples
from hypothesis import given
from hypothesis import strategies as st
from page_lue import Page, espaces
from strategies import COMPLETS, change, complet, projet, projets

from cafsim.baremes.model import Baremes
from cafsim.engine.numbers import french_money
from cafsim.equipements.projet import Projet
from cafsim.estimation.moteur import Moteur
from cafsim.estimation.resultat import PERIODICITES, somme
from cafsim.rapport.aides import barre, echelle_ronde
from cafsim.rapport.confirmer import RIEN, demandes, partagees
from cafsim.rapport.dossier import Dossier
from cafsim.rapport.essentiel import PARTIEL, bilan, enumeres, essentiel, pluriel
from cafsim.render.mots import courants as mots
from cafsim.render.mots.plan import plage


def rangees(page: Page) -> list[str]:
    """Return the text of each row, cells separated by spaces."""
    return [b.texte for b in page.toutes("tr")]


def points(liste: list[Dossier]) -> dict[str, str]:
    """Return the key points: title → text."""
    return {x.texte: espaces(" ".join(x.sous)) for x in essentiel(liste).entrees}


def ecrit(texte: str, baremes: Baremes, dossier_temporaire: Path) -> list[Dossier]:
    fichier = dossier_temporaire / "p.toml"
    fichier.write_text(texte, "utf-8")
    return dossiers([fichier], baremes)


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda p: p.stem)
def test_every_line_has_its_row(exemple: Path, baremes: Baremes) -> None:
    (d,) = dossiers([exemple], baremes)
    page = Page(html([d], baremes))
    lues = rangees(page)
    for ligne in d.estimation.lignes:
        if ligne.statut == "non_eligible":
            assert f"{ligne.libelle} : {' '.join(ligne.motifs)}" in page.texte
            continue
        montant = espaces(mots.montant(ligne))
        fin = f"{montant} {mots.STATUTS[ligne.statut]}"
        trouvees = [r for r in lues if r.startswith(espaces(ligne.libelle)) and fin in r]
        assert trouvees, (ligne.libelle, fin)
        assert espaces(mots.calcul(ligne)) in trouvees[0]
        assert all(numero in trouvees[0] for numero in ligne.hypotheses)


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda p: p.stem)
def test_each_row_calls_the_sources_of_its_line(exemple: Path, baremes: Baremes) -> None:
    (d,) = dossiers([exemple], baremes)
    page = Page(html([d], baremes))
    textes = {b.attributs["id"]: b.texte for b in page.toutes("li") if "id" in b.attributs}
    lues = [r for r in rangees(page) if any(r.endswith(s) or f"{s} " in r for s in mots.STATUTS.values())]
    for ligne in d.estimation.lignes:
        if ligne.statut == "non_eligible" or not ligne.sources:
            continue
        rangee = next(r for r in lues if r.startswith(espaces(ligne.libelle)) and "[" in r)
        for source in ligne.sources:
            numeros = [i.removeprefix("note-") for i, t in textes.items() if espaces(source.citation) in t]
            assert any(f"[{n}]" in rangee for n in numeros), (ligne.libelle, source.citation)


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda p: p.stem)
def test_totals_and_plan(exemple: Path, baremes: Baremes) -> None:
    (d,) = dossiers([exemple], baremes)
    lues = rangees(Page(html([d], baremes)))
    for equipement in d.estimation.equipements:
        for p in PERIODICITES:
            if any(
                x.periodicite == p
                and x.nature in ("droit", "plafond")
                and x.statut != "non_eligible"
                and x.payeur == "caf"
                for x in equipement.lignes
            ):
                total = equipement.totaux[p]
                attendu = f"{mots.signale(mots.PERIODES[p][1], incomplet=total.incomplet)} {mots.montant_total(total)}"
                assert espaces(attendu) in lues
    assert d.plan
    for e in d.plan.equipements:
        for bilan_ in (x.equilibre.simple() for x in (e.investissement, e.fonctionnement) if x):
            if bilan_.total:
                restes = [espaces(french_money(m)) for m in bilan_.reste.compte]
                assert any(r.startswith(("Fonds propres", "Reste")) and all(x in r for x in restes) for r in lues)
                assert any(
                    r.startswith(f"Total des recettes {espaces(french_money(bilan_.total[0]))} 100,0 %") for r in lues
                )


def test_several_projects_have_a_chapter_each_and_totals_together(baremes: Baremes) -> None:
    liste = dossiers(EXEMPLES, baremes)
    page = Page(html(liste, baremes))
    chapitres = [b.texte for b in page.toutes("h2")]
    for d in liste:
        assert f"{d.estimation.projet}, exercice {d.estimation.exercice}" in chapitres
    annuel, ponctuel = (somme(d.estimation.totaux[p] for d in liste) for p in PERIODICITES)
    total = f"{french_money(annuel.prevision)} {mots.INCONNU} au plus {french_money(ponctuel.maximum)}"
    assert espaces(f"Total {total}") in rangees(page)
    assert "plusieurs exercices" in page.texte


@exemples(50)
@given(st.data())
def test_rights_and_ceilings_make_the_total(moteur: Moteur, data: st.DataObject) -> None:
    liste = [moteur.estimer(data.draw(projets(data.draw(st.sampled_from(sorted(COMPLETS)))))) for _ in range(2)]
    b = bilan(liste)
    for p in PERIODICITES:
        total = somme(e.totaux[p] for e in liste)
        assert b.droits[p].minimum == total.minimum
        assert b.droits[p].maximum + b.plafonds[p].maximum == total.maximum
        assert b.plafonds[p].minimum <= b.plafonds[p].maximum
        assert bool(b.droits[p].inconnues or b.plafonds[p].inconnues) or total.incomplet in (
            False,
            any(x.statut == "a_completer" for x in b.decisions),
        )


def test_key_points_of_a_commune(baremes: Baremes) -> None:
    dits = points(dossiers([next(p for p in EXEMPLES if p.stem == "commune")], du_contrat(baremes)))
    assert (
        "La Caf verserait de 239 625,00 € à 292 603,67 € pour une année, sans compter une aide"
        in dits["Ce qui est un droit"]
    )
    assert (
        "de 34 150,00 € à 34 212,00 € iraient à un autre gestionnaire que la commune, sans compter une aide"
        in dits["Ce qui est un droit"]
    )
    assert (
        "jusqu'à un plafond, qui va de 132 000,00 € à 240 000,00 € en une fois. Il peut" in dits["Ce que la Caf décide"]
    )
    assert "Il peut accorder moins, ou rien." in dits["Ce que la Caf décide"]
    assert (
        "de 60 000,00 € à 168 000,00 € si la Caf accorde le plafond, 300 000,00 € si elle n'accorde rien"
        in dits["Ce qui reste à payer"]
    )
    assert "de 81 808,33 € à 134 725,00 € à la charge de la commune" in dits["Ce qui reste à payer"]
    assert "Un montant inconnu, à ajouter" in dits["Ce qui n'est pas connu"]
    assert "7 montants en fourchette" in dits["Ce qui n'est pas connu"]


def test_a_ceiling_known_exactly(baremes: Baremes) -> None:
    dits = points(dossiers([next(p for p in EXEMPLES if p.stem == "services")], baremes))
    assert "peut accorder jusqu'à 7 500,00 € en une fois." in dits["Ce que la Caf décide"]
    assert "Versé par l'État et non par la Caf" in dits["Ce qui est un droit"]
    assert "non comptés ici : Centre social du Parc ; France services" in dits["Ce qui reste à payer"]


def test_nothing_known_is_never_zero(baremes: Baremes, tmp_path: Path) -> None:
    liste = ecrit(PROJETS["sans rien"], baremes, tmp_path)
    dits = points(liste)
    assert not any("0,00 €" in texte for texte in dits.values())
    assert "dont aucun montant n'est connu, pour une année" in dits["Ce qui est un droit"]
    assert "n'est pas calculable" in dits["Ce qui reste à payer"]
    page = Page(html(liste, baremes))
    assert " 0,00 €" not in page.texte
    assert "Dépenses : charges de l'année inconnues" in rangees(page)
    assert any(r.startswith("Total annuel (incomplet) à compléter") for r in rangees(page))
    assert not any("%" in r and "Total des recettes" in r for r in rangees(page)), "no share of nobody knows what"


def test_an_unknown_cost_has_no_share(baremes: Baremes, tmp_path: Path) -> None:
    liste = ecrit(PROJETS["travaux"], baremes, tmp_path)
    page = Page(html(liste, baremes))
    assert (
        "le reste au maître d'ouvrage (le projet ne dit pas qui il est) n'est pas calculable"
        in points(liste)["Ce qui reste à payer"]
    )
    (region,) = {r for r in rangees(page) if r.startswith("Région")}
    assert "à chiffrer" in region
    assert "%" not in region
    assert any(r.startswith("Dépenses : travaux (part subventionnable) inconnu") for r in rangees(page))


def test_nothing_eligible(baremes: Baremes, tmp_path: Path) -> None:
    liste = ecrit(PROJETS["vide"], baremes, tmp_path)
    dits = points(liste)
    assert dits["Ce qui est un droit"] == "Aucune aide de droit n'est trouvée."
    assert dits["Ce que la Caf décide"] == "Aucune aide laissée à la décision de la Caf n'est trouvée."
    assert dits["Ce qui n'est pas connu"] == "Il n'y a aucun montant à calculer."
    assert "Ni travaux ni budget" in dits["Ce qui reste à payer"]
    texte = Page(html(liste, baremes)).texte
    assert "Sans objet" in texte
    assert RIEN in texte


def test_income_above_charges(baremes: Baremes, tmp_path: Path) -> None:
    liste = ecrit(PROJETS["excédent"], baremes, tmp_path)
    assert liste[0].plan
    (equipement,) = liste[0].plan.equipements
    assert equipement.fonctionnement
    reste = equipement.fonctionnement.reste
    assert reste.maximum is not None
    assert reste.maximum < 0
    assert plage(reste).replace("\xa0", " ") in points(liste)["Ce qui reste à payer"]
    assert "Un montant négatif est un excédent" in points(liste)["Ce qui reste à payer"]
    lues = rangees(Page(html(liste, baremes)))
    assert any(r.startswith("Excédent ") for r in lues)
    assert any(r.startswith("Reste à charge de la commune") and " 0,00 € 0,0 %" in r for r in lues)


def test_only_some_aids_no_remainder(baremes: Baremes) -> None:
    (lu,) = dossiers([next(p for p in EXEMPLES if p.stem == "commune")], baremes)
    page = Page(html([dossier(lu.projet, baremes, ("psu",))], baremes, aides=("psu",)))
    assert PARTIEL in page.texte
    assert "Seules ces aides sont comptées : Prestation de service unique (Psu)." in page.texte
    assert "plan de financement" not in [b.texte.lower() for b in page.toutes("h2")]
    assert not any(r.startswith(("Reste", "Bonus")) for r in rangees(page))


def test_what_is_missing_is_told_once_with_its_place_in_words(baremes: Baremes) -> None:
    (d,) = dossiers([next(p for p in EXEMPLES if p.stem == "commune")], baremes)
    page = Page(html([d], baremes))
    manques = {m.cle: m for x in d.estimation.lignes if x.retenue for m in x.manques}
    for manque in manques.values():
        nom = espaces(manque.libelle.lower())
        (une,) = (r for r in rangees(page) if nom in r.lower() and ("jusqu'à" in r or "non compté" in r))
        assert espaces(manque.ou_trouver) in une
    (psu,) = (r for r in rangees(page) if r.startswith("Montant horaire maximal de la Psu"))
    assert "Notification de droit Psu" in psu
    assert "Journées pédagogiques (Les Petits Pas)" in psu
    assert psu.endswith("jusqu'à 46 800,00 €"), "46 215 € of Psu, 585 € of journées"


@pytest.mark.parametrize("exemple", EXEMPLES, ids=lambda p: p.stem)
def test_no_key_of_a_file_stands_in_the_note(exemple: Path, baremes: Baremes) -> None:
    (d,) = dossiers([exemple], baremes)
    texte = Page(html([d], baremes)).texte
    cles = {m.cle for x in d.estimation.lignes for m in x.manques} | {
        s for q in d.projet.equipements for s in q.valeurs
    }
    assert not [c for c in cles if ("_" in c or "." in c) and re.search(rf"(?<![\w/-]){re.escape(c)}\b", texte)]
    assert "[taux]" not in texte


def test_demands_begin_with_what_counts_for_nothing_then_the_most_euros(baremes: Baremes) -> None:
    for d in dossiers(EXEMPLES, baremes):
        enjeux = [x.enjeu for x in demandes(d)]
        inconnus = sum(e is None for e in enjeux)
        assert enjeux == [None] * inconnus + sorted((e for e in enjeux if e is not None), reverse=True)
        premieres, autres = partagees(d)
        assert [*premieres, *autres] == demandes(d)


def test_the_council_reads_the_project_the_decision_and_whom_to_ask(baremes: Baremes) -> None:
    (d,) = dossiers([next(p for p in EXEMPLES if p.stem == "creche-qpv-nord")], baremes)
    page = Page(html([d], baremes))
    assert [b.texte for b in page.toutes("h2")][1:6] == [
        "Le projet", "Décision demandée au conseil", "Qui paie : plan de financement", "À confirmer, et par qui",
        "Annexe : l'essentiel en quatre points",
    ]  # fmt: skip
    for phrase in (
        "Le Pont-Neuf : Crèche, 30 places, gestionnaire : la commune ou l'intercommunalité, en direct.",
        "Commune : Roubaix (Nord, 59512), 98 286 habitants ; convention territoriale globale signée ; quartier",
        "Travaux : création d'un établissement, 30 places créées, coût de 900 000,00 €.",
        "de demander à la Caf du Nord : Piaje : création de places, jusqu'à 510 000,00 €, et de ne rien commencer avant son accord ;",
        "de s'engager sur des fonds propres de 800 000,00 € au plus, si la Caf n'accorde rien ;",
        "450 000,00 € de charges et 375 900,00 € de recettes de la Caf ; reste à la charge de la commune : 41 100,00 € ;",
        "Financement : Département du Nord Département du Nord : notification. 100 000,00 €",
        "Part minimale du maître d'ouvrage (article L. 1111-10 du Cgct) Préfecture (contrôle de légalité).",
    ):
        assert phrase in page.texte


def test_levers_with_their_gain_and_what_they_take(baremes: Baremes) -> None:
    (d,) = dossiers([next(p for p in EXEMPLES if p.stem == "commune")], baremes)
    page = Page(html([d], baremes))
    (rangee,) = (r for r in rangees(page) if r.startswith("Tenir trois journées pédagogiques"))
    assert "Ce qu'il faut Fermer la crèche" in rangee
    assert rangee.endswith("de +1 365,00 € à +1 657,50 €")
    for levier in d.leviers:
        assert levier.titre in page.texte


@given(st.lists(st.fractions(0, 10**9), min_size=1, max_size=5), st.fractions(Fraction(1, 100), 10**9))
def test_segments_follow_each_other(montants: list[Fraction], libre: Fraction) -> None:
    echelle = sum(montants) + libre
    trace = barre("t", "d", [("caf", m) for m in montants], echelle)
    fin = 0.0
    for segment in trace.segments:
        assert float(segment.gauche) == pytest.approx(fin, abs=0.01)
        fin = float(segment.gauche) + float(segment.largeur)
        assert fin <= 100.01
    assert fin == pytest.approx(float(sum(montants) / echelle * 100), abs=0.01)


@pytest.mark.parametrize(("haut", "rond"), [(1, 1), (2, 2), (3, 5), (6, 10), (200085, 500000), (100, 100), (101, 200)])
def test_scales_are_round(haut: int, rond: int) -> None:
    assert echelle_ronde(Fraction(haut)) == rond


def test_words() -> None:
    assert pluriel(1, "un montant inconnu") == "un montant inconnu"
    assert pluriel(2, "un montant inconnu") == "2 montants inconnus"
    assert enumeres("abcdef") == "a ; b ; c ; d ; e ; f", "one more is named, not counted"
    assert enumeres("abcdefg") == "a ; b ; c ; d ; e ; et 2 autres"
    assert enumeres("aab") == "a ; b"


def test_sixty_equipments(baremes: Baremes) -> None:
    un = projet("eaje", 2024, {**complet("eaje", 2024), "taux_couverture": None}).equipements[0]
    beaucoup = Projet("Métropole", 2024, tuple(change(un, nom=f"Crèche {n}") for n in range(60)))
    d = dossier(beaucoup, baremes)
    page = Page(html([d], baremes))
    assert len(set(page.ids)) == len(page.ids)
    lignes = [x for x in d.estimation.lignes if x.statut != "non_eligible"]
    statuts = tuple(mots.STATUTS.values())
    assert len([r for r in rangees(page) if r.endswith(statuts) or any(f" {s} " in r for s in statuts)]) >= len(lignes)
    assert "(60 équipements)" in page.texte
    assert french_money(d.estimation.totaux["annuel"].minimum).replace("\xa0", " ") in page.texte


def test_what_several_equipments_share_is_said_once(baremes: Baremes) -> None:
    """Five crèches of one commune, and one whose charges nobody told: one territory, one sentence for the budget."""
    un = projet("eaje", 2024, {**complet("eaje", 2024), "gestionnaire": "public", "commune": "59350"}).equipements[0]
    creches = [change(un, nom=f"Crèche {n}", groupes=frozenset()) for n in range(6)]
    creches[5] = change(creches[5], valeurs={**creches[5].valeurs, "depenses": None})
    d = dossier(Projet("Lille", 2024, tuple(creches)), baremes)
    page = Page(html([d], baremes))
    assert page.texte.count("Commune : Lille (Nord, 59350), 238 246 habitants") == 1
    charges = french_money(5 * un.valeurs["depenses"]).replace("\xa0", " ")
    assert f"d'inscrire au budget de 2024, pour 5 équipements et une année entière : {charges} de charges" in page.texte
    assert page.texte.count("d'inscrire au budget") == 1
    assert any(
        b.texte == "Une année de fonctionnement, 5 sur 6 (dépenses non indiquées ailleurs)"
        for b in page.toutes("caption")
    )
    assert any("(6 équipements)" in r for r in rangees(page))
