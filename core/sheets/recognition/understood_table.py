"""Understands one sheet: its header, and step by step what its columns hold."""

from collections.abc import Sequence

from core.sheets.files.book import Head
from core.sheets.options import SheetOptions
from core.sheets.questions import Question
from core.sheets.recognition import demand_columns, sku_column
from core.sheets.recognition.below import Below
from core.sheets.recognition.claims import apply_units, claim
from core.sheets.recognition.containers import suggest_containers
from core.sheets.recognition.demand_columns import settle_demand
from core.sheets.recognition.doubts import (
    settle_holding,
    settle_price_per,
    settle_results,
    settle_rivals,
    settle_wordy,
    suggest_fields,
    suggest_units,
)
from core.sheets.recognition.draft import Draft, drafted
from core.sheets.recognition.foreign_units import suggest_foreign_units
from core.sheets.recognition.header_row import Scored
from core.sheets.recognition.line_tables import settle_lines, settle_lines_names
from core.sheets.recognition.money_columns import settle_currency
from core.sheets.recognition.price_columns import settle_breaks
from core.sheets.recognition.sku_column import settle_sku
from core.sheets.recognition.stock_columns import settle_stock
from core.sheets.understanding import Column


def understood_table(head: Head, found: Scored, options: SheetOptions) -> Draft:
    """The columns below a header, each with its field or why it has none.

    Raises:
        InvalidOption: the mapping or the units name what is not there, or one field is given to two columns.

    """
    header = found.header
    draft = drafted(header, Below(head, header.row), options)
    claim(draft)
    settle_breaks(draft)
    settle_lines(draft)
    settle_sku(draft)
    settle_lines_names(draft)
    settle_wordy(draft)
    settle_price_per(draft)
    settle_stock(draft)
    settle_demand(draft)
    settle_results(draft)
    settle_rivals(draft)
    settle_holding(draft)
    settle_currency(draft)
    apply_units(draft)
    return draft


def suggest(draft: Draft, asked: Sequence[Question]) -> None:
    """Say what was taken where another reading is likely, or left out for want of one."""
    suggest_units(draft)
    suggest_containers(draft)
    suggest_foreign_units(draft, asked)
    suggest_fields(draft, asked)


def missing(draft: Draft) -> list[str]:
    """The needed fields no column holds and no question asks for."""
    asked = {question.id for question in draft.questions}
    needed = {"sku": draft.holders("sku")}
    if draft.table == "lines":
        needed |= {"date": draft.holders("date"), "quantity": draft.holders("quantity")}
    else:
        needed |= {"demand": draft.holders("demand") + draft.parts("demand")}
    return [name for name, columns in needed.items() if not columns and f"field:{name}" not in asked]


def candidates(draft: Draft, name: str) -> list[Column]:
    """The columns that could hold a needed field."""
    if name == "sku":
        return sku_column.candidates(draft)
    if name == "date":
        return [column for column in draft.free() if draft.below.is_dates(column.position)]
    return demand_columns.candidates(draft)
