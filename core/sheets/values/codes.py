"""What is said about each kind of bad or doubtful cell: one message, one way out."""

from collections.abc import Mapping

from core.inventory.fields import ITEM
from core.sheets.problems import RowError, shortened
from core.sheets.understanding import Column

MISSING_SKU, MISSING_DATE, MISSING_QUANTITY = "missing_sku", "missing_date", "missing_quantity"
DUPLICATE_KEY, CASE_DUPLICATE = "duplicate_key", "case_duplicate"
TOO_MANY_CELLS = "too_many_cells"
UNCACHED_FORMULA = "uncached_formula"
# Not in any cell: a row the spreadsheet hides.
HIDDEN_ROW = "hidden_row"

_NUMBER = "Write a number{unit}, or leave the cell empty if it is not known."
_AS_TEXT = "Format the column as text in the spreadsheet and write the item's number again."
_SHARE = "Write a share above 0 and below 1, for example 0.95 or 95 %; a factor of 1.65 stands for 0.95."
_HISTORY = "Check the periods; nothing needs to be done if they are right."

# Errors: the row is not computed.
_ERRORS: Mapping[str, tuple[str, str]] = {
    "not_a_number": ("{name} is {shown}, which is not a number.", _NUMBER),
    "not_finite": ("{name} is {shown}, which is no finite number.", _NUMBER),
    "is_a_flag": ("{name} is {shown}, a truth value and no number.", _NUMBER),
    "is_a_date": (
        "{name} is the date {shown}.",
        "A spreadsheet has turned the cell into a date; format it as text and write the value again.",
    ),
    "is_a_time": (
        "{name} is the time of day {shown}.",
        "A spreadsheet has turned the cell into a time; format it as a number and write the value again.",
    ),
    "is_money": (
        "{name} is {shown}, an amount of money.",
        "Write how many units{unit}, or map the column to a field that is money.",
    ),
    "other_decimal": (
        "{name} is {shown}, written with another decimal separator than the rest of the column.",
        "Write the number like the others of its column, or say with `decimal` how the column is written.",
    ),
    "excel_error": (
        "{name} is {shown}, an error of the spreadsheet.",
        "Correct the formula or write the value.",
    ),
    "uncached_formula": (
        "{name} is a formula without a stored value: {shown}.",
        "Open the file in a spreadsheet program, let it recalculate, save it, and upload it again.",
    ),
    "negative": ("{name} is {shown}, below zero.", "Write 0 or more."),
    "not_below_one": ("{name} is {shown}: 100 % can never be promised.", "Write for example 0.99 or 99 %."),
    "out_of_range": (
        "{name} is {shown}, no share below 1; numbers between 1 and 4 look like a safety factor (z-value).",
        _SHARE,
    ),
    "too_high": (
        "{name} is {shown}: more than 500 % a year is no rate.",
        "Write 0.25 or 25 % for 25 % a year.",
    ),
    "mixed_share": (
        "{name} is {shown} in a column of percent (25 means 25 %): 0.25 or 0.25 %?",
        "Write the whole column in percent or the whole column as shares, or add a % sign to each.",
    ),
    "unit_missing": (
        "{name} is {shown} without a unit, while other cells of the column name one.",
        "Write the unit in the cell, like 3 weeks, or say what unit the column is in.",
    ),
    "not_a_flag": ("{name} is {shown}, which is neither yes nor no.", "Write yes or no."),
    "not_price_breaks": (
        "{name} is {shown}, which is no list of prices.",
        'Write it like [{{"min_qty": 1, "unit_cost": 10}}, {{"min_qty": 100, "unit_cost": 9}}].',
    ),
    "incomplete_tier": (
        "A price break has a quantity without a price or a price without a quantity.",
        "Write both, or empty both.",
    ),
    "duplicate_tier": (
        "{name} has two prices from {shown} units on.",
        "Keep one price for each quantity.",
    ),
    "not_a_date": ("{name} is {shown}, which is no date.", "Write a date like 2026-01-31."),
    "currency_differs": (
        "{name} is {shown}, in another currency than the rest.",
        "Write all amounts of a row in one currency, and say which in a column `currency`.",
    ),
    "date_in_sku": ("The SKU is the date {shown}: a spreadsheet has replaced the item's number.", _AS_TEXT),
    "nul_character": ("{name} contains a NUL character.", "Remove the invisible character from the cell."),
    "too_long": ("{name} is longer than a spreadsheet cell can be.", "Shorten the text."),
    "missing_sku": ("The row has no SKU.", "Write the item's number, or delete the row."),
    "missing_date": ("The line has no date.", "Write the day of the sale, or delete the line."),
    "missing_quantity": ("The line has no quantity.", "Write how many units were sold, or delete the line."),
}
# Warnings: the row is computed, and says so.
_WARNINGS: Mapping[str, tuple[str, str]] = {
    "implausible": ("{name} is {shown}: more than 100 % a year.", "Check the number."),
    "period": ("{name} is {shown}, converted to a year.", "Check that the rate is meant for that period."),
    "range": ("{name} is the range {shown}; its upper end is taken.", "Write one number."),
    "working_days": (
        "{name} is {shown}, converted to calendar days (7 for 5 working days).",
        "Write calendar days.",
    ),
    "precision_lost": (
        "The SKU is {shown}: a spreadsheet has rounded a long number, its last digits are gone.",
        "Format the column as text and take the numbers from their source again.",
    ),
    "case_duplicate": (
        "SKU {shown} differs from another row's only in upper and lower case.",
        "If both are the same item, write them alike.",
    ),
    "currency_assumed": (
        "{name} is {shown}, a sign several currencies share; the largest country's is taken.",
        "Write three letters such as USD or CAD.",
    ),
    "hidden_row": ("The spreadsheet hides this row.", "Delete it if it is not meant to be planned."),
    "short_history": ("The history has fewer than 12 periods.", _HISTORY),
    "negative_history": ("A period has more returns than sales.", _HISTORY),
    "dominated_history": ("One period holds more than half of the last year's demand.", _HISTORY),
    "trend": (
        "The history rises or falls; demand is its average over all periods.",
        "Give a forecast instead.",
    ),
    "dead": ("Nothing was sold in the last year.", "Check whether the item is still to be stocked."),
    "blank_periods": ("Empty periods count as no sales.", "Write 0, or n/a where the demand is not known."),
    "tier_incomplete": (
        "A price break without a price or a quantity ends the list; those behind it are left out.",
        "Fill or empty the whole tier.",
    ),
}
_RATE_OUT_OF_RANGE = ("out_of_range", "holding_rate")
_SAID: Mapping[str, tuple[str, str]] = {**_ERRORS, **_WARNINGS}


