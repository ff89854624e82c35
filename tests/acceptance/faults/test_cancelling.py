"""Cancelling ends a job in every phase, whatever its workers do."""

import pytest

from ops.drills.cancelling import CANCELLING
from ops.drills.scenario import Scenario
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

PHASES = ("cancel-reading", "cancel-computing", "cancel-frozen-finishing")


@pytest.mark.parametrize("scenario", cases(CANCELLING, only=PHASES))
def test_a_cancelled_job_ends_within_seconds_and_keeps_only_whole_chunks(
    holds: Holds, scenario: Scenario
) -> None:
    holds(scenario)
