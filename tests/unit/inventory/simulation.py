"""A warehouse played day by day, many copies at once: the judge of reorder points, knowing no formula.

Every period: demand leaves, orders due arrive, and at the end of every `review`-th period the inventory
position is looked at. Demand that finds no stock waits (backorder). The loop runs over periods, numpy over
the copies.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Draw = Callable[[np.random.Generator, tuple[int, int]], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the copies lived through; the standard errors are taken over copies, which are independent."""

    cycle_service: float
    cycle_service_error: float
    fill_rate: float
    fill_rate_error: float
    mean_stock: float
    cycles: int


def demand_source(distribution: str, mean: float, std: float) -> Draw:
    """Independent demand of one period with the mean and standard deviation asked for."""
    variance = std**2
    match distribution:
        case "normal":
            return lambda random, shape: random.normal(mean, std, shape)
        case "gamma":
            return lambda random, shape: random.gamma(mean**2 / variance, variance / mean, shape)
        case "poisson":
            return lambda random, shape: random.poisson(mean, shape).astype(np.float64)
        case "negative_binomial":
            return lambda random, shape: random.negative_binomial(
                mean**2 / (variance - mean), mean / variance, shape
            ).astype(np.float64)
    raise AssertionError(distribution)


def play(
    draw: Draw,
    *,
    lead: int,
    review: int,
    order: Callable[[Array], Array],
    start: float,
    periods: int,
    copies: int,
    seed: int,
    lead_spread: int = 0,
) -> Measured:
    """Run a policy; `order` turns inventory positions into quantities ordered (0: none).

    `lead_spread` makes the lead time uniform on lead - spread .. lead + spread, drawn anew for every order.
    The first fifth of the time only fills the pipeline and is not counted.
    """
    random = np.random.default_rng(seed)
    # Copies start at different positions, so that their cycles are not in step; by whole units from `start`,
    # so that pieces stay pieces.
    net = start - np.floor(random.random(copies) * 0.5 * start)
    position = net.copy()
    longest = lead + lead_spread
    pipeline = np.zeros((longest + 1, copies))
    warm_up = periods // 5
    cycles, good, demanded, short, stock = (np.zeros(copies) for _ in range(5))
    block = 200
    for day in range(periods):
        if day % block == 0:
            demands = draw(random, (block, copies))
        demand = demands[day % block]
        backlog_before = np.maximum(-net, 0.0)
        net -= demand
        position -= demand
        arriving = pipeline[day % (longest + 1)]
        if day >= warm_up:
            is_cycle_end = arriving > 0.0
            cycles += is_cycle_end
            good += is_cycle_end & (net >= -1e-9)
            demanded += demand
            short += np.maximum(-net, 0.0) - backlog_before
            stock += np.maximum(net, 0.0)
        net += arriving
        arriving[:] = 0.0
        if day % review == 0:
            ordered = order(position)
            position += ordered
            if lead_spread:
                due = day + random.integers(lead - lead_spread, longest + 1, copies)
                pipeline[due % (longest + 1), np.arange(copies)] += ordered
            else:
                pipeline[(day + lead) % (longest + 1)] += ordered
    return _measure(cycles, good, demanded, short, stock / (periods - warm_up))


def _measure(cycles: Array, good: Array, demanded: Array, short: Array, stock: Array) -> Measured:
    service, service_error = _ratio(good, cycles)
    shortage, fill_error = _ratio(short, demanded)
    return Measured(
        cycle_service=service,
        cycle_service_error=service_error,
        fill_rate=1.0 - shortage,
        fill_rate_error=fill_error,
        mean_stock=float(stock.mean()),
        cycles=int(cycles.sum()),
    )


def _ratio(part: Array, whole: Array) -> tuple[float, float]:
    """A ratio of sums and its standard error by the delta method."""
    ratio = part.sum() / whole.sum()
    residual = part - ratio * whole
    return float(ratio), float(residual.std(ddof=1) / (whole.mean() * math.sqrt(len(part))))


def lots_at(reorder_point: float, lot: float) -> Callable[[Array], Array]:
    """(R, nQ): at or below R, the fewest lots that bring the position above R."""

    def order(position: Array) -> Array:
        lots = np.floor((reorder_point - position) / lot + 1e-12) + 1.0
        return np.where(position <= reorder_point, lots * lot, 0.0)

    return order


def up_to(level: float) -> Callable[[Array], Array]:
    """(R, S): at every review, what is missing to S."""
    return lambda position: np.maximum(level - position, 0.0)
