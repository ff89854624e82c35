"""Demand from real order lines: every SKU's demand, sigma and class against pandas and plain loops.

The second computation shares nothing with Lotwise but the sentences of `engine.md`: months from the first
one with a sale to the last one that is over, zeros in between, sample deviation, SBA for items sold less than
every 1.32 months, TSB after a gap of more than three intervals.
"""

from collections.abc import Callable
from math import isclose
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from tests.integration.catalogues.by_hand import decided, demand, made, put, ran
from tests.real_files.expectations import REAL_FILES

ALPHA = 0.1
FILES = REAL_FILES / "history"


def _retail(path: Path) -> pd.DataFrame:
    sheets = pd.concat(pd.read_excel(path, sheet_name=None, dtype={"StockCode": str}).values())
    return pd.DataFrame(
        {
            "sku": sheets["StockCode"].str.strip(),
            "location": "UK",
            "date": pd.to_datetime(sheets["InvoiceDate"]),
            "quantity": sheets["Quantity"].astype(float),
            "unit_cost": sheets["Price"].astype(float).clip(lower=0.01),
        }
    )


def _orders(path: Path) -> pd.DataFrame:
    lines = pd.read_excel(path)
    lines.columns = [str(name).strip().lower() for name in lines.columns]
    return pd.DataFrame(
        {
            "sku": lines["item"].astype(str),
            "location": lines["location"].astype(str),
            "date": pd.to_datetime(lines["due"]),
            "quantity": lines["quantity"].astype(float),
            "unit_cost": 2.0,
        }
    )


def _daily(path: Path) -> pd.DataFrame:
    days = pd.read_csv(path)
    return pd.DataFrame(
        {
            "sku": days["Product"].astype(str),
            "location": "shop",
            "date": pd.to_datetime(days["Date"]),
            "quantity": days["Units"].astype(float),
            "unit_cost": days["Price_USD"].astype(float),
        }
    )


def _month(path: Path) -> pd.DataFrame:
    sales = pd.read_csv(path)
    return pd.DataFrame(
        {
            "sku": sales["product_id"].astype(str),
            "location": sales["branch_id"].astype(str),
            "date": pd.to_datetime(sales["transaction_date"], format="mixed"),
            "quantity": sales["quantity_sold"].astype(float),
            "unit_cost": sales["unit_price"].astype(float),
        }
    )


Loader = Callable[[Path], pd.DataFrame]
LINES: list[tuple[str, Loader]] = [
    ("uci_online_retail_II_2sheets_500.xlsx", _retail),
    ("frepple_salesorders_fcst.xlsx", _orders),
    ("m1_daily_units_v3_promo.csv", _daily),
    ("izaj_sample_sales_month.csv", _month),
]


def _planned(months: list[float]) -> tuple[float, str]:
    """The demand of a month, and how it was found, from the months that count."""
    sales = [at for at, sold in enumerate(months) if sold > 0]
    mean = sum(months) / len(months)
    if not sales or len(months) / len(sales) < 1.32:
        return max(mean, 0.0), "mean"
    interval = len(months) / len(sales)
    first = sales[0]
    gap_estimate = interval if first == 0 else float(first + 1)
    probability, size, waited = 1.0 / gap_estimate, months[first], 1
    for sold in months[first + 1 :]:
        probability += ALPHA * ((sold > 0) - probability)
        if sold > 0:
            size += ALPHA * (sold - size)
            gap_estimate += ALPHA * (waited - gap_estimate)
            waited = 1
        else:
            waited += 1
    since = len(months) - 1 - sales[-1]
    if since > 3 * interval:
        return probability * size, "tsb"
    return size / gap_estimate * (1 - ALPHA / 2), "sba"


