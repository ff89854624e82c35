"""What is broken, and the alerts that must say so."""

import datetime as dt
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from uuid import UUID

import httpx
from sqlalchemy import text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import schedules
from core.db.connect import transaction
from core.ids import CatalogueId
from ops.drills.alerts import around
from ops.drills.alerts.load import calling
from ops.drills.alerts.scene import Fault, Scene
from ops.drills.site import Site
from ops.drills.waiting import require
from ops.monitors.programs import REDIS_EXPORTER

_STOP_SECONDS = 30.0
# Longer than the second of LotwiseAuditDelay, and that again and again: what waits is only measured when it
# has been written.
_HELD_SECONDS = 2.5
_FREE_SECONDS = 0.2
# Of what a schedule was due before: more than the shortened hour of LotwiseNightlyMissing.
_OVERDUE = dt.timedelta(minutes=30)


@contextmanager
def _server_stopped(site: Site, name: str, how: signal.Signals) -> Iterator[None]:
    server = site.server(name)
    server.send_signal(how)
    server.wait(_STOP_SECONDS)
    try:
        yield
    finally:
        site.mend()


def _postgresql_stopped(scene: Scene) -> AbstractContextManager[None]:
    return _server_stopped(scene.site, "PostgreSQL", signal.SIGINT)


def _redis_stopped(scene: Scene) -> AbstractContextManager[None]:
    return _server_stopped(scene.site, "Valkey", signal.SIGTERM)


@contextmanager
def _process_stopped(scene: Scene, *, name: str) -> Iterator[None]:
    scene.site.stack.stop(name)
    try:
        yield
    finally:
        scene.site.mend()


@contextmanager
def _workers_stopped(scene: Scene) -> Iterator[None]:
    """A job is queued and a schedule is due, and nobody takes either."""
    site = scene.site
    catalogue = _catalogue(site)
    site.stack.stop("worker-1")
    try:
        site.send()
        due = dt.datetime.now(dt.UTC) - _OVERDUE
        with transaction(site.engine) as connection:
            schedules.create(
                connection,
                DEFAULT_WORKSPACE,
                catalogue,
                cron=f"{due.minute} * * * *",
                time_zone="UTC",
                created_by="drill",
                now=due - dt.timedelta(minutes=1),
            )
        yield
    finally:
        site.mend()


def _catalogue(site: Site) -> CatalogueId:
    answer = site.stack.client.post("/catalogues", json={"name": f"drill {dt.datetime.now(dt.UTC)}"})
    require(answer.status_code == httpx.codes.CREATED, answer.text)
    catalogue: str = answer.json()["id"]
    job = site.stack.upload(site.sheet.path, intake={"catalogue_id": catalogue, "mode": "replace"})
    ended = site.stack.wait_for_end(job["id"])
    require(ended["state"] in ("succeeded", "partially_succeeded"), f"the catalogue's sheet: {ended}")
    return CatalogueId(UUID(catalogue))


@contextmanager
def _calculations_locked(scene: Scene) -> Iterator[None]:
    """As by an ALTER that has to wait itself: nothing is put on record for seconds, again and again."""
    freeing = threading.Event()
    failures: list[Exception] = []
    locking = threading.Thread(target=_lock, args=(scene.site, freeing, failures))
    locking.start()
    try:
        yield
    finally:
        freeing.set()
        locking.join()
    for failure in failures:
        raise failure


def _lock(site: Site, freeing: threading.Event, failures: list[Exception]) -> None:
    try:
        while not freeing.wait(_FREE_SECONDS):
            with transaction(site.engine) as connection:
                connection.execute(text("LOCK TABLE calculation IN ACCESS EXCLUSIVE MODE"))
                freeing.wait(_HELD_SECONDS)
    except Exception as failure:  # noqa: BLE001 - raised again in the thread that waits for this one
        failures.append(failure)


FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        # First: what is slow must be 14.4 % of the calls of the last (shortened) hour, and good ones of an
        # earlier fault would have to be forgotten before; failures are soon the 1.44 % they must be.
        Fault(
            name="lock",
            words="table calculation locked under calls of /eoq",
            alerts=("LotwiseLatencyBudgetFast", "LotwiseAuditDelay"),
            broken=_calculations_locked,
            lingering=("LotwiseLatencyBudgetMedium",),
            load=calling,
        ),
        Fault(
            name="postgresql",
            words="PostgreSQL stopped under calls of /eoq",
            alerts=("LotwiseDatabaseDown", "LotwiseErrorBudgetFast"),
            broken=_postgresql_stopped,
            lingering=("LotwiseErrorBudgetMedium",),
            load=calling,
        ),
        Fault(
            name="api",
            words="the API stopped",
            alerts=("LotwiseApiDown",),
            broken=partial(_process_stopped, name="api"),
        ),
        Fault(
            name="beat",
            words="beat stopped",
            alerts=("LotwiseBeatSilent",),
            broken=partial(_process_stopped, name="beat"),
        ),
        Fault(
            name="redis",
            words="Valkey stopped",
            alerts=("LotwiseRedisDown",),
            broken=_redis_stopped,
            needs=(REDIS_EXPORTER,),
        ),
        Fault(
            name="workers",
            words="workers stopped, a job queued, a run due",
            alerts=("LotwiseNoWorkers", "LotwiseJobsNotStarting", "LotwiseNightlyMissing"),
            broken=_workers_stopped,
        ),
        *around.FAULTS,
    )
}
