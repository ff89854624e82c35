"""Which distribution lead-time demand has: as the sheet says, else judged from its mean and spread."""

from types import ModuleType

import numpy as np

from core.inventory import gamma, negative_binomial, normal, poisson
from core.inventory.arrays import Codes, FloatLike, Mask, Numbers, Words

NONE, DETERMINISTIC, NORMAL, GAMMA, POISSON, NEGATIVE_BINOMIAL = range(6)
NAMES: Words = np.array(
    [None, "deterministic", "normal", "gamma", "poisson", "negative_binomial"], dtype=object
)
# What a sheet may say; "deterministic" is what a decisions sheet says, uploaded again.
WORDS = {"auto": NONE, **{name: code for code, name in enumerate(NAMES) if name is not None}}
MODELS: dict[int, ModuleType] = {
    NORMAL: normal,
    GAMMA: gamma,
    POISSON: poisson,
    NEGATIVE_BINOMIAL: negative_binomial,
}
DISCRETE = (POISSON, NEGATIVE_BINOMIAL)

# Below this mean single pieces count, and a continuous distribution misses the service.
SLOW_MOVER_MEAN = 10.0
POISSON_LOW, POISSON_HIGH = 0.9, 1.1
_ERRATIC_CV = 0.5
# A variance above the mean by less is Poisson: r = mu^2/(sigma^2 - mu) would be noise.
LEAST_BURST = 1.0 + 1e-6


def choose(mean: Numbers, std: Numbers, is_whole: Mask, slow_below: FloatLike = SLOW_MOVER_MEAN) -> Codes:
    """Return the distribution of lead-time demand of each item, as a code (`NAMES`).

    Whole-unit items with a mean below `slow_below`: Poisson if 0.9 sqrt(mu) <= sigma <= 1.1 sqrt(mu),
    negative binomial above, normal below. Others: gamma when sigma/mu > 0.5, else normal. No spread:
    deterministic. A recalculation that knows the former choice passes 11 for a formerly discrete item and 9
    for another, so that an item at the border does not change with every run.

    >>> mean, std = np.array([4.0, 4.0, 40.0, 40.0]), np.array([2.0, 3.0, 9.0, 30.0])
    >>> NAMES[choose(mean, std, np.full(4, True))].tolist()
    ['poisson', 'negative_binomial', 'normal', 'gamma']
    """
    chosen = np.where(std > _ERRATIC_CV * mean, GAMMA, NORMAL)
    slow = is_whole & (mean < slow_below)
    if slow.any():
        root = np.sqrt(mean)
        burst = np.where(std > POISSON_HIGH * root, NEGATIVE_BINOMIAL, POISSON)
        chosen = np.where(slow, np.where(std < POISSON_LOW * root, NORMAL, burst), chosen)
    result: Codes = np.where(std > 0.0, chosen, np.where(std == 0.0, DETERMINISTIC, NONE)).astype(np.int8)
    return result
