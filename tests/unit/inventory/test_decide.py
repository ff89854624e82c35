"""The door: what it takes, what it refuses, and what a decision says in the cases planners meet."""

import datetime as dt

import numpy as np
import pytest

from core.errors import InvalidItem
from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION, Kind
from tests.unit.inventory.rows import AS_OF, decide_one, decide_rows

PLAIN = {"demand": 1300.0, "order_cost": 8.0, "holding_cost": 0.225}
STOCKED = PLAIN | {"unit_cost": 0.75, "lead_time_days": 30.0, "demand_std": 200.0, "service_level": 0.95}


def test_every_decision_field_has_a_column_of_its_kind() -> None:
    """Callers never ask whether a column is there."""
    dtypes = {Kind.NUMBER: "f8", Kind.FLAG: "i1", Kind.TEXT: "O", Kind.DATE: "M8[D]"}
    for rows in (
        (PLAIN,),
        (STOCKED | {"on_hand": 5.0, "current_order_qty": 9.0}, {"demand": -1.0}),
        ({"demand": -1.0},),
    ):
        columns = decide_rows(*rows).columns
        assert list(columns) == list(DECISION)
        for name, column in columns.items():
            assert column.dtype == np.dtype(dtypes[DECISION[name].kind]), name
            assert column.shape == (len(rows),)


def test_no_rows_are_no_decisions() -> None:
    """An empty sheet is no error of the engine."""
    for items in ({}, {"demand": np.array([])}):
        decisions = decide(items, as_of=AS_OF)
        assert decisions.problems == ()
        assert all(column.size == 0 for column in decisions.columns.values())


def test_columns_must_fit() -> None:
    """What no row can be blamed for is an exception."""
    with pytest.raises(InvalidItem, match="different lengths"):
        decide({"demand": np.ones(2), "order_cost": np.ones(3)}, as_of=AS_OF)
    with pytest.raises(InvalidItem, match="not a field"):
        decide({"demnad": np.ones(2)}, as_of=AS_OF)
    breaks = {"price_breaks_min_qty": np.ones((1, 2)), "price_breaks_unit_cost": np.ones((1, 3))}
    with pytest.raises(InvalidItem, match="as many minimum quantities"):
        decide({"demand": np.ones(1), **breaks}, as_of=AS_OF)


def test_whole_numbers_and_slices_are_numbers() -> None:
    """Integer columns and strided views are taken, and give the same bits as plain ones."""
    plain = decide({name: np.array([value] * 2) for name, value in PLAIN.items()}, as_of=AS_OF)
    odd: dict[str, np.ndarray] = {name: np.array([value, 0.0] * 2)[::2] for name, value in PLAIN.items()}
    odd["demand"] = np.array([1300, 1300])
    other = decide(odd, as_of=AS_OF)
    for name in ("eoq", "annual_cost"):
        assert plain.columns[name].tolist() == other.columns[name].tolist()


def test_what_is_no_text_is_refused() -> None:
    """A number where a word belongs is named with its row."""
    items = {name: np.array([value] * 2) for name, value in PLAIN.items()}
    items["supplier"] = np.array(["ACME", 5], dtype=object)
    (problem,) = decide(items, as_of=AS_OF).problems
    assert (problem.field, problem.code, problem.rows.tolist(), problem.values) == (
        "supplier",
        "not_text",
        [1],
        ("5",),
    )


def test_empty_columns_are_as_good_as_none() -> None:
    """A sheet with an empty column decides like one without it."""
    empty = {"unit": None, "on_hand": None, "allow_backorders": None, "price_breaks": ()}
    assert repr(decide_one(**PLAIN | empty)) == repr(decide_one(**PLAIN))


def test_prices_per_hundred() -> None:
    """ERP systems keep prices per 100 pieces; so do their price breaks."""
    breaks = {"price_breaks": ((1.0, 75.0), (400.0, 72.0))}
    row = decide_one(**PLAIN | breaks | {"unit_cost": 75.0, "price_per": 100.0})
    assert row["purchase_price"] == pytest.approx(0.72)


