"""When a dropped file is whole: once its size and its time of change have stayed as they are for a while."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

# An empty file may be one whose writer has only begun; after this long it is one by mistake.
EMPTY_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Seen:
    size: int
    changed_ns: int
    since: float


class Settling:
    """Remembers how each file looked, by its folder and name."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._seen: dict[tuple[str, str], _Seen] = {}

    def is_complete(self, key: tuple[str, str], *, size: int, changed_ns: int, now: float) -> bool:
        """Whether the file has stayed like this long enough; `now` never goes back [s]."""
        before = self._seen.get(key)
        if before is None or (before.size, before.changed_ns) != (size, changed_ns):
            before = self._seen[key] = _Seen(size, changed_ns, now)
        wanted = self._seconds if size else max(self._seconds, EMPTY_SECONDS)
        return now - before.since >= wanted

    def forget_others(self, folder: str, names: Collection[str]) -> None:
        """What is in the folder no more is seen anew if it comes again."""
        for key in [key for key in self._seen if key[0] == folder and key[1] not in names]:
            del self._seen[key]
