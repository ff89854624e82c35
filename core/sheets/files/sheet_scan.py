"""One look over all of a worksheet's XML, without parsing it, for what the fast parser does not tell.

Hidden rows, merged cells, formulas without a value, and true and false among numbers (which the parser
turns into 1 and 0). Searching bytes costs a fifth of parsing them, and runs beside it on another core.
"""

import re
import zipfile
from dataclasses import dataclass, field

from core.errors import UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN
from core.sheets.files.sheet_head import position_of, rectangle

MOST_UNCACHED = 500_000
_MOST_FLAGS = 1_000_000
_MOST_MERGED = 10_000
_READ_BYTES = 4 << 20
_MOST_PENDING = 64 << 20  # bytes of one row

_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_TEXT_TYPE = re.compile(rb"""\bt=["']str["']""")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f\s*>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>\s*|<(?:\w+:)?v\b[^>]*>(0?)</(?:\w+:)?v\s*>\s*)?</(?:\w+:)?c\s*>"
)
_FLAG = re.compile(rb"""<(?:\w+:)?c\s([^>]*\bt=["']b["'][^>]*)>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s+ref=["']([A-Z0-9:]+)["']""")
_CELL = re.compile(rb"<(?:\w+:)?c\b")


@dataclass(slots=True, kw_only=True)
class Scan:
    """What was found; rows count from 1, columns from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    uncached: dict[tuple[int, int], str] = field(default_factory=dict)
    flags: dict[int, set[int]] = field(default_factory=dict)  # by column
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def scan(archive: zipfile.ZipFile, part: str, *, is_stale: bool) -> Scan:
    """All of the part; `is_stale` workbooks store 0 for formulas nobody computed.

    Raises:
        UnreadableFile: hardly any formula was ever computed.

    """
    found = Scan()
    held = b""
    with archive.open(part) as stream:
        while True:
            data = stream.read(_READ_BYTES)
            held += data
            end = held.rfind(b"row>") + 4 if data else len(held)
            if end > 3:
                _look(held[:end], found, is_stale=is_stale)
                held = held[end:]
            if not data or len(held) > _MOST_PENDING:
                return found


def _look(xml: bytes, found: Scan, *, is_stale: bool) -> None:
    """Search each thing by a single letter first: that is ten times as fast, and most sheets have none."""
    if b"h" in xml and b"hidden=" in xml:
        for row in _ROW.finditer(xml):
            number = _NUMBER.search(row[1])
            if number and _HIDDEN.search(row[1]):
                found.hidden_rows.add(int(number[1]))
    if b"f" in xml and (b"<f" in xml or (b":" in xml and b":f" in xml)):
        _formulas(xml, found, is_stale=is_stale)
    if b"b" in xml and (b't="b"' in xml or (b"'" in xml and b"t='b'" in xml)):
        _flags(xml, found)
    if b"g" in xml and b"mergeCell" in xml:
        for range_ in _MERGED.findall(xml):
            corners = rectangle(range_.decode())
            if corners and len(found.merged) < _MOST_MERGED:
                found.merged.append(corners)


def _flags(xml: bytes, found: Scan) -> None:
    for cell in _FLAG.finditer(xml):
        reference = _REFERENCE.search(cell[1])
        if reference:
            rows = found.flags.setdefault(position_of(reference[1].decode()), set())
            if len(rows) < _MOST_FLAGS:
                rows.add(int(reference[2]))


def _formulas(xml: bytes, found: Scan, *, is_stale: bool) -> None:
    for cell in _FORMULA.finditer(xml):
        if _TEXT_TYPE.search(cell[1]) or (cell[3] == b"0" and not is_stale):
            continue
        place = _place(xml, cell)
        if place:
            formula = (cell[2] or b"").decode("utf-8", "replace")
            found.uncached[place] = f"={formula}"
    if len(found.uncached) > MOST_UNCACHED:
        raise UnreadableFile(
            f"More than {MOST_UNCACHED:,} formulas of the sheet have no value: nobody computed them.",
            remedy=SAVE_AGAIN,
        )


def _place(xml: bytes, cell: re.Match[bytes]) -> tuple[int, int] | None:
    """Row and column of a cell; one that does not say so is counted from the start of its row."""
    reference = _REFERENCE.search(cell[1])
    if reference:
        return int(reference[2]), position_of(reference[1].decode())
    row = None
    for row in _ROW.finditer(xml, xml.rfind(b"row ", 0, cell.start()) - 16, cell.start()):  # noqa: B007
        pass
    number = _NUMBER.search(row[1]) if row else None
    if row is None or number is None:
        return None
    return int(number[1]), len(_CELL.findall(xml, row.end(), cell.start()))
