"""The bench of the API measures three running servers, and every answer of ours it counts is on record."""

import pytest

from ops.bench.api import measure
from ops.bench.http_load import Figures


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_bench_measures_all_three_and_finds_each_answer_on_record() -> None:
    speed = measure(seconds=0.5, rounds=1, connections=8)
    for figures in (speed.bare, speed.plain, speed.ours):
        assert isinstance(figures, Figures)
        assert set(figures.statuses) == {"200"}
        assert 0 < figures.p50_ms <= figures.p99_ms
    assert speed.recorded == speed.answered > 0
    assert speed.of_bare > 0
    assert speed.of_plain > 0
