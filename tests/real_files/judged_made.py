"""Holds what the importer makes of a made file against what its maker says must come out."""

import re
from collections.abc import Iterator

import polars as pl

from core.inventory.defaults import Defaults
from core.sheets.compute import decide_frame
from tests.real_files.judged_rows import about_value
from tests.real_files.made import Made
from tests.real_files.outcome import AS_OF, Outcome

_PLENTY = Defaults(order_cost=50.0, holding_rate=0.25, lead_time_days=14.0, service_level=0.95)


def made_disagreements(made: Made, found: Outcome) -> Iterator[str]:
    """Every way in which the outcome is not what is right for the file."""
    if found.kind not in made.outcome:
        yield f"is {found.kind}, not {' or '.join(made.outcome)}: {found.said[:400]}"
        return
    match found.kind:
        case "refused":
            if made.because and not re.search(made.because, found.said, re.IGNORECASE):
                yield f"is refused for another reason than /{made.because}/: {found.said}"
        case "asked":
            about = {question.about for question in found.understood.questions}
            if made.about and not about & set(made.about):
                yield f"asks about {sorted(about)}, not {made.about}"
        case _:
            yield from _about_reading(made, found)


def _about_reading(made: Made, found: Outcome) -> Iterator[str]:
    told = found.understood
    for name, own, right in (
        ("rows", told.rows, made.rows),
        ("header_row", told.header_row, made.header_row),
        ("sheet", told.sheet, made.sheet),
    ):
        if right is not None and own != right:
            yield f"{name} is {own!r}, not {right!r}"
    if made.is_slow:  # its millions of rows are counted, not decided
        return
    for probe in made.values:
        yield from about_value(probe, found.frame)
    price = pl.lit(10.0).alias("unit_cost")
    priced = found.frame if "unit_cost" in found.frame.columns else found.frame.with_columns(price)
    decided = decide_frame(priced, _PLENTY, AS_OF)
    rows = set(decided.frame.filter(pl.col("status") == "error")["row_no"].to_list())
    if rows != set(made.error_rows):
        yield f"rows {sorted(rows)} are errors, not {made.error_rows}"
    errors = [error.message for error in (*found.errors, *decided.errors)]
    if made.says and not re.search(made.says, "\n".join([found.said, *errors]), re.IGNORECASE):
        yield f"does not say /{made.says}/: {found.said[:400]}"
