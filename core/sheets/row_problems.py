"""What is said about a whole row rather than about one of its cells."""

from dataclasses import replace

from core.sheets.codes import duplicate_row
from core.sheets.duplicates import Twin
from core.sheets.problems import RowError, shortened
from core.sheets.understanding import Column

VALUES_DIFFER = "values_differ"


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