def test_unit_cost_is_the_price_below_the_first_break() -> None:
    """Breaks from 400 on: smaller orders pay the unit cost; without one, they cannot be bought."""
    breaks = {"price_breaks": ((400.0, 0.7499),)}
    row = decide_one(**PLAIN | breaks | {"unit_cost": 0.75})
    assert (row["order_quantity"], row["purchase_price"]) == (304.0, 0.75)
    row = decide_one(**PLAIN | breaks)
    assert (row["order_quantity"], row["purchase_price"]) == (400.0, 0.7499)
    mixed = decide_rows(PLAIN | breaks | {"unit_cost": 0.75}, PLAIN | breaks)
    assert mixed.columns["order_quantity"].tolist() == [304.0, 400.0]


def test_defaults_fill_what_is_empty_and_say_so() -> None:
    """Every assumed number is marked, and a given one is kept."""
    defaults = Defaults(
        order_cost=8.0, holding_rate=0.3, lead_time_days=30.0, service_level=0.9, demand_cv=0.5
    )
    item = {"demand": 1300.0, "unit_cost": 0.75}
    filled = decide_one(defaults, **item)
    assert filled["assumed"] == "order_cost, holding_rate, lead_time_days, service_level, demand_std"
    assert filled["eoq"] == decide_one(**PLAIN)["eoq"]
    assert filled["achieved_service_level"] >= 0.9
    assert filled["lead_time_demand"] == pytest.approx(1300.0 * 30.0 / 365.0)
    given = decide_one(defaults, **STOCKED)
    assert given["assumed"] is None
    both = decide_rows(item, STOCKED, defaults=defaults).columns["assumed"].tolist()
    assert both == [filled["assumed"], None]


def test_segments_give_the_service_level_only_where_nothing_else_does() -> None:
    """AX is promised 98 %, CZ 85 %; a row's own target and a company's default go before."""
    base = {name: value for name, value in STOCKED.items() if name != "service_level"}
    found = {}
    for abc, xyz in (("A", "X"), ("B", "Y"), ("C", "Z")):
        row = decide_one(**base | {"abc_class": abc, "xyz_class": xyz, "unit": "kg"})
        assert row["assumed"] == "service_level"
        found[abc + xyz] = round(row["achieved_service_level"], 9)
    assert found == {"AX": 0.98, "BY": 0.93, "CZ": 0.85}
    classes = {"abc_class": "A", "xyz_class": "X"}
    assert decide_one(**STOCKED | classes)["assumed"] is None
    company = decide_one(Defaults(service_level=0.9), **base | classes | {"unit": "kg"})
    assert company["achieved_service_level"] == pytest.approx(0.9)
    assert decide_one(**base | {"abc_class": "A", "unit": "kg"})["safety_stock"] == 0.0


def test_not_stocked_without_a_lead_time() -> None:
    """Then only the lot's cost stands against the margin."""
    row = decide_one(**PLAIN | {"lost_sale_cost": 0.01, "on_hand": 5.0})
    assert (row["status"], row["order_now"], row["order_quantity"]) == ("do_not_stock", 0, 0.0)


def test_stocked_where_the_margin_pays_for_it() -> None:
    """0.10 a piece on 1,300 pieces is more than keeping it costs."""
    assert decide_one(**STOCKED | {"lost_sale_cost": 0.3})["status"] == "ok"


