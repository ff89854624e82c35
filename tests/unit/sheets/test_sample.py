"""The generator of realistic catalogues."""

import hashlib
from pathlib import Path

import pytest

from core.sheets.summary import summarise
from core.sheets.writing.sample import MISTAKES, sample, write_sample
from tests.unit.sheets.files import decide_file, read_file

SAMPLES = Path(__file__).resolve().parents[3] / "samples"


def test_the_same_seed_gives_the_same_catalogue_and_another_another() -> None:
    assert sample(50, 3).equals(sample(50, 3))
    assert not sample(50, 3).equals(sample(50, 4))


def test_the_samples_in_the_project_are_what_the_generator_makes(tmp_path: Path) -> None:
    write_sample(sample(300, 7), tmp_path / "skus.xlsx", mistakes=MISTAKES)
    write_sample(sample(12, 5), tmp_path / "small.csv")
    made, kept = read_file(tmp_path / "skus.xlsx"), read_file(SAMPLES / "skus.xlsx")
    assert made.frame.equals(kept.frame)
    for name in ("small.csv",):
        digests = [hashlib.sha256((folder / name).read_bytes()).hexdigest() for folder in (tmp_path, SAMPLES)]
        assert digests[0] == digests[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_row_is_understood_and_decided_and_some_are_due(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"sample.{kind}"
    write_sample(sample(2_000, 11), path)
    found = decide_file(path)
    assert all(column.field for column in found.understanding.columns)
    assert found.errors == ()
    summary = summarise(found.frames)
    assert 0.08 < summary.order_now / summary.rows < 0.18
    assert len(summary.suppliers) >= 8


def test_few_items_make_most_of_the_value() -> None:
    frame = sample(5_000, 1)
    value = sorted((frame["Annual demand"] * frame["Unit cost"]).to_list(), reverse=True)
    assert sum(value[:1_000]) > 0.7 * sum(value)
