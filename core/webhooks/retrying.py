"""When a delivery that failed is tried again, and how long its receiver is left in peace."""

from datetime import timedelta
from typing import Final

# As the specification's example has them, up to a day after the event.
DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
MOST_ATTEMPTS: Final = len(DELAYS) + 1
# One that has waited in line behind others of a receiver that fails is given up no later than this.
MOST_AGE: Final = timedelta(hours=36)
# Of a delay, up or down, so that what failed together does not come back together.
JITTER: Final = 0.2
# A receiver that wants more peace than this, by Retry-After, gets this much.
MOST_ASKED: Final = timedelta(hours=10)
# A receiver nothing has got through to for so long, when a delivery is given up, is sent nothing any more.
FAILING_FOR: Final = timedelta(days=5)
# A receiver that fails is asked for its other deliveries ever more seldom: one that is dead costs a worker
# 15 seconds of every five minutes, however much waits for it.
_FIRST_REST: Final = timedelta(seconds=5)
_MOST_REST: Final = timedelta(minutes=5)
_MOST_DOUBLINGS: Final = 10


def delay_after(attempt: int, jitter: float) -> timedelta | None:
    """How long after the failed attempt (from 1) the next one comes; None where that was the last.

    `jitter` is a random number from -1 to 1.

    >>> delay_after(1, 0.0), delay_after(2, 1.0), delay_after(8, 0.0)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=360), None)
    """
    if attempt > len(DELAYS):
        return None
    return DELAYS[attempt - 1] * (1.0 + JITTER * jitter)


def rest_after(failures: int) -> timedelta:
    """How long a receiver is sent nothing after so many failures on end.

    >>> [rest_after(failures).total_seconds() for failures in (1, 2, 7, 1_000)]
    [5.0, 10.0, 300.0, 300.0]
    """
    doublings = min(failures - 1, _MOST_DOUBLINGS)
    return min(_FIRST_REST * (1 << doublings), _MOST_REST)
