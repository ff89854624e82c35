"""What is far off the rest of its sheet is doubted, and decided on all the same."""

import numpy as np
import numpy.typing as npt

from core.inventory.decide import decide
from core.inventory.problems import Problem
from tests.unit.inventory.rows import AS_OF

Columns = dict[str, npt.NDArray[np.generic]]
COSTS = np.array([40.0, 801.0, 1.9, 800.0, 2.0, np.nan])


def items(**more: float) -> Columns:
    given = {"demand": 1200.0, "unit_cost": 8.0, "holding_rate": 0.25} | more
    return {"order_cost": COSTS} | {name: np.full(COSTS.size, value) for name, value in given.items()}


def doubts(columns: Columns) -> list[Problem]:
    found = decide(columns, as_of=AS_OF).problems
    return [problem for problem in found if problem.code == "far_off_median"]


def test_an_order_cost_more_than_twenty_times_off_the_median_is_doubted() -> None:
    """Either way; at twenty times exactly it is not."""
    (doubt,) = doubts(items(order_cost_median=40.0))
    assert (doubt.field, doubt.severity, doubt.rows.tolist()) == ("order_cost", "warning", [1, 2])
    assert doubt.messages[0] == "order_cost 801 is more than 20 times off the median 40 of the sheet"


def test_a_volume_is_doubted_from_a_thousand_times_on() -> None:
    """Units of volume are mixed up by powers of ten."""
    (doubt,) = doubts(items(order_cost_median=np.nan, unit_volume=2.0, unit_volume_median=0.001))
    assert doubt.field == "unit_volume"


def test_the_median_never_changes_a_decision() -> None:
    """It doubts, it does not decide; only status and warnings tell of it."""
    alone, beside = decide(items(), as_of=AS_OF), decide(items(order_cost_median=40.0), as_of=AS_OF)
    for name, column in alone.columns.items():
        if name not in {"status", "warnings"}:
            np.testing.assert_array_equal(column, beside.columns[name])


def test_a_median_without_its_field_says_nothing() -> None:
    """A sheet whose every order cost is assumed has none to compare."""
    columns = items(order_cost_median=40.0)
    del columns["order_cost"]
    assert doubts(columns) == []