def _expected(lines: pd.DataFrame, last: pd.Period, window: int) -> pd.DataFrame:
    """A row an item: demand and deviation of a month, and its classes."""
    first = last - (window - 1)
    rows = []
    for _, own in lines.groupby(["sku", "location"]):
        sku, location = str(own["sku"].iloc[0]), str(own["location"].iloc[0])
        sold = own.groupby(own["date"].dt.to_period("M"))["quantity"].sum()
        begun = min(sold.index)
        months = [float(sold.get(month, 0.0)) for month in pd.period_range(max(first, begun), last)]
        before = bool((sold[sold.index < first] > 0).any())
        while not before and any(months) and months[0] == 0.0:
            months.pop(0)
        planned, how = _planned(months)
        deviation = pd.Series(months).std(ddof=1)
        cost = float(own["unit_cost"].median())
        rows.append((sku, location, planned, deviation, how, cost, planned * 12 * cost))
    columns = ["sku", "location", "demand", "demand_std", "how", "unit_cost", "value"]
    table = pd.DataFrame(rows, columns=columns)
    ranked = table.sort_values(["value", "sku"], ascending=[False, True])
    share = (ranked["value"].cumsum() - ranked["value"]) / ranked["value"].sum()
    table["abc"] = pd.cut(share, [-1, 0.8 - 1e-12, 0.95 - 1e-12, 2], labels=["A", "B", "C"])
    cv = table["demand_std"] / table["demand"]
    table["xyz"] = pd.cut(cv, [-1, 0.5 - 1e-12, 1 - 1e-12, 1e300], labels=["X", "Y", "Z"])
    return table


@pytest.mark.parametrize(("name", "load"), LINES, ids=[name for name, _ in LINES])
@pytest.mark.parametrize("window", [24, 6])
def test_demand_of_real_order_lines_is_what_pandas_makes_of_them(
    engine: Engine, name: str, load: Loader, window: int
) -> None:
    path = FILES / name
    if not path.exists():
        pytest.skip(f"{path} is not here: the real files are no part of the project")
    lines = load(path)
    of = made(engine)
    costs = lines.groupby(["sku", "location"], as_index=False)["unit_cost"].median()
    put(
        engine,
        of,
        *(
            {
                "sku": row.sku,
                "location": row.location,
                "unit_cost": float(row.unit_cost),
                "order_cost": 5.0,
                "holding_rate": 0.2,
            }
            for row in costs.itertuples()
        ),
    )
    sent = [
        {"sku": row.sku, "location": row.location, "date": f"{row.date:%Y-%m-%d}", "quantity": row.quantity}
        for row in lines.itertuples()
    ]
    assert demand(engine, of, *sent)["taken"] == len(lines)
    last = lines["date"].max().to_period("M")
    as_of = (last + 1).start_time.date().replace(day=15)
    from core.job_options import RunOptions

    job = ran(engine, of, as_of=as_of, how=RunOptions(window_months=window))
    found = decided(engine, job.id).select(
        "sku", "location", "demand", "demand_std", "period", "abc_class", "xyz_class"
    )
    expected = _expected(lines, last, window).set_index(["sku", "location"])
    assert found.height == len(expected)
    for sku, at, planned, deviation, period, abc, xyz in found.iter_rows():
        row = expected.loc[(sku, at)]
        assert period == "month"
        assert isclose(planned, row["demand"], rel_tol=1e-9, abs_tol=1e-9), (sku, at, row["how"])
        if deviation is None:
            assert pd.isna(row["demand_std"]), (sku, at)
        else:
            assert isclose(deviation, row["demand_std"], rel_tol=1e-9, abs_tol=1e-9), (sku, at)
        assert abc == row["abc"], (sku, at)
        assert xyz == (None if pd.isna(row["xyz"]) else row["xyz"]), (sku, at)


def test_the_files_have_returns_gaps_and_each_way_to_forecast() -> None:
    """Else the test above would show less than it says."""
    seen: set[str] = set()
    returns = 0
    for name, load in LINES:
        path = FILES / name
        if not path.exists():
            pytest.skip(f"{path} is not here: the real files are no part of the project")
        lines = load(path)
        returns += int((lines["quantity"] < 0).sum())
        last = lines["date"].max().to_period("M")
        for window in (24, 6):
            seen |= set(_expected(lines, last, window)["how"])
    assert returns > 0
    assert {"mean", "sba"} <= seen
