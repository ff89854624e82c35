"""What the engine will refuse of rows that are only looked at, and what a sheet lacks as a whole."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.problems import Problem
from core.sheets.compute import row_errors
from core.sheets.inspection import Lacking
from core.sheets.payload import decode, encode, to_items
from core.sheets.problems import RowError
from core.sheets.understanding import Column

_MISSING = "missing"


@dataclass(slots=True, kw_only=True)
class _Missing:
    """The rows without a field they need."""

    lacking: Lacking
    errors: list[RowError] = field(default_factory=list)


class Foresight:
    """Decides on rows as the job would, and keeps only what is refused."""

    def __init__(self, defaults: Defaults, as_of: dt.date) -> None:
        self._defaults = defaults
        self._as_of = as_of
        self._rows = 0
        self._missing: dict[str, _Missing] = {}

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
        return tuple(one.lacking for one in self._missing.values() if len(one.errors) == self._rows)

    def missing(self) -> list[RowError]:
        """The rows without a field that others have."""
        return [
            error for one in self._missing.values() if len(one.errors) < self._rows for error in one.errors
        ]

    def _keep(self, problem: Problem, chunk: pl.DataFrame) -> None:
        lacking = Lacking(field=problem.field, message=problem.messages[0], remedy=problem.remedy)
        known = self._missing.setdefault(problem.field, _Missing(lacking=lacking))
        known.errors += row_errors((problem,), chunk)
