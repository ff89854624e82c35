"""A front door with a certificate of its own, for the probe that looks at both."""

import datetime as dt
import signal
import subprocess
from pathlib import Path
from string import Template
from typing import Final

from ops.monitors.programs import NGINX, OPENSSL, Command

PROGRAMS: Final = (NGINX, OPENSSL)
# So long that no alert thinks of its end.
LONG: Final = dt.timedelta(days=60)
_CONFIGURATION: Final = Template(
    """daemon off; worker_processes 1; pid $folder/nginx.pid; error_log $folder/error.log;
events {}
http {
    access_log off;
    client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/f; uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
    server {
        listen $address ssl;
        ssl_certificate $folder/own.crt; ssl_certificate_key $folder/own.key;
        location / { proxy_pass $api; }
    }
}
"""
)
# An authority in a folder: `openssl req -x509` counts in days, and hours are wanted.
_AUTHORITY: Final = Template(
    """[ca]
default_ca = own
[own]
database = $folder/issued.txt
rand_serial = yes
new_certs_dir = $folder
default_md = sha256
unique_subject = no
policy = any
[any]
commonName = supplied
"""
)


def prepare(folder: Path, address: str, api: str) -> Command:
    """Make the certificate and the configuration for `address`; tells how nginx is started."""
    folder.mkdir(mode=0o755)
    (folder / "issued.txt").touch()
    (folder / "authority.cnf").write_text(_AUTHORITY.substitute(folder=folder), encoding="utf-8")
    certify(folder, LONG)
    written = _CONFIGURATION.substitute(folder=folder, address=address, api=api)
    (folder / "nginx.conf").write_text(written, encoding="utf-8")
    return Command(program=NGINX, arguments=("-p", str(folder), "-c", str(folder / "nginx.conf")))


def certify(folder: Path, ends_in: dt.timedelta) -> None:
    """Put a new certificate and its key in the place of those there are; nginx reads them when it starts."""
    end = dt.datetime.now(dt.UTC) + ends_in
    key, request = str(folder / "own.key"), str(folder / "own.csr")
    curve = ("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    _openssl(
        "req", "-new", "-newkey", *curve, "-nodes", "-subj", "/CN=lotwise", "-keyout", key, "-out", request
    )
    _openssl(
        *("ca", "-batch", "-notext", "-selfsign", "-config", str(folder / "authority.cnf")),
        *(
            "-keyfile",
            key,
            "-in",
            request,
            "-out",
            str(folder / "own.crt"),
            "-enddate",
            f"{end:%Y%m%d%H%M%SZ}",
        ),
    )


def _openssl(*arguments: str) -> None:
    subprocess.run([OPENSSL, *arguments], check=True, capture_output=True)


def reread(nginx: subprocess.Popen[bytes]) -> None:
    """Let it take the certificate that is there now."""
    nginx.send_signal(signal.SIGHUP)
