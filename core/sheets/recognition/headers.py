"""The header of a table, flattened: one text a column, of one or two rows and a row of units below."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.sheets.files.book import Cell, CellKind, Head
from core.sheets.recognition.below import number_of
from core.sheets.recognition.doubtful_headers import doubtful, sku_rank
from core.sheets.recognition.header_words import LONGEST, tokens
from core.sheets.recognition.period_headers import period_of
from core.sheets.recognition.qualifiers import (
    DAY_WORDS,
    HARMLESS_WORDS,
    PERCENT_WORDS,
    PERIOD_WORDS,
    is_currency,
)
from core.sheets.recognition.spellings import spelled

_UNIT_SIGNS = re.compile(r"[%€$£¥()\[\]/.\-\u2013\u2014\s]+")
_WIDEST = 16_384
_FEWEST_UNITS, _SHARE_OF_UNITS = 2, 0.4
_DATE_LIKE = re.compile(r"\d{1,4}([./-]\d{1,2}[./-]\d{1,4}.*|:\d{2}(:\d{2})?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`row` is the lowest of its rows, `names_row` the lowest of names (below it there may be units).

    `cells` hold the flattened text of each column that has one.
    """

    row: int
    names_row: int
    top: int
    cells: Mapping[int, Cell]

    @property
    def texts(self) -> dict[int, str]:
        """The texts, with single blanks between words."""
        return {position: " ".join(cell.text.split()) for position, cell in self.cells.items()}


def is_number_like(cell: Cell) -> bool:
    """Whether a cell holds a number, a date or a flag rather than a name."""
    if cell.kind is not CellKind.TEXT:
        return True
    text = cell.text.strip()
    return len(text) < LONGEST and (number_of(text) is not None or _DATE_LIKE.fullmatch(text) is not None)


def readings(head: Head, row: int) -> list[Header]:
    """The headers that may end in `row`: of that row alone, and with the row above it."""
    cells = head.rows.get(row, {})
    found = [_with_units(head, Header(row=row, names_row=row, top=row, cells=cells))]
    above = {} if any(map(_is_data, cells.values())) else _spread(head, row - 1, cells)
    if above:
        found.append(
            _with_units(head, Header(row=row, names_row=row, top=row - 1, cells=_flattened(above, cells)))
        )
    return found


def _is_data(cell: Cell) -> bool:
    is_date = cell.kind is CellKind.DATE
    return is_number_like(cell) and period_of(cell.text, is_date=is_date) is None


def _spread(head: Head, row: int, below: Mapping[int, Cell]) -> Mapping[int, Cell]:
    """The row above, each text spread over the columns it is merged over, or to the next text."""
    cells = head.rows.get(row, {})
    if not cells or any(map(_is_data, cells.values())):
        return {}
    spread = dict(cells)
    merges = [area for area in head.merged if area[0] <= row <= area[2]]
    for first_row, first, last_row, last in merges:
        cell = head.rows.get(first_row, {}).get(first)
        if cell is not None and last_row <= row + 1:
            spread.update(dict.fromkeys(range(first, min(last, _WIDEST) + 1), cell))
    if not merges and len(cells) > 1:
        carried: Cell | None = None
        for position in sorted({*cells, *below}):
            carried = cells.get(position, carried)
            if carried is not None and position in below:
                spread.setdefault(position, carried)
    return spread


def _flattened(above: Mapping[int, Cell], below: Mapping[int, Cell]) -> dict[int, Cell]:
    flat: dict[int, Cell] = {}
    for position in sorted({*above, *below}):
        upper, lower = above.get(position), below.get(position)
        if lower is None and upper is not None:
            flat[position] = upper
        elif upper is None and lower is not None:
            flat[position] = lower
        elif upper is not None and lower is not None:
            flat[position] = _both(upper, lower)
    return flat


def _both(upper: Cell, lower: Cell) -> Cell:
    """The words of both rows in the order that says most; the lower alone where the upper add nothing."""
    if lower.kind is CellKind.DATE or upper.text.strip() == lower.text.strip():
        return lower
    together = (f"{upper.text} {lower.text}", f"{lower.text} {upper.text}")
    for text in together:
        if spelled(text) is not None or period_of(text) is not None:
            return Cell(text)
    if spelled(lower.text) is not None or sku_rank(lower.text) or period_of(lower.text) is not None:
        return lower
    return Cell(together[0]) if not doubtful(lower.text) else lower


def _with_units(head: Head, header: Header) -> Header:
    """The header with the units of the row below it in brackets, if that row holds nothing else."""
    units = head.rows.get(header.row + 1, {})
    if len(units) < max(_FEWEST_UNITS, _SHARE_OF_UNITS * len(header.cells)) or not header.cells:
        return header
    if not all(_is_unit(cell) for cell in units.values()) or not any(
        tokens(c.text) or "%" in c.text for c in units.values()
    ):
        return header
    cells = {
        position: Cell(f"{cell.text} ({units[position].text.strip().strip('()[]')})", cell.kind)
        if position in units and cell.kind is CellKind.TEXT
        else cell
        for position, cell in header.cells.items()
    }
    return Header(row=header.row + 1, names_row=header.row, top=header.top, cells=cells)


def _is_unit(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT or any(map(str.isdigit, cell.text)) or len(cell.text) > 30:
        return False
    words = tokens(_UNIT_SIGNS.sub(" ", cell.text))
    known = (
        HARMLESS_WORDS
        | PERIOD_WORDS.keys()
        | DAY_WORDS.keys()
        | PERCENT_WORDS
        | {"text", "currency", "order", "id"}
    )
    return all(word in known or is_currency(word) for word in words)
