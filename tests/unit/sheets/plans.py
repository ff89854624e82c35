"""Heads written down in tests, and what is made of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from core.sheets.files.book import Cell, CellKind, Head
from core.sheets.options import SheetOptions
from core.sheets.recognition.plan import Plan
from core.sheets.recognition.plan_of import plan_of

Row = Sequence[object]
_ROWS = 4  # of a sheet whose numbers do not matter


def cell(value: object) -> Cell | None:
    """A cell as a reader gives it."""
    match value:
        case None | "":
            return None
        case Cell():
            return value
        case bool():
            return Cell(str(value).upper(), CellKind.FLAG)
        case int() | float():
            text = str(value)
            return Cell(text.removesuffix(".0"), CellKind.NUMBER)
        case dt.date():
            return Cell(value.isoformat(), CellKind.DATE)
        case _:
            return Cell(str(value))


def head(*rows: Row, name: str = "Sheet1", **other: Any) -> Head:  # noqa: ANN401
    """A sheet of these rows."""
    filled = {}
    for number, row in enumerate(rows):
        cells = {at: made for at, value in enumerate(row) if (made := cell(value)) is not None}
        if cells:
            filled[number] = cells
    return Head(name=name, rows=filled, **other)


def items(*headers: str, **columns: Sequence[object]) -> Head:
    """A sheet with this header: codes under the first, numbers under others unless `columns` says else."""
    made = []
    for row in range(_ROWS):
        values: list[object] = [f"A-{row + 1}"]
        for at, header in enumerate(headers[1:], start=1):
            given = columns.get(header)
            values.append(given[row] if given is not None else 10 * at + 7 * row + 0.5)
        made.append(values)
    return head(headers, *made)


def planned(*heads: Head, **options: Any) -> Plan:  # noqa: ANN401
    """The plan of these sheets; raises its refusal if it has one."""
    return accepted(plan_of(heads, SheetOptions(**options)))


def accepted(plan: Plan) -> Plan:
    """A plan that is read; raises the refusal of one that is not."""
    if plan.refusal is not None:
        raise plan.refusal
    return plan


def fields(plan: Plan) -> dict[str, str]:
    """Header -> field of the columns that hold one as a whole."""
    return {column.key: column.field for column in plan.columns if column.field and column.part is None}


def parts(plan: Plan) -> dict[str, str]:
    """Header -> part of the columns that hold one."""
    return {column.key: column.part for column in plan.columns if column.part is not None}


def reason(plan: Plan, key: str) -> str:
    """Why a column holds what it holds."""
    return next(column.reason for column in plan.columns if column.key == key)


def suggested(plan: Plan) -> Mapping[str, str | None]:
    """The suggestions and the choice each takes."""
    return {question.id: question.taken for question in plan.suggestions}


def asked(plan: Plan) -> dict[str, list[str]]:
    """The questions and the choices of each."""
    return {question.id: [choice.value for choice in question.choices] for question in plan.questions}
