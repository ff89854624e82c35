"""Lines of what came and what went in one column: their sum is no demand, so it is never taken for one."""

from collections.abc import Collection

from core.errors import UnreadableFile
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


def refuse_movements(draft: Draft) -> None:
    """Refuse lines of receipts and issues together, told by a column of their kinds or by their signs.

    Who says in the mapping what the column is, or which one the quantity, has looked at it.

    Raises:
        UnreadableFile: naming the column.

    """
    if draft.table != "lines":
        return
    for column in draft.free():
        if column.position in draft.decided:
            continue
        if is_coded(column) or not draft.below.is_numeric(column.position):
            refuse_kinds(column, {cell.text.strip() for cell in draft.below.filled(column.position)})
    for column in draft.holders("quantity"):
        if column.position not in draft.decided:
            numbers = [number for number in draft.below.numbers(column.position) if number]
            refuse_signs(column, sum(number < 0 for number in numbers), len(numbers))


def is_coded(column: Column) -> bool:
    """Whether a column's header says that it holds numbers of movement types."""
    return joined(column.header) in _CODES


def refuse_kinds(column: Column, texts: Collection[str]) -> None:
    """Refuse a column whose texts say of some lines that something came, and of others that it went.

    Raises:
        UnreadableFile: they do, and they are few enough to be kinds.

    """
    if not 2 <= len(texts) <= MOST_KINDS:
        return
    has_codes = is_coded(column)
    kinds = {text: _kind(text) or (_coded(text) if has_codes else None) for text in sorted(texts)}
    came = [text for text, kind in kinds.items() if kind == "in"]
    went = [text for text, kind in kinds.items() if kind == "out"]
    if came and went:
        raise UnreadableFile(
            f"'{column.key}' has lines of what came ('{came[0]}') and of what went ('{went[0]}'), so the "
            "sum of the quantities is no demand.",
            remedy="Keep only the lines of what was sold or used, or leave the column out with "
            f'`mapping` {{"{column.key}": ""}} if every line counts.',
        )


def refuse_signs(column: Column, below: int, count: int) -> None:
    """Refuse `count` quantities that are not zero, of which too many are below it for returns.

    Raises:
        UnreadableFile: naming the column.

    """
    if min(below, count - below) > _BOTH_SIGNS * count:
        raise UnreadableFile(
            f"'{column.key}' has {below:,} numbers below zero among {count:,}: receipts and issues together, "
            "whose sum is no demand.",
            remedy="Keep only the lines of what was sold or used, as numbers above zero; or say with "
            f'`mapping` {{"{column.key}": "quantity"}} that every line counts.',
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
