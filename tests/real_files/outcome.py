"""What comes of reading a real file: a refusal, questions, or an understanding with its rows."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from core.errors import Refused
from core.inventory.defaults import Defaults
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import DecidedFrame, decide_frame
from core.sheets.intake.read import read
from core.sheets.limited import read_limited
from core.sheets.options import SheetOptions
from core.sheets.payload import decode
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding

AS_OF = dt.date(2026, 1, 31)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one file: a refusal, questions, or an understanding with its rows."""

    refused: Refused | None = None
    understanding: Understanding | None = None
    chunks: tuple[EncodedChunk, ...] = ()

    @property
    def kind(self) -> str:
        if self.refused is not None:
            return "refused"
        return "asked" if self.understood.questions else "understood"

    @property
    def understood(self) -> Understanding:
        assert self.understanding is not None
        return self.understanding

    @cached_property
    def frame(self) -> pl.DataFrame:
        return pl.concat([decode(chunk.payload) for chunk in self.chunks], how="diagonal_relaxed")

    @property
    def errors(self) -> tuple[RowError, ...]:
        return tuple(error for chunk in self.chunks for error in chunk.errors)

    def decided(self, defaults: Defaults) -> DecidedFrame:
        """The rows' decisions where a company gives these defaults."""
        return decide_frame(self.frame, defaults, AS_OF)

    @property
    def said(self) -> str:
        """All that a person is told: a refusal's words, or report, reasons, questions and suggestions."""
        if self.refused is not None:
            return f"{self.refused.message} {self.refused.remedy}"
        found = self.understood
        warnings = [warning.message for chunk in self.chunks for warning in chunk.warnings]
        asked = [question.text for question in (*found.questions, *found.suggestions)]
        reasons = [f"{column.header}: {column.reason}" for column in found.columns]
        return "\n".join([found.report, *found.notes, *asked, *reasons, *warnings])


def outcome_of(path: Path, options: dict[str, Any] | None = None, *, is_limited: bool = False) -> Outcome:
    """Read a file: a hostile one as a job does, in its limited subprocess, others faster in this process.

    Plain text is no more than odd: it neither crashes a reader nor unpacks.
    """
    given = SheetOptions.from_json(options or {})
    try:
        if is_limited or ("hostile" in path.parts and path.suffix != ".csv"):
            understanding, *chunks = read_limited(path, path.name, given, as_of=AS_OF)
        else:
            understanding, *chunks = read(path, given, AS_OF)
    except Refused as refused:
        return Outcome(refused=refused)
    assert isinstance(understanding, Understanding)
    encoded = tuple(chunk for chunk in chunks if isinstance(chunk, EncodedChunk))
    return Outcome(understanding=understanding, chunks=encoded)


def in_a_line(name: str, found: Outcome) -> str:
    """A line of the table file by file."""
    if found.refused is not None:
        what = found.refused.message
    elif found.understood.questions:
        what = found.understood.questions[0].text
    else:
        rows = len({error.row for error in found.errors})
        what = f"{found.understood.rows} rows, {rows} with errors, skipped {dict(found.understood.skipped)}"
    return f"{name} | {found.kind} | {what}"
