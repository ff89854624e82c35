"""The options of the command line that say how a sheet is read, as `calc` and `inspect` share them."""

import shlex
from collections.abc import Mapping, Sequence
from typing import Annotated, get_args

import typer

from core.sheets import options as known
from core.sheets.options import SheetOptions
from ops.refusal import Refusal

Sheet = Annotated[str, typer.Option(help="which sheet of a workbook, by its name")]
HeaderRow = Annotated[int, typer.Option(min=0, help="row of the header, from 1; 0: find it")]
Decimal = Annotated[
    list[str] | None,
    typer.Option(help='decimal sign of numbers in text: "." or ","; HEADER=, for one column of several'),
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", "--mapping", help="HEADER=FIELD, as often as needed; HEADER= if it holds no field"),
]
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


# What an option of the reading is called on the command line, where it is called otherwise.
_FLAGS = {
    "mapping": "--map",
    "units": "--unit",
    "decimals": "--decimal",
    "date_order": "--dates",
    "header_row": "--header-row",
}
_ESCAPED = frozenset('"$`\\!\n')


def sheet_options(
    *,
    sheet: str,
    header_row: int,
    decimal: Sequence[str] | None,
    mapping: Sequence[str] | None,
    units: Sequence[str] | None,
    duplicates: str,
    dates: str,
    table: str,
) -> SheetOptions:
    """What was given, checked; raises `InvalidOption` or `Refusal`."""
    signs = [given for given in decimal or () if "=" not in given]
    own = [given for given in decimal or () if "=" in given]
    decimals = _pairs("--decimal", own, 'like --decimal "Price=,"')
    for given in (*signs, *decimals.values()):
        _check("--decimal", given, get_args(known.Decimal))
    _check("--duplicates", duplicates, get_args(known.Duplicates))
    _check("--dates", dates, get_args(known.DateOrder))
    _check("--table", table, get_args(known.TableKind))
    if len(set(signs)) > 1:
        raise Refusal("--decimal is given twice.", remedy="For one column give HEADER=, or HEADER=.")
    return SheetOptions.from_json(
        {
            "sheet": sheet,
            "header_row": header_row or None,
            "decimal": signs[0] if signs else None,
            "decimals": decimals,
            "mapping": _pairs("--map", mapping, 'like --map "Qty=demand"'),
            "units": _pairs("--unit", units, 'like --unit "Lead time=week"'),
            "duplicates": duplicates or None,
            "date_order": dates or None,
            "table": table or None,
        }
    )


def as_flags(options: Mapping[str, object]) -> str:
    """Options of the reading as a person gives them on the command line."""
    flags = []
    for name, value in options.items():
        flag = _FLAGS.get(name, f"--{name}")
        if isinstance(value, Mapping):
            flags += [f"{flag} {_quoted(f'{header}={given}')}" for header, given in value.items()]
        else:
            flags.append(f"{flag} {_quoted(str(value))}")
    return " ".join(flags)


def _quoted(text: str) -> str:
    """A word of the command line; in double quotes, which every shell takes, where nothing forbids."""
    return shlex.quote(text) if _ESCAPED & set(text) else f'"{text}"'


def _check(option: str, given: str, choices: tuple[str, ...]) -> None:
    if given and given not in choices:
        raise Refusal(f"{option} is {given!r}.", remedy=f"Give {' or '.join(choices)}, or leave it out.")


def _pairs(option: str, given: Sequence[str] | None, example: str) -> dict[str, str]:
    pairs = {}
    for text in given or ():
        header, sign, value = text.rpartition("=")
        if not sign:
            raise Refusal(f"{option} is {text!r}.", remedy=f"Give HEADER=VALUE, {example}.")
        pairs[header] = value
    return pairs
