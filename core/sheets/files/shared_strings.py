"""Single texts out of a workbook's table of texts, which may hold millions."""

import html
import re
import zipfile
from collections.abc import Collection

from core.errors import SheetTooLarge
from core.sheets.files.archive import refuse_definitions

_READ_BYTES = 1 << 20
_MOST_PENDING = 8 << 20  # bytes of one text; a cell holds 32,767 signs
_ITEM = re.compile(rb"<(?:\w+:)?si(?:\s[^>]*)?(?:/>|>(.*?)</(?:\w+:)?si\s*>)", re.DOTALL)
_PHONETIC = re.compile(r"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh\s*>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>(.*?)</(?:\w+:)?t\s*>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")  # how the format writes characters XML cannot hold


def shared_strings(archive: zipfile.ZipFile, part: str, wanted: Collection[int]) -> dict[int, str]:
    """The texts of those numbers; a text that is not there is left out.

    Raises:
        SheetTooLarge: a text is longer than a cell of any real sheet.

    """
    texts: dict[int, str] = {}
    if not wanted or not part:
        return texts
    remaining, last = set(wanted), max(wanted)
    number, held, is_first = 0, b"", True
    with archive.open(part) as stream:
        while number <= last and (data := stream.read(_READ_BYTES)):
            if is_first:
                refuse_definitions(data[:4096])
                is_first = False
            held += data
            end = 0
            for match in _ITEM.finditer(held):
                if number in remaining:
                    texts[number] = unescaped(_plain(match[1] or b""))
                number, end = number + 1, match.end()
            held = held[end:]
            if len(held) > _MOST_PENDING:
                raise SheetTooLarge(
                    f"A cell of the workbook is longer than {_MOST_PENDING >> 20} MB.", remedy="Shorten it."
                )
    return texts


def unescaped(text: str) -> str:
    """`_x000D_` and the like as the character it stands for.

    >>> unescaped("a_x0041_b")
    'aAb'
    """
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code <= 0xDFFF else chr(code)  # half a pair is no character


def _plain(item: bytes) -> str:
    """The text of an item: its runs, without the phonetic reading beside them."""
    text = _PHONETIC.sub("", item.decode("utf-8", "replace"))
    return "".join(
        "".join(part if at % 2 else html.unescape(part) for at, part in enumerate(_CDATA.split(run)))
        for run in _TEXT.findall(text)
    ).replace("\r\n", "\n")
