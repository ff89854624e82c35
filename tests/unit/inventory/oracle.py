"""What a lot costs and which is best, told a second time: slow, plain, sharing nothing with the engine.

A lot is bought, ordered and held; every feasible lot is tried one after another and the cheapest kept. No
square root, no candidate rule and no rounding rule of the engine's appears here, so an error there is not
repeated here. Pack counts use exact fractions of the decimal numbers a planner typed: 1.1 is eleven packs of
0.1.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as the textbook sees it; `soft_cap` is already less the safety stock."""

    demand: float  # units a year
    order_cost: float
    unit_cost: float = math.nan
    holding_rate: float = math.nan
    holding_cost: float = math.nan
    breaks: tuple[tuple[float, float], ...] = ()  # (smallest quantity, price of a unit)
    incremental: bool = False
    production_rate: float = math.inf
    backorder_cost: float = math.inf
    pack: float | None = None
    min_order: float = 0.0
    max_order: float = math.inf
    soft_cap: float = math.inf

    def tiers(self) -> tuple[tuple[float, float], ...]:
        """Price tiers from zero up; a first tier of 1 is from 0, one above 1 leaves `unit_cost` below it."""
        if not self.breaks:
            return ((0.0, self.unit_cost),)
        first, price = self.breaks[0]
        if first <= 1.0:
            return ((0.0, price), *self.breaks[1:])
        return ((0.0, self.unit_cost), *self.breaks)


def paid_for(item: Item, quantity: float) -> float:
    """What the supplier invoices for one lot."""
    tiers = item.tiers()
    if not item.incremental:
        price = [price for start, price in tiers if start <= quantity][-1]
        return price * quantity
    invoice = 0.0
    for number, (start, price) in enumerate(tiers):
        end = tiers[number + 1][0] if number + 1 < len(tiers) else math.inf
        if quantity > start:
            invoice += price * (min(quantity, end) - start)
    return invoice


def holding_per_unit(item: Item, quantity: float) -> float:
    """Money a year for one unit lying there: as given, else the rate on what it was bought for."""
    if not math.isnan(item.holding_cost):
        return item.holding_cost
    return item.holding_rate * paid_for(item, quantity) / quantity


def running_cost(item: Item, quantity: float) -> float:
    """Ordering + holding [+ backorders] a year, by the triangle of one cycle.

    The stock runs from its peak down to -s; s is found by trying, not by formula: the cost is a parabola
    in s, and three points fix its lowest value.
    """
    holding = holding_per_unit(item, quantity)
    peak_to_trough = quantity * (1.0 - item.demand / item.production_rate)
    ordering = item.order_cost * item.demand / quantity
    if math.isinf(item.backorder_cost):
        return ordering + holding * peak_to_trough / 2.0

    def stock_cost(short: float) -> float:
        # Average of a triangle of height x that stands for the share x/peak_to_trough of the time.
        above = (peak_to_trough - short) ** 2 / (2.0 * peak_to_trough)
        below = short**2 / (2.0 * peak_to_trough)
        return holding * above + item.backorder_cost * below

    none, half, all_short = (stock_cost(share * peak_to_trough) for share in (0.0, 0.5, 1.0))
    curvature = 2.0 * (none - 2.0 * half + all_short)
    slope = all_short - none - curvature
    return ordering + none - slope**2 / (4.0 * curvature)


def yearly_cost(item: Item, quantity: float) -> float:
    """Purchase + ordering + holding [+ backorders] a year; without a price, without the purchase."""
    invoice = paid_for(item, quantity)
    purchase = 0.0 if math.isnan(invoice) else item.demand * invoice / quantity
    return purchase + running_cost(item, quantity)


def exact(number: float) -> Fraction:
    """The decimal number a person typed, without its binary error."""
    return Fraction(repr(float(number)))


def is_feasible_item(item: Item) -> bool:
    """Whether any lot passes minimum, multiple and maximum: the hard ones."""
    return math.isinf(item.max_order) or _smallest(item) <= exact(item.max_order)


def _smallest(item: Item) -> Fraction:
    """The smallest lot that minimum and multiple allow (0 where neither says anything)."""
    minimum = exact(item.min_order)
    if item.pack is None:
        return minimum
    pack = exact(item.pack)
    return max(math.ceil(minimum / pack), 1) * pack


def _largest(item: Item) -> Fraction | None:
    """The largest lot allowed; a soft cap gives way to the smallest lot. None: no limit."""
    cap = min(item.max_order, item.soft_cap)
    if math.isinf(cap):
        return None
    largest = exact(max(cap, 0.0))
    if item.pack is not None:
        pack = exact(item.pack)
        if item.soft_cap < item.max_order:
            # Reckoned (days times demand, less safety stock), not typed: its last digits are noise.
            largest *= 1 + Fraction(1, 10**9)
        largest = math.floor(largest / pack) * pack
    return max(largest, _smallest(item))


def is_allowed(item: Item, quantity: float, tolerance: float = 1e-9) -> bool:
    """Whether a lot keeps every constraint."""
    if item.pack is not None:
        packs = quantity / item.pack
        if abs(packs - round(packs)) > tolerance * max(1.0, packs) or round(packs) < 1:
            return False
    largest = _largest(item)
    over = largest is not None and quantity > float(largest) * (1.0 + tolerance)
    return not over and quantity >= float(_smallest(item)) * (1.0 - tolerance)


def lots(item: Item) -> Iterator[float]:
    """Every allowed lot of whole packs from the smallest up, without end unless a cap ends it."""
    assert item.pack is not None
    pack, largest = exact(item.pack), _largest(item)
    count = int(_smallest(item) / pack)
    while largest is None or count * pack <= largest:
        yield float(count * pack)
        count += 1


def best_lot(item: Item) -> tuple[float, float]:
    """The cheapest allowed lot and its yearly cost; of equal ones the smaller.

    Above the last price break the cost is convex in the lot, so the search may end once it rises there.
    """
    if item.pack is None:
        return _best_continuous(item)
    last_break = item.tiers()[-1][0]
    best = previous = (math.nan, math.inf)
    for quantity in lots(item):
        here = (quantity, yearly_cost(item, quantity))
        if here[1] < best[1]:
            best = here
        if previous[0] >= last_break and here[1] > previous[1]:
            break
        previous = here
    return best


def _best_continuous(item: Item) -> tuple[float, float]:
    """A grid over each price tier, then a golden section around its lowest point: for any real quantity."""
    lowest, cap = float(_smallest(item)), _largest(item)
    highest = math.inf if cap is None else float(cap)
    starts = [start for start, _ in item.tiers()]
    best = (math.nan, math.inf)
    for start, end in zip(starts, [*starts[1:], math.inf], strict=True):
        low = max(start, lowest, 1e-6 * item.demand)
        high = min(math.nextafter(end, 0.0), highest, max(1e3 * item.demand, 2.0 * low))
        if low > high:
            continue
        grid = [low * (high / low) ** (step / 120) for step in range(121)]
        grid[-1] = high
        costs = [yearly_cost(item, quantity) for quantity in grid]
        centre = costs.index(min(costs))
        for quantity in (low, high, _golden(item, grid[max(centre - 1, 0)], grid[min(centre + 1, 120)])):
            cost = yearly_cost(item, quantity)
            if cost < best[1]:
                best = (quantity, cost)
    return best


def _golden(item: Item, low: float, high: float) -> float:
    for _ in range(80):
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if yearly_cost(item, left) <= yearly_cost(item, right):
            high = right
        else:
            low = left
    return (low + high) / 2.0
