"""What must hold for every item, whatever its numbers."""

import itertools
import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.inventory.rows import Row, decide_ok, decide_one

# A sum of a dozen doubles, either way round; not a tolerance on the decision.
ROUNDING = 1e-12
EXAMPLES = settings(max_examples=150, deadline=None)

demands = st.floats(1.0, 1e6)
order_costs = st.floats(0.1, 1e4)
prices = st.floats(0.05, 1e4)
rates = st.floats(0.02, 1.0)
packs = st.one_of(st.none(), st.sampled_from([1.0, 2.0, 5.0, 12.0, 0.1, 2.5, 48.0]))
# Said, not left to be guessed from whether the numbers are whole: a guess may change when a number does.
units = st.sampled_from(["pcs", "kg"])


@st.composite
def items(draw: st.DrawFn) -> Row:
    """A priced item, sometimes with packs, minimum, maximum and price breaks."""
    row: Row = {
        "demand": draw(demands),
        "order_cost": draw(order_costs),
        "unit_cost": draw(prices),
        "holding_rate": draw(rates),
        "unit": draw(units),
        "order_multiple": draw(packs),
    }
    usual = math.sqrt(2 * row["order_cost"] * row["demand"] / (row["unit_cost"] * row["holding_rate"]))
    if draw(st.booleans()):
        row["min_order_qty"] = usual * draw(st.floats(0.01, 3.0))
    if draw(st.booleans()):
        starts = sorted(
            usual * factor for factor in draw(st.lists(st.floats(0.1, 5.0), min_size=1, max_size=3))
        )
        assume(all(later > earlier * 1.001 for earlier, later in itertools.pairwise(starts)))
        assume(starts[0] > 1.001)
        row["price_breaks"] = _falling(row["unit_cost"], starts, draw(st.floats(0.8, 0.999)))
        row["discount"] = draw(st.sampled_from(["all_units", "incremental"]))
    return row


def _falling(price: float, starts: list[float], step: float) -> tuple[tuple[float, float], ...]:
    return ((0.0, price), *((start, price * step ** (tier + 1)) for tier, start in enumerate(starts)))


def _cost(row: Row) -> float:
    """Purchase + running cost, without safety stock (none is asked for here)."""
    return float(row["total_cost"])


@given(items())
@EXAMPLES
def test_four_times_the_demand_doubles_the_lot(item: Row) -> None:
    """Q(4D) = 2 Q(D), to the last bit: four and two are powers of two."""
    plain = {name: item[name] for name in ("demand", "order_cost", "unit_cost", "holding_rate")}
    fourfold = plain | {"demand": 4.0 * item["demand"]}
    assert decide_ok(**fourfold)["eoq"] == 2.0 * decide_ok(**plain)["eoq"]


def _in_other_money(item: Row, factor: float) -> Row:
    other = item | {name: item[name] * factor for name in ("order_cost", "unit_cost")}
    if "price_breaks" in item:
        other["price_breaks"] = tuple((start, price * factor) for start, price in item["price_breaks"])
    return other


@given(items(), st.floats(1e-3, 1e3))
@EXAMPLES
def test_another_currency_leaves_the_cost(item: Row, factor: float) -> None:
    """At any exchange rate the lot costs the same money; lots that tie may change places by a rounding."""
    here, there = decide_ok(**item), decide_ok(**_in_other_money(item, factor))
    assert math.isclose(_cost(there), _cost(here) * factor, rel_tol=ROUNDING)


@given(items(), st.integers(-6, 6))
@EXAMPLES
def test_another_currency_leaves_the_lot(item: Row, exponent: int) -> None:
    """Money is only a yardstick: a power of four changes no digit, nor its root, so no bit of the lot."""
    factor = 4.0**exponent
    here, there = decide_ok(**item), decide_ok(**_in_other_money(item, factor))
    assert there["order_quantity"] == here["order_quantity"]
    assert math.isclose(_cost(there), _cost(here) * factor, rel_tol=ROUNDING)


@given(items(), st.sampled_from([0.25, 0.5, 2.0, 8.0]))
@EXAMPLES
def test_another_unit_scales_the_lot(item: Row, factor: float) -> None:
    """Counting in pairs instead of pieces halves every quantity and doubles every price."""
    item = item | {"unit": "kg"}  # pieces cannot be halved
    other = dict(item)
    for name in ("demand", "order_multiple", "min_order_qty"):
        if item.get(name) is not None:
            other[name] = item[name] * factor
    other["unit_cost"] = item["unit_cost"] / factor
    if "price_breaks" in item:
        other["price_breaks"] = tuple(
            (start * factor, price / factor) for start, price in item["price_breaks"]
        )
        assume(other["price_breaks"][1][0] > 1.001)
    here, there = decide_ok(**item), decide_ok(**other)
    assert math.isclose(there["order_quantity"], here["order_quantity"] * factor, rel_tol=ROUNDING)
    assert math.isclose(_cost(there), _cost(here), rel_tol=ROUNDING)


@given(items(), st.floats(0.1, 6.0), st.floats(0.5, 0.999))
@EXAMPLES
def test_one_more_discount_never_costs_more(item: Row, factor: float, step: float) -> None:
    """A cheaper price from some quantity on is an offer, not a duty."""
    breaks = list(item.get("price_breaks") or ((0.0, item["unit_cost"]),))
    start = max(breaks[-1][0], 2.0) * (1.0 + factor)
    more = item | {"price_breaks": (*breaks, (start, breaks[-1][1] * step))}
    before, after = decide_ok(**item), decide_ok(**more)
    assert _cost(after) <= _cost(before) * (1.0 + ROUNDING)


