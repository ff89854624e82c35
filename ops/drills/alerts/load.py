"""Programs that call /eoq for as long as a fault lasts, so that there is something to fail and to wait."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue

import httpx

from ops.drills.site import Site
from ops.drills.waiting import wait_for

_ITEM = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
_CALLERS = 8
_PAUSE_SECONDS = 0.1
# A good number before the fault, so that failures are some of many and not all there ever was.
_BEFORE = 100


@contextmanager
def calling(site: Site) -> Iterator[None]:
    """Eight callers, ten calls a second each at most, until the block ends; entered once answers come."""
    stopping = threading.Event()
    good: SimpleQueue[None] = SimpleQueue()
    with ThreadPoolExecutor(_CALLERS) as callers:
        futures = [callers.submit(_call, site, stopping, good) for _ in range(_CALLERS)]
        try:
            wait_for(lambda: good.qsize() >= _BEFORE, "answers of /eoq")
            yield
        finally:
            stopping.set()
    for future in futures:
        future.result()


def _call(site: Site, stopping: threading.Event, good: SimpleQueue[None]) -> None:
    headers = {"x-api-key": site.stack.key}
    with httpx.Client(base_url=site.stack.url, headers=headers, timeout=30, trust_env=False) as client:
        while not stopping.wait(_PAUSE_SECONDS):
            try:
                answer = client.post("/eoq", json=_ITEM)
            except httpx.HTTPError:
                continue  # the API is what is broken, or comes back
            if answer.status_code == httpx.codes.OK:
                good.put(None)
