"""However a job ends, its workspace's webhooks are told once, and never of what was rolled back."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import changes
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.recovery import refuse, sweep
from core.db.protocol.transitions import cancel, close_if_cancelled
from core.db.schema.tables import job
from core.db.webhook import webhooks
from core.errors import SheetTooLarge
from core.ids import JobId
from core.job_states import JobState
from core.settings import settings
from ops.root import ROOT
from tests.integration.catalogues import by_hand as catalogue
from tests.integration.db.protocol import EXPIRED, make_job, make_workspace, must_take, read_job
from tests.integration.webhooks.by_hand import Hook, made, pass_time
from worker.cleaning import clean

URL = "https://hooks.example.com/"
GOOD = {"sku": "A", "demand": 12.0, "order_cost": 1.0, "holding_cost": 1.0}
BAD = {"sku": "B", "demand": 12.0}


def only(hook: Hook, event: str = "job.finished") -> dict[str, object]:
    """What the webhook was told of this kind, which must be one thing."""
    (one,) = [found for found in hook.told() if found.event == event]
    assert (one.state, one.attempts) == ("pending", 0)
    data: dict[str, object] = one.payload["data"]
    return data


def check(engine: Engine, hook: Hook, job_id: JobId, state: str) -> dict[str, object]:
    """The one thing said is what the job itself says."""
    with transaction(engine) as connection:
        job = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
    data = only(hook)
    assert (job.state, data["state"]) == (state, state)
    assert (data["job_id"], data["status_reason"]) == (str(job_id), job.status_reason)
    assert (data["kind"], data["name"], data["error"]) == (job.kind, job.name, job.error)
    assert data["rows_ok"] == job.progress.rows_ok
    assert data["link"] == f"/jobs/{job_id}"
    assert job.finished_at is not None
    assert hook.told()[0].payload["timestamp"] == job.finished_at.isoformat().replace("+00:00", "Z")
    return data


def test_a_run_that_ends_well_is_told_with_what_it_changed(engine: Engine) -> None:
    hook = made(engine, URL)
    of = catalogue.made(engine, "Main store")
    catalogue.put(engine, of, GOOD)
    first = catalogue.ran(engine, of)
    data = check(engine, hook, first.id, "succeeded")
    assert (data["kind"], data["catalogue_id"], data["name"]) == ("recalculation", str(of), "Main store")
    assert (data["rows_total"], data["rows_ok"], data["rows_failed"]) == (1, 1, 0)
    told = only(hook, "run.changed")
    assert told["words"] == ["This is the first run over the catalogue: there is nothing to compare it with."]
    other = made(engine, URL, "run.changed")
    catalogue.put(engine, of, GOOD | {"demand": 1200.0}, GOOD | {"sku": "C"})
    second = catalogue.ran(engine, of)
    (one,) = other.told()
    assert one.payload["type"] == "run.changed"
    assert one.payload["data"]["compares_with"] == str(first.id)
    with transaction(engine) as connection:
        counts = changes.counts(connection, second.id)
    assert one.payload["data"]["counts"] == counts
    assert counts["new_item"] == 1
    assert any(words.startswith("1 item new in the") for words in one.payload["data"]["words"])
    assert one.payload["data"]["link"] == f"/jobs/{second.id}/changes"


@pytest.mark.parametrize(("items", "state"), [([GOOD, BAD], "partially_succeeded"), ([BAD], "failed")])
def test_a_run_with_errors_is_told(engine: Engine, items: list[dict[str, object]], state: str) -> None:
    hook = made(engine, URL)
    of = catalogue.made(engine)
    catalogue.put(engine, of, *items)
    data = check(engine, hook, catalogue.ran(engine, of).id, state)
    assert data["rows_failed"] == 1
    assert [one.event for one in hook.told()].count("run.changed") == (state != "failed")


def test_a_refused_sheet_is_told(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    held = must_take(engine)
    with transaction(engine) as connection:
        refuse(connection, held, SheetTooLarge())
    data = check(engine, hook, job_id, "failed")
    assert isinstance(data["error"], dict)
    assert data["error"]["code"] == "sheet_too_large"


def test_a_job_buried_by_the_sweep_is_told(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        sweep(connection, max_attempts=1, free_slots=0)
    check(engine, hook, job_id, "failed")


def test_a_job_cancelled_while_it_waits_is_told_once_however_often_it_is_asked(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    for _ in range(2):
        with transaction(engine) as connection:
            cancel(connection, DEFAULT_WORKSPACE, job_id)
    check(engine, hook, job_id, "cancelled")


def test_a_job_cancelled_while_it_is_worked_on_is_told_when_it_has_ended(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = read_job(engine)
    must_take(engine, lease=EXPIRED)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    assert hook.told() == []
    for _ in range(2):
        with transaction(engine) as connection:
            sweep(connection, max_attempts=3, free_slots=0)
            close_if_cancelled(connection, job_id)
    check(engine, hook, job_id, "cancelled")


def test_a_question_nobody_answers_is_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    with transaction(engine) as connection:
        connection.execute(update(job).values(state=JobState.NEEDS_ANSWER))
    monkeypatch.setenv("LOTWISE_KEEP_FILES_DAYS", "0.0000001")
    settings.cache_clear()
    clean(engine)
    check(engine, hook, job_id, "cancelled")


def test_what_is_rolled_back_is_not_told(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    with engine.connect() as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
        connection.rollback()
    assert hook.told() == []


def test_only_who_wants_it_and_is_of_the_workspace_is_told(engine: Engine) -> None:
    of_changes = made(engine, URL, "run.changed")
    elsewhere = made(engine, URL, of=make_workspace(engine))
    disabled = made(engine, URL)
    with transaction(engine) as connection:
        webhooks.change(connection, DEFAULT_WORKSPACE, disabled.id, is_disabled=True, changed_by="user:1")
    wanted = made(engine, URL, "job.finished")
    job_id = make_job(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    assert [len(hook.told()) for hook in (of_changes, elsewhere, disabled, wanted)] == [0, 0, 0, 1]


def test_old_deliveries_go_with_the_cleaning(engine: Engine) -> None:
    hook = made(engine, URL)
    job_id = make_job(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    pass_time(engine, timedelta(days=31))
    clean(engine)
    assert hook.told() == []


def test_a_job_is_ended_in_one_place_only() -> None:
    """What is told is told in `ending`: nothing else may write a state that never changes again."""
    written = re.compile(r"update\(job\)(?:(?!\n\n).)*?finished_at=func", re.DOTALL)
    ends = re.compile(r"state=JobState\.(SUCCEEDED|PARTIALLY_SUCCEEDED|FAILED|CANCELLED)\b")
    strays = {
        path.name
        for folder in ("core", "worker", "api", "ops")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "ending.py"
        for text in [path.read_text()]
        if written.search(text) or ends.search(text)
    }
    assert strays == set()
