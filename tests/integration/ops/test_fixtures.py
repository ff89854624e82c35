"""The fixtures every other integration test stands on."""

from redis import Redis
from sqlalchemy import Engine, text

from ops.schema import versions


def test_a_fresh_database_has_the_newest_schema(database_url: str) -> None:
    current, newest = versions(database_url)
    assert current == newest
    assert newest is not None


def test_what_one_test_writes_another_does_not_see(engine: Engine) -> None:
    _leave_a_trace(engine)


def test_nor_the_other_way_round(engine: Engine) -> None:
    _leave_a_trace(engine)


def _leave_a_trace(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE trace (n int)"))  # fails where the other test's is there


def test_redis_is_empty_at_the_start(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("trace", 1)
