"""Whether the day or the month stands first in a column of dates: told by all its cells, or asked."""

from dataclasses import dataclass

import polars as pl

from core.sheets.options import DateOrder, SheetOptions
from core.sheets.questions import Choice, Question
from core.sheets.understanding import Column
from core.sheets.values.dates import YEAR_FIRST, dates, heads, pairs
from core.sheets.values.numbers import trimmed


@dataclass(frozen=True, slots=True, kw_only=True)
class DateEvidence:
    """How many dates of a column put the day first, how many the month, and how many may do either."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0
    typed: int = 0  # dates a spreadsheet holds as dates
    day_example: str = ""
    month_example: str = ""
    either_example: str = ""

    def __add__(self, more: "DateEvidence") -> "DateEvidence":
        return DateEvidence(
            day_first=self.day_first + more.day_first,
            month_first=self.month_first + more.month_first,
            either=self.either + more.either,
            typed=self.typed + more.typed,
            day_example=self.day_example or more.day_example,
            month_example=self.month_example or more.month_example,
            either_example=self.either_example or more.either_example,
        )


def date_evidence(raw: pl.Series) -> DateEvidence:
    """The evidence of one batch: only texts like 3/4/2026 tell; a date with points has the day first."""
    if raw.dtype != pl.String:
        return DateEvidence(typed=len(raw) - raw.null_count() if raw.dtype.is_temporal() else 0)
    found = heads(trimmed(raw)).alias("text").drop_nulls()
    counted = found.value_counts(name="times").sort("text")
    parts = pairs(counted["text"]).with_columns(counted)
    a, b, dotted = pl.col("a"), pl.col("b"), pl.col("sign") == "."
    kinds = parts.with_columns(
        pl.when((b > 12) & (a <= 12))
        .then(pl.lit("month"))
        .when((b <= 12) & ((a > 12) | dotted))
        .then(pl.lit("day"))
        .when((a != b) & (a <= 12) & (b <= 12))
        .then(pl.lit("either"))
        .alias("kind"),
        pl.col("text").str.contains(YEAR_FIRST).alias("typed"),
    )
    counts, examples = {}, {}
    for kind in ("day", "month", "either"):
        such = kinds.filter(pl.col("kind") == kind)
        counts[kind] = int(such["times"].sum())
        examples[kind] = str(such["text"][0]) if such.height else ""
    return DateEvidence(
        day_first=counts["day"],
        month_first=counts["month"],
        either=counts["either"],
        typed=int(kinds.filter("typed")["times"].sum()),
        day_example=examples["day"],
        month_example=examples["month"],
        either_example=examples["either"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DateVerdict:
    """How the dates of a column are written, why, what the report says about it, or the question."""

    order: DateOrder | None = None
    reason: str = ""
    note: str = ""
    question: Question | None = None


def date_verdict(column: Column, found: DateEvidence, options: SheetOptions) -> DateVerdict:
    """Whether the day or the month stands first in a column of dates."""
    name = column.header or column.key
    if options.date_order is not None:
        words = "day first" if options.date_order == "day_first" else "month first"
        return DateVerdict(order=options.date_order, reason=f"{words} as the options say")
    if found.day_first and found.month_first:
        return DateVerdict(
            question=_asked(
                column,
                f"'{name}' has {found.day_example!r}, where the day stands first, and "
                f"{found.month_example!r}, where the month does. Which is right? The others are row errors.",
                (found.day_example, found.month_example),
            )
        )
    note = ""
    if found.typed and (found.day_first or found.month_first):
        note = (
            f"'{name}' holds dates and texts like {found.day_example or found.month_example!r}: "
            "a spreadsheet may have exchanged day and month of the others when it made dates of them."
        )
    if found.day_first:
        return DateVerdict(order="day_first", reason=f"day first ({found.day_example!r})", note=note)
    if found.month_first:
        return DateVerdict(order="month_first", reason=f"month first ({found.month_example!r})", note=note)
    if not found.either:
        return DateVerdict()
    example = found.either_example
    return DateVerdict(
        question=_asked(
            column,
            f"'{name}' has {example!r}; no other date of the column tells whether the day or the month "
            "stands first.",
            (example,),
        )
    )


def _asked(column: Column, text: str, examples: tuple[str, ...]) -> Question:
    def label(order: DateOrder, words: str) -> str:
        read, _ = dates(pl.Series(examples), order)
        shown = (
            f"{text!r} is {'an error' if day is None else day.strftime('%d %B %Y')}"
            for text, day in zip(examples, read.to_list(), strict=True)
        )
        return f"{words}: {', '.join(shown)}"

    return Question(
        id="dates",
        about="dates",
        text=text,
        column=column.header or column.key,
        examples=examples,
        choices=(
            Choice(
                value="day_first",
                label=label("day_first", "the day stands first"),
                options={"date_order": "day_first"},
            ),
            Choice(
                value="month_first",
                label=label("month_first", "the month stands first"),
                options={"date_order": "month_first"},
            ),
        ),
    )
