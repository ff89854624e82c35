"""What a Lotwise stands on, broken: the front door, its certificate, a disk."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from ops.drills.alerts import disk
from ops.drills.alerts.scene import Fault, Scene
from ops.drills.waiting import NotMet
from ops.monitors import front
from ops.monitors.programs import BLACKBOX_EXPORTER

# Below the shortened two days, which are an hour and 36 minutes.
_ENDS_IN = dt.timedelta(hours=1)
SMALL_DISK = "a disk of its own"
DOOR = (BLACKBOX_EXPORTER, *front.PROGRAMS)
DISK = (*disk.PROGRAMS, SMALL_DISK)
T = TypeVar("T")


def _there(part: T | None, what: str) -> T:
    if part is None:
        raise NotMet(f"expected {what}")
    return part


@contextmanager
def _door_closed(scene: Scene) -> Iterator[None]:
    door = _there(scene.door, "a front door")
    door.close()
    try:
        yield
    finally:
        door.open()


@contextmanager
def _certificate_ending(scene: Scene) -> Iterator[None]:
    door = _there(scene.door, "a front door")
    door.certify(_ENDS_IN)
    try:
        yield
    finally:
        door.certify(front.LONG)


@contextmanager
def _disk_full(scene: Scene) -> Iterator[None]:
    small = _there(scene.disk, SMALL_DISK)
    small.fill()
    try:
        yield
    finally:
        small.clear()


FAULTS: tuple[Fault, ...] = (
    Fault(
        name="door",
        words="nginx stopped, before an API that answers",
        alerts=("LotwiseFrontDoorClosed",),
        broken=_door_closed,
        needs=DOOR,
    ),
    Fault(
        name="certificate",
        words="nginx shows a certificate that ends in an hour",
        alerts=("LotwiseCertificateEnding", "LotwiseCertificateExpiring"),
        broken=_certificate_ending,
        needs=DOOR,
    ),
    Fault(
        name="disk",
        words="a disk written full",
        alerts=("LotwiseDiskFull",),
        broken=_disk_full,
        needs=DISK,
    ),
)
