"""What is said about bad cells, and about rows as a whole."""

from dataclasses import replace

from core.sheets.intake.duplicates import Twin
from core.sheets.intake.read_fields import BadCell
from core.sheets.problems import RowError, shortened
from core.sheets.understanding import Column
from core.sheets.values.codes import duplicate_row, explained

VALUES_DIFFER = "values_differ"


def cell_error(cell: BadCell, row: int) -> RowError:
    """What is said about a bad or doubtful cell."""
    column = cell.column
    message, remedy = explained(cell.code, column, cell.value)
    return RowError(
        row=row,
        column=column.header or column.key,
        cell=f"{column.letter}{row}",
        value=shortened(cell.value),
        code=cell.code,
        message=message,
        remedy=remedy,
    )


def twin_error(row: int, twin: Twin, key: Column, sku: str) -> RowError:
    """The key of this row stands in another row too, and why the two were not made one."""
    error = duplicate_row(row, twin.row, key, sku)
    if not twin.why:
        return error
    return replace(
        error,
        message=f"SKU '{shortened(sku)}' is also in row {twin.row}, for the same location: {twin.why}.",
        remedy="Correct the rows, or keep one of them.",
    )


def differing_warning(row: int, fields: str, key: Column, sku: str) -> RowError:
    """Rows made one disagree in fields that were not added up; the first row's values count."""
    return RowError(
        row=row,
        column=key.header,
        cell=f"{key.letter}{row}",
        value=shortened(sku),
        code=VALUES_DIFFER,
        message=f"The rows of SKU '{shortened(sku)}' that were made one differ in {fields}; "
        "the first row's values count.",
        remedy="Write the same values in each row.",
    )
