"""A front door with a certificate of its own, for the probe that looks when certificates end."""

import subprocess
from pathlib import Path
from string import Template
from typing import Final

_DAYS: Final = 60
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


def prepare(folder: Path, address: str, api: str) -> list[str]:
    """Make the certificate and the configuration for `address`; tells how nginx is started."""
    folder.mkdir(mode=0o755)
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-subj", "/CN=lotwise", "-days", str(_DAYS)),
            *("-keyout", str(folder / "own.key"), "-out", str(folder / "own.crt")),
        ],
        check=True,
        capture_output=True,
    )
    written = _CONFIGURATION.substitute(folder=folder, address=address, api=api)
    (folder / "nginx.conf").write_text(written, encoding="utf-8")
    return ["-p", str(folder), "-c", str(folder / "nginx.conf")]
