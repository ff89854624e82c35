"""Who sends little waits little: beside a million rows, beside large files being read, beside other users."""

from collections.abc import Iterator

import pytest

from ops.drills.load import LOAD, USERS
from ops.drills.scenario import Scenario, perform
from ops.drills.site import Site, opened, scratch
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def large_site() -> Iterator[Site]:
    """One with chunks as large as usual."""
    with scratch() as folder, opened(folder, changes=dict(LOAD[0].settings)) as made:
        yield made


@pytest.mark.parametrize("scenario", cases(LOAD))
def test_fifty_rows_beside_a_million_end_within_five_seconds(large_site: Site, scenario: Scenario) -> None:
    result = perform(large_site, scenario)
    assert result.is_good, "\n".join(result.complaints)


@pytest.mark.parametrize("scenario", cases(USERS))
def test_twenty_users_who_upload_at_once_take_turns(holds: Holds, scenario: Scenario) -> None:
    holds(scenario)
