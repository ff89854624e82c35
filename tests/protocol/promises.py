"""What must be true between any two moves, and at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import jobs
from core.ids import JobId
from core.job_states import TERMINAL
from tests.protocol.world import MAX_ATTEMPTS, World

_CHUNKS = """
SELECT id, job_id, ordinal, kind, state, attempt, lease_token, rows, rows_ok, rows_failed, finished_at
FROM chunk
"""
# Decisions by the chunk whose rows they are, and how many workers wrote them.
_ROWS = """
SELECT chunk.id, count(decision.row_no) AS rows, count(DISTINCT decision.reason) AS writers,
       md5(string_agg(decision::text, chr(10) ORDER BY decision.row_no)) AS digest
FROM chunk LEFT JOIN decision ON decision.job_id = chunk.job_id
     AND decision.row_no BETWEEN chunk.first_row AND chunk.last_row
WHERE chunk.kind = 'compute' GROUP BY chunk.id
"""


@dataclass
class Promises:
    """Remembers what was, to see that it stays."""

    world: World
    ended: dict[JobId, Any] = field(default_factory=dict)
    done: dict[int, Any] = field(default_factory=dict)
    progress: dict[JobId, int] = field(default_factory=dict)

    def check(self) -> None:
        """All that must hold now."""
        with transaction(self.world.engine) as connection:
            chunks = connection.execute(text(_CHUNKS)).all()
            rows = {row.id: row for row in connection.execute(text(_ROWS))}
            all_jobs = connection.execute(text("SELECT * FROM job")).all()
            for job_id in self.world.jobs:
                self._progress(jobs.get(connection, DEFAULT_WORKSPACE, job_id))
        self._one_living_lease(chunks)
        for chunk in chunks:
            self._chunk(chunk, rows.get(chunk.id))
        for job in all_jobs:
            if job.state in TERMINAL:
                assert self.ended.setdefault(job.id, job) == job, f"an ended job has changed: {job}"
        self._ended_rows(chunks, rows)

    def _one_living_lease(self, chunks: Sequence[Row[Any]]) -> None:
        tokens = [chunk.lease_token for chunk in chunks if chunk.lease_token]
        assert len(tokens) == len(set(tokens))
        for chunk in chunks:
            holders = [hand for hand in self.world.hands if hand.held.token == chunk.lease_token]
            assert len(holders) <= 1, f"two workers hold one lease: {holders}"

    def _chunk(self, chunk: Row[Any], rows: Row[Any] | None) -> None:
        assert chunk.attempt <= MAX_ATTEMPTS, f"tried too often: {chunk}"
        assert chunk.attempt >= 0
        if chunk.state == "done":
            now = (chunk, rows)
            assert self.done.setdefault(chunk.id, now) == now, f"a done chunk has changed: {chunk}"
        else:
            assert chunk.id not in self.done, f"a done chunk runs again: {chunk}"
        if rows is None:
            return
        if chunk.state == "done":
            assert (rows.rows, rows.writers) == (chunk.rows, 1), f"rows of {chunk}: {rows}"
        else:
            assert rows.rows == 0, f"rows of a chunk that is not done: {chunk}, {rows}"

    def _ended_rows(self, chunks: Sequence[Row[Any]], rows: dict[int, Row[Any]]) -> None:
        for chunk in chunks:
            if chunk.job_id in self.ended and chunk.kind == "compute":
                seen = rows[chunk.id]
                assert self.done.setdefault(-chunk.id, seen) == seen, f"rows of an ended job changed: {chunk}"

    def _progress(self, job: jobs.Job) -> None:
        done = job.progress.rows_done
        assert done >= self.progress.get(job.id, 0), f"progress went back: {job}"
        self.progress[job.id] = done
        assert job.is_terminal or job.progress.percent <= 99
        assert job.progress.rows_ok + job.progress.rows_failed == done
        assert job.finished_at is None or job.is_terminal

    def allow_going_back(self, job_id: JobId) -> None:
        """Rows that had failed with a dead chunk are to be done again: the operator has asked for it."""
        self.progress.pop(job_id, None)

    def settle(self) -> None:
        """When faults stop, every job ends, and well unless somebody or something gave it up."""
        world = self.world
        for hand in list(world.hands):
            world.die(hand)
        for _ in range(100):
            world.pass_time()
            world.sweep()
            while world.message("survivor"):
                hand = world.hands[-1]
                while hand in world.hands:
                    world.work(hand)
                world.close_cancelled(hand.held.job_id)
            self.check()
            if all(world.state(job_id) in TERMINAL for job_id in world.jobs):
                break
        self._end()

    def _end(self) -> None:
        with transaction(self.world.engine) as connection:
            chunks = connection.execute(text(_CHUNKS)).all()
        for job_id, count in self.world.jobs.items():
            state = self.world.state(job_id)
            assert state in TERMINAL, f"job {job_id} is stuck: {state}"
            own = [chunk for chunk in chunks if chunk.job_id == job_id]
            left = [chunk for chunk in own if chunk.state in ("pending", "leased")]
            assert not left, f"chunks left in an ended job: {left}"
            is_buried = any(chunk.state == "dead" for chunk in own)
            if job_id not in self.world.given_up and not is_buried:
                assert state == "succeeded", f"job {job_id} is {state}"
                done = [chunk for chunk in own if chunk.kind == "compute" and chunk.state == "done"]
                assert len(done) == count
