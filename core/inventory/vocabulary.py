"""The words a text field may hold, read from a column into codes."""

from collections.abc import Mapping

import numpy as np

from core.inventory.arrays import Codes
from core.inventory.sheet import Sheet

UNKNOWN = -2
ABSENT = -1


def coded(sheet: Sheet, name: str, codes: Mapping[str, int], *, is_refused: bool = True) -> Codes | None:
    """Return a text column as codes: -1 where absent, -2 where unknown, which is refused naming the known.

    Upper case and spaces around do not matter. None: no row has a word.
    """
    words = sheet.words.get(name)
    if words is None:
        return None
    table = {word: _code(word, codes) for word in set(words.tolist())}
    column = np.fromiter(map(table.__getitem__, words.tolist()), dtype=np.int8, count=words.size)
    if is_refused and UNKNOWN in table.values():
        known = ", ".join(codes)
        sheet.report(
            name,
            "unknown_word",
            "error",
            column == UNKNOWN,
            "is not one of the words Lotwise knows here",
            remedy=f"write one of: {known}",
            values=words,
        )
    return column


def _code(word: str | None, codes: Mapping[str, int]) -> int:
    plain = (word or "").strip().lower()
    return codes.get(plain, UNKNOWN) if plain else ABSENT
