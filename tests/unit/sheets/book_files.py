"""Builds small workbooks of the formats no library at hand writes: .ods, .xlsb and .xls of Excel 4."""

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from core.sheets.files.book import Cell, Table
from core.sheets.files.open_book import open_book

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def read_rows(path: Path, header_row: int = 0, head: int = 0) -> list[dict[str, object]]:
    """The rows of a table as dictionaries, without what is null."""
    book = open_book(path)
    width = len(book.heads[head].rows.get(header_row, {}))
    return table_rows(book.table(head, header_row, width))


def table_rows(table: Table) -> list[dict[str, object]]:
    return [
        {name: value for name, value in row.items() if value is not None and name != "is_overfull"}
        for frame in table.batches()
        for row in frame.iter_rows(named=True)
    ]


def head_texts(path: Path, head: int = 0) -> dict[int, list[str]]:
    rows = open_book(path).heads[head].rows
    return {row: [cell.text for cell in cells.values()] for row, cells in rows.items()}


def head_cells(path: Path, head: int = 0) -> dict[tuple[int, int], Cell]:
    rows = open_book(path).heads[head].rows
    return {(row, column): cell for row, cells in rows.items() for column, cell in cells.items()}


def ods_file(folder: Path, tables: Mapping[str, str], styles: str = "") -> Path:
    """`tables` are the inside of each table element."""
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    spaces += f' xmlns:number="{_OFFICE}:datastyle:1.0"'
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables.items())
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    path = folder / "sheet.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def ods_row(*cells: object, attributes: str = "") -> str:
    """A row of texts and numbers; a str that begins with "<" is taken as it is."""
    return f"<table:table-row {attributes}>{''.join(map(_ods_cell, cells))}</table:table-row>"


def ods_cell(kind: str, attributes: str = "", paragraphs: str = "") -> str:
    """A cell of that value type; `paragraphs` are its inside."""
    typed = f'office:value-type="{kind}"' if kind else ""
    return f"<table:table-cell {typed} {attributes}>{paragraphs}</table:table-cell>"


def _ods_cell(value: object) -> str:
    if value is None:
        return ods_cell("")
    if isinstance(value, str):
        return value if value.startswith("<") else ods_cell("string", "", f"<text:p>{escape(value)}</text:p>")
    return ods_cell("float", f'office:value="{value}"', "<text:p>as shown</text:p>")


def _variable(value: int) -> bytes:
    out = b""
    while True:
        value, low = value >> 7, value & 0x7F
        out += bytes([low | (0x80 if value else 0)])
        if not value:
            return out


def _record(kind: int, content: bytes = b"") -> bytes:
    return _variable(kind) + _variable(len(content)) + content


def _wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def xlsb_file(
    folder: Path,
    rows: Iterable[Sequence[object]],
    *,
    formats: Sequence[str] = (),
    styles: Mapping[int, int] | None = None,
    hidden_rows: Iterable[int] = (),
) -> Path:
    """Texts, numbers, flags and errors (`bytes` with the error's code); `styles` are column -> format."""
    hidden = set(hidden_rows)
    body = b""
    for at, cells in enumerate(rows):
        body += _record(0, struct.pack("<IIHBB", at, 0, 300, 0, 0x10 if at in hidden else 0) + bytes(5))
        for column, value in enumerate(cells):
            start = struct.pack("<II", column, 1 + (styles or {}).get(column, -1))
            match value:
                case None:
                    body += _record(1, start)
                case bool():
                    body += _record(4, start + bytes([value]))
                case bytes():
                    body += _record(3, start + value)
                case float() | int():
                    body += _record(5, start + struct.pack("<d", value))
                case _:
                    body += _record(6, start + _wide(str(value)))
    number_formats = b"".join(
        _record(44, struct.pack("<H", 164 + at) + _wide(text)) for at, text in enumerate(formats)
    )
    xfs = _record(47, struct.pack("<HH", 0xFFFF, 0) + bytes(12)) + b"".join(
        _record(47, struct.pack("<HH", 0xFFFF, 164 + at) + bytes(12)) for at in range(len(formats))
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="http://x/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(
            (("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"))
        )
    )
    path = folder / "sheet.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.bin", _record(156, struct.pack("<II", 0, 1) + _wide("rId0") + _wide("Items"))
        )
        archive.writestr("xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>")
        archive.writestr("xl/styles.bin", number_formats + _record(617) + xfs + _record(618))
        archive.writestr("xl/worksheets/sheet1.bin", body)
    return path


def xls_file(folder: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A worksheet of Excel 4 (BIFF4), which is a stream of records and nothing else."""
    body = struct.pack("<HHHHH", 0x0409, 6, 0, 0x10, 0)
    body += struct.pack("<HH", 0x0443, 12) + bytes(12)  # the one style of all cells
    for at, cells in enumerate(rows):
        for column, value in enumerate(cells):
            place = struct.pack("<HHH", at, column, 0)
            match value:
                case None:
                    continue
                case bool():
                    kind, content = 0x0205, place + bytes([value, 0])
                case bytes():
                    kind, content = 0x0205, place + value + b"\x01"
                case float() | int():
                    kind, content = 0x0203, place + struct.pack("<d", value)
                case _:
                    text = str(value).encode("latin-1")
                    kind, content = 0x0204, place + struct.pack("<H", len(text)) + text
            body += struct.pack("<HH", kind, len(content)) + content
    path = folder / "sheet.xls"
    path.write_bytes(body + struct.pack("<HH", 0x0A, 0))
    return path
