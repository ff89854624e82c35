"""An .xlsx or .xlsm workbook as a book: heads from its XML, tables by the fast parser."""

import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import fastexcel
import polars as pl

from core.errors import LotwiseError, UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN
from core.sheets.files.book import Cell, CellKind, Head, Table
from core.sheets.files.held_table import held_table
from core.sheets.files.number_formats import cell_formats
from core.sheets.files.parts import Parts, parts_of
from core.sheets.files.raw_names import number_name, raw_name
from core.sheets.files.shared_strings import shared_strings
from core.sheets.files.sheet_head import RawHead, Styles, raw_head
from core.sheets.files.sheet_scan import Scan, scan
from core.sheets.files.sparse import refuse_sparse
from core.sheets.files.typed_sheet import load, open_reader

_SCANNED_AT_ONCE = 64 << 20  # bytes of XML looked at for merged cells before a sheet is chosen


@dataclass(slots=True)
class XlsxBook:
    """An open workbook; a table once loaded is kept, for whoever asks again."""

    path: Path
    reader: fastexcel.ExcelReader
    heads: tuple[Head, ...]
    parts: tuple[str, ...]
    is_stale: bool
    scans: dict[int, Scan]
    delimiter: None = None
    encoding: None = None
    _kept: tuple[tuple[int, int], Table] | None = field(default=None, repr=False)

    def table(self, head: int, header_row: int, width: int) -> Table:  # noqa: ARG002  # the parser knows the width
        """The rows below `header_row` (from 0); see `core.sheets.files.book.Table`."""
        if self._kept is not None and self._kept[0] == (head, header_row):
            return self._kept[1]
        self._kept = None  # free the other sheet before this one is read
        with zipfile.ZipFile(self.path) as archive:
            refuse_sparse(archive, self.parts[head])
        with ThreadPoolExecutor(max_workers=1) as beside:
            looking = beside.submit(self._scan, head)
            chosen = self.heads[head]
            typed = load(self.reader, chosen.name, header_row, mixed_with_dates(chosen, header_row))
            found = looking.result()
        table = held_table(
            _with_flags(typed.frame, found),
            chosen,
            header_row,
            error_cells=typed.error_cells,
            uncached={place: text for place, text in found.uncached.items() if place[0] > header_row + 1},
            hidden_rows=frozenset(row for row in found.hidden_rows if row > header_row + 1),
        )
        self._kept = ((head, header_row), table)
        return table

    def _scan(self, head: int) -> Scan:
        if head not in self.scans:
            with zipfile.ZipFile(self.path) as archive:
                self.scans[head] = scan(archive, self.parts[head], is_stale=self.is_stale)
        return self.scans[head]


def open_xlsx(path: Path) -> XlsxBook:
    """The book of an .xlsx file.

    Raises:
        UnreadableFile: its parts do not fit together, or it is protected.

    """
    reader = open_reader(path)
    try:
        with zipfile.ZipFile(path) as archive:
            return _open(path, reader, archive)
    except LotwiseError:
        raise
    except Exception as error:  # zlib.error, SyntaxError, NotImplementedError, RuntimeError, KeyError ...
        raise UnreadableFile(
            "The workbook is damaged: a part of it cannot be read.", remedy=SAVE_AGAIN
        ) from error


def _open(path: Path, reader: fastexcel.ExcelReader, archive: zipfile.ZipFile) -> XlsxBook:
    parts = parts_of(archive)
    known = set(reader.sheet_names)
    sheets = [sheet for sheet in parts.sheets if sheet.part and sheet.name in known]
    if not sheets:
        raise UnreadableFile("The workbook has no worksheet.", remedy=SAVE_AGAIN)
    styles = Styles(
        formats=cell_formats(archive, parts.styles), is_1904=parts.is_1904, is_stale=parts.is_stale
    )
    raw = [raw_head(archive, sheet.part, styles) for sheet in sheets]
    texts = _texts(archive, parts, raw)
    scans: dict[int, Scan] = {}
    heads: list[Head] = []
    left = _SCANNED_AT_ONCE
    for at, (sheet, found) in enumerate(zip(sheets, raw, strict=True)):
        size = archive.getinfo(sheet.part).file_size
        if size <= left:
            left -= size
            scans[at] = scan(archive, sheet.part, is_stale=parts.is_stale)
        rows = {row: _known(cells, texts) for row, cells in found.rows.items()}
        head = Head(
            name=sheet.name,
            is_visible=sheet.is_visible,
            rows={row: cells for row, cells in rows.items() if cells},
            hidden_columns=frozenset(found.hidden_columns),
        )
        heads.append(replace(head, merged=_touching(head, scans[at].merged)) if at in scans else head)
    return XlsxBook(path, reader, tuple(heads), tuple(sheet.part for sheet in sheets), parts.is_stale, scans)


def _texts(archive: zipfile.ZipFile, parts: Parts, raw: Iterable[RawHead]) -> dict[int, str]:
    wanted = {
        cell for head in raw for row in head.rows.values() for cell in row.values() if isinstance(cell, int)
    }
    return shared_strings(archive, parts.strings, wanted)


def _known(cells: dict[int, Cell | int], texts: dict[int, str]) -> dict[int, Cell]:
    known = {
        column: Cell(text=texts.get(cell, "")) if isinstance(cell, int) else cell
        for column, cell in cells.items()
    }
    return {column: cell for column, cell in known.items() if cell.text.strip()}


def _touching(
    head: Head, merged: Iterable[tuple[int, int, int, int]]
) -> tuple[tuple[int, int, int, int], ...]:
    last = max(head.rows, default=-1)
    return tuple(one for one in merged if one[0] <= last)


def mixed_with_dates(head: Head, header_row: int) -> list[int]:
    """The columns in which the first rows show dates beside texts: they are read as text at once."""
    kinds: dict[int, set[CellKind]] = {}
    for row, cells in head.rows.items():
        if row > header_row:
            for column, cell in cells.items():
                kinds.setdefault(column, set()).add(cell.kind)
    return [
        column
        for column, found in kinds.items()
        if CellKind.DATE in found and found & {CellKind.TEXT, CellKind.FLAG}
    ]


def _with_flags(frame: pl.DataFrame, found: Scan) -> pl.DataFrame:
    """True and false among numbers as the words they are, not as the 1 and 0 the parser makes of them."""
    changed: list[pl.Expr] = []
    for position, rows in found.flags.items():
        name, companion = raw_name(position), number_name(position)
        kind = frame.schema.get(name)
        if kind is None or not (kind.is_numeric() or companion in frame.columns):
            continue  # all true or false, or texts
        is_flag = pl.col("row_no").is_in(sorted(rows))
        text = pl.col(name).cast(pl.String).str.strip_suffix(".0")
        word = pl.when(text.is_in(["0", "false"])).then(pl.lit("false")).otherwise(pl.lit("true"))
        is_number = pl.col(companion) if companion in frame.columns else pl.col(name).is_not_null()
        changed += [
            pl.when(is_flag).then(word).otherwise(text if kind.is_numeric() else pl.col(name)).alias(name),
            (is_number & ~is_flag).alias(companion),
        ]
    return frame.with_columns(changed)
