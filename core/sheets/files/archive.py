"""Looks into a zip file's directory before any parser unpacks a byte of it."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from core.errors import LotwiseError, SheetTooLarge, UnreadableFile

MOST_PARTS = 10_000
MOST_UNPACKED = 4 << 30  # bytes a workbook may say it unpacks to; the memory limit stops liars
MOST_RATIO = 200  # deflate reaches 1,032, on nothing but repetition; large real sheets reach 20
_MOST_LOOKED_AT = 500  # parts whose start is read
_START_BYTES = 4096
_SMALL_PART = 256 << 20  # a part that unpacks to less may repeat itself as it likes

HOW_TO_SAVE = "Save it as .xlsx or as CSV (UTF-8) and upload that."
SAVE_AGAIN = "Open it in a spreadsheet program and save it again."
_PROTECTED = "The workbook is protected by a password."
_UNPROTECT = "Open it with its password, save it without one, and upload that."
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv")
_KNOWN = (  # a part that only this kind of file has, and what the kind is
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("visio/document.xml", "a drawing"),
    ("AndroidManifest.xml", "an Android app"),
    ("META-INF/MANIFEST.MF", "a Java archive"),
)
_NUMBERS = ("Index/Document.iwa", "Index.zip", "index.apxl", "Index/Tables/DataList.iwa")
_OPEN_DOCUMENTS = {
    "text": "an OpenDocument text",
    "presentation": "an OpenDocument presentation",
    "graphics": "an OpenDocument drawing",
}


def protected() -> UnreadableFile:
    """The refusal of a workbook with a password."""
    return UnreadableFile(_PROTECTED, remedy=_UNPROTECT)


def workbook_format(path: Path) -> str:
    """`xlsx`, `xlsb` or `ods`, by the parts the zip file lists.

    Raises:
        UnreadableFile: damaged, encrypted, or no workbook; the message says what it is.
        SheetTooLarge: it unpacks to more than can be read.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename.lstrip("/").replace("\\", "/") for part in parts}
            _check(parts)
            kind = _kind(names, archive)
            if kind == "ods" and _has_encrypted_manifest(archive):
                raise protected()
            _refuse_definitions(archive, parts)
    except LotwiseError:
        raise
    except Exception as error:  # BadZipFile, zlib.error, OSError, NotImplementedError, EOFError, ValueError
        raise UnreadableFile(
            "The file starts like a workbook but is damaged or cut off.",
            remedy="Download or export it again.",
        ) from error
    return kind


def refuse_definitions(start: bytes) -> None:
    """Refuse XML that begins with a document type or entities, which can be made to explode.

    Raises:
        UnreadableFile: it does; no spreadsheet program writes them.

    """
    plain = start.replace(b"\x00", b"")  # in UTF-16, too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableFile(
            "The workbook defines XML entities, which no spreadsheet program writes.", remedy=SAVE_AGAIN
        )


def _refuse_definitions(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> None:
    for part in parts[:_MOST_LOOKED_AT]:
        if part.filename.lower().endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                refuse_definitions(stream.read(_START_BYTES))


def _check(parts: Sequence[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise protected()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetTooLarge(
            "The workbook unpacks to more than Lotwise reads.", remedy="Split it into several files."
        )
    for part in parts:
        if part.file_size > _SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise SheetTooLarge(
                f"The part {part.filename!r} unpacks to {part.file_size >> 20:,} MB out of almost nothing.",
                remedy=SAVE_AGAIN,
            )
        if ".." in part.filename.replace("\\", "/").split("/"):
            raise UnreadableFile(
                "The workbook has parts outside of itself: no spreadsheet program wrote it.",
                remedy=SAVE_AGAIN,
            )


def _kind(names: set[str], archive: zipfile.ZipFile) -> str:
    if "mimetype" in names and "content.xml" in names:
        mimetype = archive.read("mimetype")[:200].decode("latin-1").strip()
        other = next((name for word, name in _OPEN_DOCUMENTS.items() if f".{word}" in mimetype), None)
        if other is not None:
            raise UnreadableFile(f"The file is {other}, not a spreadsheet.", remedy=HOW_TO_SAVE)
        return "ods"
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if any(name.endswith("workbook.xml") for name in lower):
        if "[content_types].xml" not in lower and "_rels/.rels" not in lower:
            raise UnreadableFile("The workbook is damaged: parts of it are missing.", remedy=SAVE_AGAIN)
        return "xlsx"
    raise UnreadableFile(_what_else(names, lower), remedy=_way_out(names))


def _is_numbers(names: set[str]) -> bool:
    return any(name in names or any(one.endswith(f"/{name}") for one in names) for name in _NUMBERS)


def _what_else(names: set[str], lower: set[str]) -> str:
    if _is_numbers(names):
        return "The file is of Apple Numbers."
    for part, kind in _KNOWN:
        if part.lower() in lower:
            return f"The file is {kind}, not a spreadsheet."
    inside = [name for name in sorted(names) if name.lower().endswith(_ARCHIVES)]
    if inside:
        return f"The file is a zip archive with {inside[0]!r} in it."
    if "_rels/.rels" in lower or "[content_types].xml" in lower:
        return "The workbook is damaged: parts of it are missing."
    return "The file is a zip archive, but no workbook is in it."


def _way_out(names: set[str]) -> str:
    if _is_numbers(names):
        return "In Numbers, choose File > Export To > Excel or CSV, and upload that."
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        return "Unpack it and upload the sheet in it."
    return HOW_TO_SAVE


def _has_encrypted_manifest(archive: zipfile.ZipFile) -> bool:
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except KeyError:
        return False
