"""The values of a written column: typed where they could be read, beside what stood there where not."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from core.inventory.fields import Kind
from core.sheets.understanding import Understanding
from core.sheets.writing.layout import OutputColumn, as_written, is_part, others

# Texts that a number gives back letter by letter; longer ones are numbers of articles or telephones.
_PLAIN_NUMBER = r"^-?(?:0|[1-9][0-9]{0,10})(?:\.[0-9]{0,5}[1-9])?$"
_COMMA_NUMBER = r"^-?[0-9]{1,11}(?:,[0-9]{1,6})?$"
_ANY_NUMBER = r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$"
_LOOKED_AT = 1_000  # rows that tell whether a workbook's column was typed as numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One column of one frame. `texts` are the cells as they were sent, where `values` has none."""

    values: pl.Series
    texts: pl.Series | None = None


def outputs(
    frame: pl.DataFrame,
    columns: Iterable[OutputColumn],
    understanding: Understanding,
    numeric: frozenset[str] = frozenset(),
) -> list[Output]:
    """The values of every column, in order; kept columns whose key is in `numeric` become numbers."""
    other = others(frame, understanding)
    return [_output(frame, other, column, numeric) for column in columns]


def numeric_keys(
    frame: pl.DataFrame,
    columns: Iterable[OutputColumn],
    understanding: Understanding,
    *,
    is_guessed: bool = False,
) -> frozenset[str]:
    """The unmapped columns that are numbers, by the first rows of a run.

    A workbook's are those it typed as numbers. A text file types nothing; with `is_guessed` its columns all
    of whose cells are plainly numbers count, as a spreadsheet program takes them when it opens the file.
    """
    unmapped = {o.column.key for o in columns if o.column is not None and o.column.field is None}
    if understanding.sheet is None:
        if not is_guessed:
            return frozenset()
        other = others(frame, understanding)
        plain = (key for key in unmapped if other[key].str.contains(_PLAIN_NUMBER).all(ignore_nulls=True))
        return frozenset(key for key in plain if other[key].null_count() < frame.height)
    typed: set[str] = set()
    texts: set[str] = set()
    for text in frame["other"].head(_LOOKED_AT).drop_nulls():
        for key, value in json.loads(text).items():
            if value is not None:
                (typed if isinstance(value, int | float) and not isinstance(value, bool) else texts).add(key)
    return frozenset((typed - texts) & unmapped)


def _output(
    frame: pl.DataFrame, other: pl.DataFrame, output: OutputColumn, numeric: frozenset[str]
) -> Output:
    column = output.column
    if column is None:
        return Output(values=frame[output.field or ""])
    written = other[column.key]
    if output.is_kept:
        if column.key in numeric:
            return _read_again(written, _ANY_NUMBER)
        if is_part(column) and output.kind is Kind.NUMBER:
            return _read_again(written, _COMMA_NUMBER if column.decimal == "," else _ANY_NUMBER)
        return Output(values=written)
    values = as_written(frame, column)
    return Output(values=values, texts=written if written.null_count() < len(written) else None)


def _read_again(texts: pl.Series, form: str) -> Output:
    """Numbers where a text is of this form and can only be this one; the others stay as they were."""
    plain = texts.set(~texts.str.contains(form).fill_null(value=False), None)
    values = plain.str.replace(",", ".", literal=True).cast(pl.Float64)
    return Output(values=values, texts=texts)
