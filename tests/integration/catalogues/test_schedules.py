"""Schedules by a controlled clock: nobody waits here, every tick is told what time it is."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from core import schedule_times
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import schedules, ticking
from core.db.catalogue.schedules import DueRun, Schedule
from core.db.connect import transaction
from core.db.protocol.limits import Limits
from core.db.schema.tables import job
from core.errors import InvalidSchedule, ScheduleNotFound
from core.ids import CatalogueId, ScheduleId
from tests.integration.catalogues.by_hand import made, put, work_off

LIMITS = Limits(running_jobs=1_000, stored_bytes=10**9)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment, as a clock in that zone shows it."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@dataclass
class Clock:
    """A catalogue with one schedule, and a clock that only moves when told."""

    engine: Engine
    catalogue_id: CatalogueId
    schedule: Schedule
    due: list[DueRun] = field(default_factory=list)

    def tick(self, moment: datetime) -> list[DueRun]:
        """Beat asks at that moment; runs that start are worked off at once."""
        with transaction(self.engine) as connection:
            found = ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=moment)
        self.due += found
        work_off(self.engine)
        return found

    def run_on(self, start: datetime, end: datetime, step: timedelta) -> list[str]:
        """Ticks from start to end; the due times found, as the schedule's own clock shows them."""
        found, moment = [], start.astimezone(UTC)
        while moment <= end:
            found += self.tick(moment)
            moment += step
        zone = ZoneInfo(self.schedule.time_zone)
        return [one.due_at.astimezone(zone).isoformat() for one in found]


@pytest.fixture
def catalogue_id(engine: Engine) -> CatalogueId:
    """A catalogue with one item."""
    of = made(engine)
    put(engine, of, {"sku": "A", "demand": 12.0, "order_cost": 1.0, "holding_cost": 1.0})
    return of


def scheduled(engine: Engine, of: CatalogueId, cron: str, zone: str, now: datetime) -> Clock:
    with transaction(engine) as connection:
        made = schedules.create(
            connection, DEFAULT_WORKSPACE, of, cron=cron, time_zone=zone, created_by="test", now=now
        )
    return Clock(engine=engine, catalogue_id=of, schedule=made)


QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("cron", "zone", "start", "end", "expected"),
    [
        pytest.param(
            "30 2 * * *",
            BERLIN,
            "2026-03-28T12:00",
            "2026-03-30T12:00",
            ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"],
            id="Berlin leaps over 02:30: right after the leap, once",
        ),
        pytest.param(
            "30 2 * * *",
            BERLIN,
            "2026-10-24T12:00",
            "2026-10-26T12:00",
            ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"],
            id="Berlin shows 02:30 twice: once",
        ),
        pytest.param(
            "30 2 * * *",
            NEW_YORK,
            "2026-03-07T12:00",
            "2026-03-09T12:00",
            ["2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"],
            id="New York leaps over 02:30: right after the leap, once",
        ),
        pytest.param(
            "30 1 * * *",
            NEW_YORK,
            "2026-10-31T12:00",
            "2026-11-02T12:00",
            ["2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"],
            id="New York shows 01:30 twice: once",
        ),
        pytest.param(
            "0 3 * * *",
            BERLIN,
            "2026-10-24T12:00",
            "2026-10-26T12:00",
            ["2026-10-25T03:00:00+01:00", "2026-10-26T03:00:00+01:00"],
            id="a time beside the leap is as ever",
        ),
        pytest.param(
            "0 2 31 * *",
            BERLIN,
            "2026-01-30T12:00",
            "2026-04-01T12:00",
            ["2026-01-31T02:00:00+01:00", "2026-03-31T02:00:00+02:00"],
            id="the 31st: months without one are left out",
        ),
        pytest.param(
            "0 2 L * *",
            BERLIN,
            "2028-01-30T12:00",
            "2028-04-01T12:00",
            ["2028-01-31T02:00:00+01:00", "2028-02-29T02:00:00+01:00", "2028-03-31T02:00:00+02:00"],
            id="the last of each month, in a leap year",
        ),
        pytest.param(
            "0 2 29 2 *",
            BERLIN,
            "2027-02-27T12:00",
            "2028-03-02T12:00",
            ["2028-02-29T02:00:00+01:00"],
            id="the leap day: every fourth year",
        ),
    ],
)
def test_a_due_time_comes_once_whatever_the_calendar_does(
    engine: Engine,
    catalogue_id: CatalogueId,
    cron: str,
    zone: str,
    start: str,
    end: str,
    expected: list[str],
) -> None:
    clock = scheduled(engine, catalogue_id, cron, zone, at(start, zone))
    long = at(end, zone) - at(start, zone) > timedelta(days=5)
    step = timedelta(hours=47) if long else QUARTER
    assert clock.run_on(at(start, zone), at(end, zone), step) == expected
    with transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(job)) == len(expected)
    assert [one.missed for one in clock.due] == [0] * len(expected)


