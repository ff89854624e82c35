"""A delivery of rows into a catalogue, however it comes: which rows can be taken, and what is said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, Final

from core.errors import FieldProblem, NothingTaken
from core.sheets.catalogue.given import Given, checked, without_twins
from core.sheets.catalogue.given_values import ITEM_FIELDS, STOCK_FIELDS, demand_fields

MOST_ROWS: Final = 100_000  # applied at once
MOST_PROBLEMS: Final = 1_000  # told of one delivery; their number is always told whole
_MOST_TOLD: Final = 20  # of a delivery nothing of which was taken

Rows = Sequence[Mapping[str, object]]


def checked_items(rows: Rows, numbers: Sequence[int] | None = None) -> Given:
    """Items that can be put in; needs the engine's own words, and so polars."""
    from core.sheets.catalogue.refused import refuse

    given = checked(rows, ITEM_FIELDS, keeps_null=True, numbers=numbers)
    without_twins(given, ("sku", "location"))
    refuse(given)
    return given


def checked_stock(rows: Rows, numbers: Sequence[int] | None = None) -> Given:
    """Stock figures that can be taken."""
    given = checked(rows, STOCK_FIELDS, numbers=numbers)
    without_twins(given, ("sku", "location"))
    return given


def checked_lines(rows: Rows, today: date, numbers: Sequence[int] | None = None) -> Given:
    """Order lines that can be taken, none of a day ahead of `today` (UTC)."""
    # East of Greenwich it is tomorrow already.
    last = today + timedelta(days=1)
    given = checked(rows, demand_fields(last), required=("date", "quantity"), numbers=numbers)
    named = Given(rows=[row for row in given.rows if row.get("line_id")], problems=given.problems)
    nameless = [row for row in given.rows if not row.get("line_id")]
    without_twins(named, ("line_id",))
    return Given(rows=named.rows + nameless, problems=named.problems)


def told(answer: Mapping[str, Any], given: Given, rows: int) -> dict[str, Any]:
    """The answer to a delivery of `rows` rows: what was taken, and why not the others."""
    unknown = answer.get("unknown", [])
    # Some are seen only beside what the catalogue has already.
    found = [*given.problems, *answer.get("problems", ())]
    problems = sorted(found, key=lambda problem: problem.row)
    return {
        **{name: value for name, value in answer.items() if name != "problems"},
        "rows": rows,
        "unknown": unknown[:MOST_PROBLEMS],
        "unknown_total": len(unknown),
        "errors": [asdict(problem) for problem in problems[:MOST_PROBLEMS]],
        "errors_total": len(problems),
    }


def nothing_taken(given: Given) -> NothingTaken:
    """The refusal of a delivery of which no row can be taken."""
    problems = sorted(given.problems, key=lambda problem: problem.row)
    return NothingTaken(
        f"None of the rows sent can be taken: {len(problems):,} values are wrong.",
        remedy="Mend the values in `errors`, the first of them.",
        problems=[
            FieldProblem(
                field=problem.field,
                value=problem.value,
                code=problem.code,
                message=f"row {problem.row}: {problem.message}",
                remedy=problem.remedy,
            )
            for problem in problems[:_MOST_TOLD]
        ],
    )
