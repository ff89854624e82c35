"""How much of a sheet Lotwise reads; what is larger was not made by a planner."""

from core.errors import SheetTooLarge

MOST_ROWS = 50_000_000  # of a text file; a worksheet has 1,048,576
MOST_COLUMNS = 16_384  # of a worksheet, and so of a text file
MOST_CELL_BYTES = 1 << 20  # a worksheet's cell holds 32,767 signs


def long_cell(row: int) -> SheetTooLarge:
    """The refusal of a cell that is too long; `row` counts from 1."""
    return SheetTooLarge(
        f"A cell in row {row} is longer than {MOST_CELL_BYTES >> 20} MB.",
        remedy="Shorten it; in a text file, close the quote it begins with.",
    )
