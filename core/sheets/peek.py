"""The first rows of every sheet of a workbook, read without parsing the whole of it.

fastexcel parses a sheet from end to end each time it is asked (5 s for a million rows), and says neither
in which row the data began nor how a header was spelled when it occurs twice. So the first rows are read
straight from the XML: enough to find the sheet and its header row before the one expensive reading.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element, iterparse

from core.errors import UnreadableFile

ROWS = 30  # a header below row 30 is not looked for
MOST_STRINGS = 50_000  # shared strings of the first rows stand near the beginning of the table

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes characters XML cannot hold
_XML_PROBLEM = "The workbook is damaged: a part of it cannot be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPeek:
    """A sheet's name and its first rows: row (from 0) -> column (from 0) -> text; blank cells are absent."""

    name: str
    is_visible: bool
    rows: dict[int, dict[int, str]]


def peek(path: Path) -> list[SheetPeek]:
    """The worksheets in the workbook's order.

    Raises:
        UnreadableFile: the workbook's parts do not fit together.

    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _peek(archive)
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError, OSError, EOFError) as error:
        raise UnreadableFile(
            _XML_PROBLEM, remedy="Open it in a spreadsheet program and save it again."
        ) from error
    except Exception as error:  # zlib.error, NotImplementedError (compression), RuntimeError (password)
        raise UnreadableFile(
            _XML_PROBLEM, remedy="Open it in a spreadsheet program and save it again."
        ) from error


def _peek(archive: zipfile.ZipFile) -> list[SheetPeek]:
    home = next(name for name in archive.namelist() if name.endswith("workbook.xml"))
    folder, _, file = home.rpartition("/")
    targets: dict[str, str] = {}
    strings = ""
    for relation in _elements(archive, join(folder, "_rels", f"{file}.rels"), "Relationship"):
        target = normpath(join("/" + folder, relation.get("Target", ""))).lstrip("/")
        targets[relation.get("Id", "")] = target
        if relation.get("Type", "").endswith("/sharedStrings"):
            strings = target
    found: list[tuple[str, bool, dict[int, dict[int, str | int]]]] = []
    for sheet in _elements(archive, home, "sheet"):
        reference = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        target = targets.get(reference, "")
        rows = _rows(archive, target) if "worksheets" in target or "sheet" in target else {}
        found.append((sheet.get("name", ""), sheet.get("state", "visible") == "visible", rows))
    wanted = {
        cell for *_, rows in found for row in rows.values() for cell in row.values() if isinstance(cell, int)
    }
    shared = _shared(archive, strings, wanted) if wanted and strings else {}
    return [
        SheetPeek(
            name=name,
            is_visible=visible,
            rows={
                row: {
                    column: shared.get(cell, "") if isinstance(cell, int) else cell
                    for column, cell in cells.items()
                }
                for row, cells in rows.items()
            },
        )
        for name, visible, rows in found
    ]


def _elements(archive: zipfile.ZipFile, part: str, tag: str) -> Iterator[Element]:
    """Every element of that local name; entity definitions are refused before expat expands them."""
    with archive.open(part) as stream:
        if b"<!ENTITY" in stream.read(4096):
            raise UnreadableFile(
                "The workbook defines XML entities, which no spreadsheet program writes.",
                remedy="Open it in a spreadsheet program and save it again.",
            )
    with archive.open(part) as stream:
        for _, element in iterparse(stream):  # noqa: S314
            if element.tag.rpartition("}")[2] == tag:
                yield element
                element.clear()


def _rows(archive: zipfile.ZipFile, part: str) -> dict[int, dict[int, str | int]]:
    rows: dict[int, dict[int, str | int]] = {}
    number = -1
    for row in _elements(archive, part, "row"):
        number = int(row.get("r") or number + 2) - 1
        cells = dict(_cells(row))
        if cells:
            rows[number] = cells
        if len(rows) >= ROWS or number > 10 * ROWS:
            break
    return rows


def _cells(row: Element) -> Iterator[tuple[int, str | int]]:
    column = -1
    for cell in row:
        name = re.match(r"[A-Z]+", cell.get("r", ""))
        column = column + 1 if name is None else _position(name[0])
        text = _text(cell)
        if text.strip():
            yield column, int(text) if cell.get("t") == "s" else text


def _text(element: Element) -> str:
    """The text of a cell or shared string: its runs, without the phonetic reading beside them."""
    if element.tag.rpartition("}")[2] in ("v", "t"):
        return _ESCAPE.sub(_unescaped, element.text or "")
    return "".join(_text(part) for part in element if part.tag.rpartition("}")[2] not in ("rPh", "f"))


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)  # half a pair is no character


def _position(name: str) -> int:
    position = 0
    for letter in name:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _shared(archive: zipfile.ZipFile, part: str, wanted: set[int]) -> dict[int, str]:
    last = min(max(wanted), MOST_STRINGS)
    texts: dict[int, str] = {}
    for number, element in enumerate(_elements(archive, part, "si")):
        if number > last:
            break
        if number in wanted:
            texts[number] = _text(element)
    return texts
