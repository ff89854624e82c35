"""When a schedule is due: a cron expression in a time zone, daylight saving as Debian's cron has it.

A time that the clock leaps over comes right after the leap, and one that the clock shows twice comes once,
unless the expression means every hour or minute (https://wiki.debian.org/cron, `cronsim`).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from core.errors import FieldProblem, InvalidSchedule

_LONGEST_CRON = 100
_CRON_REMEDY = "Write minute, hour, day, month, day of week, as in: 0 2 * * * (every day at 02:00)."
_ZONE_REMEDY = "Write a zone of the IANA database, as in: Europe/Berlin."


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; raises `InvalidSchedule`."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:  # no name, a folder, no such zone
        raise _refused("time_zone", name, "is no time zone", _ZONE_REMEDY) from error


def check(cron: str, time_zone: str, now: datetime) -> None:
    """Raise `InvalidSchedule` for what is no cron expression or time zone, or is never due."""
    zone = zone_of(time_zone)
    try:
        if len(cron) > _LONGEST_CRON:
            raise CronSimError("it is too long")
        next(CronSim(cron, now.astimezone(zone)))
    except CronSimError as error:
        raise _refused("cron", cron, f"is no cron expression: {str(error).lower()}", _CRON_REMEDY) from error
    except StopIteration as error:
        raise _refused("cron", cron, "is never due", _CRON_REMEDY) from error


def _refused(field: str, value: str, message: str, remedy: str) -> InvalidSchedule:
    shown = value[:_LONGEST_CRON]
    problem = FieldProblem(field=field, value=shown, code=f"invalid_{field}", message=message, remedy=remedy)
    return InvalidSchedule(f"{field} {shown!r} {message}.", remedy=remedy, problems=[problem])


def due_after(cron: str, time_zone: str, moment: datetime) -> datetime:
    """The first time it is due after that moment."""
    return next(_times(cron, time_zone, moment))


def next_times(cron: str, time_zone: str, moment: datetime, count: int) -> list[datetime]:
    """The first times it is due after that moment."""
    return list(islice(_times(cron, time_zone, moment), count))


def _times(cron: str, time_zone: str, moment: datetime) -> Iterator[datetime]:
    # In the hour the clock shows twice `cronsim` goes by what it shows, so it may begin with what is over.
    found = CronSim(cron, moment.astimezone(zone_of(time_zone)))
    return (due for due in found if due > moment)


def last_due(cron: str, time_zone: str, due: datetime, now: datetime, most: int) -> tuple[datetime, int]:
    """Of the times due from `due` to `now` the last one, and how many were before it, counted up to `most`.

    Past `most` the last one is found going back from now.
    """
    last, missed = due, 0
    for found in islice(_times(cron, time_zone, due), most):
        if found > now:
            return last, missed
        last, missed = found, missed + 1
    back = CronSim(cron, now.astimezone(zone_of(time_zone)), reverse=True)
    return max(last, next(back)), missed


def described(cron: str) -> str:
    """The expression in words.

    >>> described("0 2 * * *")
    'At 02:00 every day'
    """
    return CronSim(cron, datetime(2026, 1, 1)).explain()  # noqa: DTZ001 - no time is asked for
