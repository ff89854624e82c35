"""Writes zip archives by hand: any entry name, and gigabytes of repetition without ever having them."""

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

_POLYNOMIAL = 0xEDB88320
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_DEFLATED = 8

CONTENT_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    b'<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    b'<Override PartName="/xl/sharedStrings.xml" ContentType='
    b'"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_WORKBOOK = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook ' + _MAIN + b" xmlns:r="
    b'"' + _RELATIONSHIP.encode() + b'"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets>'
    b"</workbook>"
)
STRINGS_START = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><sst ' + _MAIN + b">"
STRINGS_END = b"</sst>"
SHEET_END = b"</sheetData></worksheet>"


def sheet_start(dimension: str = "") -> bytes:
    """A worksheet up to its first row."""
    told = f'<dimension ref="{dimension}"/>'.encode() if dimension else b""
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet '
        + _MAIN
        + b">"
        + told
        + b"<sheetData>"
    )


def row_of(*cells: str | float) -> bytes:
    """A row of inline texts and numbers.

    >>> row_of("A", 2)
    b'<row><c t="inlineStr"><is><t>A</t></is></c><c><v>2</v></c></row>'
    """
    made = [
        f"<c><v>{cell}</v></c>"
        if isinstance(cell, int | float)
        else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        for cell in cells
    ]
    return f"<row>{''.join(made)}</row>".encode()


@dataclass(slots=True)
class Archive:
    """A zip archive in memory, as small as its compressed entries."""

    _body: bytearray = field(default_factory=bytearray)
    _directory: bytearray = field(default_factory=bytearray)
    _entries: int = 0

    def add(self, name: str, start: bytes, block: bytes = b"", times: int = 0, end: bytes = b"") -> None:
        """Add an entry of `start`, `times` times `block`, and `end`; under 4 GiB.

        The block is compressed once, ending on a byte of its own, and copied.
        """
        first, middle, last = (_deflated(part, is_last=part is end) for part in (start, block, end))
        size = len(start) + times * len(block) + len(end)
        check = _joined(
            zlib.crc32(start), _repeated(zlib.crc32(block), len(block), times), times * len(block)
        )
        check = _joined(check, zlib.crc32(end), len(end))
        packed = len(first) + times * len(middle) + len(last)
        raw = name.encode()
        common = (20, 0x800, _DEFLATED, 0, 0x21, check, packed, size, len(raw), 0)
        offset = len(self._body)
        self._body += _LOCAL.pack(b"PK\x03\x04", *common) + raw + first + middle * times + last
        self._directory += _CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, offset) + raw
        self._entries += 1

    def write(self, path: Path) -> None:
        """Write the archive."""
        end = _END.pack(
            b"PK\x05\x06", 0, 0, self._entries, self._entries, len(self._directory), len(self._body), 0
        )
        path.write_bytes(bytes(self._body + self._directory) + end)


def workbook(strings: bytes = b"", *, has_strings: bool = True) -> Archive:
    """The parts of a workbook of one sheet; xl/worksheets/sheet1.xml is left to the caller.

    So are the shared strings, unless `has_strings`: then they are `strings`, elements <si>.
    """
    archive = Archive()
    archive.add("[Content_Types].xml", CONTENT_TYPES)
    archive.add("_rels/.rels", _relations(("rId1", "officeDocument", "xl/workbook.xml")))
    archive.add("xl/workbook.xml", _WORKBOOK)
    archive.add(
        "xl/_rels/workbook.xml.rels",
        _relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "sharedStrings", "sharedStrings.xml")
        ),
    )
    if has_strings:
        archive.add("xl/sharedStrings.xml", STRINGS_START + strings, end=STRINGS_END)
    return archive


def _relations(*entries: tuple[str, str, str]) -> bytes:
    made = [
        f'<Relationship Id="{name}" Type="{_RELATIONSHIP}/{kind}" Target="{target}"/>'
        for name, kind, target in entries
    ]
    return _RELS % "".join(made).encode()


def _deflated(part: bytes, *, is_last: bool) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)


def _times(one: int, other: int) -> int:
    """The product of two polynomials modulo the CRC's, bits reflected."""
    product, mask = 0, 1 << 31
    while mask:
        if one & mask:
            product ^= other
        other = (other >> 1) ^ (_POLYNOMIAL if other & 1 else 0)
        mask >>= 1
    return product


def _joined(first: int, second: int, length: int) -> int:
    """The CRC of two texts one after the other; `length` is that of the second (as zlib's crc32_combine).

    >>> _joined(zlib.crc32(b"stock"), zlib.crc32(b" list"), 5) == zlib.crc32(b"stock list")
    True
    """
    power, shift, bits = 1 << 31, 1 << 30, 8 * length
    while bits:
        if bits & 1:
            power = _times(shift, power)
        shift = _times(shift, shift)
        bits >>= 1
    return _times(power, first) ^ second


def _repeated(check: int, length: int, times: int) -> int:
    """The CRC of a text repeated.

    >>> _repeated(zlib.crc32(b"ab"), 2, 5) == zlib.crc32(b"ab" * 5)
    True
    """
    result, sofar, doubled, count = 0, 0, check, length
    while times:
        if times & 1:
            result, sofar = _joined(doubled, result, sofar), sofar + count
        doubled, count = _joined(doubled, doubled, count), 2 * count
        times >>= 1
    return result
