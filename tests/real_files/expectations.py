"""What a correct reading of each real file is, written down without ever running the importer.

The facts come from second readers (openpyxl, csv, xlrd, calamine) and eyes; `test_expectations.py` holds them
against openpyxl and csv. The files themselves are not part of the project: `REAL_FILES` may be absent.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

Outcome = Literal["understood", "asked", "refused"]
_Made = TypeVar("_Made")
Group = Literal["clean", "history", "messy", "hostile"]
GROUPS: tuple[Group, ...] = ("clean", "history", "messy", "hostile")
REAL_FILES = Path(__file__).resolve().parents[2].parent / "shared" / "data"
_EXPECTED = Path(__file__).with_name("expected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One value a correct reading must hold; `value` is in the field's unit, None is an empty cell.

    The row is `row` as the file shows it, or the one with `sku` (and `location`). A value read from one cell
    has `header` and `raw`, the cell as a second reader gives it. One made of several has the sum `total` and
    the number `count` of its cells: those from the first to the last of `headers` (or of `columns`, letters),
    those of the column `headers` in the lines where `keys` hold, or, with `down`, that whole column.
    A `quantity` is the sum over an item's lines. `tolerance` is relative.
    """

    field: str
    value: float | str | None
    row: int | None = None
    sku: str | None = None
    location: str | None = None
    header: str | None = None
    raw: float | str | None = None
    headers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    keys: Mapping[str, str] = dataclasses.field(default_factory=dict)
    total: float | None = None
    count: int | None = None
    down: bool = False
    period: str | None = None
    tolerance: float = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An answer the file itself holds in `column` (None: worked out by hand from the row's own inputs).

    `our_field` is a field of the decision, or `annual_demand`, or `annual_value` (annual demand times unit
    cost). With `inputs` it is checked by a single call instead of through the sheet.
    """

    our_field: str
    value: float | str
    tolerance: float
    column: str | None = None
    row: int | None = None
    sku: str | None = None
    inputs: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowErrors:
    """How many rows end as errors when the job gives `defaults`; None: not fixed, `note` says why.

    `rows` are the rows as the file shows them; `at_most` of them where a reading may do better.
    """

    count: int | None
    defaults: Mapping[str, float] = dataclasses.field(default_factory=dict)
    rows: tuple[int, ...] = ()
    cells: tuple[Mapping[str, Any], ...] = ()
    at_most: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Wide demand: `headers` are all its columns, oldest first; `parts` names some as ISO periods."""

    headers: tuple[str, ...]
    period: str
    parts: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What is right for one file. Any of `outcome` is right; `why` says why several are, or what is hostile.

    Asked: at least one blocking question is about one of `about`, and `choices` are among the choices'
    values or labels (any one of them, if `choices_any`). Applying `answer` (options of the reading) gives the
    reading below. Refused: the message and remedy match the regular expression `because` and never
    `never_because` (case does not matter, here and in `says`). Understood: `sheet`, `header_row` (from 1;
    several where either is right), `rows` (what becomes decisions or row errors; items for lines), `shape`,
    `mapping` (headers that must hold a field, as the file writes them; for lines also date and quantity), and

    - `unmapped_must_stay`: headers that must hold no field; `never`: fields a header must not hold, taken or
      not; `never_silently`: a reading allowed only as an answer to a question
    - `only_with_suggestion`: headers that, if taken at all, must be named by a suggestion;
      `suggested`: headers some suggestion must name
    - `says`: regular expressions that the report, a note, suggestion, warning or column's reason must match
    - `data_rows`: non-blank rows below the header, of which `skipped` counts those left out by kind;
      `last_row`: the table ends there, though the file goes on
    - `not_items`: texts that are no SKU of the reading; `units_in_all`: quantity of all lines together
    - `texts`: cells that must come out as these texts; `formats`: their number formats
    - `same_as`: the file whose reading is the same; `turned`: products stand in columns
    """

    name: str
    group: Group
    outcome: tuple[Outcome, ...]
    why: str = ""
    about: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    choices_any: bool = False
    answer: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    because: str = ""
    never_because: str = ""
    read_by: str = ""
    sheet: str | None = None
    header_row: int | tuple[int, ...] | None = None
    header_rows: tuple[int, ...] = ()
    never_header_row: int | None = None
    delimiter: str | None = None
    encoding: str | None = None
    rows: int | None = None
    shape: Literal["items", "periods", "lines"] = "items"
    data_rows: int | None = None
    last_row: int | None = None
    skipped: Mapping[str, int] = dataclasses.field(default_factory=dict)
    mapping: Mapping[str, str] = dataclasses.field(default_factory=dict)
    periods: Periods | None = None
    unmapped_must_stay: tuple[str, ...] = ()
    never: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    never_silently: Mapping[str, str] = dataclasses.field(default_factory=dict)
    only_with_suggestion: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    values: tuple[Probe, ...] = ()
    known: tuple[Known, ...] = ()
    row_errors: RowErrors | None = None
    not_items: tuple[str, ...] = ()
    units_in_all: float | None = None
    texts: Mapping[str, str] = dataclasses.field(default_factory=dict)
    formats: Mapping[str, str] = dataclasses.field(default_factory=dict)
    same_as: str | None = None
    turned: bool = False

    @property
    def path(self) -> Path:
        """Where the file lies, if the collection is there."""
        return REAL_FILES / self.group / self.name

    @property
    def absent(self) -> str:
        """Why a test of this file must be skipped; empty when the file is there."""
        return "" if self.path.is_file() else f"{self.group}/{self.name} is not in ../shared/data"


def files(group: Group) -> tuple[Expectation, ...]:
    """The expectations of a group, by file name.

    >>> [len(files(group)) for group in GROUPS]
    [8, 10, 20, 161]
    """
    text = (_EXPECTED / f"{group}.json").read_text(encoding="utf-8")
    given = cast("dict[str, dict[str, Any]]", json.loads(text)["files"])
    return tuple(_expectation(name, group, entry) for name, entry in given.items())


def every_file() -> Iterator[Expectation]:
    """The expectations of all groups."""
    for group in GROUPS:
        yield from files(group)


def _expectation(name: str, group: Group, entry: Mapping[str, Any]) -> Expectation:
    given: dict[str, Any] = dict(entry)
    given["values"] = tuple(_made(Probe, probe) for probe in entry.get("values", ()))
    given["known"] = tuple(_made(Known, known) for known in entry.get("known", ()))
    for key, kind in (("row_errors", RowErrors), ("periods", Periods)):
        if entry.get(key) is not None:
            given[key] = _made(kind, entry[key])
    return _made(Expectation, {"name": name, "group": group, **given})


def _made(kind: type[_Made], given: Mapping[str, Any]) -> _Made:
    unknown = set(given) - {known.name for known in fields(cast("Any", kind))}
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}: {given}")
    frozen = cast("dict[str, Any]", _frozen(dict(given)))
    return kind(**frozen)


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _frozen(entry) for key, entry in value.items()}
    return value
