"""Which decimal separator a column uses: told by all its texts together, never by one cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from core.sheets.options import Decimal, SheetOptions
from core.sheets.questions import Choice, Question
from core.sheets.understanding import Column
from core.sheets.values.numbers import GAPS, bared, numbers

_NAMES: Mapping[str, str] = {".": "decimal point", ",": "decimal comma"}


def _only(decimal: str) -> str:
    """Texts that can only be written with this decimal separator (digits, groups and separators)."""
    d, g = re.escape(decimal), "," if decimal == "." else r"\."
    forms = [
        rf"[1-9][0-9]{{0,2}}(?:{g}[0-9]{{3}})+{d}[0-9]*",  # 1,234.5
        rf"[1-9][0-9]{{0,2}}(?:{g}[0-9]{{3}}){{2,}}",  # 1,234,567
        rf"[1-9][0-9]{{0,2}}(?:{GAPS}[0-9]{{3}})+{d}[0-9]*",  # 1 234.5
        rf"[0-9]*{d}(?:[0-9]{{0,2}}|[0-9]{{4,}})",  # 1.5, 1.2345
        rf"(?:[0-9]{{4,}}|0[0-9]*|){d}[0-9]{{3}}",  # 1234.567, 0.125
        rf"[0-9]+{d}[0-9]+[eE][+-]?[0-9]+",  # 1.234E+12
    ]
    if decimal == ".":
        forms.append(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]*)?")  # 1,23,456
    return rf"^[+-]?(?:{'|'.join(forms)})$"


_POINT, _COMMA = _only("."), _only(",")
_EITHER = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the texts of a column tell, counted with the first example of each; adds up over batches.

    `point` and `comma` are texts that can only have this decimal separator, `either` those like "1.234" and
    "1,234", `other` those with a point or comma that are no number at all.
    """

    point: int = 0
    comma: int = 0
    either: int = 0
    other: int = 0
    point_example: str = ""
    comma_example: str = ""
    either_example: str = ""

    def __add__(self, more: "Evidence") -> "Evidence":
        return Evidence(
            point=self.point + more.point,
            comma=self.comma + more.comma,
            either=self.either + more.either,
            other=self.other + more.other,
            point_example=self.point_example or more.point_example,
            comma_example=self.comma_example or more.comma_example,
            either_example=self.either_example or more.either_example,
        )

    @property
    def decimal(self) -> Decimal | None:
        """The separator the texts prove, None where they prove none or both."""
        if bool(self.point) == bool(self.comma):
            return None
        return "." if self.point else ","


def evidence_of(texts: pl.Series) -> Evidence:
    """The evidence of trimmed texts; cells that were typed as numbers must not be among them."""
    separated = texts.filter(texts.str.contains("[.,]").fill_null(value=False))
    found, rest = _counted(separated)
    if rest.is_empty():
        return found
    barer = bared(rest).texts
    more, left = _counted(barer, rest)
    found += more
    return found + Evidence(other=len(left))


