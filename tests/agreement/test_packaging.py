"""An application with locks that install anywhere."""

import re
import tomllib

import pytest

from ops.root import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = {
    "app": PROJECT["project"]["dependencies"],
    "local": PROJECT["project"]["optional-dependencies"]["embedded"],
    "dev": PROJECT["project"]["optional-dependencies"]["dev"],
}
# What the rehearsal's judges are made from is a file of its own.
ALL_LOCKS = [*LOCKS, "rehearsal"]
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / f"ops/locks/{lock}.lock").read_text()
    return {name.lower(): version for name, version in REQUIREMENT.findall(text)}


def _includes(lock: str) -> list[str]:
    """The requirements a lock is made from: each includes those before it."""
    wanted: list[str] = []
    for name, requirements in LOCKS.items():
        wanted += requirements
        if name == lock:
            break
    return wanted


def test_nothing_is_packaged() -> None:
    assert PROJECT["tool"]["setuptools"]["packages"] == []


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_a_lock_names_no_package_index(lock: str) -> None:
    text = (ROOT / f"ops/locks/{lock}.lock").read_text()
    assert "://" not in text
    assert "index" not in text.replace("index-", "")
    assert not re.search(r"^\s*--(?!hash=sha256:)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", ALL_LOCKS)
def test_every_pinned_package_has_hashes(lock: str) -> None:
    text = (ROOT / f"ops/locks/{lock}.lock").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    assert [line.split()[0] for line in lines if "--hash=sha256:" not in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_made_from_this_pyproject(lock: str) -> None:
    pins = _pins(lock)
    for requirement in _includes(lock):
        name, exact = re.fullmatch(r"([\w.-]+)(?:\[\w+\])?(?:==([\w.]+))?.*", requirement).groups()  # type: ignore[union-attr]
        assert name.lower() in pins, f"{name} is not in {lock}.lock; see ops/locks/README.md"
        assert exact in (None, pins[name.lower()])


@pytest.mark.parametrize(("small", "large"), [("app", "local"), ("local", "dev")])
def test_the_larger_lock_has_the_same_versions(small: str, large: str) -> None:
    larger = _pins(large)
    assert {name: larger.get(name) for name in _pins(small)} == _pins(small)


def test_the_rehearsals_lock_is_made_from_its_list() -> None:
    wanted = REQUIREMENT.findall((ROOT / "ops/locks/rehearsal.in").read_text())
    pins = _pins("rehearsal")
    assert wanted
    assert {name: pins.get(name) for name, _ in wanted} == dict(wanted)
