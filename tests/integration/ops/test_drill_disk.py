"""The disk of the drill: a real node exporter sees it fill and empty, nobody else does, and nothing stays."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from ops.drills.alerts import disk
from ops.drills.alerts.disk import Disk
from ops.drills.waiting import wait_for
from ops.embedded.ports import LOOPBACK, free_port
from ops.monitors.programs import Programs, how_to_get, missing
from ops.running.processes import answers

pytestmark = pytest.mark.skipif(bool(missing(disk.PROGRAMS)), reason=how_to_get(missing(disk.PROGRAMS)))


@pytest.fixture
def seen(tmp_path: Path) -> Iterator[tuple[Disk, str]]:
    """The disk, and where its exporter answers."""
    if why := disk.hindrance(tmp_path / "tried"):
        pytest.skip(why)
    address = f"{LOOPBACK}:{free_port()}"
    running = Programs(folder=tmp_path)
    try:
        exporter = running.start(disk.command(tmp_path / "small", address))
        wait_for(lambda: answers(f"http://{address}/metrics"), "the exporter")
        yield Disk(folder=tmp_path / "small/disk", exporter=exporter), f"http://{address}/metrics"
    finally:
        running.close()


def left(url: str) -> dict[str, float]:
    """The share that is left of each disk the exporter sees, by where it is mounted."""
    families = text_string_to_metric_families(httpx.get(url, trust_env=False).text)
    values = {
        (sample.name, sample.labels.get("mountpoint", "")): sample.value
        for family in families
        for sample in family.samples
    }
    return {
        place: value / values["node_filesystem_size_bytes", place]
        for (name, place), value in values.items()
        if name == "node_filesystem_avail_bytes"
    }


def loops(folder: Path) -> list[str]:
    """Files below `folder` that are disks just now."""
    told = subprocess.run(["losetup", "--json", "--list"], capture_output=True, text=True, check=True).stdout
    found = json.loads(told)["loopdevices"] if told.strip() else []
    return [one["back-file"] for one in found if str(folder) in one["back-file"]]


def test_it_alone_is_seen_full_and_empty_again(seen: tuple[Disk, str]) -> None:
    small, url = seen
    assert left(url) == {str(small.folder): pytest.approx(1, abs=0.05)}
    small.fill()
    assert left(url) == {str(small.folder): pytest.approx(0, abs=0.01)}
    small.clear()
    assert left(url) == {str(small.folder): pytest.approx(1, abs=0.05)}


def test_nobody_else_sees_it_and_nothing_stays_when_it_is_killed(
    seen: tuple[Disk, str], tmp_path: Path
) -> None:
    small, url = seen
    small.fill()
    assert list(small.folder.iterdir()) == []
    assert str(small.folder) not in {one.mountpoint for one in psutil.disk_partitions(all=True)}
    assert len(loops(tmp_path)) == 1
    small.exporter.kill()
    wait_for(lambda: not loops(tmp_path), "the disk to be gone")
    assert not answers(url)
