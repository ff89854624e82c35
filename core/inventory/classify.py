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
    names, keys = currency.astype("U"), sku.astype("U")
    result: Words = _ABC[rank_codes(annual_value, _dense(names), _dense(keys), a, b)]
    return result


def rank_codes(
    annual_value: Numbers,
    currency: npt.NDArray[np.integer],
    order: npt.NDArray[np.integer] | None = None,
    a: float = A_SHARE,
    b: float = B_SHARE,
) -> npt.NDArray[np.int8]:
    """Return `rank` as codes 0 A, 1 B, 2 C, 3 none, from currencies as numbers and skus by their order.

    Without `order` ties keep the given order. For millions of items: eight bytes an item beside the values.

    >>> rank_codes(np.array([5.0, 80.0, 10.0, 5.0]), np.zeros(4, int), np.array([3, 0, 1, 2])).tolist()
    [2, 0, 1, 1]
    """
    known = ~np.isnan(annual_value)
    classes = np.full(annual_value.size, 3, dtype=np.int8)
    for money in np.unique(currency[known]):
        rows = np.flatnonzero(known & (currency == money))
        values = annual_value[rows]
        if order is None:
            rows = rows[np.argsort(-values, kind="stable")]
        else:
            rows = rows[np.lexsort((order[rows], -values))]
        classes[rows] = _by_share(annual_value[rows], a, b)
    return classes


def _dense(names: npt.NDArray[np.str_]) -> npt.NDArray[np.intp]:
    return np.unique(names, return_inverse=True)[1]


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
    result: Words = _XYZ[xyz_codes(monthly_cv)]
    return result


def xyz_codes(monthly_cv: Numbers) -> npt.NDArray[np.int8]:
    """Return `xyz` as codes 0 X, 1 Y, 2 Z, 3 none."""
    code = (monthly_cv >= X_CV) * 1 + (monthly_cv >= Y_CV) * 1
    return np.where(np.isnan(monthly_cv), 3, code).astype(np.int8)


def _by_share(ranked: Numbers, a: float, b: float) -> npt.NDArray[np.intp]:
    total = ranked.cumsum()
    before = total - ranked
    # A billionth of the total forgives what adding many values leaves.
    limit = total[-1] * 1e-9 if ranked.size else 0.0
    whole = total[-1] if ranked.size else 0.0
    return (before >= a * whole - limit) * 1 + (before >= b * whole - limit) * 1
