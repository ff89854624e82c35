"""How `./lotwise test` gets what it needs and shares the tests among processes."""

import os
import subprocess
from pathlib import Path

import pytest

from ops import testing
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


def test_no_server_starts_by_being_installed_and_whoever_said_so_before_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "policy-rc.d"
    monkeypatch.setattr(testing, "NO_SERVICES", script)
    with testing.no_service_started():
        assert subprocess.run([script], check=False).returncode == 101
    assert not script.exists()
    script.write_text("somebody's own")
    with testing.no_service_started():
        assert script.read_text() == "somebody's own"
    assert script.read_text() == "somebody's own"
