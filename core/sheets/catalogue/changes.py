"""What changed between two runs over the same catalogue, item by item, and by how much.

Compared is what a planner acts on. What moves with the date alone (days of cover, the day the stock is gone)
is no change, and neither are the numbers and dates inside a warning.
"""

import datetime as dt
from typing import Final

import polars as pl

from core.sheets.catalogue.kinds import (
    CLASSES,
    GONE_ITEM,
    KINDS,
    NEW_ITEM,
    NO_LONGER,
    NUMBERS,
    PROBLEM,
    SOLVED,
    TO_ORDER,
)
from core.sheets.catalogue.override_notes import MARK, ends_soon
from core.sheets.catalogue.placed import IN_ORDER
from core.sheets.catalogue.why import DRIVERS, STOCK, reason_of, reasons

_NAMES: Final = ("sku", "location", "supplier", "description")
# Where none of these differs there is no change to tell.
DECIDING: Final = ("status", "order_now", *NUMBERS, *CLASSES, "warnings")
# What of a decision is looked at.
COMPARED: Final = tuple(dict.fromkeys((*_NAMES, *DECIDING, "reason", *STOCK, *DRIVERS)))
SCHEMA: Final[dict[str, type[pl.DataType]]] = {
    "row_no": pl.Int32,
    "kind": pl.String,
    **dict.fromkeys(_NAMES, pl.String),
    "old": pl.String,
    "new": pl.String,
    "percent": pl.Float64,
    "why": pl.String,
}
_BAD = ("error", "infeasible", "no_demand", "do_not_stock")
_TINY = 1e-9  # of a number: what adding in another order leaves
_BETWEEN = "; "
_WITHOUT_DEMAND: Final = f"{MARK}(lifecycle obsolete|replaced by )"


def changes_of(old: pl.DataFrame, new: pl.DataFrame, percent: float) -> pl.DataFrame:
    """The changes of some rows as `SCHEMA`, by row and then by kind.

    `old` and `new` hold the same range of row numbers of either run, each with `row_no` and `COMPARED`. A
    number has moved when it differs by more than `percent` of what it was.
    """
    conditions = {kind: where.alias(f"is_{kind}") for kind, where in _conditions(percent)}
    both = _side_by_side(old, new).with_columns(conditions.values())
    any_of = pl.any_horizontal(f"is_{kind}" for kind in conditions)
    # Telling why is the dear part: of the few rows with a change, and of each at most twice.
    changed = both.filter(any_of).with_columns(reasons())
    told = [_told(changed.filter(f"is_{kind}"), kind) for kind in conditions if changed[f"is_{kind}"].any()]
    found = told or [pl.DataFrame(schema=SCHEMA)]
    order = pl.col("kind").replace_strict({kind: at for at, kind in enumerate(KINDS)}, return_dtype=pl.Int8)
    return pl.concat(found).sort("row_no", order)


def counts_of(old: pl.DataFrame, new: pl.DataFrame, percent: float) -> dict[str, int]:
    """How many changes of each kind `changes_of` would tell; kinds there are none of are left out."""
    both = _side_by_side(old, new)
    found = both.select(where.sum().alias(kind) for kind, where in _conditions(percent)).row(0, named=True)
    return {kind: rows for kind, rows in found.items() if rows}


