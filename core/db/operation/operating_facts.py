"""What an operator is shown of the whole installation: numbers of all workspaces, and nothing of any.

PostgreSQL adds them up in one function that runs with its owner's rights (migration 0012), since the API's
role sees one workspace at a time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sqlalchemy import Connection, text

from core.db.catalogue import catalogues
from core.db.operation import counting
from core.db.protocol import leases
from core.db.protocol.workers import SILENT_AFTER
from core.job_states import TERMINAL, ChunkKind, ChunkState, JobState

# A look that takes longer is given up: it must not become a load itself.
STATEMENT_SECONDS: Final = 1.0
JOB_KINDS: Final = (leases.UPLOAD, catalogues.RUN, catalogues.SCENARIO)
CONNECTION_STATES: Final = ("active", "idle", "idle_in_transaction", "other")
_ENDS: Final = tuple(state for state in JobState if state in TERMINAL)

_READ = text("SELECT operating_facts(:silent_after)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """How long jobs of a kind took: how many up to each bound [s], and all together [s]."""

    buckets: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingFacts:
    """The installation at one moment; every state and kind is there, also at 0."""

    jobs: Mapping[str, int]
    chunks: Mapping[tuple[str, str], int]  # by kind and state, of jobs under way, and what is dead
    oldest_ready_seconds: float
    leases_expired: int
    jobs_ended: Mapping[tuple[str, str], int]  # by state and kind, since ever, as are those below
    job_durations: Mapping[str, Durations]
    chunk_attempts: Mapping[tuple[str, str], int]  # by kind and result
    rows: Mapping[str, int]
    schedules_active: int
    nightly_last_success: float  # unix time; 0: never
    nightly_overdue_seconds: float
    beat_last_tick: float  # unix time; 0: never
    workers: int
    worker_processes: int
    database_bytes: int
    connections: Mapping[str, int]
    connections_max: int

    @property
    def chunks_dead(self) -> int:
        """Buried, of jobs that are kept."""
        return sum(count for (_, state), count in self.chunks.items() if state == ChunkState.DEAD)

    @property
    def lease_expiries(self) -> int:
        """Leases taken back since ever because they ran out."""
        return sum(count for (_, how), count in self.chunk_attempts.items() if how == counting.EXPIRED)


def read(connection: Connection) -> OperatingFacts:
    """The facts as they are now; a driver's error where it takes too long."""
    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {STATEMENT_SECONDS * 1000:.0f}")
    return facts_of(connection.execute(_READ, {"silent_after": SILENT_AFTER}).scalar_one())


def facts_of(found: Mapping[str, Any]) -> OperatingFacts:
    """The facts from what the function told; what it did not is 0."""
    counted = found.get("counted") or []
    jobs = [entry for entry in counted if entry[0] == "job"]
    chunks = found.get("chunks") or []

    def number(name: str) -> float:
        return found.get(name) or 0

    return OperatingFacts(
        jobs={str(state): 0 for state in JobState} | (found.get("jobs") or {}),
        chunks=_sums(product(ChunkKind, ChunkState), (((kind, state), n) for kind, state, n in chunks)),
        oldest_ready_seconds=float(number("oldest_ready_seconds")),
        leases_expired=int(number("leases_expired")),
        jobs_ended=_sums(product(_ENDS, JOB_KINDS), (((state, kind), n) for _, kind, state, _, n, _ in jobs)),
        job_durations={kind: _durations(kind, jobs) for kind in JOB_KINDS},
        chunk_attempts=_sums(
            product(ChunkKind, counting.ATTEMPT_RESULTS),
            (((kind, result), n) for what, kind, result, _, n, _ in counted if what == "chunk"),
        ),
        rows=dict.fromkeys(counting.ROW_RESULTS, 0)
        | {result: int(n) for what, _, result, _, n, _ in counted if what == "rows"},
        schedules_active=int(number("schedules_active")),
        nightly_last_success=float(number("nightly_last_success")),
        nightly_overdue_seconds=float(number("nightly_overdue_seconds")),
        beat_last_tick=float(number("beat_last_tick")),
        workers=int(number("workers")),
        worker_processes=int(number("worker_processes")),
        database_bytes=int(number("database_bytes")),
        connections=dict.fromkeys(CONNECTION_STATES, 0) | (found.get("connections") or {}),
        connections_max=int(number("connections_max")),
    )


def _sums(
    names: Iterable[tuple[str, str]], counted: Iterable[tuple[tuple[str, str], int]]
) -> dict[tuple[str, str], int]:
    """Numbers by pairs of names, 0 where there is none; the same pair may come more than once."""
    sums = {(str(one), str(other)): 0 for one, other in names}
    for (one, other), count in counted:
        sums[one, other] = sums.get((one, other), 0) + int(count)
    return sums


def _durations(kind: str, jobs: list[list[Any]]) -> Durations:
    mine = [(bucket, count, amount) for _, of, _, bucket, count, amount in jobs if of == kind]
    sums = {str(bound): 0 for bound in counting.JOB_SECONDS} | {counting.BEYOND: 0}
    for bucket, count, _ in mine:
        sums[bucket] = sums.get(bucket, 0) + int(count)
    return Durations(buckets=sums, seconds=sum(float(amount) for _, _, amount in mine))
