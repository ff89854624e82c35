"""A fault done, its alerts waited for, the fault undone, and the alerts waited for to go."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial

from ops.drills.alerts.monitors import WATCHDOG, Monitors
from ops.drills.alerts.scene import Fault, Scene
from ops.drills.waiting import NotMet, wait_for
from ops.monitors.asking import Unanswered

_CALM_SECONDS = 60.0
# Their windows are minutes also when shortened: what an earlier fault began goes on, and is no new fault.
_LONG = frozenset(
    f"Lotwise{budget}Budget{pace}" for budget in ("Error", "Latency") for pace in ("Medium", "Slow")
)
# Of a lingering alert: its short window is a minute, and what comes after its fault may feed it.
_LINGER_SECONDS = 90.0


@dataclass(slots=True, kw_only=True)
class Course:
    """What became of one alert: seconds since the fault was complete, for `cleared` since its undoing began.

    None is never. `cleared` is when it is gone from Prometheus and from Alertmanager. `inhibited_by` names
    alerts that keep this one from waking anybody. If it `lingers`, its end is waited for later, and `cleared`
    is by Prometheus' own record; `mended` is when the undoing began [unix time].
    """

    fault: str
    words: str
    alert: str
    fired: float | None = None
    arrived: float | None = None
    cleared: float | None = None
    inhibited_by: set[str] = field(default_factory=set)
    skipped: str = ""
    lingers: bool = False
    mended: float = 0.0

    @property
    def has_come(self) -> bool:
        """Whether it fired and reached Alertmanager."""
        return None not in (self.fired, self.arrived)

    @property
    def is_good(self) -> bool:
        """Whether it came and went, or was not asked for."""
        return bool(self.skipped) or (self.has_come and self.cleared is not None)

    @property
    def is_good_so_far(self) -> bool:
        """The same, but the end of one that lingers may be to come."""
        return self.is_good or (self.lingers and self.has_come)


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

    @property
    def is_good_so_far(self) -> bool:
        """The same, but the end of those that linger may be to come."""
        return not self.complaints and all(course.is_good_so_far for course in self.courses)


def perform(scene: Scene, monitors: Monitors, fault: Fault, *, at_first: bool = False) -> Outcome:
    """Do it; `at_first` nothing but the watchdog may fire, later also what earlier faults began."""
    courses = {
        name: Course(fault=fault.name, words=fault.words, alert=name, lingers=name in fault.lingering)
        for name in fault.every
    }
    if reasons := [scene.absent[name] for name in fault.needs if name in scene.absent]:
        for course in courses.values():
            course.skipped = "; ".join(reasons)
        return Outcome(fault=fault.name, courses=tuple(courses.values()))
    beside: set[str] = set()
    complaints: tuple[str, ...] = ()
    may_fire = {WATCHDOG} if at_first else {WATCHDOG, *_LONG}
    try:
        wait_for(lambda: _is_calm(monitors, may_fire), "nothing else to fire", seconds=_CALM_SECONDS)
        with fault.load(scene.site):
            before = monitors.firing()
            with fault.broken(scene):
                at = time.monotonic()
                _wait(
                    lambda: _all_came(monitors, courses, beside, at), "to fire", courses, fault.fire_seconds
                )
                at = time.monotonic()
                for course in courses.values():
                    course.mended = time.time()
            _wait(lambda: _all_went(monitors, courses, at), "to clear", courses, fault.clear_seconds)
        beside -= before
    except (NotMet, Unanswered) as broken:
        complaints = (str(broken),)
    return Outcome(
        fault=fault.name, courses=tuple(courses.values()), beside=tuple(sorted(beside)), complaints=complaints
    )


def see_off(monitors: Monitors, outcomes: Iterable[Outcome]) -> list[Course]:
    """Wait for the end of alerts that linger; tells which these were. None of them cleared: never gone."""
    lingering = [
        course for outcome in outcomes for course in outcome.courses if course.lingers and course.has_come
    ]
    for course in lingering:
        try:
            wait_for(partial(_is_gone, monitors, course.alert), "its end", seconds=_LINGER_SECONDS)
        except (NotMet, Unanswered):
            continue
        course.cleared = round(max(0.0, monitors.last_fired(course.alert) - course.mended), 1)
    return lingering


def _is_gone(monitors: Monitors, alert: str) -> bool:
    return alert not in monitors.firing() | set(monitors.arrived())


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
    return all(course.has_come for course in courses.values())


def _all_went(monitors: Monitors, courses: dict[str, Course], at: float) -> bool:
    there = monitors.firing() | set(monitors.arrived())
    after = round(time.monotonic() - at, 1)
    awaited = {name: course for name, course in courses.items() if not course.lingers}
    for name, course in awaited.items():
        if name in there:
            course.cleared = None  # it came again
        elif course.cleared is None:
            course.cleared = after
    return all(course.cleared is not None for course in awaited.values())
