"""Solving for a stock level: every row keeps its own pace, so neighbours never change a bit of it."""

from collections.abc import Callable

import numpy as np

from core.inventory.arrays import Mask, Numbers, Rows

# A level and the rows it is for -> the expected shortage there, and how fast it falls with the level.
Shortage = Callable[[Numbers, Rows], tuple[Numbers, Numbers]]
# A whole level and the rows it is for -> whether it is enough.
Enough = Callable[[Numbers, Rows], Mask]

# Shares of the standard deviation. After a last Newton step below the first the error is about its square.
_NEWTON_TOLERANCE = 1e-6
_TOLERANCE = 1e-12
_EMPTY = 4e-16
_MOST_STEPS = 200


def solve_decreasing(
    shortage: Shortage, target: Numbers, start: Numbers, low: Numbers, scale: Numbers
) -> Numbers:
    """Return for each row the level at which a falling shortage function reaches the target, at least `low`.

    Newton's method on the logarithm of the shortage, which is nearly a straight line in the tail, kept
    between a level known to be too low and one known to be high enough; outside them it halves the interval
    or, while nothing is known to be enough, steps up by `scale`. A finished row is left alone. Rows with a
    NaN stay NaN.
    """
    level = np.where(np.isnan(target) | np.isnan(scale), np.nan, np.maximum(start, low))
    rows = np.flatnonzero(np.isfinite(level))
    below, above = low[rows], np.full(rows.size, np.inf)
    last_step = np.full(rows.size, np.inf)
    # Whether `low` has been tried: until then it is only the least answer, not known to be too low.
    tried = level[rows] == below
    for _ in range(_MOST_STEPS):
        if rows.size == 0:
            break
        at = level[rows]
        value, slope = shortage(at, rows)
        wanted, step, least = target[rows], scale[rows], low[rows]
        short = value > wanted
        below, above = np.where(short, at, below), np.where(short, above, at)
        moved = at + value * np.log(value / wanted) / slope
        # Steps that do not shrink by half are not converging, an infinite one (slope 0) least: halve instead.
        is_newton = (moved >= below) & (moved <= above) & (np.abs(moved - at) < 0.5 * last_step)
        if not is_newton.all():
            outside = np.where(np.isinf(above), below + step, 0.5 * (below + above))
            to_least = ~tried & (moved < least)
            moved = np.where(is_newton, moved, np.where(to_least, least, outside))
            tried = tried | to_least
        moved = np.where(~short & (at <= least), at, moved)
        level[rows] = moved
        last_step = np.abs(moved - at)
        # Newton doubles its digits with each step, halving adds one. Below two units in the last place the
        # interval itself is as good as empty.
        closed = (last_step <= np.where(is_newton, _NEWTON_TOLERANCE, _TOLERANCE) * step) | (
            above - below <= _EMPTY * np.abs(at)
        )
        if closed.any():
            going = ~closed
            rows, below, above, last_step = rows[going], below[going], above[going], last_step[going]
            tried = tried[going]
    return level


def smallest_whole(enough: Enough, start: Numbers, low: Numbers) -> Numbers:
    """Return for each row the smallest whole level above `low` that is enough.

    `low` is a whole level known not to be enough; `start` a guess. Gallops from the guess until the answer
    lies between two levels, then halves. Rows with a NaN stay NaN.
    """
    answer = np.where(np.isnan(start), np.nan, np.inf)
    rows = np.flatnonzero(~np.isnan(start))
    below, above = low[rows], np.full(rows.size, np.inf)
    at = np.maximum(np.floor(start[rows]), below + 1.0)
    stride = np.ones(rows.size)
    for _ in range(_MOST_STEPS):
        if rows.size == 0:
            break
        good = enough(at, rows)
        above, below = np.where(good, at, above), np.where(good, below, at)
        found = above - below <= 1.0
        if found.any():
            answer[rows[found]] = above[found]
            going = ~found
            rows, below, above = rows[going], below[going], above[going]
            at, stride, good = at[going], stride[going], good[going]
        galloping = np.where(good, np.maximum(at - stride, below + 1.0), at + stride)
        between = np.floor(0.5 * (below + above))
        open_side = np.isinf(above) | ((below == low[rows]) & (at - stride > below) & good)
        at = np.where(open_side, galloping, np.minimum(np.maximum(between, below + 1.0), above - 1.0))
        stride *= 2.0
    return answer
