"""The check of a Mam (maison d'assistants maternels): what its works cost."""

from __future__ import annotations

from cafsim.vraisemblance.modele import travaux_peu_couteux

CONTROLES = (travaux_peu_couteux(lambda e, b: b.de("mam_piaje").socle),)
