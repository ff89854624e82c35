"""The medians of a sheet are those of the whole of it, whatever it is cut into."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from core.inventory.defaults import Defaults
from core.sheets.chunk import EncodedChunk
from core.sheets.compute import decide_frame
from core.sheets.intake.read import read
from core.sheets.options import SheetOptions
from core.sheets.payload import decode

HEADER = "SKU,Demand,Order cost,Unit cost,Holding rate,Currency\n"


def decided(folder: Path, order_costs: list[float], currency: str, rows_per_chunk: int) -> pl.DataFrame:
    path = folder / "skus.csv"
    rows = (f"S{at},1000,{cost},2,0.25,{currency}\n" for at, cost in enumerate(order_costs))
    # Another currency's costs are no measure: a hundred yen are not dear.
    others = (f"Y{at},1000,{cost * 150},300,0.25,JPY\n" for at, cost in enumerate(order_costs))
    path.write_text(HEADER + "".join(rows) + "".join(others))
    chunks = read(path, SheetOptions(rows_per_chunk=rows_per_chunk))
    return pl.concat(
        decide_frame(decode(chunk.payload), Defaults(), dt.date(2026, 11, 22)).frame
        for chunk in chunks
        if isinstance(chunk, EncodedChunk)
    )


@pytest.mark.parametrize("rows_per_chunk", [7, 1000])
def test_a_cost_far_off_the_sheet_s_median_is_doubted_in_any_chunking(
    tmp_path: Path, rows_per_chunk: int
) -> None:
    frame = decided(tmp_path, [40.0] * 24 + [900.0], "EUR", rows_per_chunk)
    doubted = frame.filter(pl.col("warnings").str.contains("off the median"))
    assert doubted["sku"].to_list() == ["S24", "Y24"]


def test_a_few_costs_have_no_usual_one(tmp_path: Path) -> None:
    frame = decided(tmp_path, [40.0] * 5 + [900.0], "EUR", 1000)
    assert not frame["warnings"].fill_null("").str.contains("off the median").any()
