"""Reading PromQL as far as a check needs it: which metrics and labels are named, what is compared."""

import re
from dataclasses import dataclass
from typing import Final

_STRINGS: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_LABELS: Final = re.compile(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)")
_NAME: Final = re.compile(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])")
_WORDS: Final = frozenset({"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring"})
_JOINT: Final = re.compile(r"\s(?:and|or|unless)\s|\s(?:[<>]=?|[!=]=)\s(?:bool\s)?")
_ABSENT: Final = re.compile(r"absent\((.*)\)", re.DOTALL)
_SCALAR: Final = re.compile(r"[\d\s.*/+-]+|vector\([^)]*\)")
_SELECTORS: Final = re.compile(r"([a-zA-Z_:][\w:]*){((?:[^\"}]|\"(?:[^\"\\]|\\.)*\")*)}")
_MATCHERS: Final = re.compile(r"(\w+)\s*(=~|!~|!=|=)\s*\"((?:[^\"\\]|\\.)*)\"")
_ALTERNATIVES: Final = re.compile(r"[\w-]+(?:\|[\w-]+)*")
# We write `by` before the bracket everywhere, and never say which labels not to look at.
_UNREAD: Final = re.compile(
    r"\b(?:without|on|ignoring|group_left|group_right)\s*\(|\bby\s*\([^)]*\)(?!\s*\()"
)
_GROUPINGS: Final = re.compile(r"\bby\s*\(([^)]*)\)\s*\(")
_MADE: Final = re.compile(r"label_(?:replace|join)\(.*?,\s*\"(\w+)\"", re.DOTALL)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """What a query wants of a metric's label: `=`, `!=`, `=~` or `!~` a value."""

    metric: str
    label: str
    operator: str
    value: str

    @property
    def words(self) -> tuple[str, ...]:
        """The values it names as they are; none where it is a pattern of more than `a|b`."""
        if not self.operator.endswith("~"):
            return (self.value,)
        return tuple(self.value.split("|")) if _ALTERNATIVES.fullmatch(self.value) else ()


def matchers(query: str) -> list[Matcher]:
    """What a query wants of labels, in its order."""
    return [
        Matcher(metric=metric, label=label, operator=operator, value=value)
        for metric, inner in _SELECTORS.findall(query)
        for label, operator, value in _MATCHERS.findall(inner)
    ]


def grouped(query: str) -> list[tuple[str, str]]:
    """Each metric with each label its series are put together by; not labels the query itself makes.

    Raises `ValueError` where it is written in a way that is not read here: it would go unchecked.
    """
    if found_unread := _UNREAD.search(_masked_strings(query)):
        raise ValueError(f"write it by `sum by (label) (...)`: {found_unread[0]} in {query}")
    made = set(_MADE.findall(query))
    found: list[tuple[str, str]] = []
    for start in _GROUPINGS.finditer(query):
        inner = query[start.end() : _end(_masked_strings(query), start.end())]
        labels = [label.strip() for label in start[1].split(",") if label.strip()]
        found += [(name, label) for name in sorted(metrics(inner)) for label in labels if label not in made]
    return found


def _end(query: str, start: int) -> int:
    """Where the bracket closes that opened just before `start`."""
    depth = 1
    for place in range(start, len(query)):
        depth += (query[place] == "(") - (query[place] == ")")
        if not depth:
            return place
    raise ValueError(f"a bracket is not closed: {query}")


def _masked_strings(query: str) -> str:
    return _STRINGS.sub(lambda found: "_" * len(found[0]), query)
