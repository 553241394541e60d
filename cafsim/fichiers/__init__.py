"""Files: read TOML, write whole or not at all, find the packaged data and the user's own folder."""

from cafsim.fichiers.acces import illisible, raison, seul_refuse, vrai_chemin
from cafsim.fichiers.ecriture import ecrire, provisoires, verifier
from cafsim.fichiers.toml import analyser, lire_texte, lire_toml
from cafsim.fichiers.utilisateur import conserver, conserver_ensemble, donnee, dossier_documents, dossier_utilisateur

__all__ = [
    "analyser", "conserver", "conserver_ensemble", "donnee", "dossier_documents", "dossier_utilisateur", "ecrire",
    "illisible", "lire_texte", "lire_toml",
    "provisoires", "raison", "seul_refuse", "verifier", "vrai_chemin",
]  # fmt: skip
