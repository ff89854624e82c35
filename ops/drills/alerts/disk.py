"""A small disk of its own, seen by a node exporter, to be filled.

The rules look past file systems in memory, so it is ext4 in a file, mounted. Mounted where only the exporter
sees it: in namespaces of its own, so that nothing stays mounted on this machine, however the drill ends. The
exporter is shown no other disk: how full this machine's are is no matter of the drill's.
"""

import errno
import re
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from ops.debian import find
from ops.monitors.programs import NODE_EXPORTER, Command

PROGRAMS: Final = (NODE_EXPORTER, "mkfs.ext4", "unshare", "mount")
_BYTES: Final = 64 * 2**20
_BLOCK: Final = bytes(2**20)
_NAMESPACES: Final = ("--mount", "--propagation", "private", "--pid", "--fork", "--mount-proc")
_MOUNTED: Final = 'mount -o loop "$1" "$2" && shift 2 && exec "$@"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Mounted at `folder` for `exporter` and what it has started alone."""

    folder: Path
    exporter: subprocess.Popen[bytes]

    def fill(self) -> None:
        """Write until there is no room."""
        with self._file().open("wb", buffering=0) as file:
            try:
                while True:
                    file.write(_BLOCK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def clear(self) -> None:
        """Make room again."""
        self._file().unlink()

    def _file(self) -> Path:
        """What fills it, by the way through the exporter's own view of the machine."""
        inner = psutil.Process(self.exporter.pid).children()[0].pid
        return Path(f"/proc/{inner}/root{self.folder}/filling")


def command(folder: Path, address: str) -> Command:
    """A node exporter that sees one disk, at `folder/disk`, and nothing else of this machine."""
    mount_point = folder / "disk"
    mount_point.mkdir(parents=True)
    image = _image(folder)
    others = "|".join(re.escape(partition.mountpoint) for partition in psutil.disk_partitions(all=True))
    exporter = (
        str(find(NODE_EXPORTER)),
        f"--web.listen-address={address}",
        "--collector.disable-defaults",
        "--collector.filesystem",
        f"--collector.filesystem.mount-points-exclude=^({others})$",
    )
    return Command(
        program="unshare",
        arguments=(*_NAMESPACES, "--kill-child", *_shell(image, mount_point, *exporter)),
        # unshare leaves SIGTERM to its child, which is the first process of its namespace and deaf to it.
        stop_signal=signal.SIGKILL,
    )


def hindrance(folder: Path) -> str:
    """Why no disk can be mounted here, in the words of who refuses; empty where it can. Tries it."""
    folder.mkdir()
    mount_point = folder / "tried"
    mount_point.mkdir()
    tried = ("unshare", *_NAMESPACES, *_shell(_image(folder), mount_point, "true"))
    done = subprocess.run(tried, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    why = done.stderr.strip().splitlines()
    return f"no disk can be mounted here, root may ({why[0] if why else done.returncode})"


def _image(folder: Path) -> Path:
    """An ext4 in a file, of `_BYTES`, all of it for anybody."""
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(_BYTES)
    subprocess.run([str(find("mkfs.ext4")), "-q", "-F", "-m", "0", str(image)], check=True)
    return image


def _shell(image: Path, mount_point: Path, *command: str) -> tuple[str, ...]:
    return ("sh", "-c", _MOUNTED, "sh", str(image), str(mount_point), *command)
