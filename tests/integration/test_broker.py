"""The broker's connection, before a real Valkey that is killed."""

from collections.abc import Iterator

import pytest
from kombu import Queue

from core.broker import SteadyConnection
from ops.drills.site import scratch
from ops.embedded import servers
from ops.embedded.servers import Servers


@pytest.fixture
def valkey() -> Iterator[Servers]:
    """One of its own, to be killed."""
    with (
        scratch() as folder,
        servers.run(folder, database_url="postgresql://nobody@127.0.0.1:1/none") as running,
    ):
        yield running


def test_a_connection_that_broke_is_left_behind_with_what_it_had_received(valkey: Servers) -> None:
    """As a worker leaves it whose broker died while a message was on its way to a child."""
    received: list[object] = []
    with SteadyConnection(valkey.redis_url) as connection:
        with connection.Producer() as producer:
            producer.publish({}, routing_key="wake-ups", declare=[Queue("wake-ups")])
        connection.Consumer([Queue("wake-ups")], on_message=received.append).consume()
        connection.drain_events(timeout=5)
        assert len(received) == 1
        # A second channel, as a worker has them for what is told to all; both wait for more.
        connection.Consumer([Queue("others")], channel=connection.channel()).consume()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=0.1)
        valkey.kept[0].process.kill()
        valkey.kept[0].process.wait(30)
        # What a worker does with a connection that broke; it ends of what either raises.
        connection.collect()
        connection.close()
    # And nothing is broken by the way: what comes back is looked for, and found.
    valkey.revive()
    with SteadyConnection(valkey.redis_url) as again:
        again.ensure_connection(max_retries=10)
        assert Queue("wake-ups")(again.default_channel).queue_declare() is not None