def test_an_hour_shown_twice_is_two_hours_to_a_schedule_of_every_hour(
    engine: Engine, catalogue_id: CatalogueId
) -> None:
    start, end = at("2026-10-25T00:30", BERLIN), at("2026-10-25T03:30", BERLIN)
    clock = scheduled(engine, catalogue_id, "0 * * * *", BERLIN, start)
    assert clock.run_on(start, end, QUARTER) == [
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T03:00:00+01:00",
    ]


def test_down_for_three_days_is_made_up_once(engine: Engine, catalogue_id: CatalogueId) -> None:
    clock = scheduled(engine, catalogue_id, "0 2 * * *", BERLIN, at("2026-11-01T12:00", BERLIN))
    (one,) = clock.tick(at("2026-11-04T09:00", BERLIN))
    assert one.due_at == at("2026-11-04T02:00", BERLIN)
    assert one.missed == 2
    assert one.job_id is not None
    with transaction(engine) as connection:
        # It is for the day it is made on.
        assert connection.scalar(select(job.c.as_of)) == date(2026, 11, 4)
    assert clock.tick(at("2026-11-04T09:01", BERLIN)) == []
    (two,) = clock.tick(at("2026-11-05T02:00", BERLIN))
    assert two.missed == 0


def test_a_schedule_of_every_minute_down_for_a_year_is_made_up_once(
    engine: Engine, catalogue_id: CatalogueId
) -> None:
    clock = scheduled(engine, catalogue_id, "* * * * *", "UTC", at("2025-11-01T12:00"))
    (one,) = clock.tick(at("2026-11-01T12:00:30"))
    assert one.due_at == at("2026-11-01T12:00")
    assert one.missed == 10_000
    assert clock.tick(at("2026-11-01T12:00:45")) == []


def test_the_clock_set_back_makes_nothing_twice_and_loses_nothing(
    engine: Engine, catalogue_id: CatalogueId
) -> None:
    clock = scheduled(engine, catalogue_id, "0 2 * * *", "UTC", at("2026-11-01T12:00"))
    assert len(clock.tick(at("2026-11-02T02:00"))) == 1
    assert clock.tick(at("2026-11-02T01:50")) == []  # a little back: that night is done
    assert clock.tick(at("2026-11-02T02:00")) == []
    assert len(clock.tick(at("2026-11-03T02:00"))) == 1
    # It had run a year ahead for a while: the nights after it was put right are not lost.
    assert len(clock.tick(at("2027-11-03T02:00"))) == 1
    assert clock.tick(at("2026-11-03T12:00")) == []
    assert len(clock.tick(at("2026-11-04T02:00"))) == 1


def test_two_beats_make_one_run(engine: Engine, catalogue_id: CatalogueId) -> None:
    clock = scheduled(engine, catalogue_id, "0 2 * * *", "UTC", at("2026-11-01T12:00"))

    def beat(_: int) -> list[DueRun]:
        with transaction(engine) as connection:
            return ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=at("2026-11-02T02:00:01"))

    with ThreadPoolExecutor(4) as pool:
        found = [one for made in pool.map(beat, range(12)) for one in made]
    assert len(found) == 1
    with transaction(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(job)) == 1
    assert clock.tick(at("2026-11-02T02:00:02")) == []


