"""An end to what hangs: a process that computes too long ends itself, and its chunk goes to another."""

import faulthandler
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def dies_after(seconds: float) -> Iterator[None]:
    """End this process when the block takes longer, saying where it hung.

    Done by a thread that needs no interpreter: a call that never gives its lock back ends, too. The heartbeat
    would otherwise keep the lease of a chunk that will never be done.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or sys.stderr)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
