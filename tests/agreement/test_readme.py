"""The README says what the code does."""

import re
import subprocess
import sys

import pytest

from core.settings import Settings
from ops.registry import COMMANDS
from ops.root import ROOT

README = (ROOT / "README.md").read_text()


def _default(name: str) -> str:
    default = Settings.model_fields[name].default
    text = str(default.get_secret_value() if hasattr(default, "get_secret_value") else default)
    return f"`{text}`" if text else ""


def test_the_settings_table_is_the_settings() -> None:
    rows = re.findall(r"^\| `(LOTWISE_\w+)` \| (.*?) ?\| (.*) \|$", README, re.MULTILINE)
    expected = [
        (f"LOTWISE_{name.upper()}", _default(name), field.description)
        for name, field in Settings.model_fields.items()
    ]
    assert rows == expected


def _commands_named() -> set[str]:
    table = re.findall(r"^\| `\./lotwise (\w+)[^`]*`((?:, `\w+`)*)", README, re.MULTILINE)
    named = {first for first, _ in table}
    for _, others in table:
        named |= set(re.findall(r"\w+", others))
    return named


def test_the_commands_table_is_the_command_line() -> None:
    assert _commands_named() == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help(name: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-P", "-m", "ops", name, "--help"],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    assert "Usage" in answer.stdout


def test_every_file_the_readme_links_to_is_there() -> None:
    targets = [target for target in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in target]
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_the_build_machine_runs_the_commands_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text()
    assert "./lotwise test\n" in script
    assert "./lotwise check\n" in script
    assert "./lotwise test " in README
    workflow = (ROOT / ".github/workflows/ci.yml").read_text()
    assert "run: .ci/run" in workflow
    uses = re.findall(r"uses: (\S+)", workflow)
    assert uses
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in uses)
