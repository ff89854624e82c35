"""Which sign separates the cells of a text table, told by its structure and by the words of its header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from core.sheets.files.book import HEAD_ROWS, HEADER_ROWS
from core.sheets.recognition.spellings import spelled

DELIMITERS = (",", ";", "\t", "|")

_TOLD = re.compile(r'"?sep=([^\w\s"\']|\t)"?[ \t]*(?:\n|\r|$)', re.IGNORECASE | re.ASCII)
_LONGEST_CELL = 1 << 26
_ALONE = 1e-3  # what a table of one column is worth beside any other
_NUMBER = re.compile(  # with a currency or unit on either side
    r"[-+(]?\s?(?:[^\W\d_]{1,3}|[$€£¥₺₹])?\s?[-+]?\d[\d.,' \u00a0\u202f]*"
    r"(?:[eE][-+]?\d+)?\s?[^\w\s]?(?:[^\W\d_]{1,3})?\)?"
)
_WORDS = re.compile(r'[^,;\t|"]*(?:, [^,;\t|"]*)*')  # a comma in prose has a space behind it


def delimiter_of(head: str) -> str:
    """The delimiter of the text that begins so.

    Measured as in G. van den Burg, A. Nazabal, C. Sutton, "Wrangling messy CSV files by detecting row and
    type patterns" (2019): rows of one width, of many cells, whose cells look like numbers or words; times
    how many header words the delimiter uncovers.
    """
    told = _TOLD.match(head)
    if told:
        return told[1]
    scores = {delimiter: _score(head, delimiter) for delimiter in DELIMITERS}
    return max(DELIMITERS, key=lambda delimiter: scores[delimiter])


def head_records(head: str, delimiter: str, most: int = HEAD_ROWS) -> list[list[str]]:
    """The first records of the text."""
    csv.field_size_limit(_LONGEST_CELL)
    return list(islice(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), most))


def _score(head: str, delimiter: str) -> float:
    records = [record for record in head_records(head, delimiter) if any(cell.strip() for cell in record)]
    if not records:
        return 0.0
    widths = Counter(map(len, records))
    pattern = sum(count * max(_ALONE, (width - 1) / width) for width, count in widths.items()) / (
        len(widths) * len(records)
    )
    cells = [cell.strip() for record in records for cell in record]
    clean = sum(_is_clean(cell) for cell in cells) / len(cells)
    return pattern * (_ALONE + clean) * (1 + _known(records))


def _is_clean(cell: str) -> bool:
    return not cell or _NUMBER.fullmatch(cell) is not None or _WORDS.fullmatch(cell) is not None


def _known(records: Sequence[Sequence[str]]) -> int:
    """The most header words there are in a row."""
    return max(
        (len({cell for cell in record if spelled(cell) is not None}) for record in records[:HEADER_ROWS]),
        default=0,
    )
