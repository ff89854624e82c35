"""Progress as somebody sees it who looks all the time; the drill has such a somebody look at every fault."""

import time

import pytest

from core.db.protocol.jobs import Job
from ops.drills.scenario import has_ended
from ops.drills.site import Site
from ops.drills.waiting import wait_for
from ops.drills.watching import Watch, told, watching

ROWS = 1_200
# Enough for a machine that is busy with other things; hours for minutes it is not.
_TIMES_OFF, _SECONDS_OFF = 5.0, 5.0


@pytest.mark.slow
def test_the_time_left_of_a_job_is_told_while_it_runs_and_comes_true(site: Site) -> None:
    site.arm("compute.claimed", "sleep:0.3 always")
    told_at: list[tuple[float, float]] = []

    class Noting(Watch):
        def look(self, seen: Job) -> None:
            super().look(seen)
            if seen.progress.eta_seconds is not None:
                told_at.append((time.monotonic(), seen.progress.eta_seconds))

    try:
        with watching(site.engine, Noting()) as watch:
            job_id = site.send(site.new_sheet("long.csv", ROWS))
            wait_for(lambda: has_ended(site, job_id), "the job to end")
            ended = time.monotonic()
    finally:
        site.mend()
    assert told(watch, [job_id]) == []
    assert len(told_at) >= 3
    for at, left in told_at:
        really = ended - at
        assert left <= _TIMES_OFF * really + _SECONDS_OFF
        assert really <= _TIMES_OFF * left + _SECONDS_OFF