def explained(code: str, column: Column, value: str) -> tuple[str, str]:
    """The sentence and the remedy for one bad or doubtful cell.

    >>> explained("not_a_number", Column(header="LT", key="LT", letter="C", position=2), "soon")[0]
    "LT is 'soon', which is not a number."

    Raises:
        KeyError: no such code.

    """
    is_whole = column.field in ITEM and column.part is None
    name = column.field if is_whole else column.header or column.field or column.key
    unit = ITEM[column.field or ""].unit.replace("`", "") if is_whole else ""
    message, remedy = _SAID["too_high" if (code, name) == _RATE_OUT_OF_RANGE else code]
    words = {"name": name, "shown": f"'{shortened(value)}'", "unit": f" ({unit})" if unit else ""}
    return message.format(**words), remedy.format(**words)


def is_warning(code: str) -> bool:
    """Whether a row with this code is computed all the same."""
    return code in _WARNINGS


def duplicate_row(row: int, twin: int, column: Column, sku: str) -> RowError:
    """The key of this row stands in another row too; neither can be trusted to be the right one."""
    return RowError(
        row=row,
        column=column.header,
        cell=f"{column.letter}{row}",
        value=shortened(sku),
        code=DUPLICATE_KEY,
        message=f"SKU '{shortened(sku)}' is also in row {twin}, for the same location.",
        remedy="Keep one of the rows, or give a location to each.",
    )


def case_duplicate_row(row: int, twin: int, column: Column, sku: str) -> RowError:
    """The key of this row stands in another row in other letters: a warning, both are computed."""
    return RowError(
        row=row,
        column=column.header,
        cell=f"{column.letter}{row}",
        value=shortened(sku),
        code=CASE_DUPLICATE,
        message=f"SKU '{shortened(sku)}' differs from row {twin} only in upper and lower case.",
        remedy="If both are the same item, write them alike.",
    )


def overfull_row(row: int) -> RowError:
    """A text line with more cells than the header: usually a comma inside a number or a name."""
    return RowError(
        row=row,
        column="",
        cell="",
        value="",
        code=TOO_MANY_CELLS,
        message="The row has more cells than the header.",
        remedy="Put texts and numbers that contain the delimiter into quotes.",
    )
