"""Workbooks as planners build them: titles, parameters, merged headers, totals, hidden parts, formats."""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_HEADER = ("sku", "demand", "unit_cost", "order_cost", "holding_rate")
_ROWS = (("A-1", 1200, 4.5, 45, 0.25), ("A-2", 300, 12, 45, 0.25), ("A-3", 90, 80.25, 45, 0.25))


def _book(*rows: tuple[str | float | None, ...]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return book, sheet


def uncached_formulas(path: Path) -> None:
    """Demand as formulas nobody calculated: row 2 is a number and understood, B3 and B4 are row errors."""
    book, _ = _book(_HEADER, _ROWS[0], ("A-2", "=25*12", 12, 45, 0.25), ("A-3", "=SUM(B2:B3)", 80, 45, 0.25))
    book.save(path)


def zeros_from_the_format(path: Path) -> None:
    """SKUs 123, 45 and 90210 under the format 00000: understood as 00123, 00045, 90210."""
    numbers = (123, 45, 90210)
    book, sheet = _book(_HEADER, *((number, *row[1:]) for number, row in zip(numbers, _ROWS, strict=True)))
    for row in (2, 3, 4):
        sheet.cell(row, 1).number_format = "00000"
    book.save(path)


def percent_cells(path: Path) -> None:
    """Holding rates 0.25, 0.3 and 0.18 shown as 25 %, 30 %, 18 %: understood as 0.25, 0.3, 0.18."""
    rates = (0.25, 0.3, 0.18)
    book, sheet = _book(
        ("sku", "demand", "unit_cost", "order_cost", "holding rate %"),
        *((*row[:4], rate) for row, rate in zip(_ROWS, rates, strict=True)),
    )
    for row in (2, 3, 4):
        sheet.cell(row, 5).number_format = "0%"
    book.save(path)


def percent_points(path: Path) -> None:
    """Holding rates 25, 30 and 0.5 under one header: understood as percent; 0.5 (or 50 %?) is an error."""
    book, _ = _book(
        ("sku", "demand", "unit_cost", "order_cost", "holding rate %"),
        *((*row[:4], rate) for row, rate in zip(_ROWS, (25, 30, 0.5), strict=True)),
    )
    book.save(path)


def hidden_parts(path: Path) -> None:
    """A hidden sheet with a table too, a hidden row 3, a hidden column C: 3 rows of "Plan", said hidden."""
    book, sheet = _book(_HEADER, *_ROWS)
    sheet.title = "Plan"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    old = book.create_sheet("Old plan", 0)
    for row in (_HEADER, ("B-1", 5, 5, 5, 0.1), ("B-2", 6, 6, 6, 0.1)):
        old.append(row)
    old.sheet_state = "hidden"
    book.active = book.index(sheet)
    book.save(path)


def two_row_header(path: Path) -> None:
    """Demand over Annual and Std dev, Cost over Unit and Order: header in row 2, two rows."""
    book, sheet = _book(
        ("Item", "Demand", None, "Cost", None, "Holding rate"),
        (None, "Annual", "Std dev", "Unit", "Order", None),
        ("A-1", 1200, 150, 4.5, 45, 0.25),
        ("A-2", 300, 80, 12, 60, 0.25),
    )
    for place in ("A1:A2", "B1:C1", "D1:E1", "F1:F2"):
        sheet.merge_cells(place)
    book.save(path)


def title_and_parameters(path: Path) -> None:
    """Title and parameters above the header in row 7: three rows, each with 45, 0.22 and 21 days."""
    book, _ = _book(
        ("Stock review, spring",),
        (),
        ("Order cost", 45),
        ("Carrying rate", "22 %"),
        ("Lead time (weeks)", 3),
        (),
        ("Item", "Annual demand", "Unit cost"),
        *(row[:3] for row in _ROWS),
    )
    book.save(path)


def totals_and_footer(path: Path) -> None:
    """Four items (one called Total Gym), repeated header, blank row, Total and footer lines: four rows."""
    book, _ = _book(
        _HEADER,
        *_ROWS,
        _HEADER,
        ("Total Gym", 40, 210, 45, 0.25),
        (),
        ("Total", 1630, None, None, None),
        (),
        ("Prepared by: M. Ito",),
        ("Page 1 of 1", None, None, None, "confidential"),
    )
    book.save(path)


def stacked_tables(path: Path) -> None:
    """A list of suppliers below the items, after a blank row: three items, the second table told or asked."""
    book, _ = _book(
        _HEADER,
        *_ROWS,
        (),
        ("Supplier", "Contact", "Phone", "City", "Since"),
        ("Nord", "A. Berg", "555-01", "Kiel", 2019),
        ("Sud", "C. Neri", "555-02", "Bari", 2021),
    )
    book.save(path)


def error_cells(path: Path) -> None:
    """#N/A in B2 and #DIV/0! in C3 are row errors naming the cell; #REF! in the unneeded F4 is none."""
    book, sheet = _book((*_HEADER, "remark"), *_ROWS)
    for place, text in (("B2", "#N/A"), ("C3", "#DIV/0!"), ("F4", "#REF!")):
        sheet[place].value = text
        sheet[place].data_type = "e"
    book.save(path)


def two_good_sheets(path: Path) -> None:
    """Two visible sheets with the same good header: asked which, with both names as choices."""
    book, sheet = _book(_HEADER, *_ROWS)
    sheet.title = "North"
    south = book.create_sheet("South")
    for row in (_HEADER, ("B-1", 7, 7, 7, 0.2)):
        south.append(row)
    book.save(path)


def dates_as_skus(path: Path) -> None:
    """1-2 and 3-4 turned into dates by a spreadsheet: rows 3 and 4 are row errors, row 2 is understood."""
    from datetime import datetime

    book, sheet = _book(_HEADER, *_ROWS)
    for row, month in ((3, 2), (4, 4)):
        sheet.cell(row, 1).value = datetime(2026, month, 1)  # noqa: DTZ001 (cells know no zone)
    book.save(path)
