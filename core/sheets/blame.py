"""Decided rows that cannot be kept become errors with a reason; the others stay as they are."""

from collections.abc import Mapping

import polars as pl

from core.inventory.fields import DECISION_FIELDS
from core.sheets.compute import DecidedFrame
from core.sheets.problems import RowError, shortened

ROW_NOT_KEPT = "row_not_kept"
_RANKS = frozenset({"abc_class", "xyz_class"})  # of the whole sheet: errors have them, too
_DECIDED = frozenset(field.name for field in DECISION_FIELDS) - _RANKS
_REMEDY = (
    "Check this row's values; the other rows are decided. The worker's log has the cause for the operator."
)


def blamed(decided: DecidedFrame, refusals: Mapping[int, str], *, is_bare: bool) -> DecidedFrame:
    """The rows of `refusals`, by number with the reason, as errors without decisions.

    With `is_bare` their inputs go, too: one of them may be what is refused. Rows that have the error already
    are not told of twice.
    """
    messages = {row: shortened(f"This row could not be kept: {words}") for row, words in refusals.items()}
    row_no = decided.frame["row_no"]
    is_blamed = row_no.is_in(pl.Series(list(messages), dtype=row_no.dtype).implode())
    told: dict[str, pl.Expr | pl.Series] = {
        "status": pl.lit("error"),
        "reason": row_no.replace_strict(messages, default=None, return_dtype=pl.String),
    }
    gone = [name for name in decided.frame.columns if name != "row_no" and (is_bare or name in _DECIDED)]
    frame = decided.frame.with_columns(
        pl.when(is_blamed).then(told.get(name, pl.lit(None))).otherwise(pl.col(name)).alias(name)
        for name in gone
    )
    named = {(error.row, error.code) for error in decided.errors}
    skus = dict(zip(row_no.filter(is_blamed), decided.frame.filter(is_blamed)["sku"], strict=True))
    errors = [
        RowError(
            row=row,
            column="",
            cell="",
            value=shortened(str(skus[row] or "")),
            code=ROW_NOT_KEPT,
            message=message,
            remedy=_REMEDY,
        )
        for row, message in sorted(messages.items())
        if (row, ROW_NOT_KEPT) not in named
    ]
    return DecidedFrame(frame=frame, errors=[*decided.errors, *errors])
