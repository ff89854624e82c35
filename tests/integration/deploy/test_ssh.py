"""The way to a host by ssh: its key is pinned, and the deploying key can do one thing."""

import os
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ops.debian import find
from ops.root import ROOT
from ops.testing import HOW_TO_GET_SSHD
from tests.integration.deploy.site import NEW, OLD, Site, ended, until

SSHD = find("sshd")
pytestmark = pytest.mark.skipif(SSHD is None or os.geteuid() != 0, reason=f"Not root, or: {HOW_TO_GET_SSHD}")


def _key(path: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
    return path.with_suffix(".pub").read_text().strip()


@dataclass
class Server:
    site: Site
    port: int
    folder: Path
    host_key: str

    def send(
        self, digest: str, *, host_key: str = "", key: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """As the pipeline does."""
        known = f"[127.0.0.1]:{self.port} {host_key or self.host_key}"
        environment = {
            "PATH": "/usr/bin:/bin",
            "DEPLOY_KNOWN_HOSTS": known,
            "DEPLOY_KEY": (key or self.folder / "client").read_text(),
        }
        return subprocess.run(
            ["sh", ROOT / "ops/deploy/send.sh", "root@127.0.0.1", digest, str(self.port)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def ssh(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """As somebody does who has the deploying key and wants more."""
        options = (
            f"-F none -i {self.folder / 'client'} -p {self.port} -o BatchMode=yes -o StrictHostKeyChecking=no"
        )
        options += (
            f" -o UserKnownHostsFile={self.folder / 'seen'} -o IdentityAgent=none -o ExitOnForwardFailure=yes"
        )
        command = ["ssh", *options.split(), *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL)


@pytest.fixture
def server(host: Site) -> Iterator[Server]:
    assert SSHD
    folder = host.folder / "ssh"
    folder.mkdir(mode=0o700)
    Path("/run/sshd").mkdir(exist_ok=True)
    host_key, client = _key(folder / "host"), _key(folder / "client")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    forced = folder / "lotwise-deploy"
    words = " ".join(f"{name}={value}" for name, value in host.environment().items())
    forced.write_text(f"#!/bin/sh\nexec env {words} {' '.join(host.command())}\n")
    forced.chmod(0o755)
    (folder / "authorized").write_text(f'restrict,command="{forced}" {client}\n')
    (folder / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder / 'host'}\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder / 'authorized'}\nStrictModes no\nPasswordAuthentication no\n"
        "PermitRootLogin prohibit-password\n"
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", folder / "sshd_config"], stderr=log)
    try:
        until(lambda: b"Server listening" in (folder / "log").read_bytes(), "sshd")
        yield Server(host, port, folder, host_key)
    finally:
        process.terminate()
        process.wait()
        until(lambda: ended(process.pid), "sshd to end")


def test_a_digest_is_deployed_and_a_bad_one_taken_back(server: Server) -> None:
    done = server.send(NEW)
    assert (done.returncode, f"DEPLOYED {NEW}" in done.stdout) == (0, True), done.stderr
    assert server.site.is_settled(NEW)
    server.site.behave(OLD, "sick")
    done = server.send(OLD)
    assert (done.returncode, f"ROLLED BACK to {NEW}" in done.stdout) == (1, True), done.stdout
    assert server.site.is_settled(NEW)


def test_another_host_is_not_talked_to(server: Server) -> None:
    calls = server.site.calls
    done = server.send(NEW, host_key=_key(server.folder / "other"))
    assert done.returncode == 255
    assert "Host key verification failed" in done.stderr
    assert server.site.calls == calls


def test_another_key_is_not_let_in(server: Server) -> None:
    _key(server.folder / "stranger")
    done = server.send(NEW, key=server.folder / "stranger")
    assert (done.returncode, "Permission denied" in done.stderr) == (255, True)


def test_a_malformed_digest_does_not_leave_this_side(server: Server) -> None:
    for digest in ("latest", f"{NEW}; id", NEW.upper(), NEW[:-1]):
        done = server.send(digest)
        assert (done.returncode, "is no digest" in done.stderr) == (2, True), digest


@pytest.mark.parametrize(
    "asked",
    [
        ("root@127.0.0.1", "id"),
        ("root@127.0.0.1", f"{NEW}; id"),
        ("-t", "root@127.0.0.1"),
        ("-s", "root@127.0.0.1", "sftp"),
        ("-N", "-R", "0:127.0.0.1:80", "root@127.0.0.1"),
    ],
    ids=["a command", "a digest and a command", "a shell", "sftp", "a tunnel"],
)
def test_the_key_can_do_nothing_else(server: Server, asked: tuple[str, ...]) -> None:
    calls = server.site.calls
    done = server.ssh(*asked)
    assert done.returncode != 0
    assert "uid=" not in done.stdout
    assert server.site.calls == calls
