"""What is told of the rows that were left out: how many of each kind, and which were the first."""

import numpy as np
from numpy.typing import NDArray

from core.sheets.intake.gather import gathered, row_text
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import KINDS, NONE

_MOST_SKIPPED_TOLD = 100


def counts(kind: NDArray[np.int8], row_no: NDArray[np.int32], reading: Reading) -> dict[str, int]:
    """How many rows were left out, by kind; blank ones are those between the others."""
    counts = {"blank_rows": int(row_no[-1]) - reading.header_row - row_no.size if row_no.size else 0}
    for code, count in enumerate(np.bincount(kind, minlength=len(KINDS)).tolist()):
        if code != NONE and count:
            counts[KINDS[code]] = count
    return counts


def told(reading: Reading, kind: NDArray[np.int8]) -> tuple[dict[str, object], ...]:
    """The first rows that were left out, with what a person recognises them by."""
    positions = np.flatnonzero(kind != NONE)[:_MOST_SKIPPED_TOLD]
    return tuple(
        {"row": int(raw["row_no"][at]), "kind": KINDS[kind[position]], "text": row_text(raw, reading, at)}
        for own, raw in gathered(reading, positions)
        for at, position in enumerate(own.tolist())
    )
