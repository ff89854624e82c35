"""Scenarios of the drill as parameters of tests; the quick suite takes some of each kind."""

from collections.abc import Iterable, Sequence

import pytest
from _pytest.mark import ParameterSet

from ops.drills.scenario import Scenario


def cases(scenarios: Sequence[Scenario], quick: Iterable[str] = ()) -> list[ParameterSet]:
    """One case each, slow but for those named in `quick`."""
    named = set(quick)
    assert named <= {one.name for one in scenarios}
    slow = pytest.mark.slow
    return [pytest.param(one, id=one.name, marks=() if one.name in named else (slow,)) for one in scenarios]
