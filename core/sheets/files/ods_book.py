"""An OpenDocument spreadsheet (.ods) as a book, straight from its XML.

The fast parser loses errors, formats and what is hidden.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, XMLPullParser

from core.errors import LotwiseError, UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN
from core.sheets.files.book import CellKind
from core.sheets.files.grid import Grid, GridBook, Value, grid_book
from core.sheets.files.limits import MOST_COLUMNS
from core.sheets.files.ods_styles import OdsStyles, attribute, local

_READ_BYTES = 1 << 16
_VALUE_TYPE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_SKIPPED = ("annotation", "shapes")


def open_ods(path: Path) -> GridBook:
    """The book of an .ods file.

    Raises:
        UnreadableFile: it is damaged.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            grids = _grids(archive)
    except (LotwiseError, MemoryError):
        raise
    except Exception as error:  # zlib.error, ParseError, KeyError, BadZipFile, NotImplementedError ...
        raise UnreadableFile("The workbook is damaged: it cannot be read.", remedy=SAVE_AGAIN) from error
    if not grids:
        raise UnreadableFile("The workbook has no worksheet.", remedy=SAVE_AGAIN)
    return grid_book(grids)


def _grids(archive: zipfile.ZipFile) -> list[Grid]:
    styles = OdsStyles()
    if "styles.xml" in archive.namelist():
        for _, element in _events(archive, "styles.xml"):
            if local(element) in ("styles", "automatic-styles"):
                styles.add(element)
    grids: list[Grid] = []
    reader: _SheetReader | None = None
    for event, element in _events(archive, "content.xml"):
        name = local(element)
        if event == "start":
            if name == "table" and reader is None:
                style = attribute(element, "style-name")
                grids.append(Grid(attribute(element, "name"), is_visible=style not in styles.hiding))
                reader = _SheetReader(grids[-1], styles)
        elif name == "automatic-styles":
            styles.add(element)
        elif name == "table" and reader is not None:
            reader = None
            element.clear()
        elif name == "table-column" and reader is not None:
            reader.column(element)
        elif name == "table-row" and reader is not None:
            reader.row(element)
            element.clear()
    return grids


def _events(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, Element]]:
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))  # the archive's check refused entities
    with archive.open(part) as stream:
        while data := stream.read(_READ_BYTES):
            parser.feed(data)
            yield from cast("Iterator[tuple[str, Element]]", parser.read_events())
    parser.close()
    yield from cast("Iterator[tuple[str, Element]]", parser.read_events())


class _SheetReader:
    """Puts the rows of one sheet into its grid."""

    def __init__(self, grid: Grid, styles: OdsStyles) -> None:
        self._grid, self._styles = grid, styles
        self._row = 0
        self._column = 0
        self._formats: dict[int, str] = {}  # of columns, for cells without a style

    def column(self, element: Element) -> None:
        """A column, or several alike."""
        repeated = min(_count(element, "number-columns-repeated"), MOST_COLUMNS - self._column)
        known = self._styles.number_format(attribute(element, "default-cell-style-name"))
        for column in range(self._column, self._column + repeated):
            if known:
                self._formats[column] = known
            if attribute(element, "visibility") in ("collapse", "filter"):
                self._grid.hidden_columns.add(column)
        self._column += repeated

    def row(self, element: Element) -> None:
        """A row, or several alike; alike blank ones, up to a million, cost nothing."""
        repeated = _count(element, "number-rows-repeated")
        cells = list(self._cells(element))
        if cells:
            self._grid.expect(repeated * len(cells))
            is_hidden = attribute(element, "visibility") in ("collapse", "filter")
            for row in range(self._row, self._row + repeated):
                for column, kind, value, number_format in cells:
                    self._grid.put(row, column, kind, value, number_format)
                if is_hidden:
                    self._grid.hidden_rows.add(row)
        self._row += repeated

    def _cells(self, element: Element) -> Iterator[tuple[int, CellKind, Value, str]]:
        column = 0
        for cell in element:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            repeated = min(_count(cell, "number-columns-repeated"), MOST_COLUMNS - column)
            found = _content(cell)
            if found is not None:
                known = self._styles.number_format(attribute(cell, "style-name"))
                kind, value, own = found
                for at in range(column, column + repeated):
                    yield at, kind, value, own or known or self._formats.get(at, "")
            across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
            if across > 1 or down > 1:
                self._grid.merged.append((self._row, column, self._row + down - 1, column + across - 1))
            column += repeated


def _count(element: Element, name: str) -> int:
    text = attribute(element, name)
    return max(int(text), 1) if text.isdigit() else 1


def _content(cell: Element) -> tuple[CellKind, Value, str] | None:
    """Kind, value and number format as far as the cell itself tells them."""
    kind = cell.get(_VALUE_TYPE, "")
    text = "\n".join(_text(part) for part in cell if local(part) == "p")
    formula = attribute(cell, "formula")
    if cell.get(_CALC_TYPE) == "error" or (formula and _ERROR.fullmatch(text.strip())):
        return CellKind.ERROR, text.strip() or "#ERROR!", ""
    if formula and not kind:
        return CellKind.UNCACHED, f"={formula.partition('=')[2]}", ""
    match kind:
        case "float" | "currency" | "percentage":
            number_format = "0%" if kind == "percentage" else ""
            return CellKind.NUMBER, float(attribute(cell, "value")), number_format
        case "boolean":
            return CellKind.FLAG, attribute(cell, "boolean-value") == "true", ""
        case "date":
            return _date(attribute(cell, "date-value"))
        case "time":
            return _time(attribute(cell, "time-value"), text)
        case _:
            text = text or attribute(cell, "string-value")
            return (CellKind.TEXT, text, "") if text.strip() else None


def _date(text: str) -> tuple[CellKind, Value, str]:
    try:
        return CellKind.DATE, dt.datetime.fromisoformat(text.partition(".")[0]).replace(tzinfo=None), ""
    except ValueError:
        return CellKind.TEXT, text, ""


def _time(text: str, shown: str) -> tuple[CellKind, Value, str]:
    match = _TIME.fullmatch(text)
    return CellKind.TEXT, ":".join(part.zfill(2) for part in match.groups()) if match else shown, ""


def _text(element: Element) -> str:
    """The text of a paragraph, with the spaces and line ends written as elements."""
    parts = [element.text or ""]
    for child in element:
        match local(child):
            case "s":
                parts.append(" " * min(_count(child, "c"), 32_767))
            case "tab":
                parts.append("\t")
            case "line-break":
                parts.append("\n")
            case name if name not in _SKIPPED:
                parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