def test_current_policy_costs_and_saves() -> None:
    """Both lots at their own price: 978.60 against 1,043.41, and the stock it takes told apart."""
    breaks = {"price_breaks": ((1.0, 0.75), (400.0, 0.72), (800.0, 0.68))}
    item = {"demand": 1300.0, "order_cost": 8.0, "holding_rate": 0.3} | breaks
    row = decide_one(**item | {"current_order_qty": 304.0})
    assert row["order_quantity"] == 800.0
    assert row["annual_saving"] == pytest.approx(1043.410526 - 978.6, abs=1e-6)
    assert row["purchase_saving"] == pytest.approx(1300.0 * 0.07)
    assert row["stock_release_value"] == pytest.approx(304 / 2 * 0.75 - 400 * 0.68)
    assert row["worth_changing"] == 1
    same = decide_one(**item | {"current_order_qty": 800.0})
    assert (same["annual_saving"], same["worth_changing"]) == (0.0, 0)
    assert np.isnan(decide_one(**item)["annual_saving"])


def test_current_reorder_point_gives_its_service() -> None:
    """The recommended point gives the same service both ways; a deterministic one gives all or nothing."""
    row = decide_one(**STOCKED)
    now = decide_one(**STOCKED | {"current_reorder_point": row["reorder_point"]})
    assert now["current_service_level"] == row["achieved_service_level"]
    assert now["safety_stock_change_value"] == 0.0
    steady = STOCKED | {"demand_std": 0.0}
    levels = [
        decide_one(**steady | {"current_reorder_point": level})["current_service_level"]
        for level in (1.0, 999.0)
    ]
    assert levels == [0.0, 1.0]
    unknown = decide_one(**PLAIN | {"current_order_qty": 100.0, "current_reorder_point": 5.0})
    assert np.isnan(unknown["current_service_level"])
    assert unknown["annual_saving"] == pytest.approx(115.25 - 68.41052631578947)


def test_dates_follow_the_day_of_the_stock_figures() -> None:
    """An overdue order has its date in the past."""
    row = decide_one(**STOCKED | {"on_hand": 85.0})
    assert row["stockout_date"] == dt.date(2026, 1, 24)
    assert row["latest_order_date"] < AS_OF


def test_expiring_stock() -> None:
    """100 days of demand are 356 pieces; 500 last longer than they keep."""
    row = decide_one(**STOCKED | {"on_hand": 500.0, "shelf_life_days": 100.0})
    assert row["will_expire"] == pytest.approx(500.0 - 1300.0 * 100.0 / 365.0)
    idle = decide_one(**STOCKED | {"demand": 0.0, "on_hand": 500.0, "shelf_life_days": 100.0})
    assert idle["will_expire"] == 500.0


def test_production_and_backorders_lower_the_average_stock() -> None:
    """Half the lot is made while it is used: half the stock; and part of it is promised before it comes."""
    slow = decide_one(**PLAIN | {"unit_cost": 1.0, "unit": "kg", "production_rate": 2600.0})
    assert slow["average_stock_value"] == pytest.approx(slow["order_quantity"] / 4.0)
    promised = PLAIN | {"unit_cost": 1.0, "unit": "kg", "allow_backorders": True, "backorder_cost": 5.0}
    row = decide_one(**promised)
    assert row["max_backorder"] == pytest.approx(13.38427271019465)
    assert row["average_stock_value"] == pytest.approx(row["order_quantity"] / 2 * (5 / 5.225) ** 2)
    both = decide_one(**promised | {"production_rate": 2600.0})
    assert both["max_backorder"] < row["max_backorder"] * 2**0.5


def test_an_order_that_costs_nothing_takes_the_smallest_lot() -> None:
    """Order as needed: a piece, a pack, the minimum, and for what is weighed one unit."""
    free = PLAIN | {"order_cost": 0.0}
    lots: list[dict[str, object]] = [{}, {"order_multiple": 12.0}, {"min_order_qty": 50.0}, {"unit": "kg"}]
    lots += [{"unit": "kg", "min_order_qty": 2.5}]
    assert [decide_one(**free | lot)["order_quantity"] for lot in lots] == [1.0, 12.0, 50.0, 1.0, 2.5]


