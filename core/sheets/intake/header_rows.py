"""Headers within the table: repeated ones are skipped, one in another order begins another table."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import HEADER, OTHER_TABLE
from core.sheets.understanding import Column


def mark_headers(raw: pl.DataFrame, reading: Reading, kind: NDArray[np.int8]) -> bool:
    """Mark rows that repeat the header; behind a header in another order all rows are another table: true."""
    sku = reading.by_field.get("sku")
    if sku is None or not sku.header:
        return False
    kinds = raw.schema  # taken once: polars builds it anew each time
    texts = {
        column.position: raw[raw_name(column.position)]
        for column in reading.columns
        if column.header and kinds.get(raw_name(column.position)) == pl.String
    }
    if sku.position not in texts:
        return False
    named = _says(texts[sku.position], sku)
    for position, cells in texts.items():
        if position != sku.position:
            named |= (cells == sku.header).fill_null(value=False)
    for at in named.arg_true().to_list():
        same, other = _compared(texts, reading.columns, at)
        if same >= 2 and other == 0:
            kind[at] = HEADER
        elif other and _is_header_like(texts, reading.columns, at):
            kind[at:] = OTHER_TABLE
            return True
    return False


def _compared(texts: Mapping[int, pl.Series], columns: tuple[Column, ...], at: int) -> tuple[int, int]:
    """How many cells of a row say what their header says, and how many say something else."""
    same = other = 0
    for column in columns:
        cells = texts.get(column.position)
        text = None if cells is None else cells[at]
        if text is None or not text.strip():
            continue
        if _same_words(text, column.header):
            same += 1
        else:
            other += 1
    return same, other


def _says(cells: pl.Series, column: Column) -> pl.Series:
    """Where a cell of a column says what its header says."""
    header = " ".join(column.header.lower().split())
    plain = cells.str.strip_chars().str.to_lowercase()
    if " " in header:
        plain = plain.str.replace_all(r"\s+", " ")
    return (plain == header).fill_null(value=False)


def _same_words(text: str, header: str) -> bool:
    one, other = " ".join(text.lower().split()), " ".join(header.lower().split())
    return one == other or other.endswith(f" {one}")


def _is_header_like(texts: Mapping[int, pl.Series], columns: tuple[Column, ...], at: int) -> bool:
    headers = {" ".join(column.header.lower().split()) for column in columns if column.header}
    cells = [cells[at] for cells in texts.values() if cells[at] and cells[at].strip()]
    known = sum(" ".join(text.lower().split()) in headers for text in cells)
    return known >= 3 and known * 3 >= len(cells) * 2
