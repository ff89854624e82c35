"""One release runs, and it is a good one: whatever is sent, and whenever it is cut off."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.integration.deploy.site import NEW, NEWER, OLD, Site, site, until


def test_a_good_release_is_migrated_started_asked_and_kept(host: Site) -> None:
    status, said = host.deploy(NEW)
    assert (status, said.splitlines()[-1].split(" ", 1)[1]) == (0, f"DEPLOYED {NEW}")
    assert host.is_settled(NEW)
    assert host.requests[-1] == "lotwise.example/api/ready"
    lines = host.calls.splitlines()
    migrated = next(
        n
        for n, line in enumerate(lines)
        if "run --rm -T migrate" in line and n > lines.index(f"create {_image(NEW)}")
    )
    assert "up -d --wait" in lines[migrated + 1]


def _image(digest: str) -> str:
    return f"ghcr.io/example/lotwise@{digest}"


@pytest.mark.parametrize("word", ["sick", "unmigratable"])
def test_a_bad_release_is_rolled_back(host: Site, word: str) -> None:
    host.behave(NEW, word)
    status, said = host.deploy(NEW)
    assert status == 1
    assert f"ROLLED BACK to {OLD}" in said
    assert host.is_settled(OLD)
    assert host.requests[-1].endswith("/api/ready")


def test_a_release_that_is_healthy_but_answers_wrong_is_rolled_back(
    host: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.mute = {NEW}
    (host.folder / "sitecustomize.py").write_text(
        "import ops.deploy.smoke as s\ns.ask.__kwdefaults__['seconds'] = 1.0\n"
    )
    environment = host.environment() | {"PYTHONPATH": f"{host.environment()['PYTHONPATH']}:{host.folder}"}
    monkeypatch.setattr(host, "environment", lambda: environment)
    status, said = host.deploy(NEW)
    assert status == 1
    assert "/api/ready answers 503" in said
    assert host.is_settled(OLD)


@pytest.mark.parametrize("digest", [f"sha256:{'d' * 64}", NEW])
def test_what_cannot_be_fetched_or_is_no_release_touches_nothing(host: Site, digest: str) -> None:
    host.behave(NEW, "empty")
    before = host.calls.count("up -d")
    status, said = host.deploy(digest)
    assert (status, "NOT DEPLOYED" in said) == (1, True)
    assert host.is_settled(OLD)
    assert host.calls.count("up -d") == before


NO_DIGESTS = (
    "",
    "latest",
    OLD[:-1],
    OLD + "a",
    OLD.upper(),
    f"{OLD}\n",
    f"{OLD}; id",
    "$(id)",
    "../..",
    "--help",
)


def test_anything_but_a_digest_is_refused(host: Site) -> None:
    calls = host.calls
    for sent in NO_DIGESTS:
        environment = host.environment() | {"SSH_ORIGINAL_COMMAND": sent}
        done = subprocess.run(host.command(), env=environment, capture_output=True, text=True)
        assert (done.returncode, "is no digest" in done.stderr) == (2, True), sent
    assert host.calls == calls


def test_two_at_once_are_one(host: Site) -> None:
    host.behave(NEW, "hangs")
    first = host.begin(NEW)
    until(lambda: host.running == NEW, "the first to start")
    status, said = host.deploy(NEWER)
    assert (status, "another deployment runs" in said) == (2, True)
    host.behave(NEW)
    assert "DEPLOYED" in first.communicate(timeout=20)[0]
    assert host.is_settled(NEW)


def _worker_of(process: "subprocess.Popen[str]") -> int:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until(lambda: children.read_text().split(), "the session of its own")
    return int(children.read_text().split()[0])


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_connection_that_breaks_does_not_stop_a_deployment(host: Site) -> None:
    host.behave(NEW, "hangs")
    process = host.begin(NEW)
    until(lambda: host.running == NEW, "the start")
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=20)
    host.behave(NEW)
    until(lambda: host.released == NEW, "the end, without anybody watching")
    until(lambda: host.is_settled(NEW), "it to settle")


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("then", ["--recover", NEWER, "sick"])
def test_killed_in_the_middle_the_next_run_puts_it_right(host: Site, then: str) -> None:
    host.behave(NEW, "hangs")
    process = host.begin(NEW)
    until(lambda: host.running == NEW, "the start")
    os.kill(_worker_of(process), signal.SIGKILL)
    process.communicate(timeout=20)
    assert host.deploy(NEWER)[0] == 2, "docker still works for the one that was killed, and holds the lock"
    host.behave(NEW)  # docker ends
    if then == "sick":
        host.behave(NEWER, "sick")
    asked = "--recover" if then == "--recover" else NEWER
    results: list[tuple[int, str]] = []

    def is_let_in() -> bool:
        results.append(host.deploy(asked))
        return results[-1][0] != 2

    until(is_let_in, "the lock")
    status, said = results[-1]
    assert "was cut off" in said
    assert status == (1 if then == "sick" else 0)
    assert host.is_settled(NEWER if then == NEWER else OLD)


def test_the_same_release_again_repairs_what_runs(host: Site) -> None:
    (host.folder / "running").unlink()
    assert host.deploy(OLD)[0] == 0
    assert host.is_settled(OLD)


def test_with_nothing_good_to_go_back_to_it_says_so(host: Site) -> None:
    host.behave(OLD, "sick")
    host.behave(NEW, "sick")
    status, said = host.deploy(NEW)
    assert (status, "ROLLBACK FAILED" in said) == (3, True)
    host.behave(OLD)
    assert host.deploy("--recover")[0] == 0
    assert host.is_settled(OLD)


def test_a_first_release_that_fails_leaves_nothing_running(tmp_path: Path) -> None:
    with site(tmp_path) as here:
        here.behave(NEW, "sick")
        status, said = here.deploy(NEW)
        assert (status, "ROLLED BACK to nothing" in said) == (1, True)
        assert (here.running, here.released) == ("", "")
        here.behave(NEW)
        assert here.deploy(NEW)[0] == 0
        assert here.is_settled(NEW)


def test_only_the_last_releases_are_kept(host: Site) -> None:
    digests = [f"sha256:{number:064x}" for number in range(4)]
    for digest in digests:
        host.behave(digest)
        assert host.deploy(digest)[0] == 0
    kept = {f"sha256:{path.name}" for path in (host.home / "releases").iterdir()}
    assert kept == set(digests[-3:])
    assert f"image rm {_image(OLD)}" in host.calls


def test_a_full_disk_is_a_failure_that_is_rolled_back(host: Site) -> None:
    (host.home / ".current.new").mkdir()  # what cannot be written, for whatever reason
    status, said = host.deploy(NEW)
    assert status == 3
    (host.home / ".current.new").rmdir()
    assert host.deploy("--recover")[0] == 0
    assert host.is_settled(OLD), said
