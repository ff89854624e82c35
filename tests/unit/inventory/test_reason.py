"""The reason of a decision: one plain sentence, for ordering and for every kind of not ordering."""

import pytest

from tests.unit.inventory.rows import decide_one

PLAIN = {"demand": 1300.0, "order_cost": 8.0, "holding_cost": 0.225}
STOCKED = PLAIN | {"unit_cost": 0.75, "lead_time_days": 30.0, "demand_std": 200.0, "service_level": 0.95}


def test_the_example_of_the_design_reads_as_a_sentence() -> None:
    """What a planner reads aloud."""
    packed = STOCKED | {"order_multiple": 120.0, "on_hand": 85.0}
    assert decide_one(**packed)["reason"] == (
        "Order 360 (3 packs of 120): stock 85 is below the reorder point 216; 240 would cost 1 % more a year"
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"on_hand": 216.0}, "Order 304: stock 216 is at the reorder point 216"),
        ({"on_hand": 500.0, "on_order": 0.0}, "No order: stock 500 covers 140 days; order by 2026-03-21"),
        (
            {"on_hand": 100.0, "on_order": 400.0, "allocated": 10.0},
            "No order: stock 90 covers 25 days, 400 more on order; order by 2026-03-18",
        ),
        (
            {"on_hand": 10.0, "min_order_qty": 500.0},
            "Order 500: stock 10 is below the reorder point 216; the minimum order quantity sets the lot "
            "of 500, 304.05 would be cheapest",
        ),
        (
            {"on_hand": -700.0, "max_order_qty": 304.0},
            "Order 304: stock -700 is below the reorder point 216; the maximum per order makes it the "
            "first of 4 orders; the maximum order quantity sets the lot of 304, 304.05 would be cheapest",
        ),
        (
            {},
            "Usual lot 304, ordered 4.28 times a year; the stock is not given, so nothing is "
            "said about today",
        ),
        (
            {"on_hand": 5.0, "lead_time_days": None},
            "Usual lot 304, ordered 4.28 times a year; the lead time is not given, so "
            "nothing is said about today",
        ),
        ({"demand": 0.0}, "No order: no demand is expected"),
        ({"demand": 0.0, "on_hand": 0.0}, "No order: no demand is expected"),
        ({"demand": 0.0, "on_hand": 7.0}, "No order: no demand is expected, so the stock of 7 is excess"),
        (
            {"demand": 0.0, "on_hand": -7.0, "order_multiple": 12.0},
            "Order 12 (1 pack of 12): no demand is expected, but 7 are still owed",
        ),
        (
            {"min_order_qty": 501.0, "order_multiple": 120.0, "max_order_qty": 590.0},
            "No feasible order: the minimum order quantity 501 in packs of 120 is above the "
            "maximum order quantity 590",
        ),
        (
            {"order_multiple": 120.0, "max_order_qty": 100.0},
            "No feasible order: one pack of 120 is above the maximum order quantity 100",
        ),
        (
            {"policy": "order_up_to", "review_period_days": 7.0, "on_hand": 100.0},
            "Order 137: stock 100 is below the order-up-to level 237",
        ),
        (
            {"policy": "order_up_to", "review_period_days": 7.0, "on_hand": 300.0},
            "No order: stock 300 reaches the order-up-to level 237",
        ),
        ({"on_hand": 1e6}, "No order: stock 1000000 covers 280769 days; nothing to order for many years"),
        (
            {"lost_sale_cost": 0.01},
            "Do not stock: keeping it costs 92.97 a year, more than the 13 a year its sales would lose",
        ),
        (
            {"lost_sale_cost": 0.01, "on_hand": -3.0},
            "Order 3: the item is not worth stocking, but 3 are still owed",
        ),
    ],
)
def test_reasons(change: dict[str, object], reason: str) -> None:
    """One plain sentence for ordering, and as plain a one for every kind of not ordering."""
    assert decide_one(**STOCKED | change)["reason"] == reason
