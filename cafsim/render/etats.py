"""How sure a rate is, in plain French."""

from __future__ import annotations

from cafsim.baremes.model import Fiabilite

ETATS: dict[Fiabilite | None, str] = {
    "publie": "publié",
    "secondaire": "source secondaire",
    "derive": "déduit",
    "reconduit": "reconduit",
    "saisi": "saisi par vous",
    None: "non publié",
}

LEGENDE: dict[Fiabilite | None, str] = {
    "publie": "un texte ou une page officielle donne ce chiffre.",
    "secondaire": "donné par la presse, une fédération ou une association, pas par un texte officiel.",
    "derive": "non publié tel quel : calculé à partir de chiffres publiés.",
    "reconduit": "gardé après la dernière date qu'une source confirme.",
    "saisi": "vient de vous : projet, convention ou fichier de taux.",
    None: "lacune : aucun document lisible ne le donne.",
}
