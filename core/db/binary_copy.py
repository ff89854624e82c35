"""A frame as PostgreSQL's binary COPY wants it, built column by column with numpy.

Half the work of a COPY in csv is writing numbers as text here and reading them there. Source of the format:
PostgreSQL manual, "COPY", File Formats, Binary Format, and the send/receive functions of the types.
"""

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import polars as pl
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Places = NDArray[np.int64]

_SIGNATURE = b"PGCOPY\n\xff\r\n\x00" + bytes(8)  # no flags, no header extension
_END = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"  # a length of -1
_EPOCH_DAYS = (dt.date(2000, 1, 1) - dt.date(1970, 1, 1)).days
_JSONB_VERSION = b"\x01"
_LENGTH_BYTES = 4
_ROWS_OF_A_LENGTH = 16  # so many on average, for taking them together to be worth it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """Fields of one width standing side by side, none of them null: bytes, shape (rows, width)."""

    block: Bytes

    def sizes(self) -> int:
        return int(self.block.shape[1])

    def put(self, out: Bytes, at: Places) -> None:
        _put(out, at, self.block)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sparse:
    """One field of fixed width that is null in some rows."""

    block: Bytes
    is_valid: NDArray[np.bool_]

    def sizes(self) -> Places:
        return np.where(self.is_valid, self.block.shape[1], _LENGTH_BYTES).astype(np.int64)

    def put(self, out: Bytes, at: Places) -> None:
        _put(out, at[self.is_valid], self.block[self.is_valid])
        _put_nulls(out, at[~self.is_valid])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """One field of texts: their bytes joined, the length of each, -1 for null."""

    joined: Bytes
    lengths: Places

    def sizes(self) -> Places:
        return np.maximum(self.lengths, 0) + _LENGTH_BYTES

    def put(self, out: Bytes, at: Places) -> None:
        _put(out, at, self.lengths.astype(">i4").view(np.uint8).reshape(-1, _LENGTH_BYTES))
        lengths = np.maximum(self.lengths, 0)
        before = np.cumsum(lengths) - lengths
        places = at + _LENGTH_BYTES
        order = np.argsort(lengths, kind="stable")
        starts = np.flatnonzero(np.diff(lengths[order], prepend=-1))
        if len(starts) * _ROWS_OF_A_LENGTH > len(lengths):
            out[np.repeat(places - before, lengths) + np.arange(len(self.joined))] = self.joined
            return
        # All texts of a length at once: rows are copied whole, several times as fast as byte by byte.
        for rows in np.split(order, starts[1:]):
            width = int(lengths[rows[0]]) if len(rows) else 0
            if width:
                _windows(out, width)[places[rows]] = _windows(self.joined, width)[before[rows]]


def encoded(
    frame: pl.DataFrame, constants: Mapping[str, UUID | dt.date], json_columns: frozenset[str]
) -> tuple[list[str], io.BytesIO]:
    """The columns that hold anything, and the rows of them; `constants` are the same in every row.

    `json_columns` are texts for columns of type jsonb. Columns that are null throughout are left out: they
    are null in the table, too.
    """
    rows = frame.height
    names = [*constants, *(name for name in frame.columns if frame[name].null_count() < rows)]
    fields: list[_Fixed | _Sparse | _Texts] = []
    side_by_side = [np.frombuffer(len(names).to_bytes(2, "big"), np.uint8).repeat(rows).reshape(2, rows).T]
    for name in names:
        if name in constants:
            side_by_side.append(_same(constants[name], rows))
            continue
        column = frame[name]
        if column.dtype == pl.String:
            found: _Sparse | _Texts = _texts(column, _JSONB_VERSION if name in json_columns else b"")
        else:
            block = _numbers(column)
            if not column.null_count():
                side_by_side.append(block)
                continue
            found = _Sparse(block=block, is_valid=column.is_not_null().to_numpy())
        if side_by_side:
            fields.append(_Fixed(block=np.hstack(side_by_side)))
            side_by_side = []
        fields.append(found)
    if side_by_side:
        fields.append(_Fixed(block=np.hstack(side_by_side)))
    return names, _laid_out(fields, rows)


def _laid_out(fields: list[_Fixed | _Sparse | _Texts], rows: int) -> io.BytesIO:
    sizes = [np.broadcast_to(np.asarray(field.sizes(), dtype=np.int64), (rows,)) for field in fields]
    widths = np.sum(sizes, axis=0)
    out = np.empty(int(widths.sum()), np.uint8)
    at = np.cumsum(widths) - widths
    for field, size in zip(fields, sizes, strict=True):
        field.put(out, at)
        at = at + size
    buffer = io.BytesIO()
    buffer.write(_SIGNATURE)
    buffer.write(out.data)
    buffer.write(_END)
    buffer.seek(0)
    return buffer


def _with_length(values: Bytes) -> Bytes:
    rows, width = values.shape
    block = np.empty((rows, _LENGTH_BYTES + width), np.uint8)
    block[:, :_LENGTH_BYTES] = np.frombuffer(width.to_bytes(_LENGTH_BYTES, "big"), np.uint8)
    block[:, _LENGTH_BYTES:] = values
    return block


def _same(value: UUID | dt.date, rows: int) -> Bytes:
    if isinstance(value, UUID):
        content = value.bytes
    else:
        content = (value - dt.date(2000, 1, 1)).days.to_bytes(4, "big", signed=True)
    return _with_length(np.broadcast_to(np.frombuffer(content, np.uint8), (rows, len(content))))


def _numbers(column: pl.Series) -> Bytes:
    rows = len(column)
    if column.dtype == pl.Float64:
        wide = _whole(column, 0.0).to_numpy().astype(">f8")
    elif column.dtype == pl.Date:
        wide = (_whole(column.cast(pl.Int32), 0) - _EPOCH_DAYS).to_numpy().astype(">i4")
    elif column.dtype == pl.Boolean:
        wide = _whole(column, value=False).to_numpy().astype(np.uint8)
    elif column.dtype == pl.Int32:
        wide = _whole(column, 0).to_numpy().astype(">i4")
    else:
        raise TypeError(f"{column.name} is of a type the decision table does not have: {column.dtype}")
    return _with_length(wide.view(np.uint8).reshape(rows, -1))


def _whole(column: pl.Series, value: float) -> pl.Series:
    return column.fill_null(value) if column.null_count() else column


def _texts(column: pl.Series, prefix: bytes) -> _Texts:
    lengths = column.str.len_bytes().cast(pl.Int64).fill_null(-1 - len(prefix)).to_numpy() + len(prefix)
    texts = column.drop_nulls()
    if prefix:
        texts = prefix.decode() + texts
    joined = texts.str.join("").item()
    return _Texts(joined=np.frombuffer((joined or "").encode(), np.uint8), lengths=lengths)


def _put(out: Bytes, at: Places, block: Bytes) -> None:
    """Write each row of `block` at its place; places may be anywhere, aligned or not."""
    width = block.shape[1]
    # A row as one value of `width` bytes: numpy copies values of any kind whole, not byte by byte.
    _windows(out, width)[at] = np.ascontiguousarray(block).view(f"V{width}")[:, 0]


def _windows(content: Bytes, width: int) -> NDArray[np.void]:
    """The `width` bytes from each place on, as one value each; a view of `content`."""
    return np.ndarray((len(content) - width + 1,), f"V{width}", content.data, strides=(1,))


def _put_nulls(out: Bytes, at: Places) -> None:
    _put(out, at, np.broadcast_to(np.frombuffer(_NULL, np.uint8), (len(at), _LENGTH_BYTES)))
