"""The house rules that a program can check."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops.root import ROOT

FOLDERS = ("core", "api", "worker", "ui", "ops", "tests")
MOST_LINES = 250  # about 200, and some patience
MOST_LINES_OF_TESTS = 300  # cases are many and simple
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "base", "common", "misc"}


def _modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def test_the_import_contracts_hold() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def test_rooms_are_small() -> None:
    too_large = {}
    for path in _modules(*FOLDERS):
        name = path.relative_to(ROOT)
        if "migrations/versions" in str(name):  # one change of the schema, however many tables it has
            continue
        lines = len(path.read_text().splitlines())
        if lines > (MOST_LINES_OF_TESTS if name.parts[0] == "tests" else MOST_LINES):
            too_large[str(name)] = lines
    assert too_large == {}


def test_no_room_is_named_after_nothing() -> None:
    assert [str(path) for path in _modules(*FOLDERS) if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize("folder", ["ui"])
def test_streamlit_finds_nothing_of_another_name(folder: str) -> None:
    # Streamlit puts ui/ first on sys.path: a file there would hide a module of the same name.
    taken = set(sys.stdlib_module_names) | set(FOLDERS)
    names = {path.stem if path.is_file() else path.name for path in (ROOT / folder).iterdir()}
    assert names & taken == set()


SQL = re.compile(
    r"\s*(SELECT\b.+\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|WITH \w+ AS)\b",
    re.IGNORECASE | re.DOTALL,
)


def _texts(path: Path) -> list[ast.Constant]:
    nodes = ast.walk(ast.parse(path.read_text()))
    return [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_sql_lives_in_one_place() -> None:
    strays = [
        f"{path.relative_to(ROOT)}:{text.lineno}"
        for path in _modules("api", "worker", "ui")
        for text in _texts(path)
        if SQL.match(str(text.value))
    ]
    assert strays == []


def test_nothing_committed_names_this_machine_or_a_package_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    words = ("/".join(("", "work", "")), "files.python" + "hosted", "pypi" + ".org", "index" + "-url =")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.suffix in {".png", ".xlsx", ".jpg", ".svg"} or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [f"{name}: {word}" for word in words if word in text]
    assert found == []
