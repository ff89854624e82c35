"""A registry of images, on a network that a machine in a container shares with it."""

from dataclasses import dataclass
from typing import Final

import httpx

from ops.embedded.ports import free_port
from ops.rehearsal.images import OF_PARTS, OF_SERVERS, SERVERS, build, build_part
from ops.rehearsal.step import Stage, met, until

NETWORK: Final = "lotwise-rehearsal-cloud"
AROUND: Final = "lotwise-rehearsal/around"
IMAGE: Final = "registry:5000/lotwise"  # as a machine on that network names it
_NAME: Final = "lotwise-rehearsal-registry"
_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
# What watches a host is at work in the step `scraped`; here its images are pulled, and run, but do nothing.
_IDLE: Final = """FROM {base}
ENTRYPOINT ["sh", "-c", "trap 'exit 0' TERM INT; sleep infinity & wait"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Debian's docker-registry, which keeps what is pushed until the rehearsal ends."""

    stage: Stage
    port: int

    def push(self, image: str, name: str) -> str:
        """Put an image that was built here into the registry; its digest."""
        docker = self.stage.docker
        there = f"127.0.0.1:{self.port}/{name}"
        docker.run("tag", image, there)
        told = docker.run("push", there)
        docker.run("rmi", there)
        _, found, digest = told.rpartition("digest: ")
        met(found, f"docker push said no digest: {told}")
        return digest.split()[0]

    def size(self, name: str, digest: str) -> int:
        """What a machine that has nothing of it pulls [bytes]."""
        address = f"http://127.0.0.1:{self.port}/v2/{name}/manifests/{digest}"
        told = httpx.get(address, headers={"accept": _MANIFEST}, trust_env=False).json()
        return sum(int(layer["size"]) for layer in told["layers"])

    def answers(self) -> bool:
        """Whether it is up."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/v2/", trust_env=False).is_success
        except httpx.HTTPError:
            return False


def registry(stage: Stage) -> Registry:
    """The one of this rehearsal, started when it is first asked for."""
    if "registry" not in stage.held:
        docker = stage.docker
        build_part(stage, "around", AROUND)
        docker.run("network", "create", NETWORK)
        stage.closing.callback(docker.attempt, "network", "rm", NETWORK)
        made = Registry(stage=stage, port=free_port())
        options = ["--detach", "--name", _NAME, "--network", NETWORK, "--network-alias", "registry"]
        options += ["--publish", f"127.0.0.1:{made.port}:5000"]
        docker.run("run", *options, AROUND, "docker-registry", "serve", "/etc/lotwise-registry.yml")
        stage.closing.callback(docker.attempt, "rm", "--force", "--volumes", _NAME)
        until(made.answers, "the registry", seconds=20)
        stage.held["registry"] = made
    found: Registry = stage.held["registry"]
    return found


def push_stand_ins(stage: Stage) -> None:
    """The stand-ins a host pulls, under the names the compose file gives them."""
    there = registry(stage)
    for image in OF_SERVERS:
        there.push(image, image if "/" in image else f"library/{image}")
    folder = stage.folder / "idle"
    folder.mkdir(exist_ok=True)
    build(stage, "lotwise-rehearsal/idle", _IDLE.format(base=SERVERS), folder)
    for image in OF_PARTS:
        if not image.startswith("postgres:"):
            there.push("lotwise-rehearsal/idle", image)
