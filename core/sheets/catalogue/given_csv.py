"""Rows sent as csv: the first line names the fields."""

import csv
import io
from typing import Final

from core.errors import UnreadableFile

_DELIMITERS: Final = ",;\t|"


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """The rows of a csv by its header, whose names are those of the fields.

    Raises:
        UnreadableFile: it is no UTF-8, has no header, or two columns of one name.

    """
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile("The csv is not UTF-8.", remedy="Save it as CSV UTF-8.") from error
    head = decoded.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    lines = csv.reader(io.StringIO(decoded, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(lines, [])]
        if "sku" not in names or len(set(names)) < len(names):
            raise UnreadableFile(
                "The first line of the csv names no column sku, or one column twice.",
                remedy="Begin with a line like: sku,location,on_hand",
            )
        return [
            dict(zip(names, [*cells, *[""] * (len(names) - len(cells))], strict=False))
            | ({"": "a cell too many"} if len(cells) > len(names) else {})
            for cells in lines
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise UnreadableFile(f"The csv cannot be read: {error}.", remedy="Save it again as CSV.") from error
