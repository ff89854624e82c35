"""Asking what watches a Lotwise, over HTTP on this machine."""

from collections.abc import Mapping
from typing import Any

import httpx

_SECONDS = 30.0


class Unanswered(Exception):
    """It did not answer, or not what was asked; its words."""


class Asked:
    """One program at `url`, asked for JSON."""

    def __init__(self, url: str) -> None:
        self.url = url
        # No connection is kept: nobody would close it.
        self._client = httpx.Client(
            trust_env=False, timeout=_SECONDS, limits=httpx.Limits(max_keepalive_connections=0)
        )

    def json(self, path: str, parameters: Mapping[str, str | float] | None = None) -> Any:  # noqa: ANN401
        """What it says at the path below its URL. Raises `Unanswered`."""
        asked = f"{self.url}{path}"
        try:
            answer = self._client.get(asked, params=dict(parameters or {}))
        except httpx.HTTPError as error:
            raise Unanswered(f"{asked} does not answer: {error!r}") from error
        if answer.status_code != httpx.codes.OK:
            raise Unanswered(f"{asked} {parameters or ''} says {answer.status_code}: {answer.text[:300]}")
        return answer.json()
