"""Exact expected outputs, kept in files. CAFSIM_MAJ_GOLDEN=1 rewrites them; read the difference before committing it."""

from __future__ import annotations

import os
from pathlib import Path

ENCODING = "utf-8"


def verifier(chemin: Path, obtenu: str | bytes) -> None:
    """Compare with the file, or rewrite it when asked. Bytes are compared as they are."""
    octets = obtenu.encode(ENCODING) if isinstance(obtenu, str) else obtenu
    if os.environ.get("CAFSIM_MAJ_GOLDEN") == "1":
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.write_bytes(octets)
    attendu = chemin.read_bytes() if chemin.exists() else b""
    if isinstance(obtenu, str):
        assert obtenu == attendu.decode(ENCODING), f"{chemin.name} differs (CAFSIM_MAJ_GOLDEN=1 rewrites it)"
    else:
        assert obtenu == attendu, f"{chemin.name} differs (CAFSIM_MAJ_GOLDEN=1 rewrites it)"
