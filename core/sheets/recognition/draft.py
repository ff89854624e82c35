"""A plan in the making: the columns of one header, and what the steps of recognising have found out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from core.errors import InvalidOption
from core.sheets.options import SheetOptions, TableKind
from core.sheets.questions import Question
from core.sheets.recognition.below import Below
from core.sheets.recognition.headers import Header
from core.sheets.recognition.plan import Parameter
from core.sheets.understanding import Column, letters

UNKNOWN = "no field of Lotwise"
_MOST_NAMED = 40


@dataclass(slots=True, kw_only=True)
class Draft:
    """What is known so far. `columns` are by position; `decided` are those the mapping decides."""

    header: Header
    below: Below
    options: SheetOptions
    columns: dict[int, Column]
    table: TableKind = "items"
    decided: frozenset[int] = frozenset()
    questions: list[Question] = field(default_factory=list)
    suggestions: list[Question] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    currency: str = ""

    def holders(self, name: str) -> list[Column]:
        """The columns that hold a field as a whole."""
        return [column for column in self.columns.values() if column.field == name and column.part is None]

    def parts(self, name: str) -> list[Column]:
        """The columns that hold a part of a field."""
        return [
            column for column in self.columns.values() if column.field == name and column.part is not None
        ]

    def free(self) -> Iterable[Column]:
        """The columns without a field that no mapping decides and that are no results of ours."""
        return [
            column
            for column in self.columns.values()
            if column.field is None and column.position not in self.decided and column.travels
        ]

    def take(self, position: int, name: str, reason: str, confidence: float, **changes: object) -> None:
        """Give a column a field."""
        column = self.columns[position]
        self.columns[position] = replace(
            column,
            field=name,
            reason=reason,
            confidence=confidence,
            **changes,  # type: ignore[arg-type]
        )

    def leave(self, position: int, reason: str) -> None:
        """Take a column's field away."""
        column = self.columns[position]
        self.columns[position] = replace(
            column, field=None, reason=reason, confidence=0.0, factor=1.0, period=None, part=None, unit=None
        )


def drafted(header: Header, below: Below, options: SheetOptions) -> Draft:
    """Every column with a key of its own and no field yet; columns with values but no header too."""
    texts = header.texts
    width = max(texts, default=-1)
    for position in {at for row in below.rows[:50] for at in row}:
        if position <= width:
            texts.setdefault(position, "")
    counts = Counter(texts.values())
    columns: dict[int, Column] = {}
    taken: set[str] = set()
    for position, text in sorted(texts.items()):
        letter = letters(position)
        text = text.replace("\x00", "")  # noqa: PLW2901
        key = text or f"(column {letter})"
        if text and counts[text] > 1:
            key = f"{text} ({letter})"
        while key in taken:
            key += f" ({letter})"
        taken.add(key)
        columns[position] = Column(header=text, key=key, letter=letter, position=position, reason=UNKNOWN)
    draft = Draft(header=header, below=below, options=options, columns=columns)
    draft.decided = frozenset(_decided(draft))
    return draft


def _decided(draft: Draft) -> dict[int, str]:
    """The columns the mapping names, by key or by header; the fields it gives are set.

    Raises:
        InvalidOption: it names what is not there, or a header that several columns have.

    """
    by_key = {column.key: column for column in draft.columns.values()}
    by_header: dict[str, list[Column]] = {}
    for column in draft.columns.values():
        by_header.setdefault(column.header, []).append(column)
    missing, found = [], {}
    for given, name in draft.options.mapping.items():
        text = " ".join(given.split())
        columns = [by_key[text]] if text in by_key else by_header.get(text, []) if text else []
        if not columns:
            missing.append(given)
        if len(columns) > 1 and name:
            keys = ", ".join(repr(column.key) for column in columns)
            raise InvalidOption(
                f"mapping names the header {given!r}, which {len(columns)} columns have.",
                remedy=f"Say which by its key: {keys}.",
            )
        found.update({column.position: name for column in columns})
    if missing:
        raise InvalidOption(
            f"mapping names the header {', '.join(map(repr, missing))}, which the sheet does not have.",
            remedy=f"The headers are: {listed(draft.columns.values())}.",
        )
    return found


def listed(columns: Iterable[Column]) -> str:
    """The headers there are, for a message."""
    names = [f"'{column.key}'" for column in columns]
    return ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
