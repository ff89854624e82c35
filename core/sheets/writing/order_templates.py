"""How an ERP wants its list of orders: headers, where each value comes from, separators, dates."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import FieldProblem, InvalidOption
from core.inventory.fields import DECISION, ITEM
from core.sheets.writing.order_lines import ADDED

MOST_COLUMNS = 100
_LONGEST = 200  # characters of a header or a constant
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
DELIMITERS, DECIMALS = (",", ";", "\t", "|"), (".", ",")
# What a planner calls a date format -> strftime.
DATE_FORMATS: Mapping[str, str] = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD.MM.YYYY": "%d.%m.%Y",
    "DD/MM/YYYY": "%d/%m/%Y",
    "MM/DD/YYYY": "%m/%d/%Y",
    "YYYYMMDD": "%Y%m%d",
}
# Beside the decision table's columns and those of an order line.
OF_THE_JOB = ("job_id", "line", "supplier_line")
SOURCES: tuple[str, ...] = tuple(dict.fromkeys([*ADDED, *OF_THE_JOB, *ITEM, *DECISION]))


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """One column of the list: exactly one of `source`, `original` and `constant` says what stands in it.

    `source` is a field (`SOURCES`), `original` the header of a column of the planner's own sheet which no
    field holds (a supplier's item number, say), `constant` the same text in every row. With
    `once_per_supplier` only a supplier's first line has the value, as nested imports want it.
    """

    header: str
    source: str | None = None
    original: str | None = None
    constant: str | None = None
    once_per_supplier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTemplate:
    """A list of what to order today. Lines are sorted by supplier, currency, need date and SKU."""

    name: str
    title: str
    columns: tuple[TemplateColumn, ...]
    delimiter: str = ","
    decimal: str = "."
    date_format: str = "YYYY-MM-DD"

    def to_json(self) -> dict[str, Any]:
        """Plain types; absent keys of a column are left out."""
        columns = [
            {key: value for key, value in asdict(column).items() if value not in (None, False)}
            for column in self.columns
        ]
        return {
            "name": self.name,
            "title": self.title,
            "delimiter": self.delimiter,
            "decimal": self.decimal,
            "date_format": self.date_format,
            "columns": columns,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "OrderTemplate":
        """The reverse of `to_json`.

        Raises:
            InvalidOption: naming every part that cannot be used, with what can.

        """
        found: list[FieldProblem] = []
        name = _text(value, "name", found)
        if name and not _NAME.fullmatch(name):
            _problem(found, "name", name, "is not a name", "Use up to 50 small letters, digits, - and _.")
        columns = value.get("columns")
        if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_COLUMNS:
            _problem(
                found, "columns", "", f"is not a list of 1 to {MOST_COLUMNS} columns", 'Give [{"header": …}].'
            )
            columns = []
        made = tuple(_column(at, column, found) for at, column in enumerate(columns))
        signs = {
            key: _choice(value, key, choices, found)
            for key, choices in (
                ("delimiter", DELIMITERS),
                ("decimal", DECIMALS),
                ("date_format", tuple(DATE_FORMATS)),
            )
        }
        if signs["delimiter"] == signs["decimal"]:
            _problem(
                found, "decimal", ",", "is the delimiter too", 'Use the delimiter ";" with the decimal ",".'
            )
        if found:
            raise InvalidOption(
                f"The order template cannot be used: {found[0].field} {found[0].message}.",
                remedy=found[0].remedy,
                problems=found,
            )
        return cls(name=name, title=str(value.get("title") or name)[:_LONGEST], columns=made, **signs)


def _problem(found: list[FieldProblem], field: str, value: str, message: str, remedy: str) -> None:
    found.append(
        FieldProblem(
            field=field, value=value[:_LONGEST], code="invalid_template", message=message, remedy=remedy
        )
    )


def _text(value: Mapping[str, Any], key: str, found: list[FieldProblem], place: str = "") -> str:
    text = value.get(key)
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST or "\x00" in text:
        _problem(found, f"{place}{key}", str(text), "is not a text", f"Give 1 to {_LONGEST} characters.")
        return ""
    return text


def _choice(value: Mapping[str, Any], key: str, choices: tuple[str, ...], found: list[FieldProblem]) -> str:
    given = value.get(key, choices[0])
    if given not in choices:
        _problem(found, key, str(given), "is not known", f"Use one of {', '.join(map(repr, choices))}.")
        return choices[0]
    return str(given)


def _column(at: int, value: object, found: list[FieldProblem]) -> TemplateColumn:
    place = f"columns/{at}/"
    if not isinstance(value, Mapping):
        _problem(found, place.rstrip("/"), str(value), "is not an object", 'Give {"header": …, "source": …}.')
        return TemplateColumn(header="")
    header = _text(value, "header", found, place)
    given = {key: value[key] for key in ("source", "original", "constant") if value.get(key) is not None}
    if len(given) != 1:
        remedy = "Give exactly one of source (a field), original (a header of the sheet) and constant."
        _problem(found, place + "source", "", "is not clear", remedy)
        return TemplateColumn(header=header)
    (key,) = given
    text = _text(given, key, found, place) if key != "constant" or given[key] != "" else ""
    if key == "source" and text and text not in SOURCES:
        remedy = f"Fields are: {', '.join(SOURCES)}; a header of the sheet itself goes into `original`."
        _problem(found, place + "source", text, "is no field", remedy)
    return TemplateColumn(
        header=header, **{key: text}, once_per_supplier=value.get("once_per_supplier") is True
    )
