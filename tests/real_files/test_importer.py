"""What the importer makes of each real file is what is written down about it, from other readers."""

import sys

import pytest

from tests.real_files.expectations import Expectation, every_file
from tests.real_files.judged import disagreements
from tests.real_files.outcome import in_a_line, outcome_of

_FILES = [pytest.param(entry, id=f"{entry.group}/{entry.name}") for entry in every_file()]


@pytest.mark.parametrize("entry", _FILES)
def test_a_real_file_is_understood_asked_about_or_refused_as_is_right(entry: Expectation) -> None:
    if entry.absent:
        pytest.skip(entry.absent)
    found = outcome_of(entry.path)
    sys.stdout.write(f"{in_a_line(f'{entry.group}/{entry.name}', found)}\n")  # the table, with -s
    assert not list(disagreements(entry, found))
