"""How `./lotwise test` shares the tests among processes."""

import os

import pytest

from ops.testing import MOST_AT_ONCE, at_once


@pytest.mark.parametrize(
    ("cores", "given", "all_quick", "expected"),
    [
        (2, [], True, ["-n", "2", "--dist", "loadfile"]),
        (64, [], True, ["-n", str(MOST_AT_ONCE), "--dist", "loadfile"]),
        (1, [], True, []),
        (None, [], True, []),
        (2, ["tests/unit"], True, []),
        (2, [], False, []),
    ],
)
def test_the_quick_tests_are_shared_among_the_cores_and_no_others(
    monkeypatch: pytest.MonkeyPatch, cores: int | None, given: list[str], all_quick: bool, expected: list[str]
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert at_once(given, all_quick=all_quick) == expected
