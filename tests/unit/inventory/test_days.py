"""Which days a decision may be for."""

import datetime as dt

import numpy as np
import pytest

from core.errors import InvalidItem
from core.inventory.decide import decide


@pytest.mark.parametrize("as_of", [dt.date.min, dt.date(1899, 12, 31), dt.date(3000, 1, 1), dt.date.max])
def test_a_day_no_planner_means_is_refused(as_of: dt.date) -> None:
    """A century around it must still fit a calendar."""
    with pytest.raises(InvalidItem, match="as_of is"):
        decide({"demand": np.array([10.0]), "on_hand": np.array([1.0])}, as_of=as_of)


@pytest.mark.parametrize("as_of", [dt.date(1900, 1, 1), dt.date(2999, 12, 31)])
def test_the_first_and_the_last_day_have_dates_around_them(as_of: dt.date) -> None:
    """A stockout a century later is a date Python knows."""
    plain = {"demand": [10.0], "order_cost": [1.0], "holding_cost": [1.0], "lead_time_days": [1.0]}
    columns = {name: np.array(value) for name, value in (plain | {"on_hand": [999.0]}).items()}
    (day,) = decide(columns, as_of=as_of).columns["stockout_date"].tolist()
    assert isinstance(day, dt.date)
