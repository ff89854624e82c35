"""What is said about each kind of bad cell: one message, one way out."""

from core.inventory.fields import ITEM
from core.sheets.problems import RowError, shortened
from core.sheets.understanding import Column

MISSING_SKU = "missing_sku"
DUPLICATE_KEY = "duplicate_key"
TOO_MANY_CELLS = "too_many_cells"


def explained(code: str, column: Column, value: str) -> tuple[str, str]:
    """The sentence and the remedy for one bad cell."""
    name = column.field or column.header
    shown = f"'{shortened(value)}'"
    unit = ITEM[name].unit.replace("`", "") if name in ITEM else ""
    number = f"Write a number{f' ({unit})' if unit else ''}, or leave the cell empty if it is not known."
    match code:
        case "not_a_number":
            return f"{name} is {shown}, which is not a number.", number
        case "not_finite":
            return f"{name} is {shown}, which is no finite number.", number
        case "is_a_date":
            return f"{name} is the date {shown}.", (
                "A spreadsheet has turned the cell into a date; format it as text and write the value again."
            )
        case "excel_error":
            return (
                f"{name} is {shown}, an error of the spreadsheet.",
                "Correct the formula or write the value.",
            )
        case "not_a_flag":
            return f"{name} is {shown}, which is neither yes nor no.", "Write yes or no."
        case "not_price_breaks":
            return f"{name} is {shown}, which is no list of prices.", (
                'Write it like [{"min_qty": 1, "unit_cost": 10}, {"min_qty": 100, "unit_cost": 9}].'
            )
        case "nul_character":
            return f"{name} contains a NUL character.", "Remove the invisible character from the cell."
        case "too_long":
            return f"{name} is longer than a spreadsheet cell can be.", "Shorten the text."
        case _:
            return "The row has no SKU.", "Write the item's number, or delete the row."


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
