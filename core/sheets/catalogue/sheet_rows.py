"""The rows of a sheet of stock figures or order lines, read in a subprocess of limited memory and time."""

import json
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from core.errors import TooManyRows
from core.sheets.catalogue.given import RowProblem
from core.sheets.limited import Task, frames
from core.sheets.options import SheetOptions
from core.sheets.problems import RowError


@dataclass(slots=True, kw_only=True)
class SheetRows:
    """Rows as a program would send them, their numbers in the file, and what cannot be read."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sheet_rows(
    path: Path,
    file_name: str,
    kind: Literal["stock", "demand"],
    *,
    as_of: date,
    most_rows: int,
    memory_bytes: int,
    seconds: float,
) -> SheetRows:
    """Everything readable of a file of up to `most_rows` rows; the limits are those of `limited.Task`.

    Raises:
        TooManyRows: it has more.
        SheetTooLarge, LotwiseError, ReaderDied: as `limited.frames`.

    """
    found = SheetRows()
    task = Task(
        name=kind,
        path=path,
        file_name=file_name,
        options=SheetOptions(),
        as_of=as_of,
        memory_bytes=memory_bytes,
        seconds=seconds,
    )
    with closing(frames(task)) as parts:  # ends the subprocess however this ends
        for head, body in parts:
            if head["kind"] == "notes":
                found.notes += head["notes"]
                continue
            names, columns = head["names"], json.loads(body)
            found.rows += [
                {name: value for name, value in zip(names, values, strict=True) if value is not None}
                for values in zip(*columns, strict=True)
            ]
            found.numbers += head["numbers"]
            found.problems += [_problem(RowError.from_json(error)) for error in head["errors"]]
            if len(found.rows) + len(found.problems) > most_rows:
                raise TooManyRows(
                    f"The file has more than {most_rows:,} rows.", remedy="Split it into several files."
                )
    return found


def _problem(error: RowError) -> RowProblem:
    return RowProblem(
        row=error.row,
        field=error.column,
        value=error.value,
        code=error.code,
        message=error.message,
        remedy=error.remedy,
    )
