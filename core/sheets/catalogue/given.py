"""Rows sent into a catalogue: the good ones as plain values, the others named one by one."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.sheets.catalogue.given_values import KEY, NOT_NEGATIVE, BadValue, Parser
from core.sheets.problems import shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Why a row was not taken; `row` counts the rows sent from 1, or is that of the file."""

    row: int
    field: str
    value: str
    code: str
    message: str
    remedy: str


@dataclass(slots=True, kw_only=True)
class Given:
    """The rows that can be taken, each with its `row`, and what is wrong with the others."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


def checked(
    rows: Iterable[Mapping[str, object]],
    fields: Mapping[str, Parser],
    *,
    required: Sequence[str] = (),
    keeps_null: bool = False,
    numbers: Sequence[int] | None = None,
) -> Given:
    """Every row by itself; one with a bad value is named and left out, the others stay.

    Empty values are as good as none; with `keeps_null` a null stays, to take the field's value away.
    `numbers` are those the rows have in a file.
    """
    given = Given()
    for at, row in zip(numbers or itertools.count(1), rows, strict=False):
        found: dict[str, Any] = {"row": at}
        problems = []
        for name, value in row.items():
            if name not in fields:
                problems.append(_problem(at, name, value, _unknown(fields)))
            elif value is None or value == "":
                if keeps_null and name not in KEY:
                    found[name] = None
            else:
                try:
                    found[name] = _signed(name, fields[name](value))
                except BadValue as error:
                    problems.append(_problem(at, name, value, error))
        problems += [
            _problem(at, name, None, BadValue("missing", "is missing", "Give it with every row."))
            for name in ("sku", *required)
            if row.get(name) in (None, "")
        ]
        if problems:
            given.problems += problems
        else:
            given.rows.append(found)
    return given


def _signed(name: str, value: Any) -> Any:  # noqa: ANN401 - whatever the parser gives
    if name in NOT_NEGATIVE and value < 0:
        raise BadValue("negative", "is negative", "Write 0 or more; what is owed to customers is backorders.")
    return value


def _unknown(fields: Mapping[str, Parser]) -> BadValue:
    return BadValue("unknown_field", "is no field here", f"Fields are: {', '.join(fields)}.")


def _problem(row: int, name: str, value: object, error: BadValue) -> RowProblem:
    return RowProblem(
        row=row,
        field=shortened(name),
        value="" if value is None else shortened(str(value)),
        code=error.code,
        message=f"{shortened(name)} {error.message}",
        remedy=error.remedy,
    )


def without_twins(given: Given, key: Sequence[str]) -> None:
    """Of rows of one key those that agree stay, once; those that contradict each other are named."""
    first: dict[tuple[object, ...], dict[str, Any]] = {}
    bad: set[tuple[object, ...]] = set()
    twins: list[dict[str, Any]] = []
    for row in given.rows:
        own = tuple(row.get(name) for name in key)
        before = first.setdefault(own, row)
        if before is not row:
            twins.append(row)
            if {**before, "row": 0} != {**row, "row": 0}:
                bad.add(own)
    for row in (*first.values(), *twins):
        own = tuple(row.get(name) for name in key)
        if own in bad:
            shown = " ".join(str(part) for part in own if part is not None)
            error = BadValue(
                "duplicate", "stands in several rows that differ", "Send one row of it, or rows that agree."
            )
            given.problems.append(_problem(row["row"], key[0], shown, error))
    given.rows = [row for own, row in first.items() if own not in bad]
