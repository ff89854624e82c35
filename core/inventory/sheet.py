"""The columns of a calculation as the stages see them: clean arrays by field name, absent ones missing."""

from dataclasses import dataclass, field

import numpy as np

from core.inventory import texts
from core.inventory.arrays import Codes, Mask, Numbers, Words
from core.inventory.problems import Problem, Severity

_NOTHING: Words = np.array(None, dtype=object)


@dataclass(slots=True)
class Sheet:
    """Columns of one length and what was found wrong with them.

    `numbers` holds only columns with at least one value, each with its smallest and largest value in
    `ranges`: most checks are answered by those two numbers, without touching the column again.
    """

    size: int
    numbers: dict[str, Numbers] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    flags: dict[str, Codes] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, name: str, values: Numbers) -> None:
        """Keep a column under its name, unless it is empty."""
        low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
        if low == low:
            self.numbers[name] = values
            self.ranges[name] = (low, high)

    def low(self, name: str) -> float:
        """Return the smallest value of a column, +infinity where it is absent."""
        return self.ranges[name][0] if name in self.ranges else np.inf

    def high(self, name: str) -> float:
        """Return the largest value of a column, -infinity where it is absent."""
        return self.ranges[name][1] if name in self.ranges else -np.inf

    def report(
        self,
        name: str,
        code: str,
        severity: Severity,
        where: Mask,
        *explanation: str | Words,
        remedy: str,
        values: Numbers | Words | None = None,
        is_missing: bool = False,
    ) -> None:
        """Note a problem of the rows `where` is true, if there are any.

        The explanation follows "<field> <value> ", or "<field> " where the value is missing; columns in it
        are given for all rows.
        """
        rows = np.flatnonzero(where)
        if rows.size == 0:
            return
        column = values if values is not None else self.numbers.get(name)
        column = None if is_missing else column
        parts = [part if isinstance(part, str) else part[rows] for part in explanation]
        if column is None:
            given: tuple[str, ...] = ("",) * rows.size
            start: list[str | Words] = [name + " "]
        else:
            shown = texts.exact(column[rows])
            given = tuple(shown.tolist())
            start = [name + " ", shown, " "]
        messages = tuple(texts.sentences(rows.size, *start, *parts).tolist())
        self.problems.append(
            Problem(
                field=name,
                code=code,
                severity=severity,
                rows=rows,
                values=given,
                messages=messages,
                remedy=remedy,
            )
        )

    def refused(self) -> Mask | None:
        """Return which rows have an error; None where none has."""
        rows = [problem.rows for problem in self.problems if problem.severity == "error"]
        if not rows:
            return None
        result = np.zeros(self.size, dtype=np.bool_)
        for these in rows:
            result[these] = True
        return result

    def messages(self, severity: Severity, separator: str | None) -> Words:
        """Return each row's messages of a severity joined, or without separator its first; None if none."""
        result: Words = np.full(self.size, None, dtype=object)
        for problem in self.problems:
            if problem.severity != severity:
                continue
            said = result[problem.rows]
            fresh = said == _NOTHING
            new = np.array(problem.messages, dtype=object)
            if separator is not None:
                result[problem.rows[~fresh]] = said[~fresh] + (separator + new[~fresh])
            result[problem.rows[fresh]] = new[fresh]
        return result
