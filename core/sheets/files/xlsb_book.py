"""A binary workbook (.xlsb) as a book, record by record ([MS-XLSB]): the fast parser loses number formats."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from posixpath import join, normpath

from core.errors import LotwiseError, UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN
from core.sheets.files.book import CellKind
from core.sheets.files.grid import Grid, GridBook, Value, datetime_of, grid_book
from core.sheets.files.limits import MOST_COLUMNS
from core.sheets.files.number_formats import built_in_format, is_date
from core.sheets.files.parts import elements
from core.sheets.files.xlsb_records import real, records, short_number, wide_text, word

_HOME = "xl/workbook.bin"
# Records by number ([MS-XLSB] 2.3).
_ROW, _RK, _ERROR, _FLAG, _REAL, _TEXT, _SHARED = 0, 2, 3, 4, 5, 6, 7
_FORMULA_TEXT, _FORMULA_REAL, _FORMULA_FLAG, _FORMULA_ERROR, _RICH_TEXT = 8, 9, 10, 11, 62
_ITEM, _NUMBER_FORMAT, _STYLE, _COLUMN, _SHEET, _PROPERTIES, _MERGED = 19, 44, 47, 60, 156, 153, 176
_STYLES_BEGIN, _STYLES_END = 617, 618
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
_CELL_START = 8  # column, style and flags come before a cell's value


def open_xlsb(path: Path) -> GridBook:
    """The book of an .xlsb file.

    Raises:
        UnreadableFile: it is damaged.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            grids = _grids(archive)
    except (LotwiseError, MemoryError):
        raise
    except Exception as error:  # zlib.error, struct.error, IndexError, KeyError, ValueError, BadZipFile ...
        raise UnreadableFile("The workbook is damaged: it cannot be read.", remedy=SAVE_AGAIN) from error
    if not grids:
        raise UnreadableFile("The workbook has no worksheet.", remedy=SAVE_AGAIN)
    return grid_book(grids)


def _grids(archive: zipfile.ZipFile) -> list[Grid]:
    names = {name.lower(): name for name in archive.namelist()}
    targets: dict[str, tuple[str, str]] = {}
    for relation in elements(archive, names["xl/_rels/workbook.bin.rels"], "Relationship"):
        target = normpath(join("/xl", relation.get("Target", ""))).lstrip("/").lower()
        targets[relation.get("Id", "")] = names.get(target, ""), relation.get("Type", "").rpartition("/")[2]
    by_kind = {kind: part for part, kind in targets.values() if part}
    texts = _shared(archive, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
    formats = _formats(archive, by_kind["styles"]) if "styles" in by_kind else []
    is_1904 = False
    grids: list[Grid] = []
    for kind, content in records(archive, names[_HOME]):
        if kind == _PROPERTIES:
            is_1904 = bool(content[0] & 1)
        elif kind == _SHEET:
            relation_id, end = wide_text(content, 8)
            part, part_kind = targets.get(relation_id, ("", ""))
            if part and part_kind == "worksheet":
                grid = Grid(wide_text(content, end)[0], is_visible=word(content, 0) == 0)
                grids.append(_filled(grid, archive, part, _Cells(texts, formats, is_1904=is_1904)))
    return grids


def _shared(archive: zipfile.ZipFile, part: str) -> list[str]:
    return [wide_text(content, 1)[0] for kind, content in records(archive, part) if kind == _ITEM]


def _formats(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The number format of each cell style."""
    own: dict[int, str] = {}
    formats: list[str] = []
    is_style = False
    for kind, content in records(archive, part):
        if kind == _NUMBER_FORMAT:
            own[int.from_bytes(content[:2], "little")] = wide_text(content, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_style = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_style:
            number = int.from_bytes(content[2:4], "little")
            formats.append(own.get(number, built_in_format(number)))
    return formats


class _Cells:
    """Reads the values of cell records."""

    def __init__(self, texts: Sequence[str], formats: Sequence[str], *, is_1904: bool) -> None:
        self._texts, self._formats, self._is_1904 = texts, formats, is_1904
        self._dates = [is_date(one) for one in formats]
        self.readers: dict[int, Callable[[bytes], tuple[CellKind, Value, str] | None]] = {
            _RK: lambda content: self._number(content, short_number(word(content, _CELL_START))),
            _REAL: lambda content: self._number(content, real(content, _CELL_START)),
            _FORMULA_REAL: lambda content: self._number(content, real(content, _CELL_START)),
            _TEXT: lambda content: (CellKind.TEXT, wide_text(content, _CELL_START)[0], ""),
            _FORMULA_TEXT: lambda content: (CellKind.TEXT, wide_text(content, _CELL_START)[0], ""),
            _RICH_TEXT: lambda content: (CellKind.TEXT, wide_text(content, _CELL_START + 1)[0], ""),
            _SHARED: lambda content: (CellKind.TEXT, self._texts[word(content, _CELL_START)], ""),
            _FLAG: lambda content: (CellKind.FLAG, bool(content[_CELL_START]), ""),
            _FORMULA_FLAG: lambda content: (CellKind.FLAG, bool(content[_CELL_START]), ""),
            _ERROR: _error,
            _FORMULA_ERROR: _error,
        }

    def _number(self, content: bytes, value: float) -> tuple[CellKind, Value, str]:
        style = word(content, 4) & 0xFFFFFF
        known = self._formats[style] if style < len(self._formats) else ""
        if known and self._dates[style]:
            day = datetime_of(value, is_1904=self._is_1904)
            if day is not None:
                return CellKind.DATE, day, known
        return CellKind.NUMBER, value, known


def _error(content: bytes) -> tuple[CellKind, Value, str]:
    return CellKind.ERROR, _ERRORS.get(content[_CELL_START], "#ERROR!"), ""


def _filled(grid: Grid, archive: zipfile.ZipFile, part: str, cells: _Cells) -> Grid:
    row = -1
    readers = cells.readers
    for kind, content in records(archive, part):
        if kind in readers:
            found = readers[kind](content)
            if found is not None:
                grid.put(row, word(content, 0), *found)
        elif kind == _ROW:
            row = word(content, 0)
            if content[11] & 0x10:  # fDyZero: its height is none
                grid.hidden_rows.add(row)
        elif kind == _COLUMN and content[16] & 1:
            first, last = word(content, 0), min(word(content, 4), MOST_COLUMNS - 1)
            grid.hidden_columns.update(range(first, last + 1))
        elif kind == _MERGED:
            top, bottom, left, right = (word(content, at) for at in (0, 4, 8, 12))
            grid.merged.append((top, left, bottom, right))
    return grid
