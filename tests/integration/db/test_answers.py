"""A job that raises questions waits for answers, holding nothing up, and goes on with them."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import answers, jobs, mappings, reading
from core.db.protocol.transitions import cancel
from core.db.schema.tables import chunk
from core.errors import InvalidAnswer, JobNotFound, JobNotWaiting
from core.ids import JobId, WorkspaceId
from core.job_states import ChunkKind, JobState
from core.sheets.questions import Choice, Question
from core.sheets.understanding import Column, Understanding
from tests.integration.db.protocol import encoded, make_job, must_take, take

COLUMNS = tuple(
    Column(header=text, key=text, letter=letter, position=at)
    for at, (text, letter) in enumerate((("No", "A"), ("Qty", "B"), ("Used", "C")))
)
DEMAND = Question(
    id="field:demand",
    about="demand",
    text="Which column is the demand?",
    choices=tuple(
        Choice(value=header, label=header, options={"mapping": {header: "demand"}})
        for header in ("Qty", "Used")
    ),
)
DECIMAL = Question(
    id="decimal:Qty",
    about="decimal",
    text="Is 1,234 in 'Qty' 1234 or 1.234?",
    choices=tuple(Choice(value=sign, label=sign, options={"decimals": {"Qty": sign}}) for sign in (".", ",")),
)
ASKING = Understanding(columns=COLUMNS, questions=(DEMAND, DECIMAL))


def asked(engine: Engine) -> JobId:
    job_id = make_job(engine)
    held = must_take(engine)
    with transaction(engine) as connection:
        answers.ask(connection, held, ASKING)
    return job_id


def give(engine: Engine, job_id: JobId, workspace: WorkspaceId = DEFAULT_WORKSPACE, **given: str) -> jobs.Job:
    named = {name.replace("__", ":"): value for name, value in given.items()}
    with transaction(engine) as connection:
        return answers.answer(connection, workspace, job_id, named, is_remembered=True)


def test_a_job_with_questions_waits_and_nobody_works_on_it(engine: Engine) -> None:
    job_id = asked(engine)
    with transaction(engine) as connection:
        waiting = jobs.get(connection, DEFAULT_WORKSPACE, job_id)
    assert waiting.state is JobState.NEEDS_ANSWER
    assert "Which column is the demand?" in waiting.status_reason
    assert "1 more" in waiting.status_reason
    assert waiting.understanding is not None
    assert [question["id"] for question in waiting.understanding["questions"]] == [
        "field:demand",
        "decimal:Qty",
    ]
    assert take(engine) is None


def test_answers_become_options_and_the_sheet_is_read_again(engine: Engine) -> None:
    job_id = asked(engine)
    going_on = give(engine, job_id, field__demand="Used", decimal__Qty=",")
    assert going_on.state is JobState.QUEUED
    assert going_on.options["sheet"]["mapping"] == {"Used": "demand"}
    assert going_on.options["sheet"]["decimals"] == {"Qty": ","}
    held = must_take(engine)
    assert (held.job_id, held.kind, held.ordinal) == (job_id, ChunkKind.READ, 1)
    with transaction(engine) as connection:
        reading.store_understanding(connection, held, replace(ASKING, questions=()))
        reading.add_chunk(connection, held, encoded(0))
        reading.complete(connection, held, chunks=1, rows=10)
    with transaction(engine) as connection:
        ordinals = connection.execute(
            select(chunk.c.ordinal, chunk.c.kind).where(chunk.c.job_id == job_id).order_by(chunk.c.ordinal)
        ).all()
    assert [tuple(row) for row in ordinals] == [(0, "read"), (1, "read"), (2, "compute"), (3, "finish")]


def test_an_open_question_is_named_and_the_job_keeps_waiting(engine: Engine) -> None:
    job_id = asked(engine)
    with pytest.raises(InvalidAnswer) as refused:
        give(engine, job_id, field__demand="Used")
    assert [problem.field for problem in refused.value.problems] == ["answers/decimal:Qty"]
    with transaction(engine) as connection:
        assert jobs.get(connection, DEFAULT_WORKSPACE, job_id).state is JobState.NEEDS_ANSWER


def test_an_answer_that_is_no_choice_is_refused_with_the_choices(engine: Engine) -> None:
    job_id = asked(engine)
    with pytest.raises(InvalidAnswer, match="no answer") as refused:
        give(engine, job_id, field__demand="Price", decimal__Qty=",")
    assert "'Qty', 'Used'" in refused.value.remedy


def test_a_second_answer_and_a_strangers_are_refused(engine: Engine) -> None:
    job_id = asked(engine)
    with pytest.raises(JobNotFound):
        give(engine, job_id, WorkspaceId(job_id), field__demand="Used", decimal__Qty=",")
    give(engine, job_id, field__demand="Used", decimal__Qty=",")
    with pytest.raises(JobNotWaiting):
        give(engine, job_id, field__demand="Qty", decimal__Qty=",")


def test_a_waiting_job_can_be_cancelled_at_once(engine: Engine) -> None:
    job_id = asked(engine)
    with transaction(engine) as connection:
        assert cancel(connection, DEFAULT_WORKSPACE, job_id).state is JobState.CANCELLED


def test_the_latest_decision_about_a_sheet_is_remembered_until_it_is_forgotten(engine: Engine) -> None:
    with transaction(engine) as connection:
        for field in ("demand", "on_hand"):
            mappings.remember(
                connection,
                DEFAULT_WORKSPACE,
                signature="s",
                headers=["Qty"],
                options={"mapping": {"Qty": field}},
                confirmed_by="key:1",
            )
        assert mappings.find(connection, DEFAULT_WORKSPACE, "s") == {"mapping": {"Qty": "on_hand"}}
        assert [kept.signature for kept in mappings.every(connection, DEFAULT_WORKSPACE)] == ["s"]
        mappings.forget(connection, DEFAULT_WORKSPACE, "s")
        assert mappings.find(connection, DEFAULT_WORKSPACE, "s") is None
