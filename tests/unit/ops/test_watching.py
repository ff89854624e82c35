"""Whoever watches a job notices each way in which progress can lie."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.protocol.files import StoredFile
from core.db.protocol.jobs import Job
from core.db.protocol.progress import Progress
from core.ids import FileId, JobId
from core.job_states import JobState
from ops.drills.watching import Watch, of_one, of_two, told

HALF = Progress(
    rows_total=10,
    rows_done=5,
    rows_ok=4,
    rows_failed=1,
    percent=50.0,
    rows_per_second=1.0,
    eta_seconds=5.0,
)
JOB = Job(
    id=JobId(UUID(int=1)),
    workspace_id=DEFAULT_WORKSPACE,
    kind="upload",
    state=JobState.COMPUTING,
    status_reason="computing",
    name="a.csv",
    file=StoredFile(id=FileId(UUID(int=2)), name="a.csv", media_type="text/csv", size=1, sha256=""),
    job_month=date(2026, 11, 1),
    as_of=date(2026, 11, 22),
    options={},
    engine_version="1",
    importer_version="1",
    created_by="test",
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    started_at=None,
    finished_at=None,
    understanding=None,
    error=None,
    progress=HALF,
)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"percent": 100.0}, "100.0 % while computing"),
        ({"rows_done": 11, "rows_ok": 10, "eta_seconds": None}, "11 of 10 rows"),
        ({"rows_ok": 5}, "5 + 1 rows are not the 5"),
        ({"eta_seconds": 0.0}, "0.0 s are left"),
        ({"eta_seconds": -1.0}, "-1.0 s are left"),
        ({"rows_done": 0, "rows_ok": 0, "rows_failed": 0}, "5.0 s are left while computing, 0 rows done"),
        ({"rows_done": 10, "rows_ok": 9}, "5.0 s are left while computing, 10 rows done"),
    ],
)
def test_what_cannot_be_true_at_one_moment_is_told(changes: dict[str, Any], words: str | None) -> None:
    found = of_one(replace(JOB, progress=replace(HALF, **changes)))
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


def test_progress_that_goes_back_is_told() -> None:
    less = replace(JOB, progress=replace(HALF, rows_done=4, rows_ok=3, percent=40.0))
    assert of_two(less, JOB) == []
    assert of_two(JOB, less) == ["rows done went back from 5 to 4", "went back from 50.0 to 40.0 %"]


def test_an_ended_job_that_changes_is_told() -> None:
    over = replace(JOB, state=JobState.CANCELLED, progress=replace(HALF, eta_seconds=None))
    assert of_two(over, over) == []
    assert "has ended cancelled and changed" in of_two(over, replace(over, status_reason="other"))[0]


def test_a_job_nobody_looked_at_is_told() -> None:
    watch = Watch()
    watch.look(JOB)
    assert told(watch, [str(JOB.id)]) == []
    assert told(watch, ["another"]) == ["job another was never looked at"]
