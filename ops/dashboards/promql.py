"""Reading PromQL as far as a check needs it: which metrics are named, and what is compared with what."""

import re
from typing import Final

_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_LABELS: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_NAME: Final = re.compile(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])")
_WORDS: Final = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring"})
_JOINT: Final = re.compile(r"\s(?:and|or|unless)\s|\s(?:[<>]=?|[!=]=)\s(?:bool\s)?")
_ABSENT: Final = re.compile(r"absent\((.*)\)", re.DOTALL)
_SCALAR: Final = re.compile(r"[\d\s.*/+-]+|vector\([^)]*\)")


def metrics(query: str) -> set[str]:
    """The metrics a query names."""
    bare = _STRINGS.sub("", query)
    bare = re.sub(r"\[[^]]*]", "", re.sub(r"{[^}]*}", "", bare))
    bare = re.sub(r"\$\w+", "", _LABELS.sub(" ", bare))
    return {name for name in _NAME.findall(bare) if name not in _WORDS}


def operands(query: str) -> list[str]:
    """What an alert compares: what stands between its outermost comparisons and set operators.

    An alert is empty when all is well; these are not. `absent(x)` gives x; numbers are left out.
    """
    masked = _masked(query)
    parts, start = [], 0
    for found in _JOINT.finditer(masked):
        parts.append(query[start : found.start()])
        start = found.end()
    parts.append(query[start:])
    stripped = [part.strip() for part in parts]
    real = [part for part in stripped if not _SCALAR.fullmatch(part)] or stripped
    return [inner[1] if (inner := _ABSENT.fullmatch(part)) else part for part in real]


def _masked(query: str) -> str:
    """The query with what is in brackets or quotes blanked out, each letter in its place."""
    query = _STRINGS.sub(lambda found: "_" * len(found[0]), query)
    depth, letters = 0, []
    for letter in query:
        depth -= letter in ")}]"
        letters.append("_" if depth else " " if letter.isspace() else letter)
        depth += letter in "({["
    return "".join(letters)
