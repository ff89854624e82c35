"""What drills compare with: the same for every process, and compared to the last bit."""

from pathlib import Path

import polars as pl
import pytest

from ops.drills.compare import differences
from ops.drills.sheets import Outcome, write


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return write(tmp_path_factory.mktemp("sheet") / "skus.csv", 400, 90).outcome()


def test_a_sheet_has_a_decision_for_every_row_and_four_mistakes(outcome: Outcome) -> None:
    assert (outcome.frame.height, outcome.rows_ok, outcome.rows_failed) == (400, 396, 4)
    assert sorted({row for row, _, _ in outcome.errors}) == [39, 120, 121, 335]


def test_how_a_sheet_is_cut_changes_nothing(tmp_path: Path) -> None:
    one = write(tmp_path / "one.csv", 400, 90, mistakes=False).outcome()
    other = write(tmp_path / "other.csv", 400, 1_000, mistakes=False).outcome()
    assert differences(other.frame, one.frame) == []


def test_the_order_of_rows_does_not_matter_but_each_is_to_be_there_once(outcome: Outcome) -> None:
    frame = outcome.frame
    assert differences(frame.reverse(), frame) == []
    assert differences(frame.head(399), frame) == ["rows missing: 401"]
    assert differences(frame.head(399), frame, is_part=True) == []
    assert differences(frame, frame.head(399)) == ["rows nobody sent: 401"]
    assert differences(pl.concat([frame, frame.head(1)]), frame) == ["rows there twice: 2, 2"]


@pytest.mark.parametrize("value", [-0.0, 5e-324, None])
def test_one_bit_is_a_difference(outcome: Outcome, value: float | None) -> None:
    expected = outcome.frame.with_columns(pl.lit(0.0).alias("total_cost"))
    found = expected.with_columns(
        pl.when(pl.col("row_no") == 9).then(pl.lit(value)).otherwise("total_cost").alias("total_cost")
    )
    assert differences(found, expected) == ["total_cost differs in rows: 9"]


def test_the_order_of_the_keys_of_json_is_no_difference(outcome: Outcome) -> None:
    first = outcome.frame.with_columns(pl.lit('{"a": 1, "b": 2}').alias("other"))
    second = outcome.frame.with_columns(pl.lit('{"b":2,"a":1}').alias("other"))
    third = outcome.frame.with_columns(pl.lit('{"b":2,"a":3}').alias("other"))
    assert differences(first, second) == []
    assert differences(first, third)[0].startswith("other differs in rows: 2, 3")