def test_a_run_over_an_unfinished_one_is_refused_with_the_reason(
    engine: Engine, catalogue_id: CatalogueId
) -> None:
    scheduled(engine, catalogue_id, "0 2 * * *", "UTC", at("2026-11-01T12:00"))
    with transaction(engine) as connection:
        (first,) = ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=at("2026-11-02T02:00"))
    with transaction(engine) as connection:
        (second,) = ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=at("2026-11-03T02:00"))
    assert second.job_id is None
    assert second.refused == f"A run over this catalogue has not ended yet: job {first.job_id}."
    work_off(engine)
    with transaction(engine) as connection:
        (third,) = ticking.tick(connection, limits=LIMITS, rows_per_chunk=100, now=at("2026-11-04T02:00"))
        (shown,) = schedules.every(connection, DEFAULT_WORKSPACE)
    assert third.job_id is not None
    assert shown.last == third


def test_what_was_due_while_paused_is_not_made_up(engine: Engine, catalogue_id: CatalogueId) -> None:
    clock = scheduled(engine, catalogue_id, "0 2 * * *", "UTC", at("2026-11-01T12:00"))
    own = clock.schedule.id
    with transaction(engine) as connection:
        paused = schedules.change(
            connection, DEFAULT_WORKSPACE, own, now=at("2026-11-01T13:00"), is_paused=True
        )
    assert (paused.paused_at, paused.next_due) == (at("2026-11-01T13:00"), None)
    assert clock.tick(at("2026-11-05T02:00")) == []
    with transaction(engine) as connection:
        going = schedules.change(
            connection, DEFAULT_WORKSPACE, own, now=at("2026-11-05T12:00"), is_paused=False
        )
    assert (going.paused_at, going.next_due) == (None, at("2026-11-06T02:00"))
    assert clock.tick(at("2026-11-05T12:00")) == []
    assert len(clock.tick(at("2026-11-06T02:00"))) == 1


def test_a_deleted_catalogue_is_due_no_more(engine: Engine, catalogue_id: CatalogueId) -> None:
    from core.db.catalogue import catalogues

    clock = scheduled(engine, catalogue_id, "0 2 * * *", "UTC", at("2026-11-01T12:00"))
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, catalogue_id)
    assert clock.tick(at("2026-11-02T02:00")) == []
    with transaction(engine) as connection, pytest.raises(ScheduleNotFound):
        schedules.get(connection, DEFAULT_WORKSPACE, ScheduleId(clock.schedule.id))


@pytest.mark.parametrize(
    ("cron", "zone", "field_name", "message"),
    [
        ("61 2 * * *", "UTC", "cron", "is no cron expression: bad minute"),
        ("0 2 * *", "UTC", "cron", "is no cron expression: wrong number of fields"),
        ("", "UTC", "cron", "is no cron expression: wrong number of fields"),
        ("@daily", "UTC", "cron", "is no cron expression: wrong number of fields"),
        ("0 2 30 2 *", "UTC", "cron", "is no cron expression: bad day-of-month"),
        ("0 2 * * *", "Mars/Olympus", "time_zone", "is no time zone"),
        ("0 2 * * *", "../../etc/passwd", "time_zone", "is no time zone"),
        ("0 2 * * *", "Europe", "time_zone", "is no time zone"),
        ("0 2 * * *", "", "time_zone", "is no time zone"),
    ],
)
def test_a_wrong_cron_or_zone_is_named_at_once(cron: str, zone: str, field_name: str, message: str) -> None:
    with pytest.raises(InvalidSchedule) as caught:
        schedule_times.check(cron, zone, at("2026-11-01T12:00"))
    (problem,) = caught.value.problems
    assert (problem.field, problem.message) == (field_name, message)
    assert problem.remedy
