"""Stock units into the units a supplier sells: always rounded up."""

import numpy as np

from core.inventory.arrays import FloatLike, Numbers
from core.inventory.rounding import ceil_guarded


def round_up(required: FloatLike, units_per_purchase_unit: FloatLike, decimals: int = 0) -> Numbers:
    """Return how many purchase units cover a requirement, rounded up at the given decimals.

    Rounding to the nearest orders too little: 50,000 g are 110.2312 lb, and 110.231 lb are not enough.

    Source: frappe/erpnext issue 58813 (the numbers).

    >>> float(round_up(50000.0, 453.59237, 3)), float(round_up(96.0, 12.0))
    (110.232, 8.0)
    """
    scale = 10.0**decimals
    result: Numbers = np.asarray(ceil_guarded(required / units_per_purchase_unit * scale) / scale)
    return result
