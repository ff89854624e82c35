"""The sheet a buyer sends: what to order today, supplier by supplier, with totals."""

import datetime as dt

import polars as pl
from xlsxwriter import Workbook

from core.inventory.fields import DECISION, ITEM
from core.sheets.understanding import letters
from core.sheets.writing.cell_formats import Formats, style
from core.sheets.writing.cell_xml import blank_cells, either, number_cells, text_cells
from core.sheets.writing.layout import OutputColumn
from core.sheets.writing.order_lines import ADDED, order_lines
from core.sheets.writing.outputs import Output
from core.sheets.writing.pages import Pages, cells
from core.sheets.writing.tables import Header

_NO_SUPPLIER = "(no supplier)"
# Header, column of the order lines, width.
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("Supplier", "supplier", 26),
    ("SKU", "sku", 16),
    ("Description", "description", 34),
    ("Location", "location", 14),
    ("Quantity", "quantity", 12),
    ("Order unit", "quantity_unit", 10),
    ("Price", "price", 12),
    ("Value", "value", 14),
    ("Currency", "currency", 10),
    ("Needed by", "need_date", 12),
    ("Order by", "latest_order_date", 12),
    ("Out of stock", "stockout_date", 12),
    ("In stock units", "suggested_order", 12),
    ("Unit", "unit", 8),
    ("Orders", "orders_needed", 8),
    ("Why", "reason", 70),
)
_LIKE = {"price": "purchase_price", "value": "stock_value"}  # formatted like these decisions
_KINDS = ADDED | {name: field.kind for name, field in {**ITEM, **DECISION}.items()}
_NAMES = [name for _, name, _ in _COLUMNS]


class OrdersSheet:
    """Collects the rows to order while the decisions are written, then writes them grouped."""

    def __init__(
        self, book: Workbook, name: str, formats: Formats, *, as_of: dt.date | None, rows: int
    ) -> None:
        headers = [Header(text=text, width=width) for text, _, width in _COLUMNS]
        self._pages = Pages(book, name, headers, formats, frozen_columns=2, rows=rows)
        self._formats, self._as_of = formats, as_of
        self._frames: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep this frame's rows to order; gives the frame on."""
        self._frames.append(order_lines(frame, self._as_of).select(_NAMES))
        return frame

    def finish(self) -> None:
        """Write the rows by supplier and currency, the most urgent first, a total after each."""
        if self._frames and any(frame.height for frame in self._frames):
            table = _with_totals(pl.concat(self._frames))
            self._pages.write(table.height, lambda rows, numbers: self._cells(table[rows], numbers))
        self._pages.end()

    def _cells(self, table: pl.DataFrame, numbers: pl.Series) -> list[pl.Series]:
        formats, is_total = self._formats, table["is_total"]
        bold, quoted = style(formats.bold), style(formats.quoted_bold)
        whole, money = style(formats.bold_whole), style(formats.bold_money)
        made = []
        for at, (header, name, _) in enumerate(_COLUMNS):
            values, letter = table[name], letters(at)
            column = OutputColumn(header=header, kind=_KINDS[name], field=_LIKE.get(name, name))
            line = cells(Output(values=values), column, at, numbers, formats)
            if values.dtype == pl.String:
                total = text_cells(values, letter, numbers, bold, quoted)
            else:
                total = number_cells(values.cast(pl.Float64, strict=False), letter, numbers, whole, money)
            total = either(total, blank_cells(letter, numbers, bold))
            chosen = pl.when(is_total).then(total).otherwise(line)
            made.append(pl.select(chosen).to_series())
        return made


def _with_totals(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines sorted, and below each supplier and currency a row with their number and value."""
    lines = lines.with_columns(pl.col("supplier").fill_null(_NO_SUPPLIER), is_total=pl.lit(value=False))
    groups = lines.group_by("supplier", "currency", maintain_order=True)
    totals = groups.agg(pl.len().alias("lines"), pl.col("value").sum()).with_columns(
        (pl.lit("Total ") + pl.col("supplier")).alias("label"),
        pl.format(
            "{} {}", "lines", pl.when(pl.col("lines") == 1).then(pl.lit("line")).otherwise(pl.lit("lines"))
        ).alias("description"),
        is_total=pl.lit(value=True),
    )
    every = pl.concat([lines, totals.drop("lines")], how="diagonal").sort(
        "supplier", "currency", "is_total", "latest_order_date", "sku", nulls_last=True, maintain_order=True
    )
    return every.with_columns(pl.coalesce("label", "supplier").alias("supplier"))
