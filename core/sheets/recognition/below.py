"""The cells of a head below its header, column by column: what its numbers and texts are like."""

import re
from collections.abc import Mapping

from core.sheets.files.book import Cell, CellKind, Head
from core.sheets.recognition.period_headers import is_period_text
from core.sheets.recognition.qualifiers import is_currency

_POINT = re.compile(r"-?\d+(\.\d+)?")
_GROUPED_COMMA = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_GROUPED_POINT = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA = re.compile(r"-?\d+,\d+")
_MONEY = re.compile(r"([^\d.,()+-]{0,3})(-?\d[\d.,]*)([^\d.,()+-]{0,3})")
_LONGEST_NUMBER = 40
_SPACES = re.compile(r"[\s\u00a0\u202f'\u2019]")


def number_of(text: str) -> float | None:
    """A number as people write it, for tests on many of them; of "1,234" the thousands are taken.

    >>> number_of("1,234.5"), number_of("13,75"), number_of("25 %"), number_of("$5"), number_of("M-2")
    (1234.5, 13.75, 25.0, 5.0, None)
    """
    bare = _SPACES.sub("", text.replace("\u2212", "-")).removesuffix("%")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    if bare.endswith("-"):
        bare = "-" + bare[:-1]
    if len(bare) > _LONGEST_NUMBER:
        return None
    match = _MONEY.fullmatch(bare)
    if match is not None and all(
        not mark.isalpha() or is_currency(mark.casefold()) for mark in (match[1], match[3])
    ):
        bare = match[2]
    if _POINT.fullmatch(bare):
        return float(bare)
    if _GROUPED_COMMA.fullmatch(bare):
        return float(bare.replace(",", ""))
    if _GROUPED_POINT.fullmatch(bare):
        return float(bare.replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(bare):
        return float(bare.replace(",", "."))
    return None


def value_of(cell: Cell | None) -> float | None:
    """The number in a cell, or None."""
    if cell is None or cell.kind in (CellKind.DATE, CellKind.ERROR, CellKind.FLAG, CellKind.UNCACHED):
        return None
    if cell.kind is CellKind.NUMBER:
        try:
            return float(cell.text)
        except ValueError:
            return number_of(cell.text)
    return number_of(cell.text)


class Below:
    """The rows of a head below `header_row`, as far as the head goes."""

    def __init__(self, head: Head, header_row: int) -> None:
        self.rows: tuple[Mapping[int, Cell], ...] = tuple(
            cells for row, cells in sorted(head.rows.items()) if row > header_row
        )
        self._cells: dict[int, list[Cell | None]] = {}
        self._numbers: dict[int, list[float | None]] = {}

    def cells(self, position: int) -> list[Cell | None]:
        """The column's cells, None where blank."""
        if position not in self._cells:
            self._cells[position] = [row.get(position) for row in self.rows]
        return self._cells[position]

    def numbers(self, position: int) -> list[float | None]:
        """The column's numbers, None where there is none."""
        if position not in self._numbers:
            self._numbers[position] = [value_of(cell) for cell in self.cells(position)]
        return self._numbers[position]

    def filled(self, position: int) -> list[Cell]:
        """The cells that hold anything."""
        return [cell for cell in self.cells(position) if cell is not None and cell.text.strip()]

    def examples(self, position: int, most: int = 3) -> tuple[str, ...]:
        """The first different texts of a column."""
        found: dict[str, None] = {}
        for cell in self.filled(position):
            found.setdefault(cell.text.strip()[:60])
            if len(found) == most:
                break
        return tuple(found)

    def is_numeric(self, position: int) -> bool:
        """Whether most of what is there are numbers (errors and missing formulas may be any)."""
        filled = self.filled(position)
        unknown = sum(cell.kind in (CellKind.ERROR, CellKind.UNCACHED) for cell in filled)
        known = sum(number is not None for number in self.numbers(position))
        return bool(filled) and known + unknown > 0.5 * len(filled)

    def is_dates(self, position: int) -> bool:
        """Whether most of what is there are dates or periods."""
        filled = self.filled(position)[:40]
        dates = sum(cell.kind is CellKind.DATE or is_period_text(cell.text) for cell in filled)
        return bool(filled) and dates > 0.6 * len(filled)

    def distinct(self, position: int) -> float:
        """The share of different texts among those there are."""
        texts = [cell.text.strip() for cell in self.filled(position)]
        return len(set(texts)) / len(texts) if texts else 0.0

    def is_code_like(self, position: int) -> bool:
        """Whether texts look like numbers of items: short, without blanks, most with a digit."""
        texts = [cell.text.strip() for cell in self.filled(position)]
        codes = sum(" " not in text and len(text) <= 24 and any(map(str.isdigit, text)) for text in texts)
        return bool(texts) and codes > 0.6 * len(texts)

    def has_values(self, position: int) -> bool:
        """Whether any number but zero is there."""
        return any(number for number in self.numbers(position))
