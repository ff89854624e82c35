"""PostgreSQL and Redis die, are emptied, or stay away for a while."""

import pytest

from ops.drills.scenario import Scenario
from ops.drills.servers_lost import POSTGRESQL, REDIS, away
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

REDIS_AWAY_SECONDS = 10.0  # the drill takes 30
PHASES = ("crash-postgresql-computing", "restart-postgresql-finishing")


@pytest.mark.parametrize("scenario", cases(REDIS, only=["flush-redis-computing", "empty-redis"]))
def test_an_emptied_redis_loses_no_job(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 1


@pytest.mark.slow
def test_a_job_sent_without_redis_is_kept_and_starts_by_itself_within_ten_seconds_of_its_return(
    holds: Holds,
) -> None:
    holds(away(REDIS_AWAY_SECONDS))


@pytest.mark.parametrize("scenario", cases(POSTGRESQL, only=PHASES))
def test_a_job_goes_on_when_postgresql_is_back_and_no_attempt_is_counted(
    holds: Holds, scenario: Scenario
) -> None:
    assert holds(scenario).attempts == 1
