"""Cuts a long text into blocks of whole records, so that no more than a block is in memory.

A record ends at a line end outside quotes. A quote opens only at the start of a cell and closes only at its
end; everywhere else it is a sign like any other (5" pipe), as spreadsheet programs read it.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import SheetTooLarge, UnreadableFile
from core.sheets.files.encoding import Utf8
from core.sheets.files.swallowed import refuse_swallowed, refuse_swallowed_lines

BLOCK_BYTES = 8 << 20
MOST_RECORD_BYTES = 64 << 20

_QUOTE, _LINE, _RETURN = 34, 10, 13
_SENTINEL = "\x1e"  # a line of its own behind the text: inside a cell when a quote is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole records: `first` is the number (from 0) of the first, `rows` how many there are.

    Where `is_quoted`, quotes are well-formed (RFC 4180); where not, they are signs like any other.
    """

    content: bytes
    first: int
    rows: int
    is_quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """How far whole records go in some bytes; `content` are the records, `is_open` what ends in a quote."""

    end: int
    rows: int
    is_quoted: bool
    content: bytes | None = None
    is_open: bool = False


def blocks(text: Utf8, delimiter: str, width: int = 0, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """The records in order; with a `width` also looks for cells that swallowed whole records.

    Raises:
        UnreadableFile: a quote is never closed, or swallows the rows below it.
        SheetTooLarge: a record is longer than any real one.

    """
    held, offset, first = b"", 0, 0
    while True:
        more = text.read(offset, size)
        offset += len(more)
        held += more
        is_end = not more or offset >= text.size
        if not held:
            return
        cut = _cut(held, delimiter, is_end, first, width)
        if cut.is_open and is_end:
            raise UnreadableFile(
                f"A quote opened in row {first + cut.rows + 1} is never closed.",
                remedy='Close it, or write quotes inside a cell twice ("").',
            )
        if cut.end:
            content = held[: cut.end] if cut.content is None else cut.content
            yield Block(content=content, first=first, rows=cut.rows, is_quoted=cut.is_quoted)
        first += cut.rows
        held = held[cut.end :]
        if len(held) > MOST_RECORD_BYTES:
            raise SheetTooLarge(
                f"Row {first + 1} is longer than {MOST_RECORD_BYTES >> 20} MB: a quote in it may be open.",
                remedy='Close the quote, or write quotes inside a cell twice ("").',
            )
        if is_end:
            return


def _cut(held: bytes, delimiter: str, is_end: bool, first: int, width: int) -> _Cut:
    if b'"' not in held:
        return _plain(held, is_end)
    cut = _quoted(held, delimiter, is_end, first, width)
    if cut is None and b'\\"' in held:  # quotes escaped by a backslash; the length is the same
        escaped = held.replace(b'\\"', b'""')
        cut = _quoted(escaped, delimiter, is_end, first, width, copy=True)
    return _loose(held, delimiter, is_end, first, width) if cut is None else cut


def _plain(held: bytes, is_end: bool) -> _Cut:
    """Every line is a record."""
    end = len(held) if is_end else held.rfind(b"\n") + 1
    rows = held.count(b"\n", 0, end) + (end > 0 and held[end - 1] != _LINE)
    return _Cut(end=end, rows=rows, is_quoted=False)


def _quoted(
    held: bytes, delimiter: str, is_end: bool, first: int, width: int, *, copy: bool = False
) -> _Cut | None:
    """The cut where all quotes open, close or escape as they should; None where one does not."""
    codes = np.frombuffer(held, dtype=np.uint8)
    quotes = np.flatnonzero(codes == _QUOTE)
    before = np.where(quotes > 0, codes[quotes - 1], _LINE)
    after = np.where(quotes + 1 < len(codes), codes[np.minimum(quotes + 1, len(codes) - 1)], _LINE)
    opens = _is_one_of(before, ord(delimiter), _LINE)
    if not opens.any():
        return _plain(held, is_end)
    touches = np.diff(quotes) == 1  # the next quote follows at once
    escapes = np.append(touches, [False])
    escaped = np.insert(touches, 0, [False])
    closes = _is_one_of(after, ord(delimiter), _LINE, _RETURN)
    if not (np.all((opens | escaped)[0::2]) and np.all((closes | escapes)[1::2])):
        return None
    lines = np.flatnonzero(codes == _LINE)
    is_inside = np.searchsorted(quotes, lines) % 2 == 1
    ends = lines[~is_inside]
    if width and is_inside.any():
        refuse_swallowed(held, delimiter, width, lines, is_inside, first)
    if not is_end:
        end, rows = (int(ends[-1]) + 1, len(ends)) if len(ends) else (0, 0)
        return _Cut(end=end, rows=rows, is_quoted=True, content=held[:end] if copy else None)
    if len(quotes) % 2:
        return _Cut(end=0, rows=len(ends), is_quoted=True, is_open=True)
    rows = len(ends) + (len(ends) == 0 or int(ends[-1]) != len(held) - 1)
    return _Cut(end=len(held), rows=rows, is_quoted=True, content=held if copy else None)


def _loose(held: bytes, delimiter: str, is_end: bool, first: int, width: int) -> _Cut:
    """Record by record, for quotes that break the rules; written again so that they keep them."""
    whole = held if is_end else held[: held.rfind(b"\n") + 1]
    text = whole.decode("utf-8")
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    csv.field_size_limit(MOST_RECORD_BYTES)
    reader = csv.reader([*(line + "\n" for line in lines), _SENTINEL], delimiter=delimiter)
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    rows, taken = 0, 0
    for record in reader:
        if reader.line_num > len(lines):
            break
        if width and reader.line_num - taken > 1:
            refuse_swallowed_lines(lines[taken : reader.line_num], delimiter, width, first + rows)
        writer.writerow(record)
        rows, taken = rows + 1, reader.line_num
    is_open = taken < len(lines)
    end = len(whole) if not is_open else len("".join(line + "\n" for line in lines[:taken]).encode())
    content = out.getvalue().encode()
    return _Cut(end=end, rows=rows, is_quoted=True, content=content, is_open=is_open)


def _is_one_of(codes: npt.NDArray[np.uint8], *wanted: int) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = codes == wanted[0]
    for code in wanted[1:]:
        found |= codes == code
    return found
