"""What kind of file this is, by its first bytes and its parts, never by its name."""

import zipfile
from enum import StrEnum
from pathlib import Path

from core.errors import EmptyFile, SheetTooLarge, UnreadableFile

MOST_UNPACKED = 4 << 30  # bytes a workbook may say it unpacks to; the memory limit stops liars
MOST_PARTS = 10_000

_HOW_TO_SAVE = "Save it as .xlsx or as CSV (UTF-8) and upload that."
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_BIFF_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")


class FileKind(StrEnum):
    """The kinds Lotwise reads."""

    WORKBOOK = "workbook"
    TEXT = "text"


def kind_of(path: Path) -> FileKind:
    """Tell a workbook from a text table.

    Raises:
        EmptyFile: there are no bytes.
        UnreadableFile: it is neither; the message names what it is.
        SheetTooLarge: the workbook says it unpacks to more than can be read.

    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyFile(remedy="Upload a sheet with a header row and at least one item.")
    if head.startswith(b"PK"):
        return _workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnreadableFile(_compound(path), remedy=_HOW_TO_SAVE)
    for start, name in _OTHER_KINDS:
        if head.startswith(start):
            raise UnreadableFile(f"The file is {name}, not a spreadsheet.", remedy=_HOW_TO_SAVE)
    if head.startswith(_BIFF_STARTS):
        raise UnreadableFile("The file is a workbook of a very old Excel.", remedy=_HOW_TO_SAVE)
    if (
        head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14]
        .lower()
        .startswith((b"<html", b"<!doctype html", b"<?xml", b"<table"))
    ):
        raise UnreadableFile(
            "The file is a web page or XML with the name of a spreadsheet.",
            remedy="Open it in a spreadsheet program. " + _HOW_TO_SAVE,
        )
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile("The file is not text and no workbook.", remedy=_HOW_TO_SAVE)
    return FileKind.TEXT


def _compound(path: Path) -> str:
    """Old .xls and encrypted .xlsx share one container; the stream names tell them apart."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "The workbook is protected by a password."
    return "The file is a workbook of Excel 97-2003 (.xls) or another old Office document."


def _workbook(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableFile(
            "The file starts like a workbook but is damaged or cut off.",
            remedy="Download or export it again.",
        ) from error
    if "xl/workbook.bin" in names:
        raise UnreadableFile("The file is a binary workbook (.xlsb).", remedy=_HOW_TO_SAVE)
    if "mimetype" in names and "content.xml" in names:
        raise UnreadableFile("The file is an OpenDocument file (.ods).", remedy=_HOW_TO_SAVE)
    if not any(name.endswith("workbook.xml") or name == "_rels/.rels" for name in names):
        raise UnreadableFile("The file is a zip archive, but no workbook is in it.", remedy=_HOW_TO_SAVE)
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFile("The workbook is protected by a password.", remedy=_HOW_TO_SAVE)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetTooLarge(
            "The workbook unpacks to more than Lotwise reads.", remedy="Split it into several files."
        )
    return FileKind.WORKBOOK
