"""SIGSTOP past the lease, then SIGCONT: the woken process is fenced."""

import pytest

from ops.drills.freezing import FREEZING
from ops.drills.scenario import Scenario
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

CASES = ("freeze-child-computing", "freeze-child-writing", "freeze-worker-computing")


@pytest.mark.parametrize("scenario", cases(FREEZING, only=CASES))
def test_a_process_that_wakes_past_its_lease_changes_nothing(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 2
