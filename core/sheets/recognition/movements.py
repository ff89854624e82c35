"""Lines of what came and what went in one column: their sum is no demand, so it is never taken for one."""

from collections.abc import Collection

from core.errors import UnreadableFile
from core.sheets.questions import Choice, Question
from core.sheets.recognition.ask import NONE
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.header_words import joined, tokens
from core.sheets.recognition.synonyms.movements import CAME, CODES_CAME, CODES_HEADERS, CODES_WENT, WENT
from core.sheets.recognition.vocabulary import keys
from core.sheets.understanding import Column

_OUT, _IN, _CODES = keys(WENT), keys(CAME), keys(CODES_HEADERS)
_BARE = {"in": "in", "out": "out"}  # words so short that they count only alone
MOST_KINDS = 12  # different texts of a column that says what kind a line is
_FEW_WORDS = 3
_BOTH_SIGNS = 0.25  # of the quantities; returns are fewer


def movements(draft: Draft) -> UnreadableFile | None:
    """The refusal of receipts and issues together, told by a column of their kinds or by their signs.

    Who says in the mapping what the column is, or which one the quantity, has looked; a suggestion asks.
    """
    if draft.table != "lines":
        return None
    for column in draft.free():
        if is_coded(column) or not draft.below.is_numeric(column.position):
            refusal = kinds(column, {cell.text.strip() for cell in draft.below.filled(column.position)})
            if refusal is not None:
                draft.suggestions.append(does_every_line_count(column))
                return refusal
    for column in draft.holders("quantity"):
        if column.position not in draft.decided:
            numbers = [number for number in draft.below.numbers(column.position) if number]
            refusal = signs(column, sum(number < 0 for number in numbers), len(numbers))
            if refusal is not None:
                draft.suggestions.append(does_every_line_count(column))
                return refusal
    return None


def does_every_line_count(column: Column) -> Question:
    """Ask about a column for which the lines are refused."""
    return Question(
        id=f"lines:{column.key}",
        about="field",
        text=f"Does every line count, whatever '{column.key}' says of it?",
        column=column.key,
        choices=(
            Choice(value=NONE, label="no, only some of the lines were sold or used"),
            Choice(
                value="all",
                label="yes, the sum of all lines is the demand",
                options={"mapping": {column.key: column.field or ""}},
            ),
        ),
        taken=NONE,
    )


def is_coded(column: Column) -> bool:
    """Whether a column's header says that it holds numbers of movement types."""
    return joined(column.header) in _CODES


def kinds(column: Column, texts: Collection[str]) -> UnreadableFile | None:
    """The refusal of a column whose texts say of some lines that something came, of others that it went.

    None where they do not, or are too many to be kinds.
    """
    if not 2 <= len(texts) <= MOST_KINDS:
        return None
    has_codes = is_coded(column)
    said = {text: _kind(text) or (_coded(text) if has_codes else None) for text in sorted(texts)}
    came = [text for text, kind in said.items() if kind == "in"]
    went = [text for text, kind in said.items() if kind == "out"]
    if not came or not went:
        return None
    return UnreadableFile(
        f"'{column.key}' has lines of what came ('{came[0]}') and of what went ('{went[0]}'), so the "
        "sum of the quantities is no demand.",
        remedy="Keep only the lines of what was sold or used; or, if every line counts, "
        f"map '{column.key}' to nothing.",
    )


def signs(column: Column, below: int, count: int) -> UnreadableFile | None:
    """The refusal of `count` quantities that are not zero, of which too many are below it for returns."""
    if min(below, count - below) <= _BOTH_SIGNS * count:
        return None
    return UnreadableFile(
        f"'{column.key}' has {below:,} numbers below zero among {count:,}: receipts and issues together, "
        "whose sum is no demand.",
        remedy="Keep only the lines of what was sold or used, as numbers above zero; or, if every line "
        f"counts, map '{column.key}' to quantity.",
    )


def _kind(text: str) -> str | None:
    """Whether a text says that something came ("in") or went ("out")."""
    if joined(text) in _BARE:
        return _BARE[joined(text)]
    words = tokens(text)
    if len(words) > _FEW_WORDS:
        return None
    named = {*words, "".join(words)}
    is_in, is_out = bool(named & _IN), bool(named & _OUT)
    if is_in and is_out:  # "sales return", "purchase issue"
        return "in" if {"return", "returns", "refund", "retour", "retoure"} & named else None
    return "in" if is_in else "out" if is_out else None


def _coded(text: str) -> str | None:
    return "in" if text in CODES_CAME else "out" if text in CODES_WENT else None
