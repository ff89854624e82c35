"""A message means only that there is work: however often it comes, each chunk is done once."""

import pytest

from ops.drills.messages import MESSAGES
from ops.drills.scenario import Scenario
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds


@pytest.mark.parametrize("scenario", cases(MESSAGES))
def test_messages_and_sweeps_too_many_change_nothing(holds: Holds, scenario: Scenario) -> None:
    holds(scenario)
