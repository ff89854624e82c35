"""What kind of file this is, by its first bytes and its parts, never by its name."""

from enum import StrEnum
from pathlib import Path

from core.errors import EmptyFile, UnreadableFile
from core.sheets.files.archive import HOW_TO_SAVE, protected, workbook_format

_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x01\x00\x00Standard", "an Access database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"ID;P", "a SYLK table"),
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<head", b"<body", b"<meta")
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf"


class Format(StrEnum):
    """The kinds Lotwise reads."""

    TEXT = "text"
    XLSX = "xlsx"  # and .xlsm
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


def format_of(path: Path) -> Format:
    """What the file is.

    Raises:
        EmptyFile: there are no bytes.
        UnreadableFile: it is nothing Lotwise reads; the message names what it is and the way out.
        SheetTooLarge: the workbook says it unpacks to more than can be read.

    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head.strip(_BLANK) and path.stat().st_size <= len(head):
        raise EmptyFile(remedy="Upload a sheet with a header row and at least one item.")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Format(workbook_format(path))
    if head.startswith(_COMPOUND):
        _refuse_other_compounds(path)
        return Format.XLS
    if head.startswith(_BIFF_STARTS):
        return Format.XLS
    for start, name in _OTHER_KINDS:
        if head.startswith(start) and not _is_header_of_text(head):
            raise UnreadableFile(f"The file is {name}, not a spreadsheet.", remedy=HOW_TO_SAVE)
    _refuse_markup(head.lstrip(_BLANK)[:2048].lower())
    return Format.TEXT


def _is_header_of_text(head: bytes) -> bool:
    """Two letters alone ("BM", "MZ") may begin a header, too."""
    return head[:2].isalpha() and head[:512].isascii() and b"\x00" not in head[:512] and b"\n" in head


def _refuse_markup(start: bytes) -> None:
    if start.startswith(b"<?xml") and b"office:spreadsheet" in start:
        name = "an Excel 2003 XML workbook"
    elif start.startswith(_MARKUP) or (start.startswith(b"<?xml") and b"<html" in start):
        name = "a web page with the name of a spreadsheet"
    elif start.startswith((b"<?xml", b"<svg")):
        name = "XML with the name of a spreadsheet"
    elif start.startswith((b'{"', b"[{", b'[{"', b"[[")):
        name = "JSON, not a table"
    else:
        return
    raise UnreadableFile(f"The file is {name}.", remedy="Open it in a spreadsheet program. " + HOW_TO_SAVE)


def _refuse_other_compounds(path: Path) -> None:
    """Old .xls, encrypted .xlsx and other Office documents share one container; stream names tell."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected()
    if any(
        name.encode("utf-16-le") + b"\x00\x00" in content for name in ("Workbook", "Book", "WORKBOOK", "BOOK")
    ):
        return
    for stream, name in (
        ("WordDocument", "a Word document"),
        ("PowerPoint Document", "a presentation"),
        ("__properties_version", "a mail message"),
        ("VisioDocument", "a drawing"),
    ):
        if stream.encode("utf-16-le") in content:
            raise UnreadableFile(f"The file is {name}, not a spreadsheet.", remedy=HOW_TO_SAVE)
    raise UnreadableFile(
        "The file starts like an old Office document, but no workbook is in it.", remedy=HOW_TO_SAVE
    )
