"""The result is written by a thread of its own: what goes wrong there is told, whichever piece it was."""

from __future__ import annotations

import errno
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from cafsim.fichiers import raison
from cafsim.lot.modele import Ecrit, Reglages
from cafsim.lot.resultat.formes import disposition
from cafsim.lot.resultat.sorties import ouvrir


def ecrire(chemin: Path, *pieces: Ecrit) -> None:
    with ouvrir(chemin, "csv", disposition(Reglages(large=())), b"titres\n") as ecrire_une:
        for piece in pieces:
            ecrire_une(piece)


def plein(_: IO[bytes]) -> None:
    raise OSError(errno.ENOSPC, "plein")


def _verser(texte: bytes, fichier: IO[bytes]) -> None:
    fichier.write(texte)


@pytest.mark.parametrize("rang", [0, 1, 2])
def test_no_failure_is_lost(tmp_path: Path, rang: int) -> None:
    pieces = [Ecrit(b"un\n"), Ecrit(b"deux\n"), Ecrit(b"trois\n")]
    pieces[rang] = Ecrit(verser=plein)
    with pytest.raises(OSError, match="plein"):
        ecrire(tmp_path / "r.csv", *pieces)


def test_pieces_come_in_order(tmp_path: Path) -> None:
    textes = [b"%d\n" % rang for rang in range(50)]
    versees = [Ecrit(verser=partial(_verser, texte)) for texte in textes]
    ecrire(
        tmp_path / "r.csv",
        *(v if rang % 2 else Ecrit(t) for rang, (t, v) in enumerate(zip(textes, versees, strict=True))),
    )
    assert (tmp_path / "r.csv").read_bytes() == b"titres\n" + b"".join(textes)


@pytest.mark.parametrize("dit", ["No space left on device (os error 28)", "[Errno 28] No space left on device"])
def test_an_error_whose_number_is_in_its_text_only(dit: str) -> None:
    assert raison(OSError(dit)) == "le disque est plein"


def test_an_error_without_any_number() -> None:
    assert raison(OSError("panne")) == "erreur du système"
