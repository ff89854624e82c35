"""How much of a sheet Lotwise reads; what is larger was not made by a planner."""

MOST_ROWS = 50_000_000  # of a text file; a worksheet has 1,048,576
MOST_COLUMNS = 16_384  # of a worksheet, and so of a text file
MOST_CELL_BYTES = 1 << 20  # a worksheet's cell holds 32,767 signs
