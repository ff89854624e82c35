"""How Prometheus, Alertmanager and the exporters are started on addresses of this machine."""

from pathlib import Path

from ops.monitors import programs
from ops.monitors.configured import BLACKBOX
from ops.monitors.programs import Command


def prometheus(folder: Path, address: str, *options: str) -> Command:
    """Over the configuration `configured` wrote into `folder`."""
    return Command(
        program=programs.PROMETHEUS,
        arguments=(
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'series'}",
            f"--web.listen-address={address}",
            "--log.level=warn",
            *options,
        ),
    )


def alertmanager(folder: Path, address: str) -> Command:
    """Over the configuration `configured` wrote into `folder`."""
    return Command(
        program=programs.ALERTMANAGER,
        arguments=(
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'told'}",
            f"--web.listen-address={address}",
            "--cluster.listen-address=",
            "--log.level=warn",
        ),
    )


def redis_exporter(address: str, redis_url: str) -> Command:
    """Of the Redis at `redis_url`, which holds the password."""
    return Command(
        program=programs.REDIS_EXPORTER,
        arguments=(f"-web.listen-address={address}",),
        variables={"REDIS_ADDR": redis_url},
    )


def node_exporter(address: str) -> Command:
    """Of this machine."""
    return Command(program=programs.NODE_EXPORTER, arguments=(f"--web.listen-address={address}",))


def blackbox_exporter(address: str) -> Command:
    """With the installation's own modules."""
    return Command(
        program=programs.BLACKBOX_EXPORTER,
        arguments=(f"--web.listen-address={address}", f"--config.file={BLACKBOX}"),
    )
