"""What runs with rights on the repository and the host is pinned and may little."""

import re
from pathlib import Path

import pytest
import yaml

from ops.root import ROOT

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    text = path.read_text()
    used = re.findall(r"uses: (\S+)(.*)", text)
    others = [name for name, _ in used if not name.startswith("./")]
    assert [name for name in others if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name)] == []
    versions = [rest for name, rest in used if not name.startswith("./")]
    assert [rest for rest in versions if not re.fullmatch(r" # v[\d.]+", rest)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_has_rights_it_does_not_name(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert set(job["permissions"]) <= {"contents", "packages"}, name
        assert job["permissions"]["contents"] == "read", name


def test_a_deployment_waits_for_the_tests_and_is_never_cut_off() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/deploy.yml").read_text())
    jobs = workflow["jobs"]
    assert jobs["image"]["needs"] == "ci"
    assert jobs["deploy"]["needs"] == "image"
    assert jobs["deploy"]["environment"]["name"] == "production"
    assert jobs["deploy"]["concurrency"] == {"group": "deploy-production", "cancel-in-progress": False}
