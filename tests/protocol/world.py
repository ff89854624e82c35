"""Workers and messages played by hand against the real functions of `core.db` on a real PostgreSQL.

Nothing runs by itself here: each move is one transaction (or half of one) of somebody, so that any order of
moves can be tried: duplicate and late messages, workers that stall, wake or die, clocks that run on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection, Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.operation import operating
from core.db.protocol import reading, recovery, transitions
from core.db.protocol.claims import claim
from core.db.protocol.decisions import copy_in
from core.db.protocol.finishing import close
from core.db.protocol.leases import Lease, Order, abandon, heartbeat, hold_open, lock, mark_done, release
from core.db.protocol.transitions import advance, close_if_cancelled
from core.errors import DatabaseUnavailable, JobAlreadyEnded, JobCancelled, LeaseLost, UnreadableFile
from core.ids import JobId
from core.job_states import RUNNABLE, TERMINAL, ChunkKind, JobState
from tests.integration.db.protocol import decided, encoded, make_job

LEASE = timedelta(hours=1)  # time passes here only when a rule says so
MAX_ATTEMPTS = 3
# A transaction that is held open blocks others as in life; they give up soon and count as never made.
_LOCK_TIMEOUT = "50ms"


@dataclass(eq=False)
class Hand:
    """A worker's process with a chunk in it: the next move is `step`; `opened` is half of one."""

    held: Lease
    owner: str
    step: int = 0
    opened: Connection | None = None

    def __repr__(self) -> str:
        return (
            f"{self.owner}:{self.held.kind} {self.held.ordinal} step {self.step} attempt {self.held.attempt}"
        )


