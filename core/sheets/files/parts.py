"""The parts of an .xlsx workbook: which there are, how they refer to each other, and their elements."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import join, normpath
from typing import cast
from xml.etree.ElementTree import Element, XMLPullParser

from core.sheets.files.archive import refuse_definitions

_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A worksheet: its name, its state, and where its rows are."""

    name: str
    is_visible: bool
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the workbook's own part says."""

    sheets: tuple[SheetPart, ...]
    strings: str
    styles: str
    is_1904: bool
    is_stale: bool  # the writing program asks for all formulas to be computed: their values are not


def parts_of(archive: zipfile.ZipFile) -> Parts:
    """The workbook's parts, by following its relations.

    Raises:
        KeyError, SyntaxError, StopIteration: they do not fit together.

    """
    index = {_plain(name): name for name in archive.namelist()}
    home = _home(archive, index)
    folder, _, file = home.rpartition("/")
    targets: dict[str, tuple[str, str]] = {}
    by_kind: dict[str, str] = {}
    relations = index.get(_plain(join(folder, "_rels", f"{file}.rels")), "")
    for relation in elements(archive, relations, "Relationship") if relations else ():
        target = normpath(join("/" + folder, relation.get("Target", "").replace("\\", "/"))).lstrip("/")
        kind = relation.get("Type", "").rpartition("/")[2]
        part = index.get(_plain(target), "")
        targets[relation.get("Id", "")] = (part, kind)
        by_kind.setdefault(kind, part)
    sheets: list[SheetPart] = []
    is_1904 = is_stale = False
    for element in elements(archive, home, "sheet", "workbookPr", "calcPr"):
        match element.tag.rpartition("}")[2]:
            case "workbookPr":
                is_1904 = is_true(element.get("date1904"))
            case "calcPr":
                is_stale = is_true(element.get("fullCalcOnLoad"))
            case _:
                reference = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
                part, kind = targets.get(reference, ("", ""))
                sheets.append(
                    SheetPart(
                        name=element.get("name", ""),
                        is_visible=element.get("state", "visible") == "visible",
                        part=part if kind == "worksheet" else "",  # charts and dialogs hold no rows
                    )
                )
    return Parts(
        sheets=tuple(sheets),
        strings=by_kind.get("sharedStrings", ""),
        styles=by_kind.get("styles", ""),
        is_1904=is_1904,
        is_stale=is_stale,
    )


def is_true(text: str | None) -> bool:
    """How the format writes a yes."""
    return text is not None and text.strip().lower() in ("1", "true", "on")


def elements(archive: zipfile.ZipFile, part: str, *tags: str) -> Iterator[Element]:
    """Every element with one of the local names, each emptied after its use.

    Raises:
        UnreadableFile: the part defines entities, which can be made to explode.

    """
    parser: XMLPullParser[Element] = XMLPullParser(("end",))  # definitions are refused before they are used
    is_first = True
    with archive.open(part) as stream:
        while data := stream.read(_READ_BYTES):
            if is_first:
                refuse_definitions(data)
                is_first = False
            parser.feed(data)
            for _, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                if element.tag.rpartition("}")[2] in tags:
                    yield element
                    element.clear()
        parser.close()


def _home(archive: zipfile.ZipFile, index: Mapping[str, str]) -> str:
    """The workbook's part: where the package says, or where it usually is."""
    start = index.get("_rels/.rels")
    for relation in elements(archive, start, "Relationship") if start else ():
        found = index.get(_plain(relation.get("Target", "")))
        if found and relation.get("Type", "").endswith("/officeDocument"):
            return found
    return next(name for plain, name in index.items() if plain.endswith("workbook.xml"))


def _plain(name: str) -> str:
    """A part's name, however its letters and slashes are written."""
    return name.replace("\\", "/").lstrip("/").lower()
