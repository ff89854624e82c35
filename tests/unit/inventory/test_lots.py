"""Feasible quantity, discounts, production and backorders: limiting cases with their reasons."""

import numpy as np
import pytest

from core.inventory.all_units import all_units_discount
from core.inventory.backorders import planned_backorders
from core.inventory.eoq import eoq
from core.inventory.epq import epq
from core.inventory.feasible import feasible_quantity
from core.inventory.incremental import incremental_discount
from core.inventory.lost_sales import stock_or_not
from core.inventory.purchase_unit import round_up
from core.inventory.rounding import ceil_guarded, floor_guarded

BREAKS, PRICES = np.array([0.0, 400.0, 800.0]), np.array([0.75, 0.72, 0.68])


@pytest.mark.parametrize("count", [1, 3, 11, 17, 39, 80, 123_456])
@pytest.mark.parametrize("pack", [0.1, 0.18, 0.57, 3.3, 7.0])
def test_rounding_forgives_binary_fractions(pack: float, count: int) -> None:
    """count * pack / pack is count again, whichever way it is rounded."""
    assert float(ceil_guarded(count * pack / pack)) == count
    assert float(floor_guarded(count * pack / pack)) == count


def test_minimum_and_maximum_may_be_the_same_packs() -> None:
    """17 packs of 3.3 are 56.099999999999994: both the least and the most of 56.1 to 57.2."""
    lot = feasible_quantity(472.5, 0.34, 0.2, multiple=3.3, minimum=56.1, maximum=57.2)
    assert float(lot.quantity) == 56.1


def test_mixed_rows_with_and_without_packs() -> None:
    """NaN is no pack: any quantity, here the EOQ itself."""
    lot = feasible_quantity(np.full(2, 1300.0), 8.0, 0.225, multiple=np.array([25.0, np.nan]), minimum=10.0)
    assert lot.quantity.tolist() == [300.0, pytest.approx(304.0467800264368)]


def test_a_minimum_above_the_maximum_has_no_lot() -> None:
    """600 is the least lot in packs, 590 the most."""
    lot = feasible_quantity(1300.0, 8.0, 0.225, multiple=120.0, minimum=501.0, maximum=590.0)
    assert not lot.is_feasible
    assert np.isnan(lot.quantity)


def test_a_breakpoint_exactly_at_the_eoq_belongs_to_the_tier_it_opens() -> None:
    """EOQ 100 at 10 a unit and the break at 100: the lower price is had without moving the lot."""
    lot = all_units_discount(1000.0, 10.0, np.array([0.0, 100.0]), np.array([11.0, 10.0]), holding_rate=0.2)
    assert (lot.quantity[0], lot.tier[0]) == (100.0, 1)


def test_one_tier_is_the_plain_eoq() -> None:
    """Nothing to choose between."""
    for model in (all_units_discount, incremental_discount):
        lot = model(1300.0, 8.0, np.array([0.0]), np.array([0.75]), holding_rate=0.3)
        assert lot.quantity[0] == pytest.approx(float(eoq(1300.0, 8.0, 0.225).quantity), rel=1e-15)


def test_with_a_holding_cost_given_the_price_does_not_change_it() -> None:
    """h is the same in every tier, so the dearer and the cheaper tier have one EOQ."""
    lot = all_units_discount(1300.0, 8.0, BREAKS, PRICES, holding_cost=0.225)
    assert (lot.quantity[0], lot.unit_cost[0]) == (800.0, 0.68)
    further = incremental_discount(1300.0, 8.0, BREAKS, PRICES, holding_cost=0.05)
    cost = 0.68 * 1300 + (8 + 44) * 1300 / further.quantity[0] + 0.05 * further.quantity[0] / 2
    assert further.total_cost[0] == pytest.approx(cost, rel=1e-12)


def test_a_maximum_below_every_break_has_no_lot() -> None:
    """The supplier sells from 400 on, and takes at most 300."""
    lot = all_units_discount(1300.0, 8.0, BREAKS[1:], PRICES[1:], holding_rate=0.3, maximum=300.0)
    assert np.isnan(lot.quantity[0])


def test_an_endless_production_rate_is_the_plain_eoq() -> None:
    """P to infinity: the lot arrives at once."""
    assert float(epq(1300.0, 8.0, 0.225, 1e18).quantity) == pytest.approx(304.0467800264368, rel=1e-12)


def test_endless_backorder_cost_is_the_plain_eoq() -> None:
    """p to infinity: nobody may wait."""
    lot = planned_backorders(1300.0, 8.0, 0.225, 1e18)
    assert float(lot.quantity) == pytest.approx(304.0467800264368, rel=1e-12)
    assert float(lot.max_backorder) == pytest.approx(0.0, abs=1e-12)


def test_stocking_pays_exactly_at_the_margin() -> None:
    """sqrt(2KDh) = pi D: a tie is stocked."""
    cost = float(eoq(500.0, 600.0, 9.6).cost)
    assert stock_or_not(500.0, 600.0, 9.6, cost / 500.0).is_stocked


def test_purchase_units_round_up_where_decimals_are_kept() -> None:
    """110.231 lb are less than 50,000 g."""
    assert float(round_up(50000.0, 453.59237, 3)) == 110.232
