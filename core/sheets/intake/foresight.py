"""What the engine will refuse of rows that are only looked at, and what a sheet lacks as a whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.problems import Problem
from core.sheets.compute import row_errors
from core.sheets.inspection import MOST_TOLD, Lacking
from core.sheets.payload import decode, encode, to_items
from core.sheets.problems import RowError
from core.sheets.understanding import Column

_MISSING = "missing"


@dataclass(slots=True, kw_only=True)
class Missing:
    """The rows without a field they need: all their numbers, and the first of the errors."""

    lacking: Lacking
    rows: list[int] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


class Foresight:
    """Decides on rows as the job would, and keeps only what is refused, and of that no more than is told."""

    def __init__(self, defaults: Defaults, as_of: dt.date) -> None:
        self._defaults = defaults
        self._as_of = as_of
        self._rows = 0
        self._missing: dict[str, Missing] = {}

    def refusals(self, frame: pl.DataFrame, columns: Sequence[Column]) -> list[RowError]:
        """What the engine refuses of checked rows; missing values wait for the last row."""
        self._rows += frame.height
        chunk = decode(encode(frame, tuple(columns)))
        problems = decide(to_items(chunk), defaults=self._defaults, as_of=self._as_of).problems
        refused = [problem for problem in problems if problem.severity == "error"]
        for problem in refused:
            if problem.code == _MISSING:
                self._keep(problem, chunk)
        return row_errors(tuple(problem for problem in refused if problem.code != _MISSING), chunk)

    def lacking(self) -> tuple[Lacking, ...]:
        """The fields that no row has and every decision needs."""
        return tuple(one.lacking for one in self._missing.values() if len(one.rows) == self._rows)

    def missing(self) -> list[Missing]:
        """The fields that some rows are without, and others have."""
        return [one for one in self._missing.values() if 0 < len(one.rows) < self._rows]

    def _keep(self, problem: Problem, chunk: pl.DataFrame) -> None:
        lacking = Lacking(field=problem.field, message=problem.messages[0], remedy=problem.remedy)
        known = self._missing.setdefault(problem.field, Missing(lacking=lacking))
        wanted = MOST_TOLD - len(known.errors)
        # Where a cell could not be read that was told of the cell.
        if "unread" not in chunk.columns or chunk["unread"].null_count() == chunk.height:
            known.rows += chunk["row_no"].gather(problem.rows).to_list()
            problem = _first(problem, wanted)
            errors = row_errors((problem,), chunk)
        else:
            errors = row_errors((problem,), chunk)
            known.rows += [error.row for error in errors]
        known.errors += errors[:wanted]


def _first(problem: Problem, count: int) -> Problem:
    return replace(
        problem,
        rows=problem.rows[:count],
        values=problem.values[:count],
        messages=problem.messages[:count],
    )