@given(items(), st.floats(1.01, 5.0))
@EXAMPLES
def test_a_larger_minimum_never_costs_less(item: Row, factor: float) -> None:
    """Raising the minimum takes lots away and adds none."""
    minimum = item.get("min_order_qty") or decide_ok(**item)["order_quantity"]
    before = decide_ok(**item)
    after = decide_ok(**item | {"min_order_qty": minimum * factor})
    assert _cost(after) >= _cost(before) * (1.0 - ROUNDING)


@given(items(), st.floats(0.2, 0.99), st.sampled_from(["max_order_qty", "storage_capacity", "max_stock"]))
@EXAMPLES
def test_a_smaller_maximum_never_costs_less(item: Row, factor: float, field: str) -> None:
    """Lowering a maximum, hard or soft, takes lots away and adds none."""
    loose = decide_ok(**item)
    before = decide_one(**item | {field: loose["order_quantity"] * 1.5})
    after = decide_one(**item | {field: loose["order_quantity"] * 1.5 * factor})
    assume(after["status"] != "infeasible")
    assert _cost(after) >= _cost(before) * (1.0 - ROUNDING) >= _cost(loose) * (1.0 - 2.0 * ROUNDING)


@given(items(), st.integers(2, 5))
@EXAMPLES
def test_larger_packs_never_cost_less(item: Row, factor: int) -> None:
    """Whole multiples of a pack of 60 are whole multiples of a pack of 12."""
    assume(item["order_multiple"] is not None)
    before = decide_ok(**item)
    after = decide_ok(**item | {"order_multiple": item["order_multiple"] * factor})
    assert _cost(after) >= _cost(before) * (1.0 - ROUNDING)


targets = st.floats(0.5, 0.999)


@st.composite
def stocked(draw: st.DrawFn) -> Row:
    """An item with a lead time and varying demand, of any distribution."""
    demand = draw(st.floats(5.0, 1e5))
    lead = draw(st.floats(1.0, 120.0))
    over_lead = demand * lead / 365.0
    variation = draw(st.floats(0.1, 1.5))
    return {
        "demand": demand,
        # Of lead-time demand; slow movers vary at least as a Poisson does.
        "demand_std": max(variation * over_lead, math.sqrt(over_lead)) / math.sqrt(lead / 365.0),
        "order_cost": 20.0,
        "unit_cost": 4.0,
        "holding_rate": 0.25,
        "lead_time_days": lead,
        "lead_time_std_days": draw(st.sampled_from([None, 0.0, 2.0])),
        "review_period_days": draw(st.sampled_from([0.0, 1.0, 7.0])),
        "distribution": draw(st.sampled_from(["auto", "normal", "gamma", "poisson", "negative_binomial"])),
        "unit": draw(units),
        "policy": draw(st.sampled_from(["reorder_point", "order_up_to"])),
    }


def _level(row: Row) -> float:
    """The level a policy watches for: S under (R, S), else the reorder point."""
    level = row["order_up_to"]
    return float(row["reorder_point"] if level is None or math.isnan(level) else level)


@given(stocked(), targets, targets, st.sampled_from(["service_level", "fill_rate"]))
@EXAMPLES
def test_more_service_never_needs_a_lower_level(item: Row, one: float, other: float, field: str) -> None:
    """Asking for more service, in cycles or in units, never lowers the reorder point."""
    if item["policy"] == "order_up_to":
        item["review_period_days"] = max(item["review_period_days"], 1.0)
    low, high = sorted((one, other))
    lower, higher = decide_ok(**item | {field: low}), decide_ok(**item | {field: high})
    # The root of the fill-rate equation is found to within rounding, not exactly.
    assert _level(higher) >= _level(lower) - 1e-9 * max(1.0, abs(_level(lower)))


@given(stocked(), targets, st.sampled_from(["service_level", "fill_rate"]))
@EXAMPLES
def test_the_target_is_reached(item: Row, target: float, field: str) -> None:
    """What the decision says it achieves is at least what was asked for."""
    if item["policy"] == "order_up_to":
        item["review_period_days"] = max(item["review_period_days"], 1.0)
    row = decide_ok(**item | {field: target})
    achieved = row["achieved_service_level" if field == "service_level" else "achieved_fill_rate"]
    assert achieved >= target - 1e-9


quantities = st.one_of(st.none(), st.floats(-500.0, 5000.0))


@given(
    stocked(),
    packs,
    st.one_of(st.none(), st.floats(0.0, 1000.0)),
    st.floats(-500.0, 5000.0),
    st.tuples(*(st.one_of(st.none(), st.floats(0.0, 2000.0)) for _ in range(3))),
)
@EXAMPLES
def test_an_order_is_placed_exactly_when_due_and_lifts_the_position_above_the_trigger(
    item: Row, pack: float | None, minimum: float | None, on_hand: float, others: tuple[float | None, ...]
) -> None:
    """Order iff IP <= R; the suggestion is whole packs, at least the minimum, and ends above R, so that the
    same question tomorrow does not order again."""
    item |= {
        "policy": "reorder_point",
        "service_level": 0.95,
        "order_multiple": pack,
        "min_order_qty": minimum,
    }
    item |= dict(zip(("on_order", "backorders", "allocated"), others, strict=True)) | {"on_hand": on_hand}
    row = decide_ok(**item)
    is_due = row["inventory_position"] <= row["reorder_point"]
    assert row["order_now"] == int(is_due)
    suggested = row["suggested_order"]
    if not is_due:
        assert suggested == 0.0
        return
    assert row["inventory_position"] + suggested > row["reorder_point"]
    assert suggested >= (minimum or 0.0) * (1.0 - 1e-9)
    if pack is not None:
        assert math.isclose(suggested / pack, round(suggested / pack), rel_tol=1e-9)
