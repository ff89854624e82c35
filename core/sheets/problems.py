"""One bad cell of one row: a value that travels, not an exception; the other rows still compute."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST_VALUE = 200  # enough to recognise a cell; a whole novel need not travel with its error


def shortened(value: str) -> str:
    """The value as a message can carry it: no NUL, no more than `LONGEST_VALUE` characters."""
    clean = value.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return clean if len(clean) <= LONGEST_VALUE else clean[: LONGEST_VALUE - 1] + "…"


def sentences(message: str, remedy: str) -> str:
    """The message and the remedy as sentences.

    >>> sentences("order_cost is missing", "give the cost of placing one order")
    'order_cost is missing. Give the cost of placing one order.'
    """
    parts = [part if part.endswith((".", "!", "?")) else f"{part}." for part in (message, remedy) if part]
    return " ".join(part[:1].upper() + part[1:] if at else part for at, part in enumerate(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why a row was not computed, with the place as the spreadsheet shows it.

    `row` counts from 1 and includes the header; `column` is the header's text; `cell` is like "C7", or
    empty where no single cell is to blame.
    """

    row: int
    column: str
    cell: str
    value: str
    code: str
    message: str
    remedy: str = ""

    @property
    def sentence(self) -> str:
        """The message and the remedy as sentences."""
        return sentences(self.message, self.remedy)

    def to_json(self) -> dict[str, Any]:
        """Plain types, one key per attribute."""
        return {
            "row": self.row,
            "column": self.column,
            "cell": self.cell,
            "value": self.value,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "RowError":
        """The reverse of `to_json`."""
        return cls(
            row=int(value["row"]),
            column=value["column"],
            cell=value["cell"],
            value=value["value"],
            code=value["code"],
            message=value["message"],
            remedy=value.get("remedy", ""),
        )
