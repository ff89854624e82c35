"""ABC by annual purchase value and XYZ by variation: ranked once over a whole job."""

import numpy as np
import numpy.typing as npt

from core.inventory.arrays import Numbers, Words

A_SHARE, B_SHARE = 0.80, 0.95
X_CV, Y_CV = 0.5, 1.0
_ABC: Words = np.array(["A", "B", "C", None], dtype=object)
_XYZ: Words = np.array(["X", "Y", "Z", None], dtype=object)


def rank(annual_value: Numbers, currency: Words, sku: Words, a: float = A_SHARE, b: float = B_SHARE) -> Words:
    """Return the ABC class of each item, per currency.

    Items are ranked by D * unit_cost, ties by sku; an item's class goes by the cumulative share *before* it,
    so the item that crosses a border belongs to the higher class and class A is never empty. No value, no
    class.

    Source: Silver, Pyke and Thomas, 4th ed., section 2.5 (the idea); shares before the item are ours.

    >>> euro, skus = np.full(4, "EUR", object), np.array(["d", "a", "b", "c"], object)
    >>> rank(np.array([5.0, 80.0, 10.0, 5.0]), euro, skus).tolist()
    ['C', 'A', 'B', 'B']
    """
    known = ~np.isnan(annual_value)
    classes = np.full(annual_value.size, 3, dtype=np.intp)
    names = currency.astype("U")
    keys = sku.astype("U")
    for money in np.unique(names[known]):
        rows = np.flatnonzero(known & (names == money))
        rows = rows[np.lexsort((keys[rows], -annual_value[rows]))]
        classes[rows] = _by_share(annual_value[rows], a, b)
    result: Words = _ABC[classes]
    return result


def share_classes(annual_value: Numbers, a: float = A_SHARE, b: float = B_SHARE) -> Words:
    """Return the ABC class of each item of one currency, ties in the given order.

    >>> share_classes(np.array([80000.0, 10000, 5000, 3000, 1500, 500])).tolist()
    ['A', 'B', 'B', 'C', 'C', 'C']
    """
    order = np.argsort(-annual_value, kind="stable")
    classes = np.empty(annual_value.size, dtype=np.intp)
    classes[order] = _by_share(annual_value[order], a, b)
    result: Words = _ABC[classes]
    return result


def xyz(monthly_cv: Numbers) -> Words:
    """Return X below a coefficient of variation of 0.5 a month, Y below 1, else Z; None where it is unknown.

    >>> xyz(np.array([0.2, 0.5, 1.0, np.nan])).tolist()
    ['X', 'Y', 'Z', None]
    """
    code = (monthly_cv >= X_CV) * 1 + (monthly_cv >= Y_CV) * 1
    result: Words = _XYZ[np.where(np.isnan(monthly_cv), 3, code)]
    return result


def _by_share(ranked: Numbers, a: float, b: float) -> npt.NDArray[np.intp]:
    total = ranked.cumsum()
    before = total - ranked
    # A billionth of the total forgives what adding many values leaves.
    limit = total[-1] * 1e-9 if ranked.size else 0.0
    whole = total[-1] if ranked.size else 0.0
    return (before >= a * whole - limit) * 1 + (before >= b * whole - limit) * 1
