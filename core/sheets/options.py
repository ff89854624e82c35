"""What the caller may fix about reading a sheet instead of leaving it to the importer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, cast

from core.errors import InvalidOption
from core.inventory.fields import ITEM

ROWS_PER_CHUNK = 20_000  # about a second of work for one worker, a few hundred kilobytes of payload
NOT_INPUTS = frozenset({"abc_class", "xyz_class"})  # ranked over the whole sheet, never taken from it
DEMAND_PERIODS = ("day", "week", "month", "quarter", "year")

Decimal = Literal[".", ","]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOptions:
    """Options of one reading; absent ones are inferred from the sheet.

    `header_row` is counted as the file shows it, from 1. `mapping` names the field of a header; an empty
    field name leaves the column unmapped. `decimal` holds for every column.
    """

    sheet: str | None = None
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decimal: Decimal | None = None
    rows_per_chunk: int = ROWS_PER_CHUNK

    def __post_init__(self) -> None:
        if self.header_row is not None and self.header_row < 1:
            raise InvalidOption(
                f"header_row is {self.header_row}, but rows are counted from 1.",
                remedy="Give the row number the spreadsheet shows beside the header.",
            )
        if self.decimal not in (None, ".", ","):
            raise InvalidOption(
                f"decimal is {self.decimal!r}.",
                remedy='Give "." or ",", or leave it out to have it inferred.',
            )
        if self.rows_per_chunk < 1:
            raise InvalidOption(f"rows_per_chunk is {self.rows_per_chunk}.", remedy="Give at least 1.")
        unknown = sorted(
            {name for name in self.mapping.values() if name and (name not in ITEM or name in NOT_INPUTS)}
        )
        if unknown:
            raise InvalidOption(
                f"mapping names {', '.join(map(repr, unknown))}, which no field is called.",
                remedy=f"Fields are: {', '.join(name for name in ITEM if name not in NOT_INPUTS)}.",
            )

    def to_json(self) -> dict[str, Any]:
        """Plain types, for a job row or a subprocess."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "mapping": dict(self.mapping),
            "decimal": self.decimal,
            "rows_per_chunk": self.rows_per_chunk,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "SheetOptions":
        """The reverse of `to_json`; absent keys take their defaults, keys of others are ignored.

        Raises:
            InvalidOption: a value is of the wrong type or out of range.

        """
        sheet, header_row = value.get("sheet"), value.get("header_row")
        mapping, rows = value.get("mapping") or {}, value.get("rows_per_chunk") or ROWS_PER_CHUNK
        if sheet is not None and not isinstance(sheet, str):
            raise InvalidOption("sheet is not a text.", remedy="Give the name of the sheet.")
        if header_row is not None and (isinstance(header_row, bool) or not isinstance(header_row, int)):
            raise InvalidOption("header_row is not a whole number.", remedy="Give the row number from 1.")
        if not isinstance(mapping, Mapping) or not all(
            isinstance(name, str) for pair in mapping.items() for name in pair
        ):
            raise InvalidOption("mapping is not an object of texts.", remedy='Give {"header": "field"}.')
        return cls(
            sheet=sheet or None,
            header_row=header_row,
            mapping=MappingProxyType(dict(mapping)),
            decimal=cast("Decimal | None", value.get("decimal")),
            rows_per_chunk=int(rows),
        )
