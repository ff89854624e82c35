"""What the importer makes of each made file is what its maker says, within the limits of a job."""

import sys
from pathlib import Path

import pytest

from tests.real_files.judged_made import made_disagreements
from tests.real_files.made import Made
from tests.real_files.makers import MADE
from tests.real_files.measured import measured
from tests.real_files.outcome import in_a_line, outcome_of

_MOST_SECONDS = 20.0  # of work: by the clock only where no neighbour has the processor
# A reader beyond 2 GB is ended within the twentieth of a second in which its watch looks.
_MOST_BYTES = (2 << 30) + (256 << 20)
_FILES = [pytest.param(made, id=made.name, marks=[pytest.mark.slow] if made.is_slow else []) for made in MADE]


@pytest.mark.parametrize("made", _FILES)
def test_a_made_file_ends_as_is_right_within_twenty_seconds_and_two_gigabytes(
    made: Made, tmp_path: Path
) -> None:
    path = tmp_path / made.name
    made.make(path)
    with measured() as taken:
        found = outcome_of(path, is_limited=True)
    sys.stdout.write(f"{in_a_line(made.name, found)} | {taken}\n")
    assert not list(made_disagreements(made, found))
    assert taken.memory_bytes < _MOST_BYTES
    assert made.is_slow or taken.work_seconds < _MOST_SECONDS
