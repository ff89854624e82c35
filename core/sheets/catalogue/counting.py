"""Orders placed into what a run decides on: added to *on order*, and told of in the row's warnings."""

import json
from collections.abc import Mapping
from typing import Final

import polars as pl

from core.sheets.catalogue.placed import Counted

PLACED: Final = "placed"  # the code of these warnings


def with_placed(frame: pl.DataFrame, orders: Mapping[int, Counted]) -> pl.DataFrame:
    """A chunk's frame with the open orders of its items; most items have none."""
    own = {at: orders[at] for at in frame["row_no"].to_list() if at in orders} if orders else {}
    if not own:
        return frame
    given = pl.col("on_order") if "on_order" in frame.columns else pl.lit(None, dtype=pl.Float64)
    added = pl.DataFrame(
        {"row_no": list(own), "placed": [one.quantity for one in own.values()]},
        schema={"row_no": frame.schema["row_no"], "placed": pl.Float64},
    )
    joined = frame.join(added, on="row_no", how="left", maintain_order="left")
    on_order = pl.when(pl.col("placed") > 0.0).then(pl.col("placed") + given.fill_null(0.0)).otherwise(given)
    at = joined["row_no"].is_in(list(own)).arg_true()
    warnings = [
        _noted(joined["row_warnings"][place], own[joined["row_no"][place]].notes) for place in at.to_list()
    ]
    return joined.with_columns(on_order.alias("on_order"), joined["row_warnings"].scatter(at, warnings)).drop(
        "placed"
    )


def _noted(before: str | None, notes: tuple[str, ...]) -> str:
    told = json.loads(before) if before else []
    told += [{"field": "on_order", "code": PLACED, "message": note} for note in notes]
    return json.dumps(told)
