"""What a host reaches outside itself, beside the registry: Debian's packages, Amazon as moto plays it."""

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any, Final

from ops.embedded.ports import free_port
from ops.rehearsal.judges import programs
from ops.rehearsal.registry import AROUND, NETWORK, registry
from ops.rehearsal.step import NotMet, Stage, met
from ops.root import ROOT

_PROXY: Final = "lotwise-rehearsal-proxy"
_PROXY_LINES: Final = "Port {port}\nListen {address}\nTimeout 600\nMaxClients 20\nLogLevel Warning\n"


@dataclass(slots=True, kw_only=True)
class Outside:
    """The world around a host; all of it listens on this machine's own addresses only."""

    stage: Stage
    address: str  # of this machine, as the host sees it
    proxy_port: int

    @property
    def proxy(self) -> str:
        """The way to packages."""
        return f"http://{self.address}:{self.proxy_port}"


def outside(stage: Stage) -> Outside:
    """The one of this rehearsal, opened when it is first asked for."""
    if "outside" not in stage.held:
        stage.held["outside"] = _opened(stage)
    found: Outside = stage.held["outside"]
    return found


def _opened(stage: Stage) -> Outside:
    docker = stage.docker
    registry(stage)
    gateway = docker.run("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", NETWORK)
    made = Outside(stage=stage, address=gateway.strip(), proxy_port=free_port())
    lines = stage.folder / "tinyproxy.conf"
    lines.write_text(_PROXY_LINES.format(port=made.proxy_port, address=made.address))
    options = ["--detach", "--name", _PROXY, "--network", "host", "--volume", f"{lines}:/proxy.conf:ro"]
    docker.run("run", *options, AROUND, "tinyproxy", "-d", "-c", "/proxy.conf")
    stage.closing.callback(docker.attempt, "rm", "--force", _PROXY)
    return made


class Amazon:
    """The account a host belongs to: its `user_data`, its `bucket` (empty: it has none) and what is there."""

    def __init__(self, around: Outside, parameters: dict[str, str], secrets: dict[str, str]) -> None:
        stage = around.stage
        port = free_port()
        self.endpoint = f"http://{around.address}:{port}"
        python = programs(stage) / "python"
        self._process = subprocess.Popen(
            [python, "-P", "-m", "ops.aws.rented", around.address, str(port)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(stage.folder)},
            cwd=stage.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stage.closing.enter_context((stage.folder / "moto.log").open("a")),
            text=True,
        )
        stage.closing.callback(self._end)
        made = self._asked(json.dumps({"parameters": parameters, "secrets": secrets}))
        self.user_data = str(made["user_data"])
        self.bucket, self.region = str(made["bucket"]), str(made["region"])

    def environment(self) -> dict[str, str]:
        """What leads a program of Amazon's to it, in the place of a role that belongs to a machine."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
        }

    def kept(self) -> dict[str, int]:
        """The keys in the bucket, with sizes [bytes]."""
        found: dict[str, int] = self._asked(self.bucket)["kept"]
        return found

    def signals(self) -> list[str]:
        """What the host told CloudFormation, which waits for it."""
        found: list[str] = self._asked(self.bucket)["signals"]
        return found

    def _asked(self, line: str) -> dict[str, Any]:
        if self._process.stdin is None or self._process.stdout is None:
            raise NotMet("moto has no input")
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        met(answer, "moto ended before it answered")
        found: dict[str, Any] = json.loads(answer)
        return found

    def _end(self) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
