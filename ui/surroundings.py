"""What the desk is told by its surroundings: the same `LOTWISE_*` variables every process reads."""

import os

_MIB = 2**20


def api_url() -> str:
    """Where the API answers, without a slash at the end."""
    return os.environ.get("LOTWISE_API_URL", "http://127.0.0.1:8000").rstrip("/")


def max_upload_mib() -> int:
    """The largest file taken, in MiB, rounded up so that the API has the last word on the exact byte."""
    largest = int(os.environ.get("LOTWISE_MAX_UPLOAD_BYTES", 500 * _MIB))
    return max(1, -(-largest // _MIB))
