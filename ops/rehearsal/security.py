"""What an attacker would try first: the image, the containers, the ports, TLS."""

import json
import re
import socket
import ssl
from typing import Any, Final

from ops.rehearsal.building import IMAGE
from ops.rehearsal.site import DOMAIN, PROJECT, Site, settings_of, site
from ops.rehearsal.step import Stage, Step, attempted, met

_HEADERS: Final = {
    "strict-transport-security": "max-age=63072000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def look_at_image(stage: Stage) -> None:
    """No secret in the image, its history or its environment; nothing that was not meant to be there."""
    docker = stage.docker
    history = docker.run("history", "--no-trunc", "--format", "{{.CreatedBy}}", IMAGE)
    config = json.loads(docker.run("image", "inspect", IMAGE))[0]["Config"]
    known = _secrets(stage)
    told = history + json.dumps(config)
    met(
        not re.search(r"(?i)(password|secret|pepper|token)\s*=\s*\S", told),
        f"a secret in history or config: {told}",
    )
    met("://" not in history, f"an address in the history: {history}")
    names = "-name .env* -o -name pip.conf -o -name .git -o -name id_rsa* -o -name *.pem"
    looked = f"/ -xdev ( {names} ) -not -path /proc/*"
    found = docker.run("run", "--rm", "--user", "0", "--entrypoint", "find", IMAGE, *looked.split()).split()
    strange = [path for path in found if not _is_public(path)]
    met(not strange, f"in the image: {strange}")
    pattern = "|".join(known)
    search = ["--entrypoint", "grep", IMAGE, "-rlE", pattern, "/opt", "/srv", "/etc"]
    hits = docker.attempt("run", "--rm", "--user", "0", *search)
    met(not hits.stdout.strip(), f"secrets of .env in the image: {hits.stdout}")
    stage.note(f"image: no secret in history, environment or files ({len(known)} values looked for)")
    log = stage.docker.attempt("logs", f"{PROJECT}_api_1")
    met(not re.search(pattern, log.stdout + log.stderr), "a secret in the API's log")


def _is_public(path: str) -> bool:
    """Certificates of authorities, which are there for everybody to read."""
    return path.endswith(".pem") and any(word in path for word in ("certs", "certifi", "cacert", "/ssl/cert"))


def _secrets(stage: Stage) -> list[str]:
    pairs = settings_of(stage).items()
    return [value for name, value in pairs if len(value) >= 32 and "_URL" not in name]


def look_at_containers(stage: Stage) -> None:
    """Nobody is root, nothing is writable that need not be, only nginx has ports."""
    docker = stage.docker
    ids = docker.run("ps", "--quiet", "--filter", f"label=com.docker.compose.project={PROJECT}").split()
    open_ports: list[str] = []
    for one in json.loads(docker.run("inspect", *ids)):
        name, host = one["Name"].lstrip("/"), one["HostConfig"]
        met(host["ReadonlyRootfs"], f"{name} may write to its root")
        met([drop.upper() for drop in host["CapDrop"] or []] == ["ALL"], f"{name} keeps capabilities")
        met("no-new-privileges:true" in (host["SecurityOpt"] or []), f"{name} may gain privileges")
        met(host["Memory"] > 0 and host["PidsLimit"], f"{name} has no limits")
        met(not host["Privileged"], f"{name} is privileged")
        _met_unprivileged(stage, name)
        open_ports += _published(one)
    outside = [port for port in open_ports if not port.startswith("grafana 127.0.0.1:")]
    expected = {
        f"nginx 127.0.0.1:{site(stage).http}->80/tcp",
        f"nginx 127.0.0.1:{site(stage).door.https}->443/tcp",
    }
    met(set(outside) == expected, f"open: {outside}")
    stage.note(f"{len(ids)} containers: none is root, all read-only, no capability, limited")
    stage.note(f"open to the outside: 80 and 443 of nginx only ({', '.join(open_ports)})")
    code = "import socket; socket.create_connection(('postgres', 5432), 3)"
    reached = docker.attempt("exec", f"{PROJECT}_ui_1", "python", "-c", code)
    met(reached.returncode != 0, "the desk's container reaches PostgreSQL")
    stage.note("the desk's container does not reach PostgreSQL")


def _met_unprivileged(stage: Stage, name: str) -> None:
    lines = stage.docker.run("top", name, "-eo", "pid,uid,comm").splitlines()[1:]
    roots = [line for line in lines if line.split()[1] == "0"]
    met(not roots, f"{name} has processes of root: {roots}")


def _published(one: dict[str, Any]) -> list[str]:
    service = one["Config"]["Labels"]["com.docker.compose.service"]
    ports = one["NetworkSettings"]["Ports"] or {}
    return [
        f"{service} {at['HostIp']}:{at['HostPort']}->{inner}"
        for inner, found in ports.items()
        for at in found or []
    ]


def look_at_tls(stage: Stage) -> None:
    """TLS as a client sees it, and what is said with every answer."""
    here = site(stage)
    spoken = {version.name: _handshake(here, version) for version in list(ssl.TLSVersion)[1:-1]}
    met(
        {name for name, how in spoken.items() if how} == {"TLSv1_2", "TLSv1_3"},
        f"versions accepted: {spoken}",
    )
    stage.note(", ".join(f"{name} {how or 'refused'}" for name, how in spoken.items()))
    stranger = _handshake(here, ssl.TLSVersion.TLSv1_3, name="elsewhere.example")
    met(not stranger, f"another name is answered: {stranger}")
    stage.note("another host name: refused before any certificate is shown")
    for path in ("/", "/api/ping", "/ping", "/nowhere"):
        headers = here.door.get(path).headers
        wrong = {name: headers.get(name) for name, value in _HEADERS.items() if headers.get(name) != value}
        met(not wrong, f"{path}: {wrong}")
    met("content-security-policy" in here.door.get("/").headers, "the desk has no content security policy")
    met(
        here.door.get("/api/metrics").status_code == here.door.get("/metrics").status_code == 404,
        "/metrics is open",
    )
    plain = _plain(here, "/jobs?x=1")
    met("308" in plain and f"https://{DOMAIN}/jobs?x=1" in plain, f"plain HTTP answers {plain[:200]}")
    to = f"{DOMAIN}:{here.door.https}"
    command = ["curl", "-sk", "--http2", "-o", "/dev/null", "-w", "%{http_version}"]
    version = attempted([*command, "--resolve", f"{to}:127.0.0.1", f"https://{to}/api/ping"])
    met(version.stdout == "2", f"HTTP/{version.stdout}")
    stage.note("headers on /, /api/ping, /ping, /nowhere; /metrics closed; plain HTTP sent to https; HTTP/2")
    lines = stage.docker.run("logs", f"{PROJECT}_nginx_1").splitlines()
    records = [json.loads(line) for line in lines if line.startswith("{")]
    met(records and all(isinstance(one["status"], int) for one in records), "the access log is no JSON")
    stage.note(f"access log: {len(records)} lines, each one JSON object")


def _handshake(here: Site, version: ssl.TLSVersion, *, name: str = DOMAIN) -> str:
    """The cipher that was agreed on; empty where the server refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")  # so that it is the server who refuses
    context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(("127.0.0.1", here.door.https), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=name) as wrapped,
        ):
            cipher = wrapped.cipher()
            return cipher[0] if cipher else "?"
    except (ssl.SSLError, ConnectionError):
        return ""


def _plain(here: Site, path: str) -> str:
    with socket.create_connection(("127.0.0.1", here.http), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {DOMAIN}\r\nConnection: close\r\n\r\n".encode())
        told = b""
        while piece := connection.recv(65536):
            told += piece
    return told.decode()


STEPS: Final = (
    Step(
        name="image-secrets",
        summary="no secret in image, history or log",
        perform=look_at_image,
        needs=("up",),
    ),
    Step(
        name="containers",
        summary="nobody root, read-only, only 80 and 443",
        perform=look_at_containers,
        needs=("up",),
    ),
    Step(
        name="tls",
        summary="TLS, headers and closed doors, with real clients",
        perform=look_at_tls,
        needs=("up",),
    ),
)
