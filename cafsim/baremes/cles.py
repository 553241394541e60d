"""The keys of a rate table, in the order in which they are written."""

Chemin = tuple[str | int, ...]
"""The keys that lead to a value; a number, from 1, in a list: `("psu", "horaire_max", 3, "unite")`."""

FAMILLES = ("dimensions", "sources", "hypotheses")
"""The tables that hold no rate; each of the others is the block of an aid."""

SOURCE = ("titre", "editeur", "nature", "date", "periode", "url")
HYPOTHESE = ("titre", "texte", "effet")
BLOC = ("titre", "texte", "debut", "fin", "series")
SERIE = ("libelle", "dimensions", "echelle", "ou_trouver")
CAS = ("debut", "fin", "confirme_jusqu_au", "verifie_le", "permanent", "changement_annonce")
"""When a row holds; the dimensions of its series come next."""
CHIFFRES = (
    "jusqu_a", "inclus", "valeur", "minimum", "maximum", "unite", "statut", "sources", "referentiel", "note",
    "derivation", "ou_trouver", "conflit",
)  # fmt: skip
"""What a row says."""
VALEUR = (*CAS, *CHIFFRES)
CONFLIT = ("source", "valeur", "note")
