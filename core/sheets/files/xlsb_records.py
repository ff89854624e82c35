"""The records of a binary workbook's parts ([MS-XLSB] 2.1.4): a type, a length, and bytes."""

import struct
import zipfile
from collections.abc import Iterator

_READ_BYTES = 1 << 20
_MOST_RECORD = 64 << 20
_WORD = struct.Struct("<I")
_FLOAT = struct.Struct("<d")


def records(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record in turn.

    Raises:
        ValueError: the part ends in the middle of one.

    """
    with archive.open(part) as stream:
        held, at = b"", 0
        while True:
            if len(held) - at < 16:
                held, at = held[at:] + stream.read(_READ_BYTES), 0
                if not held:
                    return
            kind, at = _variable(held, at, 2)
            length, at = _variable(held, at, 4)
            if length > _MOST_RECORD:
                raise ValueError("A record is too long.")
            while len(held) - at < length:
                more = stream.read(max(_READ_BYTES, length))
                if not more:
                    raise ValueError("The part ends within a record.")
                held, at = held[at:] + more, 0
            yield kind, held[at : at + length]
            at += length


def _variable(held: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last byte without its high bit."""
    value = 0
    for place in range(most):
        byte = held[at]
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at


def word(content: bytes, at: int) -> int:
    """Four bytes as a number."""
    return int(_WORD.unpack_from(content, at)[0])


def real(content: bytes, at: int) -> float:
    """Eight bytes as a number."""
    return float(_FLOAT.unpack_from(content, at)[0])


def wide_text(content: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and where it ends; no text at all has the length -1."""
    length = word(content, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def short_number(code: int) -> float:
    """An RkNumber ([MS-XLSB] 2.5.122): 30 bits of an integer or of a float, perhaps in hundredths.

    >>> short_number(0x3FF00000), short_number((250 << 2) | 3)
    (1.0, 2.5)
    """
    if code & 2:
        value = float((code >> 2) - (1 << 30 if code & 0x80000000 else 0))
    else:
        value = float(_FLOAT.unpack(b"\x00\x00\x00\x00" + _WORD.pack(code & 0xFFFFFFFC))[0])
    return value / 100 if code & 1 else value
