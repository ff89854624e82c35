"""The first rows of a worksheet of an .xlsx workbook, straight from its XML, with what each cell is.

fastexcel parses a sheet from end to end each time it is asked, and says neither how a number is formatted
nor that a formula has no value. So the first rows are read here, before the one expensive reading.
"""

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from core.sheets.files.book import HEAD_ROWS, Cell, CellKind
from core.sheets.files.limits import MOST_CELL_BYTES, MOST_COLUMNS, long_cell
from core.sheets.files.number_formats import is_date, iso_text
from core.sheets.files.parts import elements
from core.sheets.files.shared_strings import unescaped

_MOST_ROWS_SEEN = 20 * HEAD_ROWS  # blank but formatted rows count, too
_MOST_CELLS = 400_000  # 24 rows of 16,384 columns
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T([0-9:.]+))?Z?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """What the whole workbook says about its cells."""

    formats: Sequence[str]
    is_1904: bool
    is_stale: bool


@dataclass(slots=True, kw_only=True)
class RawHead:
    """A head whose shared texts are still numbers: a cell is a `Cell` or the number of its text."""

    rows: dict[int, dict[int, Cell | int]] = field(default_factory=dict)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    cells: int = 0


def raw_head(archive: zipfile.ZipFile, part: str, styles: Styles) -> RawHead:
    """The first rows that hold anything."""
    head = RawHead()
    number = -1
    for seen, element in enumerate(elements(archive, part, "col", "row")):
        if element.tag.rpartition("}")[2] == "col":
            if element.get("hidden", "0").lower() in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                head.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
            continue
        number = int(element.get("r") or number + 2) - 1
        if element.get("hidden", "0").lower() in ("1", "true"):
            head.hidden_rows.add(number + 1)
        cells = _cells(element, styles)
        if any(isinstance(cell, Cell) and len(cell.text) > MOST_CELL_BYTES for cell in cells.values()):
            raise long_cell(number + 1)
        if cells:
            head.rows[number] = cells
            head.cells += len(cells)
        if len(head.rows) >= HEAD_ROWS or seen > _MOST_ROWS_SEEN or head.cells > _MOST_CELLS:
            break
    return head


def position_of(letters: str) -> int:
    """The column (from 0) a spreadsheet calls so.

    >>> position_of("A"), position_of("XFD")
    (0, 16383)
    """
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def rectangle(reference: str) -> tuple[int, int, int, int] | None:
    """The corners, from 0, of a range.

    >>> rectangle("B2:C4")
    (1, 1, 3, 2)
    """
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or corners[0] is None or corners[1] is None:
        return None
    (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
    return int(top) - 1, position_of(left), int(bottom) - 1, position_of(right)


def _cells(row: Element, styles: Styles) -> dict[int, Cell | int]:
    cells: dict[int, Cell | int] = {}
    column = -1
    for element in row:
        match = _REFERENCE.fullmatch(element.get("r", ""))
        column = column + 1 if match is None else position_of(match[1])
        cell = _cell(element, styles)
        if cell is not None and column < MOST_COLUMNS:
            cells[column] = cell
    return cells


def _cell(element: Element, styles: Styles) -> Cell | int | None:
    """A cell, or the number of its shared text, or None where it is blank."""
    parts = {part.tag.rpartition("}")[2]: part for part in element}
    kind = element.get("t", "n")
    text = (
        _text(parts["is"])
        if "is" in parts and kind == "inlineStr"
        else (_text(parts["v"]) if "v" in parts else "")
    )
    if "f" in parts and kind != "str" and (not text or (styles.is_stale and text == "0")):
        return Cell(text=f"={parts['f'].text or ''}", kind=CellKind.UNCACHED)
    if not text.strip():
        return None
    match kind:
        case "s":
            return int(text) if text.strip().isdigit() else None
        case "e":
            return Cell(text=text, kind=CellKind.ERROR)
        case "b":
            return Cell(text="true" if text.strip() in ("1", "true") else "false", kind=CellKind.FLAG)
        case "d":
            match = _ISO_DAY.fullmatch(text.strip())
            return Cell(text=text.strip(), kind=CellKind.DATE if match else CellKind.TEXT)
        case "n":
            return number_cell(text, _format(element, styles), is_1904=styles.is_1904)
        case _:
            return Cell(text=text)


def number_cell(text: str, number_format: str, *, is_1904: bool) -> Cell:
    """The cell of a number, which its format may make a date."""
    try:
        value = float(text)
    except ValueError:
        return Cell(text=text)
    if is_date(number_format):
        day = iso_text(value, is_1904=is_1904)
        if day is not None:
            return Cell(text=day, kind=CellKind.DATE, number_format=number_format)
    return Cell(text=plain_number(value), kind=CellKind.NUMBER, number_format=number_format)


def plain_number(value: float) -> str:
    """A number as text, with a decimal point and without a trailing ".0".

    >>> plain_number(85048.0), plain_number(0.1), plain_number(8.99e12)
    ('85048', '0.1', '8990000000000')
    """
    return str(int(value)) if value == value // 1 and abs(value) < 1e16 else repr(value)


def _format(element: Element, styles: Styles) -> str:
    style = element.get("s", "")
    return styles.formats[int(style)] if style.isdigit() and int(style) < len(styles.formats) else ""


def _text(element: Element) -> str:
    """The text of a cell: its runs, without the phonetic reading beside them."""
    if element.tag.rpartition("}")[2] in ("v", "t"):
        return unescaped(element.text or "")
    return "".join(_text(part) for part in element if part.tag.rpartition("}")[2] not in ("rPh", "f"))
