"""The template a planner fills in: the usual columns with an example row, and every field explained."""

from io import BytesIO

import xlsxwriter

from core.inventory.fields import ITEM, ITEM_FIELDS, Kind
from core.sheets.options import NOT_INPUTS
from core.sheets.values.cells import SHARES
from core.sheets.writing.cell_formats import Formats
from core.sheets.writing.tables import Header, begin_table, finish_table, put

ITEMS, FIELDS = "Items", "Fields"
_CHECKED_ROWS = 10_000  # rows whose cells Excel checks and explains while they are typed
_LONGEST_NOTE = 255  # characters of an input message
_CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CNY", "INR", "TRY")

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
    """The workbook: sheet Items to fill in, each cell checked and explained; sheet Fields with all fields."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        formats = Formats(book)
        items = book.add_worksheet(ITEMS)
        headers = [Header(text=name, width=max(11.0, len(name) * 0.9)) for name in EXAMPLE]
        begin_table(items, headers, formats, frozen_columns=1)
        for at, (name, value) in enumerate(EXAMPLE.items()):
            put(items, 1, at, value, formats, name)
        finish_table(items, 1, len(EXAMPLE))
        for at, name in enumerate(EXAMPLE):
            items.data_validation(1, at, _CHECKED_ROWS, at, _rule(name))
        _explain(book.add_worksheet(FIELDS), formats)
    return target.getvalue()


def _rule(name: str) -> dict[str, object]:
    """What a cell of this field may hold, and the note that shows when it is chosen.

    Excel warns and lets a planner insist: what is wrong all the same, the importer names.
    """
    field = ITEM[name]
    note = f"{field.meaning[:1].upper()}{field.meaning[1:]}{f' [{field.unit}]' if field.unit else ''}."
    rule: dict[str, object] = {
        "validate": "any",
        "input_title": name,
        "input_message": note.replace("`", "")[:_LONGEST_NOTE],
        "error_type": "warning",
        "error_title": name,
    }
    if name == "currency":
        rule |= {
            "validate": "list",
            "source": list(_CURRENCIES),
            "error_message": "Not one of the usual codes.",
        }
    elif name in SHARES:
        rule |= {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 1,
            "error_message": "A share from 0 to 1: 0.2 is 20 %.",
        }
    elif field.kind is Kind.NUMBER and name != "on_hand":  # negative stock is backlog
        rule |= {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_message": "A number that is not negative.",
        }
    return rule


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
