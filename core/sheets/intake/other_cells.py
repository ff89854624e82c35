"""What no field holds travels with its row, as JSON text: unmapped columns, unreadable cells as written."""

import json

import polars as pl

from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import BadCell
from core.sheets.intake.reading import Reading
from core.sheets.understanding import Column
from core.sheets.values.cells import as_text
from core.sheets.values.codes import MISSING_SKU
from core.sheets.writing.layout import KEPT_AS_WRITTEN


def others(raw: pl.DataFrame, reading: Reading, bad: list[BadCell]) -> pl.Series:
    """`other` of each row: the columns no field holds whole, and the text of cells that were not read."""
    kept = [
        column
        for column in reading.columns
        if column.travels
        and (column.field is None or column.part is not None or column.field in KEPT_AS_WRITTEN)
    ]
    cells = [_plain(raw[raw_name(column.position)], column) for column in kept]
    usual = _json(cells, raw.height)
    held = {column.position for column in kept}
    spoilt: dict[int, dict[int, str]] = {}
    for cell in bad:
        if cell.code != MISSING_SKU and cell.column.position not in held:
            spoilt.setdefault(cell.at, {})[cell.column.position] = _pair(cell)
    if not spoilt:
        return usual
    rows = sorted(spoilt)
    own = [
        _joined(text, [pair for _, pair in sorted(spoilt[at].items())])
        for at, text in zip(rows, usual.gather(rows).to_list(), strict=True)
    ]
    return usual.scatter(rows, own)


def _pair(cell: BadCell) -> str:
    """A cell as a member of a JSON object."""
    value = cell.value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return f"{json.dumps(cell.column.key, ensure_ascii=False)}:{json.dumps(value, ensure_ascii=False)}"


def _joined(text: str | None, pairs: list[str]) -> str:
    """A JSON object with more members: only the row's own, whatever other rows of the chunk lack."""
    members = text[1:-1] if text is not None else ""
    return "{" + ",".join([*([members] if members else []), *pairs]) + "}"


def sparse(name: str, values: dict[int, str], length: int) -> pl.Series:
    """A column of texts of which most are null."""
    empty = pl.Series(name, [None], dtype=pl.String).new_from_index(0, length)
    if not values:
        return empty
    return empty.scatter(list(values), list(values.values()))


def _json(cells: list[pl.Series], length: int) -> pl.Series:
    if not cells:
        return pl.Series("other", [None], dtype=pl.String).new_from_index(0, length)
    return pl.DataFrame(cells).to_struct("other").struct.json_encode()


def _plain(raw: pl.Series, column: Column) -> pl.Series:
    values = as_text(raw) if raw.dtype.is_temporal() else raw
    if values.dtype == pl.String:
        values = values.str.replace_all("\x00", "\N{REPLACEMENT CHARACTER}", literal=True)
    return values.alias(column.key)
