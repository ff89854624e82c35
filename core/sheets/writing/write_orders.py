"""What to order today as a list an ERP imports."""

import datetime as dt
from collections.abc import Iterable, Iterator

import polars as pl

from core.errors import InvalidOption
from core.sheets.understanding import Understanding
from core.sheets.writing.layout import others
from core.sheets.writing.order_lines import order_lines
from core.sheets.writing.order_templates import DATE_FORMATS, OrderTemplate, TemplateColumn
from core.sheets.writing.write_csv import header_line, number_texts

_BLOCK = 20_000  # rows a part


def order_parts(
    frames: Iterable[pl.DataFrame],
    understanding: Understanding,
    template: OrderTemplate,
    *,
    as_of: dt.date,
    job_id: str,
) -> Iterator[bytes]:
    """The list as CSV, header first. Only rows to order today are kept in memory.

    Raises:
        InvalidOption: the sheet has two columns of a header the template names.

    """
    keys = {column.header: _key(column, understanding) for column in template.columns}
    yield header_line([column.header for column in template.columns], template.delimiter)
    found = [_lines(frame, understanding, keys, as_of) for frame in frames]
    found = [lines for lines in found if lines.height]
    if not found:
        return
    table = (
        pl.concat(found)
        .sort("supplier", "currency", "need_date", "sku", nulls_last=True, maintain_order=True)
        .with_columns(
            pl.lit(job_id).alias("job_id"),
            pl.int_range(1, pl.len() + 1).alias("line"),
            pl.int_range(1, pl.len() + 1).over("supplier", "currency").alias("supplier_line"),
        )
    )
    for start in range(0, table.height, _BLOCK):
        block = table.slice(start, _BLOCK)
        made = [
            _values(block, column, keys[column.header], template).alias(str(at))
            for at, column in enumerate(template.columns)
        ]
        yield pl.DataFrame(made).write_csv(separator=template.delimiter, include_header=False).encode()


def _key(column: TemplateColumn, understanding: Understanding) -> str | None:
    """The key in `other` of the sheet's column a template column names; None where there is none."""
    if column.original is None:
        return None
    wanted = " ".join(column.original.split()).casefold()
    same = [c for c in understanding.written if c.header.casefold() == wanted and c.field is None]
    if len(same) > 1:
        raise InvalidOption(
            f"The sheet has {len(same)} columns '{column.original}', which the order template names.",
            remedy="Give the columns different headers.",
        )
    return same[0].key if same else None


def _lines(
    frame: pl.DataFrame, understanding: Understanding, keys: dict[str, str | None], as_of: dt.date
) -> pl.DataFrame:
    lines = order_lines(frame, as_of)
    other = others(lines, understanding)
    wanted = {key for key in keys.values() if key is not None}
    return lines.drop("other").with_columns(other[key].alias(_place(key)) for key in wanted)


def _place(key: str) -> str:
    return f"other:{key}"


def _values(
    table: pl.DataFrame, column: TemplateColumn, key: str | None, template: OrderTemplate
) -> pl.Series:
    from core.sheets.writing.harmless import harmless

    if column.source is not None:
        values = table[column.source]
    elif key is not None:
        values = table[_place(key)]
    else:
        values = pl.Series([column.constant], dtype=pl.String).new_from_index(0, table.height)
    if values.dtype == pl.Date:
        texts = values.dt.to_string(DATE_FORMATS[template.date_format])
    elif values.dtype.is_float():
        texts = number_texts(values, "," if template.decimal == "," else ".").str.replace(r"[.,]0$", "")
    else:
        texts = values.cast(pl.String)
    if column.once_per_supplier:
        texts = texts.set(table["supplier_line"] > 1, None)
    return harmless(texts)
