"""The options of the command line that say how a sheet is read, as `calc` and `inspect` share them."""

from collections.abc import Sequence
from typing import Annotated

import typer

from core.sheets.options import SheetOptions
from ops.refusal import Refusal

Sheet = Annotated[str, typer.Option(help="which sheet of a workbook")]
HeaderRow = Annotated[int, typer.Option(min=0, help="row of the header, from 1; 0: find it")]
Decimal = Annotated[str, typer.Option(help='decimal sign of numbers in text: "." or ","')]
Map = Annotated[list[str] | None, typer.Option("--map", help="HEADER=FIELD, as often as needed")]
Unit = Annotated[
    list[str] | None,
    typer.Option("--unit", help="HEADER=day|week|month|quarter|year|percent|fraction, as often as needed"),
]
Duplicates = Annotated[
    str,
    typer.Option(
        help="what rows of the same SKU and location are: "
        "error, keep_last, sum_stock, sum_demand or alternatives"
    ),
]
Dates = Annotated[str, typer.Option(help="how 3/4/2026 is written: day_first or month_first")]
Table = Annotated[str, typer.Option(help="what a row is: items or lines (order lines)")]


def sheet_options(
    *,
    sheet: str,
    header_row: int,
    decimal: str,
    mapping: Sequence[str] | None,
    units: Sequence[str] | None,
    duplicates: str,
    dates: str,
    table: str,
) -> SheetOptions:
    """What was given, checked; raises `InvalidOption` or `Refusal`."""
    return SheetOptions.from_json(
        {
            "sheet": sheet,
            "header_row": header_row or None,
            "decimal": decimal or None,
            "mapping": _pairs("--map", mapping, 'like --map "Qty=demand"'),
            "units": _pairs("--unit", units, 'like --unit "Lead time=week"'),
            "duplicates": duplicates or None,
            "date_order": dates or None,
            "table": table or None,
        }
    )


def _pairs(option: str, given: Sequence[str] | None, example: str) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        header, sign, value = text.rpartition("=")
        if not sign:
            raise Refusal(f"{option} is {text!r}.", remedy=f"Give HEADER=VALUE, {example}.")
        pairs[header] = value
    return pairs
