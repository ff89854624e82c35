"""Sheets that were sent to be looked at and are no job yet, with what was changed about them.

They stay in the desk's memory beside the sign-in that sent them, so that a reload, which starts a new
Streamlit session, finds them by the file's id in the address. The file itself is kept by the API.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

KEPT_SECONDS: Final = 6 * 3600.0  # about as long as the API keeps a file nobody makes a job of
MOST: Final = 500


@dataclass(slots=True, kw_only=True)
class Draft:
    """One sheet: what the API made of it, and what the planner says otherwise.

    `shown_with` are the options it was looked at with, `settled` those of them not entered beside the sheet.
    `mapping`, `answers` and `place` (another sheet or header row) were said since; `entered` is what stands
    in the inputs beside the sheet: its day, defaults.
    """

    inspection: dict[str, Any]
    shown_with: dict[str, Any] = field(default_factory=dict)
    settled: dict[str, Any] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    place: dict[str, Any] = field(default_factory=dict)
    entered: dict[str, Any] = field(default_factory=dict)

    @property
    def file_id(self) -> str:
        """Under which the API keeps the file."""
        return str(self.inspection["file_id"])


class Drafts:
    """Drafts by visitor and file. Safe to use from every thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, Draft]] = {}

    def keep(self, visitor: str, draft: Draft) -> None:
        """Remember it; the oldest are forgotten where there are too many."""
        with self._lock:
            self._forget_old()
            while len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            self._kept[visitor, draft.file_id] = (self._clock(), draft)

    def find(self, visitor: str, file_id: str) -> Draft | None:
        """The visitor's own draft of this file; None once it is forgotten."""
        with self._lock:
            self._forget_old()
            return self._kept.get((visitor, file_id), (0.0, None))[1]

    def drop(self, visitor: str, file_id: str) -> None:
        """Forget it."""
        with self._lock:
            self._kept.pop((visitor, file_id), None)

    def _forget_old(self) -> None:
        now = self._clock()
        for name in [name for name, (kept, _) in self._kept.items() if now - kept > KEPT_SECONDS]:
            del self._kept[name]


DRAFTS: Final = Drafts()
