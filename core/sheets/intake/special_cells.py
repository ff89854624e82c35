"""Cells the reader tells apart: errors of the spreadsheet, formulas without a value, NUL characters."""

from core.sheets.intake.read_fields import BadCell, CellTexts, Fields
from core.sheets.intake.reading import Reading
from core.sheets.values.cells import HAS_NUL
from core.sheets.values.codes import UNCACHED_FORMULA

_SHOWN_NUL = "\u2400"  # what the reader makes of a NUL


class SpecialCells:
    """The special cells of one reading, found by a range of rows."""

    def __init__(self, reading: Reading) -> None:
        held = {column.position for column in reading.columns if column.field}
        self._columns = {column.position: column for column in reading.columns}
        self._kinds = (
            (CellTexts(reading.table.error_cells, held), "excel_error"),
            (CellTexts(reading.table.uncached, held), UNCACHED_FORMULA),
        )

    def note(self, fields: Fields, row_no: list[int]) -> None:
        """Add those of these rows (not empty, in file order) to the bad cells."""
        found = [(code, cell) for cells, code in self._kinds for cell in cells.between(row_no[0], row_no[-1])]
        if not found:
            return
        at_row = {row: at for at, row in enumerate(row_no)}
        told = {(cell.at, cell.column.position) for cell in fields.bad}
        for code, (row, position, text) in found:
            at = at_row.get(row)
            if at is not None and (at, position) not in told:
                told.add((at, position))
                own = HAS_NUL if _SHOWN_NUL in text else code
                fields.bad.append(BadCell(at, self._columns[position], text, own))
