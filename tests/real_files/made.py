"""What a made file is: how to make it and what must come out of reading it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.real_files.expectations import Outcome, Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file made for a test.

    `rows`, `header_row`, `values` and `error_rows` (rows of the file that end as errors, with plenty of
    defaults) hold when it is understood; `because` must match a refusal, `about` names the question, `says`
    must match the report, a note, suggestion, warning or row error; case does not matter. `is_slow` ones take
    long to read, or much disk.
    """

    name: str
    make: Callable[[Path], None]
    outcome: tuple[Outcome, ...]
    rows: int | None = None
    header_row: int | None = None
    sheet: str | None = None
    values: tuple[Probe, ...] = ()
    error_rows: tuple[int, ...] = ()
    because: str = ""
    about: tuple[str, ...] = ()
    says: str = ""
    is_slow: bool = False

    @property
    def why(self) -> str:
        """What must come out, in words."""
        return (self.make.__doc__ or "").strip()


def probe(row: int, field: str, value: float | str | None, period: str | None = None) -> Probe:
    """A value that must be read from a row."""
    return Probe(row=row, field=field, value=value, period=period)
