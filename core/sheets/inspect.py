"""Inspects a file in a subprocess of limited memory and time, as reading does."""

import datetime as dt
from pathlib import Path

from core.inventory.defaults import Defaults
from core.sheets.inspection import Inspection
from core.sheets.limited import MEMORY_BYTES, ReaderDied, Task, frames
from core.sheets.options import SheetOptions


def inspect(
    path: Path,
    file_name: str,
    options: SheetOptions,
    *,
    limit_rows: int | None = None,
    as_of: dt.date | None = None,
    defaults: Defaults | None = None,
    memory_bytes: int = MEMORY_BYTES,
    seconds: float | None = None,
) -> Inspection:
    """What the importer makes of a file: the whole reading and checking, without keeping the rows.

    With `limit_rows` the cells of about so many rows are checked; the understanding is of all rows either
    way. `as_of` is the day to decide for, `file_name` is only for messages. With `as_of` and `defaults` the
    engine is asked, too: what it will refuse is among the errors, what no row has is `lacking`.

    Raises:
        SheetTooLarge: the memory or the time limit was reached.
        LotwiseError: the file or an option is refused.
        ReaderDied: the subprocess ended in any other way.

    """
    task = Task(
        name="inspect",
        path=path,
        file_name=file_name,
        options=options,
        as_of=as_of,
        limit_rows=limit_rows,
        defaults=defaults,
        memory_bytes=memory_bytes,
        seconds=seconds,
    )
    for head, _ in frames(task):
        return Inspection.from_json(head["inspection"])
    raise ReaderDied(f"The reader of {file_name} said nothing.")
