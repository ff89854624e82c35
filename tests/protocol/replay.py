"""One move of the model made by the real functions of `core.db`, on rows as the model's state says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Connection, Engine, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.protocol import recovery, transitions
from core.db.protocol.claims import claim
from core.db.protocol.finishing import close
from core.db.protocol.leases import Lease, abandon, lock, mark_done, release
from core.errors import JobAlreadyEnded, JobCancelled, LeaseLost
from core.ids import JobId
from core.job_states import TERMINAL, ChunkKind
from tests.integration.db.protocol import read_job
from tests.protocol.model import FINISH, LOST, MAX_ATTEMPTS, WORKERS, Chunk, Move, State

_LEASE = timedelta(hours=1)
_SET_CHUNK = text(
    "UPDATE chunk SET state = :state, attempt = :attempt, lease_token = :token, lease_expires_at = "
    "clock_timestamp() + :seconds * interval '1 second', not_before = clock_timestamp() - interval '1 hour', "
    "rows_ok = CASE WHEN :state = 'done' THEN rows ELSE 0 END, "
    "rows_failed = CASE WHEN :state = 'dead' THEN rows ELSE 0 END WHERE id = :id"
)
_SET_JOB = text("UPDATE job SET state = :state WHERE id = :job")


def _token(holder: int, at: int) -> UUID:
    return uuid5(NAMESPACE_OID, f"{holder} {at}")


@dataclass(frozen=True, slots=True)
class Replay:
    """A job of two chunks whose rows are made what they are to be; nothing of it is kept."""

    connection: Connection
    job_id: JobId
    rows: list[Any]  # of the two chunks and the finish

    def move(self, state: State, move: Move) -> State:
        """What the real functions make of `state`."""
        with self.connection.begin_nested() as point:
            self._put(state, move)
            hands = self._do(state, move)
            found = self._found(state, hands)
            point.rollback()
        return found

    def _put(self, state: State, move: Move) -> None:
        expired = move[1:] if move[0] == "sweep" else ()
        self.connection.execute(_SET_JOB, {"state": state.job, "job": self.job_id})
        for at, chunk in enumerate(state.chunks):
            self.connection.execute(
                _SET_CHUNK,
                {
                    "id": self.rows[at].id,
                    "state": chunk.state,
                    "attempt": chunk.attempt,
                    "token": None if chunk.holder is None else _token(chunk.holder, at),
                    "seconds": -0.001 if at in expired else 3600,
                },
            )

    def _held(self, state: State, worker: int, at: int) -> Lease:
        row = self.rows[at]
        return Lease(
            chunk_id=row.id,
            job_id=self.job_id,
            workspace_id=DEFAULT_WORKSPACE,
            ordinal=row.ordinal,
            kind=ChunkKind(row.kind),
            attempt=state.chunks[at].attempt,
            token=_token(worker, at),
            first_row=row.first_row,
            last_row=row.last_row,
            rows=row.rows,
            job_month=row.job_month,
            options=row.options,
        )

    def _do(self, state: State, move: Move) -> tuple[int | None, ...]:
        name, *rest = move
        hands = list(state.hands)
        match name:
            case "sweep":
                recovery.sweep(self.connection, max_attempts=MAX_ATTEMPTS, free_slots=2)
            case "close":
                transitions.close_if_cancelled(self.connection, self.job_id)
            case "cancel":
                try:
                    transitions.cancel(self.connection, DEFAULT_WORKSPACE, self.job_id)
                except JobAlreadyEnded:
                    assert state.job in TERMINAL
            case "claim":
                hands[rest[0]] = self._claim(rest[0])
            case _:
                at = state.hands[rest[0]]
                assert at is not None
                self._work(name, self._held(state, rest[0], at))
                hands[rest[0]] = None
        return tuple(hands)

    def _claim(self, worker: int) -> int | None:
        held = claim(self.connection, f"worker-{worker}@host/1", _LEASE)
        if held is None:
            return None
        at = next(at for at, row in enumerate(self.rows) if row.id == held.chunk_id)
        query = text("UPDATE chunk SET lease_token = :token WHERE id = :id AND lease_token = :made")
        known = {"token": _token(worker, at), "id": held.chunk_id, "made": held.token}
        assert self.connection.execute(query, known).rowcount == 1
        return at

    def _work(self, name: str, held: Lease) -> None:
        try:
            match name:
                case "finish" if held.kind is ChunkKind.FINISH:
                    close(self.connection, held, {})
                case "finish":
                    if lock(self.connection, held) in TERMINAL:
                        raise JobCancelled
                    mark_done(self.connection, held, rows_ok=held.rows, summary={})
                case "fail":
                    recovery.try_again(self.connection, held, "an error", MAX_ATTEMPTS)
                case "give_back":
                    release(self.connection, held, error=None, is_attempt=False)
        except LeaseLost:
            pass
        except JobCancelled:
            abandon(self.connection, held)

    def _found(self, before: State, hands: tuple[int | None, ...]) -> State:
        query = text("SELECT id, state, attempt, lease_token FROM chunk WHERE job_id = :job")
        rows = {row.id: row for row in self.connection.execute(query, {"job": self.job_id})}
        chunks = []
        for at in (*range(FINISH), FINISH):
            row = rows[self.rows[at].id]
            holders = {_token(holder, at): holder for holder in (*WORKERS, LOST)}
            holder = None if row.lease_token is None else holders[row.lease_token]
            # Who died leaves its token behind; only the model says that it is nobody's.
            if holder in WORKERS and hands[holder] != at and before.hands[holder] == at:
                holder = LOST
            chunks.append(Chunk(row.state, row.attempt, holder))
        state = self.connection.scalar(text("SELECT state FROM job WHERE id = :job"), {"job": self.job_id})
        return State(str(state), tuple(chunks), hands)


@contextmanager
def replaying(engine: Engine) -> Iterator[Replay]:
    """A replay in one transaction, which is rolled back at the end."""
    job_id = read_job(engine, chunks=2)
    with engine.connect() as connection, connection.begin() as begun:
        query = (
            "SELECT chunk.*, job.job_month, job.options FROM chunk JOIN job ON job.id = chunk.job_id "
            "WHERE job.id = :job AND chunk.kind != 'read' ORDER BY ordinal"
        )
        rows = connection.execute(text(query), {"job": job_id}).all()
        yield Replay(connection, job_id, list(rows))
        begun.rollback()
