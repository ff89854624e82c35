"""Rounding up and down that forgives what binary fractions add.

1.1 / 0.1 is 11.000000000000002 in binary; rounding that up to 12 packs orders a pack too many.
"""

import numpy as np

from core.inventory.arrays import FloatLike, Numbers

# A billionth: far above what arithmetic adds (1e-15), far below any quantity a supplier would notice.
GUARD = 1e-9
_UNDER_HALF = 0.49


def ceil_guarded(value: FloatLike) -> Numbers:
    """Round up, unless the value is above a whole number by less than a billionth of itself.

    >>> float(ceil_guarded(1.1 / 0.1)), float(ceil_guarded(11.01)), float(ceil_guarded(1e12 + 1))
    (11.0, 12.0, 1000000000001.0)
    """
    result: Numbers = np.ceil(value - np.minimum(GUARD * np.abs(value), _UNDER_HALF))
    return result


def floor_guarded(value: FloatLike) -> Numbers:
    """Round down, unless the value is below a whole number by less than a billionth of itself.

    >>> float(floor_guarded(0.3 / 0.1)), float(floor_guarded(2.99)), float(floor_guarded(float("inf")))
    (3.0, 2.0, inf)
    """
    result: Numbers = np.floor(value + np.minimum(GUARD * np.abs(value), _UNDER_HALF))
    return result
