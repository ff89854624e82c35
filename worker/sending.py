"""One attempt at a receiver: a POST that follows nowhere, waits for little and reads little of the answer."""

import ssl
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

import httpcore

from core.db.webhook.deliveries import Answer
from core.webhooks.addresses import port_of, understood
from core.webhooks.errors import InvalidWebhook
from core.webhooks.networks import Network
from worker.pinned import Deadline, PinnedBackend

SECONDS: Final = 15.0  # the specification recommends 15 to 30
_STEP_SECONDS: Final = {"connect": 5.0, "read": 15.0, "write": 5.0, "pool": 1.0}
_MOST_BYTES: Final = 4_096
_MOST_CHARACTERS: Final = 1_000
_MOST_ERROR_TEXT: Final = 300
_AGENT: Final = "Lotwise-Webhooks/1"


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """What is trusted: what the system trusts."""
    return ssl.create_default_context()


def send(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    allowed: Sequence[Network],
    needs_https: bool,
    seconds: float = SECONDS,
) -> Answer:
    """POST it and tell what came of it; whatever goes wrong is an answer too."""
    deadline = Deadline(seconds)
    try:
        asked = understood(url, needs_https=needs_https)
        target = httpcore.URL(
            scheme=asked.scheme, host=asked.raw_host, port=port_of(asked), target=asked.raw_path
        )
        said = [
            ("host", asked.netloc.decode("ascii")),
            ("content-type", "application/json"),
            ("content-length", str(len(body))),
            ("accept-encoding", "identity"),
            ("user-agent", _AGENT),
            ("connection", "close"),
            *headers.items(),
        ]
        with (
            httpcore.ConnectionPool(
                ssl_context=_context(),
                max_connections=1,
                retries=0,
                network_backend=PinnedBackend(allowed, deadline),
            ) as pool,
            pool.stream(
                "POST", target, headers=said, content=body, extensions={"timeout": dict(_STEP_SECONDS)}
            ) as response,
        ):
            return _answered(response)
    except InvalidWebhook as error:
        return Answer(error=error.message)
    except httpcore.TimeoutException:
        return Answer(error=f"no answer within {seconds:g} seconds")
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        text = str(error) or type(error).__name__
        return Answer(error=f"no answer: {text}"[:_MOST_ERROR_TEXT])


def _answered(response: httpcore.Response) -> Answer:
    """The status, and what the beginning of the body says; the rest is not waited for."""
    head = b""
    try:
        for piece in response.iter_stream():
            head += piece
            if len(head) >= _MOST_BYTES:
                break
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        pass  # the status has come, and by that it is taken or not
    text = head[:_MOST_BYTES].decode("utf-8", "replace").replace("\x00", "�")
    return Answer(
        status=response.status,
        error=_meaning(response.status),
        excerpt=text[:_MOST_CHARACTERS] or None,
        retry_after=_retry_after(dict(response.headers).get(b"retry-after", b"")),
    )


def _meaning(status: int) -> str | None:
    if status in range(200, 300):
        return None
    if status in range(300, 400):
        return f"answered {status}: redirects are not followed, give the webhook the address it leads to"
    return f"answered {status}"


def _retry_after(said: bytes) -> timedelta | None:
    """How long the receiver asks to be left in peace: seconds, or a date."""
    text = said.decode("ascii", "replace").strip()
    try:
        wait = (
            timedelta(seconds=int(text))
            if text.isdecimal()
            else parsedate_to_datetime(text).astimezone(UTC) - datetime.now(UTC)
        )
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, timedelta(0))


def now_seconds() -> int:
    """The time of an attempt, as the specification writes it."""
    return int(time.time())
