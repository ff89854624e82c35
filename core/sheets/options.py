"""What the caller may fix about reading a sheet instead of leaving it to the importer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

from core.errors import InvalidOption
from core.inventory.fields import ITEM

ROWS_PER_CHUNK = 20_000  # about a second of work for one worker, a few hundred kilobytes of payload
NOT_INPUTS = frozenset({"abc_class", "xyz_class"})  # ranked over the whole sheet, never taken from it
DEMAND_PERIODS = ("day", "week", "month", "quarter", "year")
# What a table of order lines has beside the fields of an item.
LINE_FIELDS = {"date": "the date of each order line", "quantity": "the quantity of each order line"}

Decimal = Literal[".", ","]
Duplicates = Literal["error", "keep_last", "sum_stock", "sum_demand", "alternatives"]
DateOrder = Literal["day_first", "month_first"]
TableKind = Literal["items", "lines"]
# Days and periods for times and demands; percent or fraction for shares.
UNITS = (*DEMAND_PERIODS, "percent", "fraction")

_NOTHING: Mapping[str, str] = MappingProxyType({})
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "decimal": get_args(Decimal),
    "duplicates": get_args(Duplicates),
    "date_order": get_args(DateOrder),
    "table": get_args(TableKind),
}
_OBJECTS = ("mapping", "decimals", "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """Options of one reading; absent ones are inferred from the sheet.

    `header_row` is counted as the file shows it, from 1; of a header of two rows it is the lower one.
    `mapping` names the field of a header (or of a column's key, where headers repeat); an empty field name
    leaves the column unmapped. `decimal` holds for every column, `decimals` for one (header -> "." or ",").
    `units` says what a column's numbers are counted in (header -> a unit of `UNITS`). `duplicates` says what
    rows of the same SKU and location are: stock in several bins (sum_stock), demand of several channels
    (sum_demand), corrections (keep_last), offers of several suppliers (alternatives), or errors.
    `date_order` is how dates like 3/4/2026 are written; `table` whether rows are items or order lines. With
    `history` each row keeps the demand of its past months, for a catalogue to go on from.
    """

    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    decimal: Decimal | None = None
    decimals: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    units: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    duplicates: Duplicates | None = None
    date_order: DateOrder | None = None
    table: TableKind | None = None
    rows_per_chunk: int = ROWS_PER_CHUNK
    history: bool = False

    def __post_init__(self) -> None:
        if self.header_row is not None and self.header_row < 1:
            raise InvalidOption(
                f"header_row is {self.header_row}, but rows are counted from 1.",
                remedy="Give the row number the spreadsheet shows beside the header.",
            )
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in (None, *choices):
                raise InvalidOption(
                    f"{name} is {getattr(self, name)!r}.",
                    remedy=f"Give one of {', '.join(map(repr, choices))}, "
                    "or leave it out to have it inferred.",
                )
        if self.rows_per_chunk < 1:
            raise InvalidOption(f"rows_per_chunk is {self.rows_per_chunk}.", remedy="Give at least 1.")
        fields = [name for name in (*ITEM, *LINE_FIELDS) if name not in NOT_INPUTS]
        unknown = sorted({name for name in self.mapping.values() if name and name not in fields})
        if unknown:
            raise InvalidOption(
                f"mapping names {', '.join(map(repr, unknown))}, which no field is called.",
                remedy=f"Fields are: {', '.join(fields)}.",
            )
        self._check_values("decimals", get_args(Decimal))
        self._check_values("units", UNITS)

    def _check_values(self, name: str, choices: tuple[str, ...]) -> None:
        wrong = {header: value for header, value in getattr(self, name).items() if value not in choices}
        for header, value in wrong.items():
            raise InvalidOption(
                f"{name} gives {value!r} for {header!r}.",
                remedy=f"Give one of {', '.join(map(repr, choices))}.",
            )

    def to_json(self) -> dict[str, Any]:
        """Plain types, for a job row or a subprocess."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "mapping": dict(self.mapping),
            "decimal": self.decimal,
            "decimals": dict(self.decimals),
            "units": dict(self.units),
            "duplicates": self.duplicates,
            "date_order": self.date_order,
            "table": self.table,
            "rows_per_chunk": self.rows_per_chunk,
            **({"history": True} if self.history else {}),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SheetOptions":
        """The reverse of `to_json`; absent keys take their defaults, keys of others are ignored.

        Raises:
            InvalidOption: a value is of the wrong type or out of range.

        """
        sheet, header_row = value.get("sheet"), value.get("header_row")
        if sheet is not None and not isinstance(sheet, str):
            raise InvalidOption("sheet is not a text.", remedy="Give the name of the sheet.")
        if header_row is not None and (isinstance(header_row, bool) or not isinstance(header_row, int)):
            raise InvalidOption("header_row is not a whole number.", remedy="Give the row number from 1.")
        objects: dict[str, Mapping[str, str]] = {}
        for name in _OBJECTS:
            given = value.get(name) or {}
            if not isinstance(given, Mapping) or not all(
                isinstance(text, str) for pair in given.items() for text in pair
            ):
                raise InvalidOption(
                    f"{name} is not an object of texts.", remedy='Give an object like {"header": "value"}.'
                )
            objects[name] = MappingProxyType(dict(given))
        return cls(
            sheet=sheet or None,
            header_row=header_row,
            mapping=objects["mapping"],
            decimal=cast("Decimal | None", value.get("decimal")),
            decimals=objects["decimals"],
            units=objects["units"],
            duplicates=cast("Duplicates | None", value.get("duplicates")),
            date_order=cast("DateOrder | None", value.get("date_order")),
            table=cast("TableKind | None", value.get("table")),
            rows_per_chunk=int(value.get("rows_per_chunk") or ROWS_PER_CHUNK),
            history=bool(value.get("history", False)),
        )
