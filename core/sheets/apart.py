"""Decides a chunk in throw-away subprocesses, halves of halves, so that one bad row costs only itself.

For chunks that made the process deciding them die or fail: the row that does it is found and named, every
other row is decided as usual. The child is `core.sheets.decider`; it has
limits of memory and time, lives as long as it decides, and is replaced when it dies.
"""

import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self

import polars as pl

from core.inventory.defaults import Defaults
from core.sheets.compute import DecidedFrame, undecided
from core.sheets.payload import decode
from core.sheets.problems import RowError, shortened
from core.sheets.watch import UNWANTED, Watch
from core.sheets.wire import receive, send

ROW_CRASHED = "row_crashed"
_START_SECONDS = 60.0  # importing the engine: a second, a minute on a machine that is very busy
_THREADS = "2"
_SECONDS_PER_ROW = 1e-3  # a row takes microseconds; beyond this and `seconds` it is taken to hang
# Finding one row among 20,000 takes 15 crashes. Where this does not do, the fault is hardly the rows'.
_MOST_CRASHES = 300
_ROOT = Path(__file__).resolve().parents[2]
_REMEDY = (
    "Check this row's values; its other rows are decided. The worker's log has the cause for the operator."
)


class DeciderDied(Exception):
    """The subprocess could not be used, whatever the rows: deciding may be tried again."""


class _Crashed(Exception):
    """The rows asked for made the subprocess die or fail."""


class _Decider:
    """One subprocess, started when it is needed first and again after each death."""

    def __init__(
        self,
        payload: bytes,
        settings: dict[str, Any],
        *,
        memory_bytes: int,
        seconds: float,
        is_unwanted: Callable[[], bool],
    ) -> None:
        self._payload, self._settings = payload, settings
        self._memory_bytes, self._seconds, self._is_unwanted = memory_bytes, seconds, is_unwanted
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def decide(self, first: int, rows: int) -> DecidedFrame:
        """The decisions of `rows` rows from position `first` on; raises `_Crashed`, `DeciderDied`."""
        if self._child is None:
            self._start()
        answer = self._ask({"first": first, "rows": rows}, b"", self._seconds + _SECONDS_PER_ROW * rows)
        if answer is None:
            raise _Crashed(self._last_words())
        head, body = answer
        if head["kind"] == "failed":
            raise _Crashed(f"failed: {head['message']}")
        errors = [RowError.from_json(error) for error in head["errors"]]
        return DecidedFrame(frame=pl.read_ipc(BytesIO(body)), errors=errors)

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "core.sheets.decider", json.dumps(self._settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": str(_ROOT), "POLARS_MAX_THREADS": _THREADS},
            start_new_session=True,
        )
        self._watch = Watch(self._child, self._memory_bytes, _START_SECONDS, self._is_unwanted)
        self._answers = receive(_pipe(self._child.stdout))
        if self._ask({"kind": "rows"}, self._payload, _START_SECONDS) is None:
            raise DeciderDied(f"The process that was to decide {self._last_words()}")

    def _ask(self, head: dict[str, Any], body: bytes, seconds: float) -> tuple[dict[str, Any], bytes] | None:
        """The answer, None where the child died of the question."""
        child, watch = self._child, self._watch
        if child is None:  # pragma: no cover (it has been started)
            raise DeciderDied("There is no process to ask.")
        watch.allow(seconds)
        watch.is_waiting_for_caller = False
        with suppress(BrokenPipeError):
            send(_pipe(child.stdin), head, body)
        answer = next(self._answers, None)
        watch.is_waiting_for_caller = True
        return answer

    def _last_words(self) -> str:
        """What the dead child died of, for a sentence; and the child is gone."""
        child, watch = self._child, self._watch
        if child is None:  # pragma: no cover (it has been started)
            return "was never there"
        code = child.wait()
        watch.join()
        said = watch.last_words.decode(errors="replace").strip().rpartition("\n")[2]
        reached = watch.reached
        self._end()
        if reached == UNWANTED:
            raise DeciderDied("The decisions are not wanted any more.")
        if reached:
            return f"took more {reached} than allowed"
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
        return shortened(f"{how}: {said}") if said else how

    def _end(self) -> None:
        if self._child is None:
            return
        self._watch.stop()
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        with suppress(BrokenPipeError), self._child:
            pass  # waits, and closes the pipes
        self._child = None


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:  # pragma: no cover (pipes were asked for)
        raise DeciderDied("The process has no pipe.")
    return stream


def decide_apart(
    payload: bytes,
    defaults: Defaults,
    as_of: dt.date,
    *,
    memory_bytes: int,
    seconds: float,
    is_unwanted: Callable[[], bool] = lambda: False,
) -> DecidedFrame:
    """Decide an encoded chunk as `decide_frame` would; rows that crash become errors with a reason.

    `memory_bytes` and `seconds` limit each subprocess and each range of rows; once `is_unwanted` says so,
    everything is ended.

    Raises:
        DeciderDied: no subprocess could be started, or the decisions are unwanted.

    """
    frame = decode(payload)
    settings = {"defaults": asdict(defaults), "as_of": as_of.isoformat(), "memory_bytes": memory_bytes}
    decided: dict[int, DecidedFrame] = {}
    crashes = 0
    with _Decider(
        payload, settings, memory_bytes=memory_bytes, seconds=seconds, is_unwanted=is_unwanted
    ) as decider:
        waiting = [(0, frame.height)]
        while waiting:
            first, rows = waiting.pop()
            try:
                decided[first] = decider.decide(first, rows)
            except _Crashed as crash:
                crashes += 1
                if rows == 1 or crashes > _MOST_CRASHES:
                    decided[first] = _blamed(frame.slice(first, rows), str(crash))
                else:
                    half = rows // 2
                    waiting += [(first + half, rows - half), (first, half)]
    parts = [decided[first] for first in sorted(decided)]
    return DecidedFrame(
        frame=pl.concat([part.frame for part in parts]),
        errors=[error for part in parts for error in part.errors],
    )


def _blamed(frame: pl.DataFrame, crash: str) -> DecidedFrame:
    message = (
        f"Deciding this row did not work: it {crash}."
        if crash.startswith("failed")
        else f"Deciding this row did not work: the process {crash}."
    )
    names = frame["sku"].to_list() if "sku" in frame.columns else [None] * frame.height
    errors = [
        RowError(
            row=row,
            column="",
            cell="",
            value=shortened(str(name or "")),
            code=ROW_CRASHED,
            message=message,
            remedy=_REMEDY,
        )
        for row, name in zip(frame["row_no"].to_list(), names, strict=True)
    ]
    return DecidedFrame(frame=undecided(frame, message), errors=errors)
