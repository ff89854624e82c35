"""A fault done, its alerts waited for, the fault undone, and the alerts waited for to go."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ops.drills.alerts.faults import Fault
from ops.drills.alerts.monitors import WATCHDOG, Monitors
from ops.drills.site import Site
from ops.drills.waiting import NotMet, wait_for

_CALM_SECONDS = 60.0
_CLEAR_SECONDS = 60.0
# Their windows are minutes also when shortened: what an earlier fault began goes on, and is no new fault.
_LONG = frozenset(
    f"Lotwise{budget}Budget{pace}" for budget in ("Error", "Latency") for pace in ("Medium", "Slow")
)


@dataclass(slots=True, kw_only=True)
class Course:
    """What became of one alert: seconds since the fault was complete, for `cleared` since its undoing began.

    None is never. `cleared` is when it is gone from Prometheus and from Alertmanager. `inhibited_by` names
    alerts that keep this one from waking anybody.
    """

    fault: str
    words: str
    alert: str
    fired: float | None = None
    arrived: float | None = None
    cleared: float | None = None
    inhibited_by: set[str] = field(default_factory=set)
    skipped: str = ""

    @property
    def is_good(self) -> bool:
        """Whether it came and went, or was not asked for."""
        return bool(self.skipped) or None not in (self.fired, self.arrived, self.cleared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Of a fault: a course per alert, what else fired meanwhile, and what went wrong."""

    fault: str
    courses: tuple[Course, ...]
    beside: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether every alert came and went."""
        return not self.complaints and all(course.is_good for course in self.courses)


def perform(site: Site, monitors: Monitors, fault: Fault, *, at_first: bool = False) -> Outcome:
    """Do it; `at_first` nothing but the watchdog may fire, later also what earlier faults began."""
    courses = {name: Course(fault=fault.name, words=fault.words, alert=name) for name in fault.alerts}
    if fault.needs_redis_exporter and not monitors.has_redis_exporter:
        for course in courses.values():
            course.skipped = "redis_exporter is not installed"
        return Outcome(fault=fault.name, courses=tuple(courses.values()))
    beside: set[str] = set()
    complaints: tuple[str, ...] = ()
    may_fire = {WATCHDOG} if at_first else {WATCHDOG, *_LONG}
    try:
        wait_for(lambda: _is_calm(monitors, may_fire), "nothing else to fire", seconds=_CALM_SECONDS)
        with fault.load(site):
            before = monitors.firing()
            with fault.broken(site):
                at = time.monotonic()
                _wait(
                    lambda: _all_came(monitors, courses, beside, at), "to fire", courses, fault.fire_seconds
                )
                at = time.monotonic()
            _wait(lambda: _all_went(monitors, courses, at), "to clear", courses, _CLEAR_SECONDS)
        beside -= before
    except NotMet as broken:
        complaints = (str(broken),)
    return Outcome(
        fault=fault.name, courses=tuple(courses.values()), beside=tuple(sorted(beside)), complaints=complaints
    )


def _is_calm(monitors: Monitors, may_fire: set[str]) -> bool:
    return WATCHDOG in monitors.arrived() and not monitors.firing() - may_fire


def _wait(condition: Callable[[], bool], what: str, courses: dict[str, Course], seconds: float) -> None:
    wait_for(condition, f"{', '.join(courses)} {what}", seconds=seconds)


def _all_came(monitors: Monitors, courses: dict[str, Course], beside: set[str], at: float) -> bool:
    firing, arrived = monitors.firing(), monitors.arrived()
    after = round(time.monotonic() - at, 1)
    for name, course in courses.items():
        if name in firing and course.fired is None:
            course.fired = after
        if name in arrived:
            course.inhibited_by |= set(arrived[name])
            course.arrived = after if course.arrived is None else course.arrived
    beside |= firing - set(courses) - {WATCHDOG}
    return all(course.fired is not None and course.arrived is not None for course in courses.values())


def _all_went(monitors: Monitors, courses: dict[str, Course], at: float) -> bool:
    there = monitors.firing() | set(monitors.arrived())
    after = round(time.monotonic() - at, 1)
    for name, course in courses.items():
        if name in there:
            course.cleared = None  # it came again
        elif course.cleared is None:
            course.cleared = after
    return all(course.cleared is not None for course in courses.values())
