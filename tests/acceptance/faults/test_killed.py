"""kill -9: of a pool child, a whole worker, the API, beat, and whoever sweeps."""

import pytest

from ops.drills.building import BUILDING
from ops.drills.killing import API, BEAT, CHILDREN, RAISING, WORKERS
from ops.drills.scenario import Scenario
from tests.acceptance.faults.cases import cases
from tests.acceptance.faults.conftest import Holds

QUICK = ("kill-child-compute.in_copy",)
POINTS = (
    *QUICK,
    "kill-child-finish.in_transaction",
    "kill-child-read.chunk_added",
    "kill-child-reader.row",
    "kill-child-compute.after_commit_before_publish",
    "kill-child-finish.after_close",
)


@pytest.mark.parametrize("scenario", cases(CHILDREN, QUICK, only=POINTS))
def test_a_killed_child_loses_and_doubles_no_row(holds: Holds, scenario: Scenario) -> None:
    holds(scenario)


@pytest.mark.parametrize("scenario", cases(RAISING, only=["error-compute.copied"]))
def test_an_error_nobody_expects_is_tried_again(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 2


@pytest.mark.parametrize(
    "scenario",
    cases(WORKERS, only=["kill-worker-computing", "lose-worker-reading"]),
)
def test_a_killed_workers_job_is_finished_by_itself_or_another(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 2


@pytest.mark.parametrize("scenario", cases(API, only=["kill-api-computing"]))
def test_a_job_does_not_need_the_api(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 1


@pytest.mark.parametrize("scenario", cases(BEAT, only=["kill-beat-computing", "kill-sweeper"]))
def test_a_job_does_not_need_beat(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 2


@pytest.mark.parametrize("scenario", cases(BUILDING, only=["kill-builder-export.stored"]))
def test_a_workbook_whose_builder_is_killed_is_built_again(holds: Holds, scenario: Scenario) -> None:
    assert holds(scenario).attempts == 2
