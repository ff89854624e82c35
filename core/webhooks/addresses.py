"""The address of a webhook: understood, looked up, and refused where it leads inside."""

import socket
from collections.abc import Sequence
from typing import Final

import httpx

from core.errors import FieldProblem
from core.webhooks.errors import InvalidWebhook
from core.webhooks.networks import Network, why_refused

MOST_CHARACTERS: Final = 2_000
_MOST_PORT: Final = 65_535
_PORTS: Final = {"http": 80, "https": 443}
_SHOWN: Final = 200
_WRITE: Final = "Write it as https://host.example/path."
_OUTSIDE: Final = (
    "Give an address that is reached from the internet; an operator can allow networks of their own with "
    "LOTWISE_WEBHOOK_NETWORKS."
)


def understood(text: str, *, needs_https: bool) -> httpx.URL:
    """The address as it is asked for; raises `InvalidWebhook` for what is none to send to."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(text, f"has more than {MOST_CHARACTERS} characters", _WRITE)
    try:
        url = httpx.URL(text.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, ValueError) as error:
        raise _refused(text, "is no address", _WRITE) from error
    if url.scheme not in _PORTS or not host:
        raise _refused(text, "is no http or https address with a host", _WRITE)
    if url.port is not None and not 0 < url.port <= _MOST_PORT:
        raise _refused(text, "has a port there is none of", _WRITE)
    if needs_https and url.scheme != "https":
        raise _refused(text, "is not https", "In production, what is sent is encrypted: write https://.")
    if url.userinfo:
        raise _refused(
            str(url.copy_with(username=None, password=None)),
            "has a user name or password",
            "Leave them out: the receiver knows us by the signature.",
        )
    return url.copy_with(fragment=None)


def port_of(url: httpx.URL) -> int:
    """The port, whether it is written or not."""
    return url.port or _PORTS[url.scheme]


def looked_up(host: str, port: int, allowed: Sequence[Network]) -> list[str]:
    """The IP addresses of a host, all of them outside; raises `InvalidWebhook`.

    One that is inside refuses the whole host: what its name server answers is its owner's to choose. Whatever
    the system takes for an address (`0x7f000001`, `127.1`) comes out as one here, and is judged as such.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        remedy = "Check how it is written, and that its name server answers."
        raise _refused(host, "is a host nobody knows the address of", remedy) from error
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    for address in addresses:
        why = why_refused(address, allowed)
        if why is not None:
            raise _refused(host, f"leads inside ({address} is {why})", _OUTSIDE)
    return addresses


def check(text: str, *, needs_https: bool, allowed: Sequence[Network]) -> str:
    """The address in one spelling, looked up just now; raises `InvalidWebhook`."""
    url = understood(text, needs_https=needs_https)
    looked_up(url.raw_host.decode("ascii"), port_of(url), allowed)
    return str(url)


def _refused(value: str, message: str, remedy: str) -> InvalidWebhook:
    shown = value[:_SHOWN]
    problem = FieldProblem(field="url", value=shown, code="invalid_url", message=message, remedy=remedy)
    return InvalidWebhook(f"url {shown!r} {message}.", remedy=remedy, problems=[problem])
