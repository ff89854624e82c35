"""The template a planner fills in: the usual columns with an example row, and every field explained."""

from io import BytesIO

import xlsxwriter

from core.inventory.fields import ITEM_FIELDS, Kind
from core.sheets.cell_formats import Formats
from core.sheets.options import NOT_INPUTS
from core.sheets.tables import Header, begin_table, finish_table, put

ITEMS, FIELDS = "Items", "Fields"

# What most planners have, in the order they think of it; any other field may be added as a column.
EXAMPLE: dict[str, str | float] = {
    "sku": "A-100",
    "description": "example: replace this row",
    "supplier": "Example Ltd",
    "currency": "EUR",
    "demand": 1200,
    "demand_std": 180,
    "order_cost": 25,
    "unit_cost": 4.5,
    "holding_rate": 0.2,
    "lead_time_days": 14,
    "service_level": 0.95,
    "on_hand": 40,
    "on_order": 0,
    "min_order_qty": 50,
    "order_multiple": 10,
    "current_order_qty": 200,
}


def template() -> bytes:
    """The workbook: sheet Items to fill in, sheet Fields with every field's meaning and unit."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = Formats(book)
        items = book.add_worksheet(ITEMS)
        headers = [Header(text=name, width=max(11.0, len(name) * 0.9)) for name in EXAMPLE]
        begin_table(items, headers, formats, frozen_columns=1)
        for at, (name, value) in enumerate(EXAMPLE.items()):
            put(items, 1, at, value, formats, name)
        finish_table(items, 1, len(EXAMPLE))
        _explain(book.add_worksheet(FIELDS), formats)
    return target.getvalue()


def _explain(sheet: xlsxwriter.workbook.Worksheet, formats: Formats) -> None:
    headers = [
        Header(text=text, width=width) for text, width in (("field", 24), ("unit", 28), ("meaning", 90))
    ]
    begin_table(sheet, headers, formats, frozen_columns=1)
    explained = [field for field in ITEM_FIELDS if field.name not in NOT_INPUTS]
    for row, field in enumerate(explained, start=1):
        unit = field.unit or {Kind.FLAG: "true or false", Kind.TEXT: "text"}.get(field.kind, "")
        for at, text in enumerate((field.name, unit, field.meaning)):
            put(sheet, row, at, text, formats, None)
    finish_table(sheet, len(explained), len(headers))
