"""A certificate by ACME: Debian's pebble as the authority, asked by certbot, answered through nginx."""

import json
import socket
import ssl
from typing import Final

from ops.rehearsal.images import PARTS
from ops.rehearsal.site import DOMAIN, PROJECT, Site, site
from ops.rehearsal.step import Stage, Step, met, ran, until

_AUTHORITY: Final = "pebble"
_CONFIG: Final = {
    "pebble": {
        "listenAddress": "0.0.0.0:14000",
        "managementListenAddress": "0.0.0.0:15000",
        "certificate": "/authority/cert.pem",
        "privateKey": "/authority/key.pem",
        "httpPort": 80,
        "tlsPort": 443,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
    }
}
_RUN: Final = (
    "pebble-challtestsrv -defaultIPv4 {nginx} -defaultIPv6 '' -dns01 :8053 -http01 '' -https01 '' "
    "-tlsalpn01 '' -management :8055 & exec pebble -config /authority/config.json -dnsserver 127.0.0.1:8053"
)


def perform(stage: Stage) -> None:
    """Issued, then renewed; nginx shows each by itself."""
    here = site(stage)
    before = _shown(here)
    met("pebble" not in before["issuer"].lower(), f"already: {before}")
    stage.note(f"before: {before['issuer']}, of nginx's own making")
    _start_authority(stage)
    _certbot(here, "issue")
    until(lambda: "pebble" in _shown(here)["issuer"].lower(), "nginx to show the new certificate", seconds=60)
    issued = _shown(here)
    stage.note(
        f"issued: {issued['subject']} by {issued['issuer']}, serial {issued['serial'][:16]}, {issued['ends']}"
    )
    _certbot(here, "renew", "--force-renewal")
    until(
        lambda: _shown(here)["serial"] != issued["serial"],
        "nginx to show the renewed certificate",
        seconds=60,
    )
    renewed = _shown(here)
    stage.note(f"renewed: serial {renewed['serial'][:16]} by {renewed['issuer']}; nginx reloaded by itself")
    told = stage.docker.attempt("logs", f"{PROJECT}_nginx_1")
    met((told.stdout + told.stderr).count("reloaded") >= 2, "nginx did not reload twice")


def _certbot(here: Site, *arguments: str) -> None:
    here.compose("exec", "-T", "certbot", "sh", "/etc/lotwise/certbot.sh", *arguments)


def _start_authority(stage: Stage) -> None:
    folder = stage.folder / "authority"
    folder.mkdir(mode=0o755)
    (folder / "config.json").write_text(json.dumps(_CONFIG))
    ran(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={_AUTHORITY}", "-addext", f"subjectAltName=DNS:{_AUTHORITY}",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    )  # fmt: skip
    # The file is mounted into certbot's container already, so it is written into and not replaced.
    (stage.folder / "pebble.pem").write_bytes((folder / "cert.pem").read_bytes())
    network = f"{PROJECT}_edge"
    address = f'{{{{(index .NetworkSettings.Networks "{network}").IPAddress}}}}'
    nginx = stage.docker.run("inspect", "--format", address, f"{PROJECT}_nginx_1").strip()
    options = ["--detach", "--name", _AUTHORITY, "--network", network, "--volume", f"{folder}:/authority:ro"]
    options += ["--env", "PEBBLE_VA_NOSLEEP=1", "--env", "PEBBLE_WFE_NONCEREJECT=0"]
    stage.docker.run("run", *options, "--entrypoint", "sh", PARTS, "-c", _RUN.format(nginx=nginx))
    stage.closing.callback(stage.docker.attempt, "rm", "--force", _AUTHORITY)
    code = "import socket; socket.create_connection(('pebble', 14000), 2)"
    until(
        lambda: stage.docker.attempt("exec", f"{PROJECT}_certbot_1", "python3", "-c", code).returncode == 0,
        "the authority to listen",
        seconds=30,
    )


def _shown(here: Site) -> dict[str, str]:
    """The certificate a client is shown."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", here.door.https), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=DOMAIN) as wrapped,
    ):
        shown = ssl.DER_cert_to_PEM_cert(wrapped.getpeercert(binary_form=True) or b"")
    wanted = ["-issuer", "-subject", "-serial", "-enddate", "-ext", "subjectAltName"]
    told = ran(["openssl", "x509", "-noout", *wanted], stdin=shown).splitlines()
    parts = dict(line.split("=", 1) for line in told if "=" in line)
    names = next((line.strip() for line in told if "DNS:" in line), "")
    return {
        "issuer": parts["issuer"].strip(),
        "subject": names,
        "serial": parts["serial"].strip(),
        "ends": f"until {parts['notAfter'].strip()}",
    }


STEPS: Final = (
    Step(
        name="certificate",
        summary="issued by pebble through nginx and certbot, and renewed",
        perform=perform,
        needs=("up",),
    ),
)
