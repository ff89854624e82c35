"""Finds sheets whose few cells lie so far apart that the fast parser would fill memory with blanks."""

import re
import zipfile

from core.errors import SheetTooLarge
from core.sheets.files.sheet_head import position_of

_LARGE_PART = 16 << 20  # bytes of XML that hold so many cells that they cannot be far apart
_MOST_PLACES = 40_000_000  # places, filled or not, at 32 bytes each
_FAR_COLUMN = re.compile(rb"""\br=["']([A-Z]{2,3})\d""")
_ROW_NUMBER = re.compile(rb"""\br=["'](\d{1,7})["']""")


def refuse_sparse(archive: zipfile.ZipFile, part: str) -> None:
    """Look how far the cells of a small part reach.

    Raises:
        SheetTooLarge: further than the parser can follow.

    """
    if archive.getinfo(part).file_size > _LARGE_PART:
        return
    xml = archive.read(part)
    letters = {found.decode() for found in _FAR_COLUMN.findall(xml)}
    columns = 1 + max(map(position_of, letters), default=25)
    last = _ROW_NUMBER.search(xml, max(xml.rfind(b"<row "), xml.rfind(b":row "), 0))
    rows = int(last[1]) if last else 1
    if rows * columns > _MOST_PLACES:
        raise SheetTooLarge(
            f"A few cells of the sheet reach to column {max(letters, key=position_of)} and row {rows:,}: "
            "with the blank ones between them it is too large.",
            remedy="Delete the cells that lie far outside of the table.",
        )
