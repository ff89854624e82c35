"""A further host of workers: the user data of a stack with HostKind=worker, for a Lotwise elsewhere.

That Lotwise is the one of the step `up`; its network of databases stands for the private network both hosts
are on, and they are known by their addresses there. Stood in for are the things `userdata` says.
"""

import time
from typing import Final

from ops.rehearsal.installing import ORDERS, install, install_again, look
from ops.rehearsal.machine import start
from ops.rehearsal.outside import Amazon, outside
from ops.rehearsal.registry import IMAGE
from ops.rehearsal.site import DOMAIN, PROJECT, Site, settings_of, sheet_of, site
from ops.rehearsal.step import Stage, Step, met
from ops.rehearsal.working import ended, job, upload

_ROWS: Final = 20_000
_CONTAINER: Final = "lotwise-worker-1"
_NETWORK: Final = f"{PROJECT}_data"
_ADDRESS: Final = f'{{{{(index .NetworkSettings.Networks "{_NETWORK}").IPAddress}}}}'
# What the first host's .env and a further one's have in common, and the server each URL is of.
_URLS: Final = {"LOTWISE_DATABASE_URL": "postgres", "LOTWISE_REDIS_URL": "redis"}
_SHARED: Final = ("LOTWISE_KEY_PEPPER", "LOTWISE_TOKEN_SECRETS")


def perform(stage: Stage) -> None:
    """A job waits at the site, whose worker is away; the new host does it from where it is."""
    here = site(stage)
    digest = str(stage.held["digest"])
    around = outside(stage)
    here.compose("stop", "worker")
    job_id = upload(here.door, sheet_of(stage, _ROWS))
    machine = start(stage, around, "lotwise-rehearsal-worker-host")
    stage.docker.run("network", "connect", _NETWORK, machine.name)
    secrets = {**_secrets(here), "LOTWISE_WORKER_PROCESSES": "1", "WORKER_MEMORY": "2g"}
    given = {"Domain": DOMAIN, "Image": IMAGE, "Digest": digest, "DeployKey": machine.key}
    amazon = Amazon(around, {**given, "HostKind": "worker", "SecretsPath": "/lotwise/more"}, secrets)
    met(not amazon.bucket, f"a host of workers has a bucket: {amazon.bucket}")
    met(not job(here.door, job_id)["progress"]["rows_done"], "rows are done, and there is no worker")
    install(machine, amazon, digest)
    began = time.monotonic()
    counts = ended(here.door, job_id)["progress"]
    met(counts["rows_ok"] == _ROWS, f"rows lost or doubled: {counts}")
    stage.note(f"all {_ROWS:,} waiting rows done {time.monotonic() - began:.1f} s after the user data ended")
    look(machine, secrets, ORDERS)
    met(list(machine.running().values()) == [f"{IMAGE}@{digest}"], f"there run: {machine.running()}")
    published = machine.run("docker", "port", _CONTAINER).strip()
    met(not published, f"open on it: {published}")
    stage.note("one container there, no port of it is open, no timer for backups")
    install_again(machine, amazon)
    done = machine.send(digest)
    met(done.returncode == 0 and f"DEPLOYED {digest}" in done.stdout, f"{done.stdout}{done.stderr}")
    stage.note("the pipeline's key deploys to it as well")
    machine.run("docker", "stop", _CONTAINER)
    here.compose("start", "worker")


def _secrets(here: Site) -> dict[str, str]:
    """What an operator puts into Systems Manager for it."""
    known = settings_of(here.stage)
    found = {name: known[name] for name in _SHARED}
    for name, service in _URLS.items():
        address = here.stage.docker.run("inspect", "--format", _ADDRESS, here.container(service)).strip()
        met(f"@{service}:" in known[name], f"{name} is not of {service}")
        found[name] = known[name].replace(f"@{service}:", f"@{address}:")
    return found


STEPS: Final = (
    Step(
        name="worker-host",
        summary="a further host of workers by its user data: a job of the site done there",
        perform=perform,
        needs=("up",),
    ),
)
