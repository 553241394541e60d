"""The checks of a Mam (maison d'assistants maternels): what its works cost and bring."""

from cafsim.vraisemblance.modele import travaux

CONTROLES = travaux("mam_piaje")
