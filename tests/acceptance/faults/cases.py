"""Scenarios of the drill as parameters of tests; the quick suite takes some of each kind.

Where many are alike the slow suite takes only some, too; the drill takes all.
"""

from collections.abc import Iterable, Sequence

import pytest
from _pytest.mark import ParameterSet

from ops.drills.scenario import Scenario


def cases(
    scenarios: Sequence[Scenario], quick: Iterable[str] = (), *, only: Iterable[str] = ()
) -> list[ParameterSet]:
    """One case each (or of `only` those named), slow but for those named in `quick`."""
    named, taken = set(quick), set(only) or {one.name for one in scenarios}
    assert named | taken <= {one.name for one in scenarios}
    slow = pytest.mark.slow
    return [
        pytest.param(one, id=one.name, marks=() if one.name in named else (slow,))
        for one in scenarios
        if one.name in taken
    ]
