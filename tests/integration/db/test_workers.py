"""Workers are known by their start, not by their name alone."""

from datetime import timedelta

from sqlalchemy import Engine, func, update

from core.db.connect import transaction
from core.db.protocol.workers import (
    Presence,
    beat,
    forget,
    free_slots,
    list_workers,
    neighbours,
    say_gone,
    say_stopping,
)
from core.db.schema.protocol_tables import worker
from tests.integration.db.protocol import must_take, read_job


def present(identity: str, *, machine: str = "m", started: str = "1") -> Presence:
    return Presence(
        id=identity,
        name=identity.partition("/")[0],
        host="here",
        machine=machine,
        process_id=7,
        process_started=started,
        processes=2,
        version="1",
    )


def appear(engine: Engine, *who: Presence) -> None:
    for each in who:
        with transaction(engine) as connection:
            beat(connection, each)


def test_two_living_workers_of_one_name_are_two_and_keep_their_own_leases(engine: Engine) -> None:
    read_job(engine, chunks=2)
    appear(engine, present("w@here/a"), present("w@here/b", machine="other"))
    must_take(engine, "w@here/a")
    must_take(engine, "w@here/b")
    with transaction(engine) as connection:
        assert [(one.name, one.is_alive, one.chunks_running) for one in list_workers(connection)] == [
            ("w@here", True, 1),
            ("w@here", True, 1),
        ]
        assert forget(connection, "w@here/a") == 1
        assert [one.is_alive for one in list_workers(connection)] == [True]
        say_stopping(connection, "w@here/b")
        assert [one.is_stopping for one in list_workers(connection)] == [True]


def test_only_workers_of_the_same_machine_that_may_live_are_neighbours(engine: Engine) -> None:
    appear(engine, present("a@here/1"), present("b@here/2", machine="other"), present("c@here/3", started=""))
    appear(engine, present("d@here/4"))
    with transaction(engine) as connection:
        say_gone(connection, "d@here/4")
        assert neighbours(connection, "m") == [("a@here/1", 7, "1")]
        assert neighbours(connection, "") == []


def test_a_dead_worker_is_listed_until_another_of_its_name_comes(engine: Engine) -> None:
    appear(engine, present("w@here/a"))
    with transaction(engine) as connection:
        past = func.clock_timestamp() - timedelta(minutes=5)
        connection.execute(update(worker).values(heartbeat_at=past, started_at=past))
        assert [one.is_alive for one in list_workers(connection)] == [False]
        assert free_slots(connection) == 0
    appear(engine, present("w@here/b"))
    with transaction(engine) as connection:
        assert [one.is_alive for one in list_workers(connection)] == [True]
        assert free_slots(connection) == 2
