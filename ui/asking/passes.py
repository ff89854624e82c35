"""What a visitor shows the API: a key, or the tokens of a sign-in, which are renewed before they end."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

# So long before its end a token is renewed, so that none ends on its way.
_EARLY_SECONDS: Final = 60.0

Renew = Callable[[str], Mapping[str, Any]]


class Tokens:
    """The tokens of one sign-in. Safe to use from every thread: a refresh token is good once."""

    def __init__(
        self, answer: Mapping[str, Any], renew: Renew, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`answer` is that of `POST /token`; `renew` asks for the next by a refresh token."""
        self._renew = renew
        self._clock = clock
        self._lock = threading.Lock()
        self._take(answer)

    @property
    def refresh_token(self) -> str:
        """What ends the sign-in."""
        return self._refresh_token

    def headers(self) -> dict[str, str]:
        """With a token that is good for a while; raises what `renew` raises."""
        with self._lock:
            if self._clock() > self._until:
                self._take(self._renew(self._refresh_token))
            return {"authorization": f"Bearer {self._access_token}"}

    def _take(self, answer: Mapping[str, Any]) -> None:
        self._access_token = str(answer["access_token"])
        self._refresh_token = str(answer["refresh_token"])
        self._until = self._clock() + float(answer["expires_in"]) - _EARLY_SECONDS


Pass = str | Tokens


def headers(shown: Pass) -> dict[str, str]:
    """What a request carries."""
    return shown.headers() if isinstance(shown, Tokens) else {"x-api-key": shown}
