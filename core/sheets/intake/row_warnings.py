"""What the reading doubts about a row becomes part of its decision."""

import json

import polars as pl

from core.sheets.problems import RowError

_BETWEEN = "; "  # as the engine joins its own


def noted(warnings: list[tuple[int, str, RowError]], height: int) -> pl.Series:
    """The column `row_warnings`: (position, field, warning) as a JSON list a row, else null."""
    notes: dict[int, list[dict[str, str]]] = {}
    for at, field, said in warnings:
        notes.setdefault(at, []).append({"field": field, "code": said.code, "message": said.message})
    empty = pl.Series("row_warnings", [None], dtype=pl.String).new_from_index(0, height)
    return empty.scatter(list(notes), [json.dumps(own) for own in notes.values()]) if notes else empty


def with_warnings(decided: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The decisions with the warnings of the reading before the engine's; "ok" becomes "warning".

    A row in error keeps its own: it has no decision to doubt.
    """
    if "row_warnings" not in frame.columns or frame["row_warnings"].null_count() == frame.height:
        return decided
    places = frame["row_warnings"].is_not_null().arg_true().to_list()
    told = [
        _BETWEEN.join(note["message"].removesuffix(".") for note in json.loads(frame["row_warnings"][at]))
        for at in places
    ]
    own = pl.Series("own", [None], dtype=pl.String).new_from_index(0, frame.height).scatter(places, told)
    is_doubted = own.is_not_null() & (decided["status"] != "error")
    joined = pl.concat_str(own, "warnings", separator=_BETWEEN, ignore_nulls=True)
    return decided.with_columns(
        pl.when(is_doubted).then(joined).otherwise("warnings").alias("warnings"),
        pl.when(is_doubted & (decided["status"] == "ok"))
        .then(pl.lit("warning"))
        .otherwise("status")
        .alias("status"),
    )
