"""The text of a file as UTF-8 with plain line ends, however long the file is."""

import codecs
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import UnreadableFile
from core.sheets.files.scripts import encoding_of

REMEDY = "Save it as CSV UTF-8 or as .xlsx."

_BLOCK = 1 << 22
_ENOUGH_TO_JUDGE = 1 << 21  # bytes of lines with letters beyond ASCII that tell the encoding
_MARKS = (  # byte order marks; the longer ones first, for UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class _File:
    """An open file that is closed when nobody reads it any more: a book has no end of its own."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __del__(self) -> None:
        os.close(self.descriptor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Utf8:
    """UTF-8 text from byte `start` on: the file itself, or a converted copy that has no name.

    `encoding` is the one the file came in. Lone carriage returns are line feeds.
    """

    file: _File
    start: int
    size: int
    encoding: str
    has_nul: bool

    def read(self, offset: int, length: int) -> bytes:
        """Bytes from `offset` on, counted from `start`; several readers may read at once."""
        return os.pread(self.file.descriptor, length, self.start + offset)


@dataclass(slots=True)
class _Survey:
    """What one pass over the bytes tells."""

    is_utf8: bool = True
    has_nul: bool = False
    lone_returns: int = 0


def as_utf8(path: Path) -> Utf8:
    """The file's text.

    Raises:
        UnreadableFile: no encoding Lotwise reads fits with certainty; the message names the likely one.

    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    start, encoding = next(((len(mark), name) for mark, name in _MARKS if head.startswith(mark)), (0, ""))
    encoding = encoding or _plain_utf16(head)
    if encoding.startswith(("utf-16", "utf-32")):
        return _converted(path, encoding, 0, encoding[:6])
    survey = _surveyed(path, start)
    if not survey.is_utf8:
        if encoding:
            raise UnreadableFile("The file says it is UTF-8 but is not.", remedy=REMEDY)
        told = encoding_of(_lines_beyond_ascii(path))
        return _converted(path, told, 0, told)
    if survey.lone_returns:
        return _converted(path, "utf-8", start, "utf-8")
    size = path.stat().st_size - start
    file = _File(os.open(path, os.O_RDONLY | os.O_CLOEXEC))
    return Utf8(file=file, start=start, size=size, encoding="utf-8", has_nul=survey.has_nul)


def _plain_utf16(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of mostly Latin text is NUL."""
    pairs = len(head) // 2
    high, low = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs >= 4 and min(high, low) == 0 and max(high, low) > 0.5 * pairs:
        return "utf-16-be" if high else "utf-16-le"
    return ""


def _blocks(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(start)
        while block := stream.read(_BLOCK):
            yield block


def _surveyed(path: Path, start: int) -> _Survey:
    survey = _Survey()
    decoder = codecs.getincrementaldecoder("utf-8")()
    before = b""
    try:
        for block in _blocks(path, start):
            joined = before[-1:] + block  # a line end may lie across two blocks
            survey.lone_returns += block.count(b"\r") - joined.count(b"\r\n")
            survey.has_nul = survey.has_nul or b"\x00" in block
            if not (block.isascii() and before.isascii()):
                decoder.decode(block)
            before = block
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        survey.is_utf8 = False
    return survey


def _lines_beyond_ascii(path: Path) -> bytes:
    found = bytearray()
    for block in _blocks(path, 0):
        if not block.isascii():
            found += b"\n".join(line for line in block.splitlines() if not line.isascii()) + b"\n"
        if len(found) > _ENOUGH_TO_JUDGE:
            break
    return bytes(found)


def _converted(path: Path, codec: str, start: int, name: str) -> Utf8:
    """A copy in UTF-8, written as it is read."""
    decoder = codecs.getincrementaldecoder(codec)()
    held, has_nul = "", False
    with tempfile.TemporaryFile() as copy:
        try:
            for block in _blocks(path, start):
                text = held + decoder.decode(block)
                held = "\r" if text.endswith("\r") else ""
                has_nul = _write(copy, text[:-1] if held else text) or has_nul
            has_nul = _write(copy, held + decoder.decode(b"", final=True)) or has_nul
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise UnreadableFile(f"The file looks like {name} text but is not.", remedy=REMEDY) from error
        copy.flush()
        file = _File(os.dup(copy.fileno()))
        return Utf8(file=file, start=0, size=copy.tell(), encoding=name, has_nul=has_nul)


def _write(copy: BinaryIO, text: str) -> bool:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    copy.write(text.encode())
    return "\x00" in text
