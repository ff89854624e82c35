"""A sheet read to its end in a limited subprocess, as a job would read it, for somebody who waits."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Engine

from core.db.connect import transaction
from core.db.protocol import mappings
from core.errors import UnreadableFile
from core.ids import WorkspaceId
from core.job_options import JobOptions
from core.settings import Settings
from core.sheets.inspect import inspect
from core.sheets.inspection import Inspection
from core.sheets.limited import ReaderDied
from core.sheets.options import SheetOptions
from core.sheets.signature import reminded, signature

# The understanding is of all rows; so many have their cells checked, which is enough to see what is wrong.
_CHECKED_ROWS: Final = 20_000
_MIB: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found, and how it was read: `options` are those given and those remembered."""

    inspection: Inspection
    options: SheetOptions
    is_remembered: bool


def look(
    engine: Engine,
    settings: Settings,
    workspace_id: WorkspaceId,
    name: str,
    write: Callable[[BinaryIO], None],
    given: JobOptions,
) -> Looked:
    """Read the sheet called `name` that `write` writes; once more where such sheets are read otherwise.

    Raises `Refused` as `core.sheets.inspect` does, and whatever `write` raises.
    """
    with tempfile.TemporaryDirectory(dir=settings.data_dir / "uploads", prefix="inspect-") as folder:
        path = Path(folder, "sheet")
        with path.open("wb") as target:
            write(target)
        options = given.sheet
        found = _inspect(path, name, given, settings)
        with transaction(engine, workspace_id) as connection:
            before = mappings.find(connection, workspace_id, signature(found.understanding.columns))
        again = options if before is None else reminded(options, before)
        if again == options:
            return Looked(inspection=found, options=options, is_remembered=False)
        found = _inspect(path, name, replace(given, sheet=again), settings)
        return Looked(inspection=found, options=again, is_remembered=True)


def _inspect(path: Path, name: str, given: JobOptions, settings: Settings) -> Inspection:
    try:
        return inspect(
            path,
            name,
            given.sheet,
            limit_rows=_CHECKED_ROWS,
            as_of=given.as_of,
            defaults=given.defaults,
            memory_bytes=settings.read_memory_bytes,
            seconds=settings.read_seconds + path.stat().st_size / _MIB,
        )
    except ReaderDied as error:
        raise UnreadableFile(
            "The file could not be read.", remedy="Open it in a spreadsheet program and save it again."
        ) from error