def test_a_purchase_unit_is_a_pack_unless_one_is_given() -> None:
    """Boxes of 24 are bought whole."""
    assert decide_one(**PLAIN | {"units_per_purchase_unit": 24.0})["order_quantity"] == 312.0
    both = {"units_per_purchase_unit": 24.0, "order_multiple": 100.0}
    assert decide_one(**PLAIN | both)["order_quantity"] == 300.0


def test_safety_stock_beyond_the_room_leaves_one_unit() -> None:
    """A shelf smaller than the safety stock: the lot gives way as far as it can, and the row says so."""
    row = decide_one(**STOCKED | {"unit": "kg", "storage_capacity": 20.0})
    assert row["order_quantity"] == 1.0
    assert row["status"] == "warning"


@pytest.mark.parametrize(
    ("distribution", "demand_std", "used"),
    [
        ("negative_binomial", 1.0, "poisson"),
        ("poisson", None, "poisson"),
        ("gamma", None, None),
        ("deterministic", 200.0, "deterministic"),
        ("normal", 200.0, "normal"),
    ],
)
def test_a_distribution_that_does_not_exist_gives_way(
    distribution: str, demand_std: float, used: str
) -> None:
    """Negative binomial needs a variance above its mean; all but Poisson need a deviation."""
    row = decide_one(**STOCKED | {"distribution": distribution, "demand_std": demand_std})
    assert row["distribution"] == used


def test_a_nightly_run_protects_over_its_review() -> None:
    """Half a day's demand more than a single call, and not called an assumption."""
    nightly = decide_one(Defaults(review_period_days=1.0), **STOCKED)
    single = decide_one(**STOCKED)
    assert nightly["lead_time_demand"] == pytest.approx(single["lead_time_demand"] + 1300.0 / 365.0 / 2.0)
    assert nightly["assumed"] is None


def test_names_in_any_script() -> None:
    """What is not ASCII is still text."""
    assert decide_one(**PLAIN | {"supplier": "Müller & Søn 株式会社"})["status"] == "ok"


def test_stock_value_of_a_change_without_a_lead_time() -> None:
    """Then both policies are compared by their lots alone."""
    row = decide_one(**PLAIN | {"unit_cost": 0.75, "current_order_qty": 400.0})
    assert row["stock_release_value"] == pytest.approx((200.0 - 152.0) * 0.75)
    point = decide_one(**STOCKED | {"unit_cost": None, "current_reorder_point": 200.0})
    assert 0.0 < point["current_service_level"] < 1.0


def test_backorders_and_incremental_discounts_do_not_mix_by_rate() -> None:
    """With the holding cost following the price there is no closed form; with one given there is."""
    breaks = {"price_breaks": ((1.0, 0.75), (400.0, 0.72)), "discount": "incremental"}
    item = {"demand": 1300.0, "order_cost": 8.0, "allow_backorders": True, "backorder_cost": 5.0} | breaks
    assert decide_one(**item | {"holding_rate": 0.3})["status"] == "error"
    assert decide_one(**item | {"holding_cost": 0.225})["status"] == "ok"


def test_what_would_be_infinite_is_absent() -> None:
    """Costs beyond what a number holds are no number; the rest of the row stays."""
    huge = {"demand": 1e300, "order_cost": 1e300, "holding_cost": 1e300, "unit": "kg"}
    for rows in ((huge,), (huge,) * 100):
        columns = decide_rows(*rows).columns
        assert columns["eoq"][0] == pytest.approx(2**0.5 * 1e150)
        numbers = [column for name, column in columns.items() if DECISION[name].kind is Kind.NUMBER]
        assert not np.isinf(np.concatenate(numbers)).any()


def test_a_variance_that_is_the_mean_is_poisson() -> None:
    """sigma^2 = mu up to rounding: a negative binomial would need r beyond all bounds."""
    item = {
        "demand": 84.85452995202255,
        "demand_std": 84.85452995202255**0.5,
        "distribution": "negative_binomial",
    }
    assert decide_one(**STOCKED | item)["distribution"] == "poisson"
