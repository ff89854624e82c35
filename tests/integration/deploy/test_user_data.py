"""What a new host does at its first start, as far as a folder can stand for it.

Every absolute path the script writes to is moved below a folder; Docker and programs that need systemd or
root only note that they were called.
"""

import re
import subprocess
from pathlib import Path

import pytest

from ops.aws.template import SCRIPT, TEMPLATE, written
from tests.integration.deploy.site import NEW, OLD

NOTED = ("apt-get", "systemctl", "visudo", "useradd", "id", "chown", "lotwise-deploy-called")
FOLDERS = ("var/log", "etc/sudoers.d", "etc/systemd/system", "usr/local/sbin", "usr/local/lib", "home/deploy")
GIVEN = {
    "STACK": "",
    "RESOURCE": "Host",
    "REGION": "eu-central-1",
    "HOST_KIND": "whole",
    "EMAIL": "ops@example.com",
    "DOMAIN": "lotwise.example.com",
    "IMAGE": "ghcr.io/example/lotwise",
    "DIGEST": NEW,
    "SECRETS_PATH": "",
    "DEPLOY_KEY": "ssh-ed25519 AAAA pipeline",
    "BUCKET": "a-bucket",
}
DOCKER = """#!/bin/sh
echo "docker $*" >>"$ROOT/calls"
case "$*" in
    *'secrets --domain'*) echo "DOMAIN=lotwise.example.com" >>"$ROOT/srv/lotwise/.env" ;;
    create*) echo container ;;
    *ops/__init__.py*) : >"$3" ;;
    *opt/lotwise/ops/deploy*) mkdir -p "$3" ;;
    login*) cat >"$ROOT/token" ;;
esac
"""


def _host(root: Path, *, broken: str = "", **values: str) -> subprocess.CompletedProcess[str]:
    given = {**GIVEN, **values}
    text = SCRIPT.read_text()
    text = re.sub(r"(?<![\w:.\"@}])/(var/log|srv|usr/local|etc|home)/", rf"{root}/\1/", text)
    text = text.replace("-o deploy -g deploy ", "")
    (root / "bin").mkdir(exist_ok=True)
    for name in NOTED:
        _program(root / "bin" / name, f'#!/bin/sh\necho "{name} $*" >>"$ROOT/calls"\n')
    _program(root / "bin/docker", DOCKER)
    (root / "calls").touch()
    if broken:
        _program(root / "bin" / broken, "#!/bin/sh\necho no network >&2\nexit 100\n")
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    # The program it installs is tried elsewhere; here it is only seen to be called.
    text = re.sub(rf"(?m)^( *){root}/usr/local/sbin/lotwise-deploy ", r"\1lotwise-deploy-called ", text)
    (root / "user_data.sh").write_text("".join(f"{name}='{value}'\n" for name, value in given.items()) + text)
    return subprocess.run(
        ["sh", root / "user_data.sh"],
        env={"PATH": f"{root / 'bin'}:/usr/bin:/bin", "ROOT": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _log(root: Path) -> str:
    return (root / "var/log/lotwise-install.log").read_text()


def test_the_template_holds_the_script_as_it_is() -> None:
    assert TEMPLATE.read_text() == written(), "python -m ops.aws.template"


def test_a_host_is_made_and_made_again(tmp_path: Path) -> None:
    done = _host(tmp_path)
    assert done.returncode == 0, _log(tmp_path)
    calls = (tmp_path / "calls").read_text()
    assert f"lotwise-deploy-called {NEW}" in calls
    assert calls.index("apt-get") < calls.index("docker pull") < calls.index("lotwise-deploy-called")
    assert (tmp_path / "srv/lotwise/.env").stat().st_mode & 0o777 == 0o600
    [key] = (tmp_path / "home/deploy/.ssh/authorized_keys").read_text().splitlines()
    assert key.startswith('restrict,command="sudo ')
    assert "SMOKE=https://127.0.0.1/api/ready" in (tmp_path / "etc/lotwise/deploy.conf").read_text()

    (tmp_path / "srv/lotwise/released").write_text(OLD)
    assert _host(tmp_path).returncode == 0, _log(tmp_path)
    calls = (tmp_path / "calls").read_text()
    assert calls.strip().splitlines()[-1] == f"lotwise-deploy-called {OLD}", "what was deployed since stays"
    assert len((tmp_path / "home/deploy/.ssh/authorized_keys").read_text().splitlines()) == 1
    assert (tmp_path / "srv/lotwise/.env").read_text().count("COMPOSE_PROJECT_NAME") == 1


def test_a_host_of_workers_migrates_nothing_and_backs_nothing_up(tmp_path: Path) -> None:
    assert _host(tmp_path, HOST_KIND="worker", BUCKET="").returncode == 0, _log(tmp_path)
    configuration = (tmp_path / "etc/lotwise/deploy.conf").read_text()
    assert "MIGRATE=no" in configuration
    assert "SMOKE" not in configuration
    assert "lotwise-backup.timer" not in (tmp_path / "calls").read_text()


def test_a_host_of_workers_makes_up_no_secret_of_its_own(tmp_path: Path) -> None:
    assert _host(tmp_path, HOST_KIND="worker", BUCKET="").returncode == 0, _log(tmp_path)
    assert "secrets --domain" not in (tmp_path / "calls").read_text()
    assert (tmp_path / "srv/lotwise/.env").read_text() == "COMPOSE_PROJECT_NAME=lotwise\n"


@pytest.mark.parametrize("program", ["apt-get", "docker"])
def test_what_fails_is_said_and_ends_it(tmp_path: Path, program: str) -> None:
    done = _host(tmp_path, broken=program)
    assert done.returncode == 100
    assert "no network" in _log(tmp_path)
    assert _log(tmp_path).rstrip().endswith("installation: FAILURE")
    assert "lotwise-deploy-called" not in (tmp_path / "calls").read_text()
