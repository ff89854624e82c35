"""The connection to the broker, made to outlive the broker: Redis may go and come back at any moment."""

from collections.abc import Callable

from celery.app.amqp import AMQP
from kombu import Connection
from kombu.transport import redis

_LOOK_AGAIN_SECONDS = 1


class _Channel(redis.Channel):
    """Puts nothing back into the queue when it is closed.

    kombu 5.7 sends what was received but not yet acknowledged again, over the very connection that broke, and
    a worker may end of that ("'NoneType' object has no attribute 'hostname'"). Ours are wake-ups, and nothing
    depends on one: the sweep sends new ones.
    """

    do_restore = False


class _Transport(redis.Transport):
    Channel = _Channel


class SteadyConnection(Connection):
    """Looks every second for a broker that is away; kombu itself would ever more rarely, up to 30 s."""

    def get_transport_cls(self) -> type:
        """Ours in the place of kombu's for Redis."""
        found: type = super().get_transport_cls()
        return _Transport if found is redis.Transport else found

    def ensure_connection(  # type: ignore[override]  # the intervals are not the caller's to choose
        self,
        errback: Callable[[Exception, float], None] | None = None,
        max_retries: int | None = None,
        callback: Callable[[], None] | None = None,
    ) -> Connection:
        """As kombu's, with steady intervals."""
        return super().ensure_connection(
            errback,
            max_retries,  # type: ignore[arg-type]  # None, for ever, is left out of the stubs
            interval_start=_LOOK_AGAIN_SECONDS,
            interval_step=0,
            interval_max=_LOOK_AGAIN_SECONDS,
            callback=callback,
        )


class Broker(AMQP):
    """Celery's view of the broker, over connections that outlive it."""

    Connection = SteadyConnection
