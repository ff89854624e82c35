"""`./lotwise bench engine` measures what it says, and its exit status follows the wanted rate."""

import dataclasses
import json

import pytest
import typer
from typer.testing import CliRunner

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from ops.bench import engine
from ops.bench.catalogue import mixed_items


def test_the_catalogue_is_what_the_design_asks_for() -> None:
    """Mixed distributions, half by fill rate, a tenth with three price breaks, minimum and packs."""
    items = mixed_items(20_000, seed=1)
    by_fill_rate = ~(items["fill_rate"] != items["fill_rate"])
    assert by_fill_rate.mean() == pytest.approx(0.5, abs=0.02)
    tiers = (~(items["price_breaks_min_qty"] != items["price_breaks_min_qty"])).sum(axis=1)
    assert set(tiers.tolist()) == {0, 4}  # the base price and three breaks
    assert (tiers == 4).mean() == pytest.approx(0.1, abs=0.01)
    assert (items["order_multiple"][tiers == 4] == 12.0).all()
    assert (items["min_order_qty"][tiers == 4] == 24.0).all()
    row = decide(items, defaults=Defaults(), as_of=engine.AS_OF).columns
    assert set(row["distribution"]) == {"normal", "gamma", "poisson", "negative_binomial"}
    assert "error" not in set(row["status"])
    assert all(row["reason"])


def test_it_measures_and_exits_by_the_wanted_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The JSON holds every measurement; 0 where the rate is reached, 1 where not."""
    speed = engine.measure(2_000)
    app = typer.Typer()
    app.command()(engine.bench_engine)
    for rate, status in ((engine.WANTED_ROWS_PER_SECOND, 0), (engine.WANTED_ROWS_PER_SECOND - 1.0, 1)):
        made = dataclasses.replace(speed, decide_rows_per_second=rate)
        monkeypatch.setattr(engine, "measure", lambda *_, made=made, **__: made)
        result = CliRunner().invoke(app, ["--json"])
        assert result.exit_code == status
        report = json.loads(result.output)
        assert report["rows"] == 2_000
        assert sum(report["statuses"].values()) == 2_000
        assert min(value for name, value in report.items() if name.endswith("microseconds")) > 0.0
    assert "skipped" in CliRunner().invoke(app, []).output
