"""Ask a release for an answer as a client would, through the proxy."""

import http.client
import ssl
import time
from typing import Final
from urllib.parse import urlsplit

from ops.deploy.words import Failed

_PATIENCE_SECONDS: Final = 60.0
_EVERY_SECONDS: Final = 0.5


class _Named(http.client.HTTPSConnection):
    """Asks the address it is given for the certificate of another name: the proxy answers to its own only."""

    host_name: str
    tls: ssl.SSLContext

    def connect(self) -> None:
        """As the class above, but for the name."""
        http.client.HTTPConnection.connect(self)
        self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host_name)


def ask(address: str, host_name: str, *, seconds: float = _PATIENCE_SECONDS) -> None:
    """Return once `address` answers 2xx to a request for `host_name`. Raises `Failed` after `seconds`."""
    deadline = time.monotonic() + seconds
    while problem := _problem(address, host_name):
        if time.monotonic() > deadline:
            raise Failed(f"smoke test: {address} {problem}")
        time.sleep(_EVERY_SECONDS)


def _problem(address: str, host_name: str) -> str:
    """Why it is no good answer; empty if it is. The certificate is watched elsewhere."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        secure = _Named(str(parts.hostname), parts.port, timeout=10, context=context)
        secure.host_name, secure.tls = host_name, context
        connection: http.client.HTTPConnection = secure
    else:
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    try:
        connection.request("GET", parts.path or "/", headers={"Host": host_name})
        answer = connection.getresponse()
        return "" if answer.status // 100 == 2 else f"answers {answer.status}"
    except (OSError, http.client.HTTPException) as error:
        return f"does not answer: {error}"
    finally:
        connection.close()
