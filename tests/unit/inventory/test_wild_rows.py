"""What must hold for every row, however absurd: no input makes NaN, infinity or an exception."""

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.inventory.fields import DECISION_FIELDS, ITEM_FIELDS, Kind
from tests.unit.inventory.rows import Row, decide_rows

STATUSES = {"ok", "warning", "no_demand", "do_not_stock", "infeasible", "error"}

wild = st.one_of(
    st.none(),
    st.floats(allow_nan=False, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 1e-300, 1e300, -1.0, 5e-324, 1.7e308, 0.95, 1.0, 95.0]),
    st.floats(0.001, 1e4),
)
NUMBERS = [field.name for field in ITEM_FIELDS if field.kind is Kind.NUMBER]
wild_rows = st.fixed_dictionaries(
    {"demand": wild, "order_cost": wild, "unit_cost": wild, "holding_rate": wild},
    optional={
        name: wild for name in NUMBERS if name not in ("demand", "order_cost", "unit_cost", "holding_rate")
    }
    | {
        "allow_backorders": st.booleans(),
        "unit": st.sampled_from(["pcs", "kg", None, "?"]),
        "policy": st.sampled_from(["reorder_point", "order_up_to", None]),
        "distribution": st.sampled_from(["auto", "normal", "gamma", "poisson", "negative_binomial", None]),
        "period": st.sampled_from(["day", "week", "month", "quarter", "year", None]),
        "discount": st.sampled_from(["all_units", "incremental", None]),
        "price_breaks": st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(0.01, 1e5)), max_size=3),
    },
)


@given(st.lists(wild_rows, min_size=1, max_size=4))
@settings(max_examples=400, deadline=None)
def test_no_input_makes_nan_infinity_or_an_exception(rows: list[Row]) -> None:
    """Whatever is typed, every decision is a known status with a reason and finite or absent numbers."""
    decisions = decide_rows(*rows)
    assert set(decisions.columns) == {field.name for field in DECISION_FIELDS}
    for field in DECISION_FIELDS:
        _check_column(field.kind, decisions.columns[field.name], len(rows))
    assert set(decisions.columns["status"]) <= STATUSES
    assert all(isinstance(reason, str) and reason for reason in decisions.columns["reason"])
    refused = {
        int(row) for problem in decisions.problems if problem.severity == "error" for row in problem.rows
    }
    assert {row for row, status in enumerate(decisions.columns["status"]) if status == "error"} == refused
    for problem in decisions.problems:
        assert len(problem.rows) == len(problem.values) == len(problem.messages) > 0
        assert "nan" not in " ".join(problem.messages).lower().split()
    for row in refused:
        for field in DECISION_FIELDS:
            if field.kind is Kind.NUMBER:
                assert math.isnan(decisions.columns[field.name][row]), field.name


def _check_column(kind: Kind, column: "np.ndarray[Any, Any]", rows: int) -> None:
    assert column.shape == (rows,)
    match kind:
        case Kind.NUMBER:
            assert column.dtype == np.float64
            assert not np.isinf(column).any()
        case Kind.FLAG:
            assert column.dtype == np.int8
            assert set(column.tolist()) <= {-1, 0, 1}
        case Kind.DATE:
            assert column.dtype == np.dtype("datetime64[D]")
        case _:
            assert all(value is None or isinstance(value, str) for value in column)
