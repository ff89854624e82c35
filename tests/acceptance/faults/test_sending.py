"""Sending a sheet: an API that dies, the same request very often, a full disk."""

import pytest

from ops.drills.scenario import Scenario
from ops.drills.sending import SENDING
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds


@pytest.mark.parametrize("scenario", cases(SENDING))
def test_a_sheet_is_kept_whole_and_once_or_not_at_all(holds: Holds, scenario: Scenario) -> None:
    holds(scenario)
