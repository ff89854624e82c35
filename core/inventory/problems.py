"""What is wrong, or looks wrong, with rows: a value, never an exception."""

from dataclasses import dataclass
from typing import Literal

from core.inventory.arrays import Rows

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with one field of some rows.

    `rows` are positions 0..n-1; `values` and `messages` have one text a row. A row with any error has status
    "error", its first error message as reason, and no numbers.
    """

    field: str
    code: str
    severity: Severity
    rows: Rows
    values: tuple[str, ...]
    messages: tuple[str, ...]
    remedy: str
