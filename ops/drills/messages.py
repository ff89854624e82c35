"""Messages that come more often than they were sent, and whoever sends them twice."""

import ast
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError

from ops.drills.killing import at_point
from ops.drills.scenario import Course, Scenario, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

_COPIES = 2
_WORDS = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_QUEUE = b"lotwise"


class _Copier:
    """Puts every message that is sent into the queue again, as it is, twice: what a broker may do."""

    def __init__(self, url: str) -> None:
        self._watching = Redis.from_url(url)
        self._sending = Redis.from_url(url)
        self._own = b""
        self.copied = 0
        self._thread = threading.Thread(target=self._copy, name="copier", daemon=True)

    @contextmanager
    def at_work(self) -> Iterator["_Copier"]:
        """Copy while the block runs."""
        self._own = f":{str(self._sending.client_info()['addr']).rsplit(':', 1)[1]}]".encode()
        self._monitor = self._watching.connection_pool.get_connection()
        self._monitor.send_command("MONITOR")  # type: ignore[no-untyped-call]  # as redis leaves it
        self._monitor.read_response(timeout=None)
        self._thread.start()
        try:
            yield self
        finally:
            self._monitor.disconnect()  # type: ignore[no-untyped-call]
            self._thread.join(10)
            self._sending.close()
            self._watching.close()

    def _copy(self) -> None:
        while True:
            try:
                line = self._monitor.read_response(timeout=None)
            except (RedisError, OSError, ValueError, AttributeError):
                return  # the block has ended
            words = [ast.literal_eval(f'b"{word.decode("latin-1")}"') for word in _WORDS.findall(line)]
            if (
                len(words) == 3
                and words[0].upper() == b"LPUSH"
                and words[1] == _QUEUE
                and self._own not in line
            ):
                for _ in range(_COPIES):
                    self._sending.lpush(_QUEUE, words[2])
                self.copied += 1


def _tripled(site: Site) -> Course:
    with _Copier(site.servers.redis_url).at_work() as copier:
        jobs = [site.send() for _ in range(3)]
        for job_id in jobs:
            site.stack.wait_for_end(job_id)
        require(copier.copied >= len(jobs), f"{copier.copied} messages were seen")
    return Course(where=f"{copier.copied} messages", sent=tuple(sent(site, job_id) for job_id in jobs))


def _tripled_and_killed(site: Site) -> Course:
    """The same while a child dies in the middle of its COPY."""
    with _Copier(site.servers.redis_url).at_work() as copier:
        course = at_point(site, "compute.in_copy", "kill")
        site.stack.wait_for_end(course.sent[0].job_id)
        require(copier.copied > 0, "no message was seen")
    return Course(where=f"{course.where}; {copier.copied} messages", at=course.at, sent=course.sent)


def _two_beats(site: Site) -> Course:
    """Both ask for sweeps while a child dies; one of them at a time does it."""
    site.stack.start_beat("beat-2")
    wait_for(lambda: list(site.folder.glob("celerybeat-2-schedule*")), "the second beat to start")
    return at_point(site, "compute.in_copy", "kill")


MESSAGES = [
    Scenario(name="messages-tripled", fault="every message is delivered three times", act=_tripled),
    Scenario(
        name="messages-tripled-kill",
        fault="every message is delivered three times, and a child killed",
        act=_tripled_and_killed,
    ),
    Scenario(name="two-beats", fault="two beats, and a child killed", act=_two_beats),
]
