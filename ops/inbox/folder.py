"""A catalogue's folder in the inbox: files dropped into it, taken out of it, and put away.

Whoever may drop files may also put links there. So folders are opened without following any, everything
happens relative to what is open, and only regular files are read: nothing outside the inbox is touched.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal

from ops.inbox.names import stamped

TAKEN: Final = "taken"
Ending = Literal["done", "failed"]
_FOLDERS: Final = (TAKEN, "done", "failed")
_ONLY_A_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# A pipe dropped instead of a file must not hold us up.
_ONLY_A_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_ALL_MAY: Final = 0o777  # what the umask leaves of it


class NoFile(OSError):
    """What was dropped is a link, a pipe or a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A regular file in the folder, as it looks just now."""

    name: str
    size: int
    changed_ns: int


class Folder:
    """An open folder of a catalogue; `path` is below the inbox."""

    def __init__(self, path: str, own: int, others: dict[str, int]) -> None:
        self.path = path
        self._own = own
        self._others = others

    def dropped(self) -> list[Dropped]:
        """The regular files in it, by name."""
        found = []
        for name in sorted(os.listdir(self._own)):  # noqa: PTH208 - what is open, wherever it lies
            with suppress(FileNotFoundError):  # taken back by who dropped it
                about = os.stat(name, dir_fd=self._own, follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    found.append(Dropped(name=name, size=about.st_size, changed_ns=about.st_mtime_ns))
        return found

    def taken(self) -> list[str]:
        """The names of what was taken and not put away yet, the first taken first."""
        return sorted(os.listdir(self._others[TAKEN]))  # noqa: PTH208 - what is open

    def take(self, name: str, moment: datetime) -> str | None:
        """Take a file out of reach of who dropped it; the name it has from now on, None if it is gone."""
        target = self._free(name, moment)
        try:
            os.rename(name, target, src_dir_fd=self._own, dst_dir_fd=self._others[TAKEN])
        except FileNotFoundError:
            return None
        return target

    def _free(self, name: str, moment: datetime) -> str:
        number = 0
        while True:
            target = stamped(name, moment, number)
            if not any(self._is_there(target, folder) for folder in self._others.values()):
                return target
            number += 1

    @staticmethod
    def _is_there(name: str, folder: int) -> bool:
        try:
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str) -> BinaryIO:
        """A file that was taken; raises `NoFile` where it is none, and `OSError`."""
        try:
            handle = os.open(name, _ONLY_A_FILE, dir_fd=self._others[TAKEN])
        except OSError as error:
            about = os.stat(name, dir_fd=self._others[TAKEN], follow_symlinks=False)
            if not stat.S_ISREG(about.st_mode):
                raise NoFile(name) from error
            raise
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise NoFile(name)
        return os.fdopen(handle, "rb")

    def tell(self, name: str, ending: Ending, text: str) -> None:
        """Write beside where the file will be what became of it; whole or not at all."""
        note = f"{name}.{'report' if ending == 'done' else 'reason'}.txt"
        draft = f".{note}"
        with suppress(FileNotFoundError):  # of an earlier try, or a link somebody put there
            os.unlink(draft, dir_fd=self._others[ending])
        handle = os.open(draft, _NEW_FILE, 0o666, dir_fd=self._others[ending])
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as target:
            target.write(text)
        os.rename(draft, note, src_dir_fd=self._others[ending], dst_dir_fd=self._others[ending])

    def put_away(self, name: str, ending: Ending) -> None:
        """Move a file that was taken to where it ends."""
        os.rename(name, name, src_dir_fd=self._others[TAKEN], dst_dir_fd=self._others[ending])


@contextmanager
def opened(inbox: Path, path: str) -> Iterator[Folder]:
    """The folder of that path, made where it is not there; raises `OSError` where it cannot be used."""
    with ExitStack() as stack:

        def enter(name: str, above: int | None) -> int:
            if above is not None:
                with suppress(FileExistsError):
                    os.mkdir(name, _ALL_MAY, dir_fd=above)
            # The inbox itself may be a link: whoever set it up made it.
            flags = _ONLY_A_FOLDER if above is not None else _ONLY_A_FOLDER & ~os.O_NOFOLLOW
            handle = os.open(name, flags, dir_fd=above)
            stack.callback(os.close, handle)
            return handle

        inbox.mkdir(parents=True, exist_ok=True)
        own = enter(str(inbox), None)
        for part in path.split("/"):
            own = enter(part, own)
        yield Folder(path, own, {name: enter(name, own) for name in _FOLDERS})
