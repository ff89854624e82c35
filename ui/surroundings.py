"""What the desk is told by its surroundings: the same `LOTWISE_*` variables every process reads."""

import os
from urllib.parse import urlsplit

_MIB = 2**20


def api_url() -> str:
    """Where the API answers, without a slash at the end."""
    return os.environ.get("LOTWISE_API_URL", "http://127.0.0.1:8000").rstrip("/")


def outer_api_url(page: str | None) -> str:
    """Where the API answers those who see the desk at address `page`: behind a proxy, at the same host."""
    prefix = os.environ.get("LOTWISE_ROOT_PATH", "").strip("/")
    if not prefix or not page:
        return api_url()
    address = urlsplit(page)
    return f"{address.scheme}://{address.netloc}/{prefix}"


def max_upload_mib() -> int:
    """The largest file taken, in MiB, rounded up so that the API has the last word on the exact byte."""
    largest = int(os.environ.get("LOTWISE_MAX_UPLOAD_BYTES", 500 * _MIB))
    return max(1, -(-largest // _MIB))
