"""A process of the pool is ready before its first chunk, and steps back behind those that people wait for.

What takes a second to load is loaded ahead, in a thread, since Celery gives a new process only seconds to say
that it lives, which a busy machine may need for loading alone.
"""

import threading
from importlib import import_module

from celery import signals

from core import courtesy
from core.sheets import readers

# What the steps import when they first need it, so that the parent never does.
_NEEDED = (
    "core.db.protocol.refusals",
    "core.sheets.compute",
    "core.sheets.summary",
    "core.db.protocol.finishing",
)


@signals.worker_process_init.connect
def _begin(**_: object) -> None:
    # A single question to the API beside a run of a million items is answered first.
    courtesy.step_back()
    threading.Thread(target=_load, name="warming", daemon=True).start()


def _load() -> None:
    readers.stay_ready()
    for name in _NEEDED:
        import_module(name)


@signals.worker_process_shutdown.connect
def _end(**_: object) -> None:
    # It would end by itself a moment later; whoever stops a worker finds nothing of it left.
    readers.stop_staying_ready()