def _side_by_side(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    before = old.select("row_no", pl.lit(value=True).alias("was"), pl.col(COMPARED).name.prefix("old_"))
    now = new.select("row_no", pl.lit(value=True).alias("is"), pl.col(COMPARED))
    return now.join(before, on="row_no", how="full", coalesce=True)


def _conditions(percent: float) -> list[tuple[str, pl.Expr]]:
    is_here, was_here = pl.col("is").is_not_null(), pl.col("was").is_not_null()
    orders, ordered = (pl.col(name).fill_null(value=False) for name in ("order_now", "old_order_now"))
    bad, was_bad = (_is_bad(prefix) for prefix in ("", "old_"))
    is_worse = bad & was_here & (pl.col("status") != pl.col("old_status"))
    conditions = [(TO_ORDER, orders & ~ordered), (NO_LONGER, ordered & ~orders)]
    for name in NUMBERS:
        moved = _moved(name, percent)
        conditions.append((name, moved & orders & ordered if name == "suggested_order" else moved))
    conditions += [
        (name, is_here & was_here & pl.col(name).ne_missing(pl.col(f"old_{name}"))) for name in CLASSES
    ]
    conditions += [
        (PROBLEM, is_worse | (is_here & was_here & ~bad & _new_warnings().list.len().gt(0))),
        (SOLVED, was_bad & is_here & ~bad),
        (NEW_ITEM, is_here & ~was_here),
        (GONE_ITEM, was_here & ~is_here),
    ]
    return conditions


def _is_bad(prefix: str) -> pl.Expr:
    """Whether a status asks for something to be done; not where somebody wants the item to have no demand."""
    status, warnings = pl.col(f"{prefix}status"), pl.col(f"{prefix}warnings").fill_null("")
    is_meant = (status == "no_demand") & warnings.str.contains(_WITHOUT_DEMAND)
    return status.is_in(_BAD).fill_null(value=False) & ~is_meant.fill_null(value=False)


def _moved(name: str, percent: float) -> pl.Expr:
    now, before = pl.col(name), pl.col(f"old_{name}")
    away = (now - before).abs()
    # Null where either is unknown: that is told as a problem, or as one that is solved.
    return ((away > before.abs() * (percent / 100.0)) & (away > before.abs() * _TINY)).fill_null(value=False)


def _new_warnings() -> pl.Expr:
    """The warnings whose words were not among the old ones, numbers and dates aside.

    What somebody has set is no problem, and neither that it ends soon where it was set just now, nor that an
    order somebody placed counts as on order.
    """

    def words(warnings: pl.Expr) -> pl.Expr:
        texts = warnings.str.replace_all(r"[0-9][0-9.,:-]*", "#")
        return texts.str.split(_BETWEEN).list.drop_nulls()

    now, before = (pl.col(name).fill_null("") for name in ("warnings", "old_warnings"))
    known = pl.when(before.str.contains(MARK, literal=True)).then(before)
    return (
        words(now)
        .list.set_difference(words(known.otherwise(before + _BETWEEN + ends_soon(dt.date.min))))
        .list.eval(pl.element().filter((pl.element() != "") & ~_is_in_order(pl.element())))
    )


def _is_in_order(words: pl.Expr) -> pl.Expr:
    return words.str.starts_with(MARK) | words.str.contains(IN_ORDER, literal=True)


def _told(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """The rows as changes of one kind."""
    old, new, percent = _values(kind)
    names = [pl.coalesce(name, f"old_{name}").alias(name) for name in _NAMES]
    return rows.select(
        "row_no",
        pl.lit(kind).alias("kind"),
        *names,
        old.alias("old"),
        new.alias("new"),
        percent.cast(pl.Float64).alias("percent"),
        reason_of(kind).alias("why"),
    ).cast(SCHEMA)  # type: ignore[arg-type]


def _values(kind: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    nothing = pl.lit(None)
    if kind in NUMBERS:
        before = pl.col(f"old_{kind}")
        share = pl.when(before != 0.0).then((pl.col(kind) - before) / before.abs() * 100.0)
        return number(f"old_{kind}"), number(kind), share
    if kind in CLASSES:
        return pl.col(f"old_{kind}"), pl.col(kind), nothing
    if kind in (TO_ORDER, NO_LONGER):
        return number("old_suggested_order"), number("suggested_order"), nothing
    if kind == PROBLEM:
        # A new warning of a row that was and is fine; a status that is none otherwise.
        told = pl.when(pl.col("status").is_in(_BAD)).then("reason").otherwise("warnings")
        return pl.coalesce("old_warnings", "old_status"), told, nothing
    return pl.col("old_status"), pl.col("status"), nothing


def number(name: str) -> pl.Expr:
    """A number as text, without digits nobody reads."""
    return pl.col(name).round_sig_figs(6).cast(pl.String).str.strip_suffix(".0")
