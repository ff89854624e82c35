"""Price breaks in columns and on a sheet of their own."""

import polars as pl
import pytest

from core.sheets.values import breaks_wide
from core.sheets.values.breaks import price_breaks
from core.sheets.values.breaks_sheet import joined, tiers_of, unknown_items

_PARTS = ["min_qty 1", "unit_cost 1", "min_qty 2", "unit_cost 2", "min_qty 3", "unit_cost 3"]
Tiers = list[tuple[float, float]] | None


def _wide(
    row: list[float | None], unit_cost: float | None = None, parts: list[str] | None = None
) -> tuple[Tiers, bool]:
    """The tiers of one row, and whether it is warned of."""
    own = parts or _PARTS
    frame = pl.DataFrame([row], schema=dict.fromkeys(own, pl.Float64), orient="row")
    cost = None if unit_cost is None else pl.Series([unit_cost])
    quantities, prices, warnings = breaks_wide.combine(frame, own, cost)
    tiers = None if quantities[0] is None else list(zip(quantities[0], prices[0], strict=True))
    return tiers, bool(warnings)


@pytest.mark.parametrize(
    ("row", "tiers", "is_warned"),
    [
        ([1, 10, 100, 9, 500, 8], [(1, 10), (100, 9), (500, 8)], False),
        ([1, 10, 100, 9, None, None], [(1, 10), (100, 9)], False),
        ([1, 10, 100, 9, 0, 0], [(1, 10), (100, 9)], False),
        ([0, 10, 100, 9, None, None], [(0, 10), (100, 9)], False),
        ([1, 10, 100, None, None, None], [(1, 10)], True),  # a quantity without a price
        ([1, 10, None, None, 500, 8], [(1, 10)], True),  # something behind the end
        ([None] * 6, None, False),
        ([None, 10, 100, 9, None, None], None, True),
    ],
)
def test_the_first_empty_cell_ends_the_tiers(row: list[float | None], tiers: Tiers, is_warned: bool) -> None:
    assert _wide(row) == (tiers, is_warned)


def test_the_row_s_own_price_holds_up_to_a_first_quantity_above_one() -> None:
    assert _wide([100, 9, 500, 8, None, None], 10.0)[0] == [(1, 10), (100, 9), (500, 8)]
    assert _wide([1, 9, 500, 8, None, None], 10.0)[0] == [(1, 9), (500, 8)]
    assert _wide([100, 9, 500, 8, None, None])[0] == [(100, 9), (500, 8)]
    assert _wide([None] * 6, 10.0)[0] is None


def test_columns_may_stand_in_any_order() -> None:
    parts = ["unit_cost 2", "unit_cost 1", "min_qty 1", "min_qty 2"]
    assert _wide([9, 10, 1, 100], parts=parts)[0] == [(1, 10), (100, 9)]


def test_a_first_price_without_a_column_of_quantities_holds_from_one_on() -> None:
    assert _wide([10, 100, 9], parts=["unit_cost 1", "min_qty 2", "unit_cost 2"])[0] == [(1, 10), (100, 9)]


def test_a_header_may_say_from_how_many_on_its_price_holds() -> None:
    parts = ["unit_cost from 100", "unit_cost from 10", "unit_cost from 500"]
    assert _wide([8, 9, 7], parts=parts) == ([(10, 9), (100, 8), (500, 7)], False)
    assert _wide([8, 9, None], 10.0, parts) == ([(1, 10), (10, 9), (100, 8)], False)
    assert _wide([None, 9, 7], parts=parts) == ([(10, 9)], True)


def _rows(*rows: tuple[str | None, float | None, float | None]) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows, schema={"sku": pl.String, "min_qty": pl.Float64, "unit_cost": pl.Float64}, orient="row"
    )
    return frame.with_row_index("row_no", offset=2)


def test_tiers_of_a_second_sheet_are_joined_by_sku_in_the_order_of_quantities() -> None:
    found = tiers_of(_rows(("B", 100, 9), ("A", 1, 5), ("B", 1, 10), ("B", 100, 9)))
    quantities, prices = joined(pl.Series(["A", "C", "B"]), found)
    assert quantities.to_list() == [[1.0], None, [1.0, 100.0]]
    assert prices.to_list() == [[5.0], None, [10.0, 9.0]]
    assert unknown_items(pl.Series(["A", None]), found).to_list() == ["B"]
    assert found.bad.height == 0


def test_a_sku_with_a_bad_tier_has_no_breaks_and_the_row_is_named() -> None:
    found = tiers_of(
        _rows(("A", 1, 5), ("A", 100, None), ("B", 1, 5), ("B", 1, 4), (None, 1, 5), ("C", None, 3))
    )
    assert found.frame.rows() == [("C", [1.0], [3.0])]
    assert found.bad.select("row_no", "code").rows() == [
        (3, "incomplete_tier"),
        (4, "duplicate_tier"),
        (5, "duplicate_tier"),
        (6, "missing_sku"),
    ]


def test_blank_rows_of_the_second_sheet_are_nothing() -> None:
    found = tiers_of(_rows((None, None, None), ("A", 1, 5)))
    assert (found.frame.height, found.bad.height) == (1, 0)


def test_breaks_in_one_cell_are_json_with_finite_numbers() -> None:
    good = '[{"min_qty": 1, "unit_cost": 10}, {"min_qty": 100, "unit_cost": 9.5}]'
    bad = [
        "10",
        "cheap",
        '[{"min_qty": true, "unit_cost": 1}]',
        '[{"min_qty": "1", "unit_cost": 1}]',
        '[{"min_qty": NaN, "unit_cost": 1}]',
        '[{"min_qty": 1e999, "unit_cost": 1}]',
    ]
    quantities, prices, codes = price_breaks(pl.Series([good, None, *bad, good]))
    assert quantities.to_list() == [[1.0, 100.0], None, *[None] * len(bad), [1.0, 100.0]]
    assert prices.to_list() == [[10.0, 9.5], None, *[None] * len(bad), [10.0, 9.5]]
    assert codes.to_list() == [None, None, *["not_price_breaks"] * len(bad), None]
    assert price_breaks(pl.Series([None], dtype=pl.String))[2].to_list() == [None]
