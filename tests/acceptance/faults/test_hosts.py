"""Two hosts in network namespaces of their own; one is cut off from PostgreSQL and Redis and joined again."""

import pytest

from ops.drills.hosts import HOSTS
from ops.drills.scenario import Scenario
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds


@pytest.mark.parametrize("scenario", cases(HOSTS, only=["cut-host-writing"]))
def test_another_host_does_the_work_of_one_that_is_cut_off_whose_late_writes_are_fenced(
    holds: Holds, scenario: Scenario
) -> None:
    holds(scenario)
