"""Hostile archives: bombs, lies about size, names that climb, other programs' files."""

from pathlib import Path

from tests.real_files.archive import (
    SHEET_END,
    STRINGS_END,
    STRINGS_START,
    Archive,
    row_of,
    sheet_start,
    workbook,
)

_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
_LONGEST_TEXT = 32_767
_COLUMNS = 16_384
_HEADER, _FIRST, _SECOND = row_of("sku", "demand"), row_of("A-1", 100), row_of("A-2", 250)
_TABLE = _HEADER + _FIRST + _SECOND


def zip_bomb(path: Path) -> None:
    """3.3 GB of blank cells in 3.3 MB, within a spreadsheet's rows and columns: refused as too large."""
    archive = workbook()
    blank = b"<row>" + b"<c/>" * _COLUMNS + b"</row>"
    archive.add(_SHEET, sheet_start() + _TABLE, blank * 64, 782, SHEET_END)
    archive.write(path)


def zip_bomb_of_zeros(path: Path) -> None:
    """1,048,575 rows of 100 cells (1.6 GB) under a good header: refused as too large, or read in bounds."""
    archive = workbook()
    zeros = row_of("A", 1, *[0] * 98)
    archive.add(_SHEET, sheet_start() + _HEADER, zeros * 1_025, 1_023, SHEET_END)  # 1,048,575 rows
    archive.write(path)


def shared_strings_bomb(path: Path) -> None:
    """100,000 texts of 32,767 letters (3.3 GB) that no cell uses: refused as too large."""
    archive = workbook(has_strings=False)
    text = b"<si><t>" + b"x" * _LONGEST_TEXT + b"</t></si>"
    archive.add(_STRINGS, STRINGS_START, text * 32, 3_125, STRINGS_END)
    archive.add(_SHEET, sheet_start() + _TABLE, end=SHEET_END)
    archive.write(path)


def one_text_a_million_times(path: Path) -> None:
    """One text of 32,767 letters in 1,000,000 cells, 33 GB if each has its own: refused, or kept shared."""
    texts = (b"sku", b"demand", b"x" * _LONGEST_TEXT)
    archive = workbook(b"".join(b"<si><t>%b</t></si>" % text for text in texts))
    header = b'<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    same = b'<row><c t="s"><v>2</v></c><c><v>5</v></c></row>'
    archive.add(_SHEET, sheet_start() + header, same * 1_000, 1_000, SHEET_END)
    archive.write(path)


def cell_of_100_mb(path: Path) -> None:
    """A cell of 100 MB nobody needs: refused naming the cell's length, or cut short with a warning."""
    archive = workbook()
    start = sheet_start() + row_of("sku", "demand", "note")
    start += b'<row><c t="inlineStr"><is><t>A-1</t></is></c><c><v>100</v></c><c t="inlineStr"><is><t>'
    archive.add(_SHEET, start, b"x" * 100_000, 1_000, b"</t></is></c></row>" + row_of("A-2", 250) + SHEET_END)
    archive.write(path)


def columns_16384(path: Path) -> None:
    """A sheet as wide as can be, 10 rows: understood, `sku` and `demand` in the first columns."""
    archive = workbook()
    header = row_of("sku", "demand", *[f"note {number}" for number in range(3, _COLUMNS + 1)])
    rows = b"".join(row_of(f"A-{row}", 10 * row, *[row] * (_COLUMNS - 2)) for row in range(1, 11))
    archive.add(_SHEET, sheet_start(f"A1:XFD{11}") + header + rows, end=SHEET_END)
    archive.write(path)


def lying_dimension(path: Path) -> None:
    """Claims A1:XFD1048576 (17 billion cells) and holds six: understood at once, two rows."""
    archive = workbook()
    archive.add(_SHEET, sheet_start("A1:XFD1048576") + _TABLE, end=SHEET_END)
    archive.write(path)


def last_cell_of_the_sheet(path: Path) -> None:
    """Six cells and one text in XFD1048576: understood (with a stray cell) or refused; never loops."""
    archive = workbook()
    stray = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    archive.add(_SHEET, sheet_start() + _TABLE + stray, end=SHEET_END)
    archive.write(path)


def nested_archive(path: Path) -> None:
    """Another archive inside a good workbook: refused, or read without opening the inner one."""
    inner = path.with_suffix(".inner")
    zip_bomb(inner)
    archive = workbook()
    archive.add(_SHEET, sheet_start() + _TABLE, end=SHEET_END)
    archive.add("xl/embeddings/inner.zip", inner.read_bytes())
    inner.unlink()
    archive.write(path)


def climbing_names(path: Path) -> None:
    """An entry called ../../../tmp/lotwise_was_here: refused, and nothing is ever written there."""
    archive = workbook()
    archive.add(_SHEET, sheet_start() + _TABLE, end=SHEET_END)
    archive.add("../../../tmp/lotwise_was_here", b"no")
    archive.write(path)


def xml_entities(path: Path) -> None:
    """A sheet that defines a harmless XML entity inside: refused all the same."""
    archive = workbook()
    sheet = sheet_start().replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "100">]><worksheet')
    archive.add(_SHEET, sheet + _HEADER + b"<row><c><v>7</v></c><c><v>&a;</v></c></row>", end=SHEET_END)
    archive.write(path)


def numbers_document(path: Path) -> None:
    """The parts of a document of Apple Numbers: refused, saying to export it as a workbook."""
    archive = Archive()
    archive.add("Index/Document.iwa", b"\x00\x10iwa")
    archive.add("Metadata/Properties.plist", b"bplist00")
    archive.add("preview.jpg", b"\xff\xd8\xff\xe0")
    archive.write(path)


def ods_of_repeated_rows(path: Path) -> None:
    """One row of numbers said to repeat 1,048,576 times, its cell 16,384 times: refused as too large."""
    number = b'<table:table-cell table:number-columns-repeated="16384" '
    number += b'office:value-type="float" office:value="1"/>'
    _ods(path, b'<table:table-row table:number-rows-repeated="1048576">' + number + b"</table:table-row>")


def ods_of_blank_rows(path: Path) -> None:
    """Two rows, then the million repeated blank ones LibreOffice always writes: understood, two rows."""
    _ods(
        path,
        b'<table:table-row table:number-rows-repeated="1048573">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
    )


def _ods(path: Path, after: bytes) -> None:
    def row(sku: bytes, demand: bytes) -> bytes:
        text = b'<table:table-cell office:value-type="string"><text:p>%b</text:p></table:table-cell>'
        number = b'<table:table-cell office:value-type="float" office:value="%b"/>'
        second = number if demand.isdigit() else text
        return b"<table:table-row>" + text % sku + second % demand + b"</table:table-row>"

    rows = row(b"sku", b"demand") + row(b"A-1", b"100") + row(b"A-2", b"250")
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    names = b" ".join(
        b'xmlns:%b="urn:oasis:names:tc:opendocument:xmlns:%b:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    archive = Archive()
    archive.add("mimetype", kind)
    archive.add(
        "META-INF/manifest.xml",
        b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        b'<manifest:file-entry manifest:full-path="/" manifest:media-type="' + kind + b'"/>'
        b'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        b"</manifest:manifest>",
    )
    archive.add(
        "content.xml",
        b'<?xml version="1.0" encoding="UTF-8"?><office:document-content ' + names + b' office:version="1.2">'
        b'<office:body><office:spreadsheet><table:table table:name="Sheet1">'
        + rows
        + after
        + b"</table:table></office:spreadsheet></office:body></office:document-content>",
    )
    archive.write(path)
