"""PostgreSQL and Redis killed, emptied, away for a while, or back without anything."""

import os
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial

import httpx
from redis import Redis

from ops.drills.scenario import Course, Scenario, sent
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

AWAY_SECONDS = 30.0
START_SECONDS = 10.0


def _held(site: Site, point: str, seconds: float) -> tuple[str, int]:
    """A job one of whose steps stands at `point` for a while, its heartbeat going on."""
    site.arm(point, f"sleep:{seconds}")
    job_id = site.send()
    return job_id, site.landed(point)


def _flushed(site: Site, point: str) -> Course:
    job_id, process = _held(site, point, 1.0)
    with Redis.from_url(site.servers.redis_url) as redis:
        redis.flushall()
        require(redis.dbsize() <= 1, "Redis is not empty")  # the workers' bindings come back at once
    return Course(where=f"{point}, process {process}", sent=(sent(site, job_id),))


def _kill_redis(site: Site) -> None:
    server = site.server("Valkey")
    server.kill()
    server.wait(30)


def _redis_away(site: Site, seconds: float) -> Course:
    """Away for longer than a lease; what is sent meanwhile is kept, and starts when it is back."""
    job_id, process = _held(site, "compute.decided", 1.0)
    _kill_redis(site)
    away_until = time.monotonic() + seconds
    meanwhile = site.send()
    ready = site.stack.client.get("/ready").json()
    require(ready["status"] == "degraded" and ready["redis"] == "away", f"/ready says {ready}")
    # The time itself is the fault here.
    wait_for(lambda: time.monotonic() > away_until, "the time to pass", seconds=seconds + 5)
    site.servers.revive()
    at = time.monotonic()
    wait_for(
        lambda: site.stack.job(meanwhile)["state"] != "queued",
        "the job sent without Redis to start by itself",
        seconds=START_SECONDS,
    )
    return Course(
        where=f"compute.decided, process {process}", at=at, sent=(sent(site, job_id), sent(site, meanwhile))
    )


def _redis_emptied(site: Site) -> Course:
    """It comes back without its file: whatever was queued is gone."""
    job_id, process = _held(site, "compute.decided", 2.0)
    _kill_redis(site)
    shutil.rmtree(site.servers.places.valkey)
    site.servers.revive()
    return Course(where=f"compute.decided, process {process}", sent=(sent(site, job_id),))


def _postgresql(site: Site, point: str, *, how: signal.Signals) -> Course:
    """Killed or restarted while a step is in the middle of its transaction."""
    job_id, process = _held(site, point, 3.0)
    server = site.server("PostgreSQL")
    os.kill(server.pid, how)
    server.wait(30)
    answer = site.stack.client.get(f"/jobs/{job_id}")
    away = (answer.status_code, answer.json().get("code"))
    require(away == (httpx.codes.SERVICE_UNAVAILABLE, "database_unavailable"), f"the API says {away}")
    site.servers.revive()
    return Course(where=f"{point}, process {process}", sent=(sent(site, job_id),))


def _scenario(name: str, fault: str, act: Callable[[Site], Course]) -> Scenario:
    return Scenario(name=name, fault=fault, act=act)


def away(seconds: float) -> Scenario:
    """Redis away for so long."""
    act = partial(_redis_away, seconds=seconds)
    return _scenario("stop-redis", f"Redis stopped for {seconds:.0f} s; a job sent meanwhile", act)


REDIS = [
    _scenario(f"flush-redis-{phase}", f"Redis FLUSHALL while {phase}", partial(_flushed, point=point))
    for phase, point in (
        ("reading", "read.chunk_added"),
        ("computing", "compute.decided"),
        ("finishing", "finish.claimed"),
    )
] + [_scenario("empty-redis", "Redis killed, its file deleted, started again", _redis_emptied)]
POSTGRESQL = [
    _scenario(
        f"{word}-postgresql-{phase}",
        f"PostgreSQL {words} while {phase}",
        partial(_postgresql, point=point, how=how),
    )
    for phase, point in (
        ("reading", "read.chunk_added"),
        ("computing", "compute.copied"),
        ("finishing", "finish.in_transaction"),
    )
    for word, words, how in (
        ("crash", "crashed (SIGQUIT) and recovered", signal.SIGQUIT),
        ("restart", "restarted (SIGINT)", signal.SIGINT),
    )
]