def _counted(texts: pl.Series, shown: pl.Series | None = None) -> tuple[Evidence, pl.Series]:
    """The evidence of texts (examples from `shown`), and those that give none."""
    shown = texts if shown is None else shown
    masks = [texts.str.contains(form).fill_null(value=False) for form in (_POINT, _COMMA, _EITHER)]
    counts = [int(mask.sum()) for mask in masks]
    examples = [
        str(shown[mask.arg_max() or 0]) if count else "" for mask, count in zip(masks, counts, strict=True)
    ]
    found = Evidence(
        point=counts[0], comma=counts[1], either=counts[2],
        point_example=examples[0], comma_example=examples[1], either_example=examples[2],
    )  # fmt: skip
    if sum(counts) == len(texts):
        return found, shown.clear()
    return found, shown.filter(~(masks[0] | masks[1] | masks[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The decimal separator of a column, or the question about it.

    `reason` goes behind the column's reason (empty where no text has a separator); `note` is a sentence for
    the report where other columns decided. `decimal` holds where nobody answers.
    """

    decimal: Decimal = "."
    reason: str = ""
    note: str = ""
    question: Question | None = None


def verdicts(
    columns: Sequence[Column], evidence: Mapping[int, Evidence], options: SheetOptions
) -> dict[int, Verdict]:
    """The verdict on each column that holds numbers as text, by position.

    Options come first, then the column's own texts; a column that may be read both ways takes the separator
    of the sheet's other columns of numbers where all of those that tell agree. `evidence` may hold columns
    that are no numbers: one vouches for others only if each of its texts is a number.
    """
    proven = {
        position: found.decimal
        for position, found in evidence.items()
        if found.decimal is not None and not found.other
    }
    return {
        column.position: _verdict(column, evidence[column.position], options, columns, proven)
        for column in columns
        if column.position in evidence
    }


def _verdict(
    column: Column,
    found: Evidence,
    options: SheetOptions,
    columns: Sequence[Column],
    proven: Mapping[int, Decimal | None],
) -> Verdict:
    given = options.decimals.get(column.key) or options.decimals.get(column.header) or options.decimal
    if given is not None:
        decimal: Decimal = "," if given == "," else "."
        return Verdict(decimal=decimal, reason=f"{_NAMES[decimal]} as the options say")
    if found.decimal is not None:
        example = found.point_example if found.decimal == "." else found.comma_example
        return Verdict(decimal=found.decimal, reason=f"{_NAMES[found.decimal]} ({example!r})")
    if found.point and found.comma:
        return Verdict(question=_contradiction(column, found))
    if not found.either:
        return Verdict()
    others = {position: decimal for position, decimal in proven.items() if position != column.position}
    if len(set(others.values())) != 1:
        return Verdict(question=_ambiguity(column, found))
    position, same = next(iter(others.items()))
    settled: Decimal = same or "."
    name = next((other.header or other.key for other in columns if other.position == position), "another")
    example = found.either_example
    return Verdict(
        decimal=settled,
        reason=f"{_NAMES[settled]} as in '{name}'",
        note=f"'{column.header or column.key}' is read with a {_NAMES[settled]}, as '{name}' is written: "
        f"{example!r} is {_shown(example, settled)}.",
    )


def _shown(text: str, decimal: Decimal) -> str:
    value = numbers(pl.Series([text]), decimal, may_be_percent=False)[0][0]
    return "an error" if value is None else f"{value:.15g}"


def _contradiction(column: Column, found: Evidence) -> Question:
    examples = (found.point_example, found.comma_example)
    return Question(
        id=f"decimal:{column.key}",
        about="decimal",
        column=column.header or column.key,
        text=f"'{column.header or column.key}' has {examples[0]!r}, which has a decimal point, and "
        f"{examples[1]!r}, which has a decimal comma. Which is right? The others become row errors.",
        examples=examples,
        choices=_choices(column, examples),
    )


def _ambiguity(column: Column, found: Evidence) -> Question:
    example = found.either_example
    readings = [f"{_shown(example, decimal)}" for decimal in (".", ",")]
    return Question(
        id=f"decimal:{column.key}",
        about="decimal",
        column=column.header or column.key,
        text=f"'{column.header or column.key}' has {example!r}, which may be {readings[0]} or {readings[1]}; "
        "no other cell of the sheet tells.",
        examples=(example,),
        choices=_choices(column, (example,)),
    )


def _choices(column: Column, examples: Sequence[str]) -> tuple[Choice, ...]:
    decimals: tuple[Decimal, Decimal] = (".", ",")
    return tuple(
        Choice(
            value=decimal,
            label=f"a {_NAMES[decimal]}: "
            + ", ".join(f"{example!r} is {_shown(example, decimal)}" for example in examples),
            options={"decimals": {column.key: decimal}},
        )
        for decimal in decimals
    )
