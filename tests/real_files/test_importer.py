"""What the importer makes of each real file is what is written down about it, from other readers."""

import sys

import pytest

from tests.real_files.expectations import Expectation, every_file
from tests.real_files.judged import disagreements, outcome_of, told_in_a_line

_FILES = [pytest.param(entry, id=f"{entry.group}/{entry.name}") for entry in every_file()]


@pytest.mark.parametrize("entry", _FILES)
def test_a_real_file_is_understood_asked_about_or_refused_as_is_right(entry: Expectation) -> None:
    if entry.absent:
        pytest.skip(entry.absent)
    found = outcome_of(entry.path)
    sys.stdout.write(f"{told_in_a_line(entry, found)}\n")  # the table, with -s
    assert not list(disagreements(entry, found))