@dataclass
class World:
    """The database, and who holds what."""

    engine: Engine
    hands: list[Hand] = field(default_factory=list)
    jobs: dict[JobId, int] = field(default_factory=dict)  # and how many chunks its sheet is cut into
    given_up: set[JobId] = field(default_factory=set)  # cancelled or refused: they need not succeed

    def clear(self) -> None:
        """Begin with nothing."""
        with transaction(self.engine) as connection:
            connection.execute(
                text("TRUNCATE job, chunk, decision, row_error, job_summary, file, file_part CASCADE")
            )

    @contextmanager
    def moving(self) -> Iterator[Connection]:
        """A transaction that does not wait long for others."""
        with transaction(self.engine) as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
            yield connection

    def submit(self, chunks: int) -> None:
        """Somebody sends a sheet."""
        self.jobs[make_job(self.engine)] = chunks

    def message(self, owner: str) -> bool:
        """A message reaches a worker; whether it found work. Any number may come, at any time."""
        with self.moving() as connection:
            held = claim(connection, owner, LEASE)
        if held is not None:
            self.hands.append(Hand(held=held, owner=owner))
        return held is not None

    def _move(self, connection: Connection, hand: Hand) -> bool:
        """The next transaction of the step; whether it is the last."""
        held = hand.held
        match held.kind:
            case ChunkKind.READ:
                chunks = self.jobs[held.job_id]
                if hand.step == 0:
                    advance(connection, held.job_id, JobState.READING, "reading")
                elif hand.step <= chunks:
                    reading.add_chunk(connection, held, encoded(hand.step - 1))
                else:
                    reading.complete(connection, held, chunks=chunks, rows=chunks * 10)
                    return True
                return False
            case ChunkKind.COMPUTE:
                if lock(connection, held) in TERMINAL:
                    raise JobCancelled
                copy_in(connection, held, decided(held, reason=str(held.token)))
                mark_done(connection, held, rows_ok=held.rows, summary={})
                hold_open(connection, held)
                return True
            case _:
                if hand.step == 0:
                    advance(connection, held.job_id, JobState.FINISHING, "finishing")
                    return False
                close(connection, held, {})
                return True

    def work(self, hand: Hand) -> None:
        """One transaction of a step, and what follows from its end."""
        try:
            with self.moving() as connection:
                is_last = self._move(connection, hand)
        except DatabaseUnavailable:
            return
        except (LeaseLost, JobCancelled) as error:
            self._end(hand, error)
            return
        self._moved(hand, is_last=is_last)

    def _moved(self, hand: Hand, *, is_last: bool) -> None:
        hand.step += 1
        if is_last:
            self.hands.remove(hand)

    def _end(self, hand: Hand, error: Exception) -> None:
        """A worker must have had a reason to stop."""
        if isinstance(error, LeaseLost):
            assert not self.is_current(hand), f"{hand} was fenced although it holds the lease"
        else:
            assert self.state(hand.held.job_id) not in RUNNABLE, f"{hand} stopped although its job goes on"
            with transaction(self.engine) as connection:
                abandon(connection, hand.held)
        self.hands.remove(hand)

    def begin(self, hand: Hand) -> None:
        """Do everything of the next transaction but its COMMIT."""
        connection = self.engine.connect()
        try:
            connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
            is_last = self._move(connection, hand)
        except (LeaseLost, JobCancelled) as error:
            connection.rollback()
            self._end(hand, error)
        except Exception as error:
            connection.rollback()
            if "LockNotAvailable" not in repr(error):
                raise
        else:
            if is_last:
                hand.opened = connection
                return
            connection.commit()
            self._moved(hand, is_last=False)
        connection.close()

    def commit(self, hand: Hand) -> None:
        """The COMMIT of what was begun; the worker may die before it hears that it was made."""
        assert hand.opened is not None
        hand.opened.commit()
        hand.opened.close()
        hand.opened = None
        self._moved(hand, is_last=True)

    def die(self, hand: Hand) -> None:
        """The process is gone, and what it had not committed."""
        if hand.opened is not None:
            hand.opened.rollback()
            hand.opened.close()
        self.hands.remove(hand)

    def beat(self, hand: Hand) -> None:
        """A heartbeat, and what the worker does about the answer."""
        was_current = self.is_current(hand)
        try:
            with self.moving() as connection:
                order = heartbeat(connection, hand.held, hand.owner, LEASE)
        except DatabaseUnavailable:
            return
        assert (order is Order.LOST) != was_current, f"{hand} is told {order}"
        if order in (Order.LOST, Order.CANCEL) and hand.opened is None:
            self._end(hand, LeaseLost() if order is Order.LOST else JobCancelled())

    def give_back(self, hand: Hand, *, is_attempt: bool) -> None:
        """A warm stop or a lost PostgreSQL (no attempt), or an error nobody expected (an attempt)."""
        try:
            with self.moving() as connection:
                if is_attempt:
                    recovery.try_again(connection, hand.held, "an error", MAX_ATTEMPTS)
                else:
                    release(connection, hand.held, error=None, is_attempt=False)
        except DatabaseUnavailable:
            return
        except LeaseLost as error:
            self._end(hand, error)
            return
        self.hands.remove(hand)

    def refuse(self, hand: Hand) -> None:
        """The sheet cannot be read."""
        try:
            with self.moving() as connection:
                recovery.refuse(connection, hand.held, UnreadableFile())
        except DatabaseUnavailable:
            return
        except LeaseLost as error:
            self._end(hand, error)
            return
        self.given_up.add(hand.held.job_id)
        self.hands.remove(hand)

    def cancel(self, job_id: JobId) -> None:
        """A planner does not want it any more."""
        try:
            with self.moving() as connection:
                transitions.cancel(connection, DEFAULT_WORKSPACE, job_id)
        except DatabaseUnavailable:
            return
        except JobAlreadyEnded:
            assert self.state(job_id) in TERMINAL
            return
        self.given_up.add(job_id)

    def requeue(self, job_id: JobId) -> bool:
        """The operator has what died of a running job tried again; whether that was done."""
        if self.state(job_id) not in RUNNABLE:
            return False
        try:
            with self.moving() as connection:
                operating.requeue(connection, job_id)
        except DatabaseUnavailable:
            return False
        return True

    def close_cancelled(self, job_id: JobId) -> None:
        """What a worker does last; it may also die before it."""
        try:
            with self.moving() as connection:
                close_if_cancelled(connection, job_id)
        except DatabaseUnavailable:
            return

    def sweep(self) -> None:
        """Anybody's sweep."""
        try:
            with self.moving() as connection:
                recovery.sweep(connection, max_attempts=MAX_ATTEMPTS, free_slots=2)
        except DatabaseUnavailable:
            return

    def pass_time(self, only: Hand | None = None, *, was_away: bool = False) -> None:
        """Leases expire and rests end; of one hand, or of all. Rows that are held keep theirs.

        With `was_away` they look as if PostgreSQL had started since.
        """
        expiry = "pg_postmaster_start_time()" if was_away else "clock_timestamp()"
        where = "WHERE id = :id" if only else ""
        with transaction(self.engine) as connection:
            connection.execute(
                text(
                    "UPDATE chunk SET "
                    f"lease_expires_at = least(lease_expires_at, {expiry} - interval '1 ms'), "
                    "not_before = least(not_before, clock_timestamp()) "
                    f"WHERE id IN (SELECT id FROM chunk {where} FOR UPDATE SKIP LOCKED)"
                ),
                {"id": only.held.chunk_id} if only else {},
            )

    def is_current(self, hand: Hand) -> bool:
        """Whether the lease in the database is this hand's."""
        with transaction(self.engine) as connection:
            query = text("SELECT lease_token FROM chunk WHERE id = :id")
            return bool(connection.scalar(query, {"id": hand.held.chunk_id}) == hand.held.token)

    def state(self, job_id: JobId) -> JobState:
        """The job's state."""
        with transaction(self.engine) as connection:
            return JobState(connection.scalar(text("SELECT state FROM job WHERE id = :id"), {"id": job_id}))
