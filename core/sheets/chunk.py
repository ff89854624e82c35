"""A range of rows, clean and encoded: what the reading subprocess hands over and a job keeps."""

from dataclasses import dataclass

from core.sheets.problems import RowError


@dataclass(frozen=True, slots=True, kw_only=True)
class EncodedChunk:
    """`ordinal` counts from 0; rows as in the file.

    `errors` are the cells that could not be read, `warnings` those that are doubted; their rows are computed.
    """

    ordinal: int
    first_row: int
    last_row: int
    rows: int
    payload: bytes
    errors: tuple[RowError, ...]
    warnings: tuple[RowError, ...] = ()
