"""Whether the nightly runs run, as an operator is woken by it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import schedules, ticking
from core.db.catalogue.schedules import Schedule
from core.db.connect import transaction
from core.db.operation import operating_facts
from core.db.operation.operating_facts import OperatingFacts
from core.db.schema.catalogue_tables import catalogue
from core.db.schema.tables import job
from core.ids import CatalogueId
from core.job_states import JobState
from tests.integration.catalogues.by_hand import made, put, work_off
from tests.integration.catalogues.test_schedules import LIMITS

HOUR = timedelta(hours=1)
# Due half an hour ago and in half an hour: no test is overtaken by the next time.
NOW = datetime.now(UTC)
LAST = NOW.replace(second=0, microsecond=0) - timedelta(minutes=30)


def facts(engine: Engine) -> OperatingFacts:
    with transaction(engine) as connection:
        return operating_facts.read(connection)


def hourly(engine: Engine, of: CatalogueId, begun: datetime) -> Schedule:
    with transaction(engine) as connection:
        return schedules.create(
            connection,
            DEFAULT_WORKSPACE,
            of,
            cron=f"{LAST.minute} * * * *",
            time_zone="UTC",
            created_by="test",
            now=begun,
        )


def catalogue_of_one(engine: Engine) -> CatalogueId:
    of = made(engine)
    put(engine, of, {"sku": "A", "demand": 12.0, "order_cost": 1.0, "holding_cost": 1.0})
    return of


def tick(engine: Engine, moment: datetime) -> None:
    with transaction(engine) as connection:
        ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=moment)


def waits_since(found: OperatingFacts, due: datetime) -> bool:
    """Whether that is the time that waits, give or take what a test takes."""
    return abs(found.nightly_overdue_seconds - (datetime.now(UTC) - due).total_seconds()) < 60


def test_a_time_that_was_due_waits_until_a_run_has_ended_well(engine: Engine) -> None:
    of = catalogue_of_one(engine)
    hourly(engine, of, LAST - 2 * HOUR - timedelta(minutes=1))
    never = facts(engine)
    assert waits_since(never, LAST - 2 * HOUR)  # nobody has looked yet: beat is dead
    assert (never.schedules_active, never.nightly_last_success) == (1, 0)

    tick(engine, LAST - HOUR)  # it starts, and nobody works on it
    assert waits_since(facts(engine), LAST - HOUR)
    work_off(engine)
    tick(engine, datetime.now(UTC))
    with transaction(engine) as connection:  # the run that is due now dies
        connection.execute(update(job).where(job.c.state == JobState.QUEUED).values(state=JobState.FAILED))
    failed = facts(engine)
    assert failed.nightly_last_success > 0
    assert failed.jobs_ended["succeeded", "recalculation"] == 1
    assert waits_since(failed, LAST)


def test_nothing_waits_where_the_last_run_ended_well(engine: Engine) -> None:
    of = catalogue_of_one(engine)
    hourly(engine, of, NOW - HOUR)
    tick(engine, NOW)
    work_off(engine)
    found = facts(engine)
    assert found.nightly_overdue_seconds == 0
    assert abs(found.nightly_last_success - datetime.now(UTC).timestamp()) < 60


def test_paused_schedules_and_those_of_deleted_catalogues_wait_for_nothing(engine: Engine) -> None:
    of = catalogue_of_one(engine)
    made_ones = [hourly(engine, of, datetime.now(UTC) - 3 * HOUR) for _ in range(2)]
    assert facts(engine).schedules_active == 2
    assert facts(engine).nightly_overdue_seconds > 2 * 3600
    for schedule in made_ones:
        with transaction(engine) as connection:
            schedules.change(
                connection, DEFAULT_WORKSPACE, schedule.id, now=datetime.now(UTC), is_paused=True
            )
    assert (facts(engine).schedules_active, facts(engine).nightly_overdue_seconds) == (0, 0)

    hourly(engine, of, datetime.now(UTC) - 3 * HOUR)
    assert facts(engine).schedules_active == 1
    with transaction(engine) as connection:
        connection.execute(update(catalogue).values(deleted_at=datetime.now(UTC)))
    assert (facts(engine).schedules_active, facts(engine).nightly_overdue_seconds) == (0, 0)
