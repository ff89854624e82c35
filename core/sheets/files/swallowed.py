"""Finds quotes that were left open and closed by a later one: a cell then holds whole rows of the sheet.

Such a file is well-formed, so no parser complains; the rows are simply gone. What gives it away is a line
inside a cell that would be a row by itself: as many cells as the header has, a first one, and a number.
"""

import csv
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.errors import UnreadableFile

_NUMBER = re.compile(r"\s*[-+(]?\s*[^\w\s]?\s*\d[\d.,' \u00a0]*[)%]?\s*")


def refuse_swallowed(
    held: bytes,
    delimiter: str,
    width: int,
    lines: npt.NDArray[np.intp],
    is_inside: npt.NDArray[np.bool_],
    first: int,
) -> None:
    """Look at the lines that begin inside quotes.

    `lines` are the places of the line ends in `held`, `is_inside` which of them are inside quotes; `first`
    is the number (from 0) of the first record.

    Raises:
        UnreadableFile: a line inside a cell is a row; the message names the record.

    """
    delimiters = np.flatnonzero(np.frombuffer(held, dtype=np.uint8) == ord(delimiter))
    per_line = np.diff(np.append(np.searchsorted(delimiters, lines), [len(delimiters)]))  # of the next line
    for at in np.flatnonzero(is_inside & (per_line >= width - 1)):
        start = int(lines[at]) + 1
        end = int(lines[at + 1]) if at + 1 < len(lines) else len(held)
        opening = int(lines[at - 1]) + 1 if at else 0
        if len(held[opening : start - 1].split(delimiter.encode())) == width:
            record = first + int(np.count_nonzero(~is_inside[:at]))
            refuse_swallowed_lines(["", held[start:end].decode("utf-8", "replace")], delimiter, width, record)


def refuse_swallowed_lines(lines: Sequence[str], delimiter: str, width: int, record: int) -> None:
    """Look at the lines of one record (from 0); the first is where it begins.

    Raises:
        UnreadableFile: another of them is a row by itself.

    """
    if width < 2:
        return
    for line in lines[1:]:
        quoted = next(csv.reader([line], delimiter=delimiter), [])
        if _is_row(quoted, width) or _is_row(line.replace('"', "").split(delimiter), width):
            raise UnreadableFile(
                f"A quote opened in row {record + 1} swallows rows below it, such as {line.strip()[:60]!r}.",
                remedy='Close the quote where the cell ends, or write quotes inside a cell twice ("").',
            )


def _is_row(cells: Sequence[str], width: int) -> bool:
    return (
        len(cells) == width and bool(cells[0].strip()) and any(_NUMBER.fullmatch(cell) for cell in cells[1:])
    )
