"""What the name of a dropped file says: what it holds, whether it is still being written."""

import hashlib
import os
import re
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a file holds; a sheet is anything the importer makes of it."""

    STOCK = "stock"
    DEMAND = "demand"
    ITEMS = "items"
    SHEET = "sheet"


_WORDS: Final = {
    "stock": Kind.STOCK,
    "demand": Kind.DEMAND,
    "orders": Kind.DEMAND,
    "sales": Kind.DEMAND,
    "items": Kind.ITEMS,
}
_BEGINNING: Final = re.compile(r"([a-z]+)(?![a-z])", re.IGNORECASE)
# As clients of SFTP, browsers and office programs call what is not whole yet, or only a lock.
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".writing", ".swp")
_STAMP: Final = re.compile(r"\d{8}T\d{6}\.\d{6}(?:-\d+)?_")
_MOST_BYTES: Final = 200  # of a name, of the 255 a file system takes: a stamp and an ending are added


def kind_of(name: str) -> Kind:
    """What a file of this name holds.

    >>> kind_of("Stock_2026-11-28.csv"), kind_of("orders.xlsx"), kind_of("stocktaking.xlsx")
    (<Kind.STOCK: 'stock'>, <Kind.DEMAND: 'demand'>, <Kind.SHEET: 'sheet'>)
    """
    found = _BEGINNING.match(name)
    return _WORDS.get(found[1].lower(), Kind.SHEET) if found else Kind.SHEET


def precedence(name: str) -> int:
    """Which of the files that come together are taken first: items before figures of them."""
    return int(kind_of(name) in (Kind.STOCK, Kind.DEMAND))


def is_unfinished(name: str) -> bool:
    """Whether the name says that the file is hidden, a lock, or not whole yet."""
    return name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED) or name.endswith("~")


def stamped(name: str, moment: datetime, number: int = 0) -> str:
    """The name a file is taken under: with the time, so that no two are alike, and short enough."""
    stem, ending = os.path.splitext(name)  # noqa: PTH122 - the name may be no path anywhere
    room = _MOST_BYTES - len(os.fsencode(ending))
    if room < 1:
        stem, ending, room = name, "", _MOST_BYTES
    stem = os.fsdecode(os.fsencode(stem)[:room])
    return f"{moment:%Y%m%dT%H%M%S.%f}{f'-{number}' * bool(number)}_{stem}{ending}"


def plain(name: str) -> str:
    """A name as it was dropped, without the stamp, as it can be shown and kept."""
    own = _STAMP.sub("", name, count=1)
    return "".join(
        letter if letter.isprintable() and not "\ud800" <= letter <= "\udfff" else "\N{REPLACEMENT CHARACTER}"
        for letter in own
    )


def kept(name: str) -> str:
    """A name as PostgreSQL can keep it, stamp and all."""
    return os.fsencode(name).decode("utf-8", "replace")


def mark(name: str) -> str:
    """The name a file was taken under, no two of which are alike, as part of a key."""
    return hashlib.sha256(os.fsencode(name)).hexdigest()[:32]
