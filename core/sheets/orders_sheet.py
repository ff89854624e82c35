"""The sheet a buyer sends: what to order today, supplier by supplier, with totals."""

from itertools import groupby
from typing import Any

import polars as pl
from xlsxwriter.worksheet import Worksheet

from core.sheets.cell_formats import Formats
from core.sheets.tables import Header, begin_table, finish_table, put

_NO_SUPPLIER = "(no supplier)"
# Header, column of the decision table, width.
_COLUMNS: tuple[tuple[str, str, float], ...] = (
    ("Supplier", "supplier", 26),
    ("SKU", "sku", 16),
    ("Description", "description", 34),
    ("Location", "location", 14),
    ("Order quantity", "suggested_order", 12),
    ("Unit", "unit", 8),
    ("Orders", "orders_needed", 8),
    ("Price per unit", "price", 12),
    ("Value", "value", 14),
    ("Currency", "currency", 10),
    ("Order by", "latest_order_date", 12),
    ("Out of stock", "stockout_date", 12),
    ("Why", "reason", 70),
)
_MONEY = {"price": "purchase_price", "value": "stock_value"}  # formatted like these


class OrdersSheet:
    """Collects the rows to order while the decisions are written, then writes them grouped."""

    def __init__(self, sheet: Worksheet, formats: Formats) -> None:
        self._sheet, self._formats = sheet, formats
        self._frames: list[pl.DataFrame] = []

    def add(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Keep this frame's rows to order; gives the frame on."""
        price = pl.coalesce("purchase_price", "unit_cost")
        ordering = frame.filter(pl.col("order_now") & (pl.col("suggested_order") > 0)).with_columns(
            pl.col("supplier").fill_null(_NO_SUPPLIER),
            price.alias("price"),
            (pl.col("suggested_order") * price).alias("value"),
        )
        self._frames.append(ordering.select(name for _, name, _ in _COLUMNS))
        return frame

    def finish(self) -> None:
        """Write the rows by supplier and currency, the most urgent first, a total after each."""
        headers = [Header(text=text, width=width) for text, _, width in _COLUMNS]
        begin_table(self._sheet, headers, self._formats, frozen_columns=2)
        rows: list[dict[str, Any]] = []
        if self._frames:
            every = pl.concat(self._frames)
            rows = every.sort(
                "supplier", "currency", "latest_order_date", "sku", nulls_last=True, maintain_order=True
            ).to_dicts()
        at = 0
        for (supplier, currency), group in groupby(rows, key=lambda row: (row["supplier"], row["currency"])):
            lines = list(group)
            for line in lines:
                at += 1
                for column, (_, name, _) in enumerate(_COLUMNS):
                    put(self._sheet, at, column, line[name], self._formats, _MONEY.get(name, name))
            at += 1
            self._total(at, supplier, currency, lines)
        finish_table(self._sheet, at, len(_COLUMNS))

    def _total(self, at: int, supplier: str, currency: str | None, lines: list[dict[str, Any]]) -> None:
        bold, names = self._formats.bold, [name for _, name, _ in _COLUMNS]
        for column in range(len(names)):
            self._sheet.write_blank(at, column, None, bold)
        self._sheet.write_string(at, 0, f"Total {supplier}", bold)
        self._sheet.write_string(
            at, names.index("description"), f"{len(lines)} lines" if len(lines) > 1 else "1 line", bold
        )
        value = sum(line["value"] or 0.0 for line in lines)
        self._sheet.write_number(at, names.index("value"), value, self._formats.bold_money)
        if currency:
            self._sheet.write_string(at, names.index("currency"), currency, bold)
