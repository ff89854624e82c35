"""What a scenario assumes: on defaults, in words, kept in a job's options, and refused."""

from datetime import date

import pytest

from core.errors import InvalidOption
from core.inventory.defaults import Defaults
from core.job_options import JobOptions
from core.scenario import Assumptions, Scenario

DEFAULTS = Defaults(order_cost=40.0, holding_rate=0.2, lead_time_days=10.0, demand_cv=0.3)


def test_what_is_assumed_of_items_without_a_value_changes_too() -> None:
    what = Assumptions(
        order_cost_percent=50.0, holding_percent=-10.0, lead_time_days_add=-12.0, service_level=0.9
    )
    found = what.on(DEFAULTS)
    assert found.order_cost == pytest.approx(60.0)
    assert found.holding_rate == pytest.approx(0.18)
    assert (found.lead_time_days, found.service_level, found.demand_cv) == (0.0, 0.9, 0.3)


def test_a_value_is_assumed_where_nothing_was_and_a_change_of_nothing_is_nothing() -> None:
    found = Assumptions(order_cost=5.0, holding_percent=50.0, lead_time_days_percent=50.0).on(Defaults())
    assert (found.order_cost, found.holding_rate, found.lead_time_days) == (5.0, None, None)


def test_a_change_of_0_percent_is_no_change() -> None:
    nothing = Assumptions(order_cost_percent=0.0, holding_percent=0.0, lead_time_days_percent=0.0)
    assert nothing.on(DEFAULTS) == DEFAULTS


def test_it_is_kept_in_the_options_of_a_job_beside_the_real_defaults() -> None:
    what = Assumptions(demand_percent=-5.0, order_cost=7.0)
    scenario = Scenario(name="less", assumptions=what, defaults=DEFAULTS)
    options = JobOptions(as_of=date(2026, 11, 22), defaults=what.on(DEFAULTS), scenario=scenario)
    back = JobOptions.from_json(options.to_json())
    assert back == options
    assert back.baseline() == JobOptions(as_of=date(2026, 11, 22), defaults=DEFAULTS)
    assert back.baseline().baseline() == back.baseline()


def test_words_of_every_assumption() -> None:
    given = dict.fromkeys(Assumptions.__dataclass_fields__, 0.5)
    assert len(Assumptions(**given).words()) == len(given)
    assert Scenario(
        name="x", assumptions=Assumptions(lead_time_days_add=-3.0), defaults=DEFAULTS
    ).words() == ("Scenario x: lead time -3 days.")


@pytest.mark.parametrize(
    ("what", "field", "code"),
    [
        (Assumptions(), "assumptions", "nothing_assumed"),
        (
            Assumptions(lead_time_days_add=1.0, lead_time_days_percent=1.0),
            "assumptions.lead_time_days_percent",
            "assumed_twice",
        ),
    ],
)
def test_nothing_and_the_same_twice_are_refused(what: Assumptions, field: str, code: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        what.check()
    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.remedy
