"""The operator's commands on jobs: what they show, what they do, and the status they exit with."""

import json
import os
import subprocess
import sys
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, select, text

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol.recovery import bury, try_again
from core.db.protocol.row_errors import every
from core.db.protocol.transitions import cancel
from core.db.schema.tables import chunk, job
from core.scenario import Assumptions
from ops.root import ROOT
from tests.integration.catalogues.by_hand import made, put, started
from tests.integration.catalogues.scenarios_by_hand import begun
from tests.integration.db.protocol import make_job, must_take, read_job, take

DONE, REFUSED = 0, 2


def ops(database_url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ops", "jobs", *arguments],
        env={**os.environ, "LOTWISE_DATABASE_URL": database_url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def ops_json(database_url: str, *arguments: str) -> Any:  # noqa: ANN401
    answer = ops(database_url, *arguments, "--json")
    assert answer.returncode == DONE, answer.stderr
    return json.loads(answer.stdout)


def bury_one(engine: Engine) -> None:
    with transaction(engine) as connection:
        bury(connection, must_take(engine).chunk_id, error="it died four times")


def test_jobs_are_listed_and_shown_by_their_steps(engine: Engine, database_url: str) -> None:
    waiting = make_job(engine, "waiting.csv")
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, waiting)
    running = read_job(engine, chunks=2, name="running.csv")
    bury_one(engine)
    listed = ops_json(database_url, "list")
    assert [(one["id"], one["state"]) for one in listed] == [
        (str(running), "computing"),
        (str(waiting), "cancelled"),
    ]
    assert [one["file"] for one in ops_json(database_url, "list", "--state", "cancelled")] == ["waiting.csv"]
    steps = ops_json(database_url, "show", str(running))["chunks"]
    assert [(step["kind"], step["state"]) for step in steps] == [
        ("read", "done"),
        ("compute", "dead"),
        ("compute", "pending"),
        ("finish", "pending"),
    ]
    assert steps[1]["error"] == "it died four times"
    shown = ops(database_url, "show", str(running)).stdout
    assert "running.csv" in shown
    assert "it died four times" in shown
    assert "sent by test" in shown
    assert "10 of 20 rows done, 10 with errors" in shown


def test_requeueing_says_whether_there_was_anything_to_try_again(engine: Engine, database_url: str) -> None:
    job_id = read_job(engine, chunks=3)
    assert "No step of job" in ops(database_url, "requeue", str(job_id)).stdout
    bury_one(engine)
    with transaction(engine) as connection:
        try_again(connection, must_take(engine), "ValueError: no", max_attempts=9)
        connection.execute(
            chunk.update().where(chunk.c.attempt == 1).values(not_before=text("now() + '1 h'"))
        )
    assert ops_json(database_url, "requeue", str(job_id))["steps"] == 2


def test_dead_steps_of_a_running_job_are_tried_again_in_place(engine: Engine, database_url: str) -> None:
    job_id = read_job(engine, chunks=1)
    bury_one(engine)
    with transaction(engine) as connection:
        assert [error.code for error in every(connection, DEFAULT_WORKSPACE, job_id)] == ["not_computed"]
    assert ops_json(database_url, "requeue", str(job_id))["is_new"] is False
    with transaction(engine) as connection:
        assert every(connection, DEFAULT_WORKSPACE, job_id) == []
        assert connection.scalar(select(chunk.c.payload).where(chunk.c.ordinal == 1)) is not None
    assert must_take(engine).ordinal == 1


def test_what_has_ended_is_done_again_by_a_new_job(engine: Engine, database_url: str) -> None:
    job_id = make_job(engine)
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job_id)
    made = ops_json(database_url, "requeue", str(job_id))
    assert (made["is_new"], made["retry_of"], made["state"]) == (True, str(job_id), "queued")
    with transaction(engine) as connection:
        before = connection.scalar(select(job.c.state).where(job.c.id == job_id))
    assert before == "cancelled"
    assert must_take(engine).job_id == UUID(made["id"])


def test_a_job_is_cancelled_once(engine: Engine, database_url: str) -> None:
    job_id = make_job(engine)
    assert ops_json(database_url, "cancel", str(job_id))["state"] == "cancelled"
    assert take(engine) is None


def test_no_such_job_is_refused_with_what_to_do(database_url: str) -> None:
    for name in ("show", "requeue", "cancel"):
        for wrong in (str(uuid4()), "no-id"):
            answer = ops(database_url, name, wrong)
            assert answer.returncode == REFUSED, answer.stderr
            assert "./lotwise jobs list" in answer.stderr


def test_a_scenario_is_told_from_a_run_and_with_what_it_assumes(engine: Engine, database_url: str) -> None:
    of = made(engine, "Main")
    put(engine, of, {"sku": "A"})
    scenario = begun(engine, of, Assumptions(demand_percent=10.0), name="more").id
    run = started(engine, of).id
    listed = {one["id"]: one["kind"] for one in ops_json(database_url, "list")}
    assert listed == {str(scenario): "scenario", str(run): "recalculation"}
    lines = ops(database_url, "list").stdout.splitlines()
    assert "recalculation  Main  (" in lines[0]
    assert "scenario       Main: more  (" in lines[1]
    shown = ops(database_url, "show", str(scenario)).stdout
    assert "a scenario of the catalogue Main: more (demand +10 %)" in shown
    with transaction(engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, scenario)
    refused = ops(database_url, "requeue", str(scenario))
    assert refused.returncode == REFUSED
    assert "A scenario of a catalogue is not done again" in refused.stderr
