"""What was placed counts as on order until the stock figures show it, or for so many days."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogue_items, changes
from core.db.connect import transaction
from core.db.protocol.jobs import Job
from core.db.schema.order_tables import order_line
from core.ids import CatalogueId
from core.job_options import RunOptions
from core.sheets.catalogue.order_states import LineState
from tests.integration.catalogues.acting import ITEM, act, history, listed, states
from tests.integration.catalogues.by_hand import TODAY, decided, made, put, ran, stock


@pytest.fixture
def of(engine: Engine) -> CatalogueId:
    """A catalogue with two items to order and one that has enough, decided on."""
    made_now = made(engine)
    put(engine, made_now, *({"sku": sku, **ITEM, "on_hand": 3.0, "supplier": "SKF"} for sku in "AB"))
    put(engine, made_now, {"sku": "C", **ITEM, "on_hand": 5000.0})
    ran(engine, made_now)
    return made_now


def row(engine: Engine, job: Job, sku: str = "A") -> dict[str, Any]:
    """A decision."""
    return decided(engine, job.id).filter(pl.col("sku") == sku).row(0, named=True)


def told(engine: Engine, job: Job) -> list[tuple[str, str, str]]:
    """What changed."""
    with transaction(engine) as connection:
        rows = changes.page(connection, DEFAULT_WORKSPACE, job.id, limit=100).rows
    return [(one["sku"], one["kind"], one["why"]) for one in rows]


def placed(engine: Engine, of: CatalogueId, quantity: float = 500.0, **more: Any) -> None:  # noqa: ANN401
    """An order of A."""
    answer = act(engine, of, {"sku": "A", "action": "place", "quantity": quantity}, **more)
    assert answer["taken"] == 1, answer


def line(engine: Engine, of: CatalogueId) -> dict[str, Any]:
    """The one line of A as stored."""
    with transaction(engine) as connection:
        query = select(order_line).where(order_line.c.catalogue_id == of, order_line.c.sku == "A")
        return dict(connection.execute(query).mappings().one())


def test_what_was_placed_today_is_not_suggested_tonight(engine: Engine, of: CatalogueId) -> None:
    suggested = listed(engine, of)[0]["suggested_quantity"]
    act(engine, of, {"sku": "A", "action": "place"})
    tonight = ran(engine, of, as_of=TODAY + timedelta(days=1))
    a, b = row(engine, tonight), row(engine, tonight, "B")
    assert (a["order_now"], a["on_order"], b["order_now"], b["on_order"]) == (False, suggested, True, None)
    expected = (
        f"{suggested:.12g} placed on {TODAY} by anna, not in the stock figures yet, are counted as on order"
    )
    assert expected in a["warnings"]
    position = f"the inventory position rose from 3 to {3 + suggested:.6g}"
    assert [(one[:2], position in one[2]) for one in told(engine, tonight)] == [(("A", "no_longer"), True)]
    assert states(engine, of) == [("B", "proposed"), ("A", "placed")]


def test_a_night_without_what_was_done_suggests_the_order_again(engine: Engine, of: CatalogueId) -> None:
    """So the test above shows what it says."""
    act(engine, of, {"sku": "A", "action": "accept"})
    assert row(engine, ran(engine, of))["order_now"]


def test_figures_that_show_the_order_close_it(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    stock(engine, of, {"sku": "A", "on_hand": 1.0, "on_order": 500.0})
    kept = line(engine, of)
    assert (kept["state"], kept["shown_quantity"], kept["closed_at"] is None) == ("shown", 500.0, False)
    assert kept["closed_why"] == "500 of 500 are in the stock figures: 1 on hand, 500 on order"
    after = row(engine, ran(engine, of))
    assert (after["on_order"], after["order_now"]) == (500.0, False)
    assert "placed" not in (after["warnings"] or "")
    (one,) = history(engine, of, "A")
    assert [(step["from_state"], step["to_state"], step["by_name"]) for step in one["steps"]] == [
        ("proposed", "placed", "anna"),
        ("placed", "shown", "stock figures"),
    ]


def test_a_part_that_is_shown_is_counted_once(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    stock(engine, of, {"sku": "A", "on_order": 200.0})
    after = row(engine, ran(engine, of))
    assert (after["on_order"], line(engine, of)["shown_quantity"]) == (500.0, 200.0)
    assert "300 placed on" in after["warnings"]
    stock(engine, of, {"sku": "A", "on_order": 0.0, "on_hand": 203.0})  # the part has come
    assert row(engine, ran(engine, of))["inventory_position"] == 503.0
    stock(engine, of, {"sku": "A", "on_order": 300.0})
    assert line(engine, of)["state"] == "shown"


def test_figures_without_a_rise_are_from_before_the_order_came_in(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    stock(engine, of, {"sku": "A", "on_hand": 2.0, "on_order": 0.0})
    assert (line(engine, of)["state"], row(engine, ran(engine, of))["on_order"]) == ("placed", 500.0)


def test_an_earlier_order_that_comes_in_is_not_taken_for_this_one(engine: Engine, of: CatalogueId) -> None:
    stock(engine, of, {"sku": "A", "on_hand": 3.0, "on_order": 60.0})
    ran(engine, of)
    placed(engine, of)
    stock(engine, of, {"sku": "A", "on_hand": 61.0, "on_order": 0.0})
    assert line(engine, of)["shown_quantity"] == 0.0
    assert row(engine, ran(engine, of))["inventory_position"] == 561.0


@pytest.mark.parametrize("figure", ["on_order", "on_hand"])
def test_an_erp_that_sends_one_figure_only_shows_orders_too(
    engine: Engine, of: CatalogueId, figure: str
) -> None:
    placed(engine, of)
    stock(engine, of, {"sku": "A", figure: 503.0})
    assert line(engine, of)["state"] == "shown"


def test_items_sent_with_stock_show_orders_too(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    put(engine, of, {"sku": "A", "description": "no figure"})
    assert line(engine, of)["state"] == "placed"
    put(engine, of, {"sku": "A", "on_order": 500.0})
    assert line(engine, of)["state"] == "shown"


def test_after_seven_days_it_is_counted_no_more_and_suggested_again(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    sixth = ran(engine, of, as_of=TODAY + timedelta(days=6))
    assert not row(engine, sixth)["order_now"]
    seventh = ran(engine, of, as_of=TODAY + timedelta(days=7))
    after = row(engine, seventh)
    assert (after["order_now"], after["on_order"]) == (True, None)
    assert (
        f"500 placed on {TODAY} by anna are not in the stock figures after 7 days and are no longer counted"
        " as on order: check the order"
    ) in after["warnings"]
    assert [one[:2] for one in told(engine, seventh)] == [("A", "to_order"), ("A", "problem")]
    assert states(engine, of) == [("A", "proposed"), ("B", "proposed"), ("A", "overdue")]
    assert listed(engine, of)[0]["before"]["state"] == "overdue"
    # Late is not lost: figures that show it close it, and a person may withdraw it.
    act(engine, of, {"sku": "A", "action": "withdraw", "reason": "the supplier never got it"})
    assert states(engine, of) == [("A", "proposed"), ("B", "proposed")]
    assert states(engine, of, LineState.WITHDRAWN) == [("A", "withdrawn")]


def test_the_days_are_a_setting_of_the_catalogue(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    how = RunOptions(placed_days=2)
    assert not row(engine, ran(engine, of, as_of=TODAY + timedelta(days=1), how=how))["order_now"]
    assert row(engine, ran(engine, of, as_of=TODAY + timedelta(days=2), how=how))["order_now"]
    assert ("A", "overdue") in states(engine, of)


def test_an_order_that_is_late_may_still_show(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    ran(engine, of, as_of=TODAY + timedelta(days=9))
    stock(engine, of, {"sku": "A", "on_order": 500.0})
    assert line(engine, of)["state"] == "shown"


def test_a_withdrawn_order_is_counted_no_more(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    act(engine, of, {"sku": "A", "action": "withdraw", "reason": "too dear"})
    after = row(engine, ran(engine, of))
    assert (after["order_now"], "placed" in (after["warnings"] or "")) == (True, False)


def test_several_orders_of_an_item_show_one_after_the_other(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of, 30.0)
    ran(engine, of)
    placed(engine, of, 20.0)
    assert row(engine, ran(engine, of))["on_order"] == 50.0
    shown = []
    for on_order in (25.0, 40.0, 50.0):
        stock(engine, of, {"sku": "A", "on_order": on_order})
        shown.append([one["shown_quantity"] for one in reversed(history(engine, of, "A"))])
        assert row(engine, ran(engine, of))["on_order"] == 50.0
    assert shown == [[25.0, 0.0], [30.0, 10.0], [30.0, 20.0]]
    assert {one["state"] for one in history(engine, of, "A")} == {"shown"}


def test_an_item_taken_out_and_put_in_again_has_its_order_still(engine: Engine, of: CatalogueId) -> None:
    placed(engine, of)
    with transaction(engine) as connection:
        catalogue_items.remove(connection, of, sku="A", location=None)
    assert decided(engine, ran(engine, of).id)["sku"].to_list() == ["B", "C"]
    put(engine, of, {"sku": "A", **ITEM, "on_hand": 3.0})
    assert row(engine, ran(engine, of))["on_order"] == 500.0


def test_a_run_over_many_chunks_counts_each_order_once(engine: Engine) -> None:
    of = made(engine)
    put(engine, of, *({"sku": f"S{at}", **ITEM, "on_hand": 1.0} for at in range(30)))
    ran(engine, of)
    act(engine, of, *({"sku": f"S{at}", "action": "place", "quantity": 500 + at} for at in range(0, 30, 3)))
    frame = decided(engine, ran(engine, of, rows_per_chunk=7).id)
    expected = [500.0 + at if at % 3 == 0 else None for at in range(30)]
    assert frame["on_order"].to_list() == expected
