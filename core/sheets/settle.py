"""Pass one, column by column: the decimal separator and whether shares are written in percent."""

from dataclasses import replace

import polars as pl

from core.inventory.fields import ITEM, Kind
from core.sheets.cells import SHARES, read_cells, read_texts
from core.sheets.numbers import decimal_of, trimmed
from core.sheets.options import SheetOptions
from core.sheets.source import Source, number_name, raw_name
from core.sheets.understanding import Column


def settled(source: Source, options: SheetOptions) -> Source:
    """The source with every column's decimal separator and percent reading decided.

    Columns of text in which every cell is a number become numbers, so that they are read only once.

    Raises:
        InvalidOption: a column's texts may mean two numbers.

    """
    columns, read = [], {}
    for column in source.columns:
        known = column
        name = raw_name(column.position)
        if _is_number(column) and source.frame.schema[name] == pl.String:
            known, values = _numeric(column, source, options)
            if values is not None:
                read[name] = values
        if column.field in SHARES and "%" in column.header:
            known = _percent_points(known, source)
        columns.append(known)
    return replace(source, columns=tuple(columns), frame=source.frame.with_columns(**read))


def _is_number(column: Column) -> bool:
    return column.field is not None and ITEM[column.field].kind is Kind.NUMBER


def _numeric(column: Column, source: Source, options: SheetOptions) -> tuple[Column, pl.Series | None]:
    """The column with its decimal separator, and its numbers if every cell is one."""
    texts = trimmed(source.frame[raw_name(column.position)])
    companion = number_name(column.position)
    is_number = source.frame[companion] if companion in source.frame.columns else None
    typed = texts if is_number is None else texts.filter(~is_number)
    known = replace(column, decimal=decimal_of(typed, column.header, options.decimal))
    values, codes = read_texts(texts, is_number, known)
    return known, values if codes.null_count() == len(codes) else None


def _percent_points(column: Column, source: Source) -> Column:
    """A header with % over numbers that are all above one: 25 means a quarter. Otherwise as written."""
    values = column_values(column, source)
    raw = source.frame[raw_name(column.position)]
    has_sign = raw.dtype == pl.String and bool(raw.str.contains("%", literal=True).any())
    positive = values.filter(values > 0)
    if has_sign or positive.is_empty() or not bool((positive > 1).all()):
        return column
    return replace(column, factor=0.01, reason=f"{column.reason}, read as percent")


def column_values(column: Column, source: Source) -> pl.Series:
    """What a column's cells say, as its field's values."""
    name = number_name(column.position)
    companion = source.frame[name] if name in source.frame.columns else None
    return read_cells(source.frame[raw_name(column.position)], companion, column).values[0]
