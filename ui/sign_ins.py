"""Who is signed in: keys and tokens stay in the server's memory, the browser holds a random cookie only.

The cookie outlives a reload, which starts a new Streamlit session. Streamlit cannot set a cookie, so the page
exchanges a ticket, good once and for a minute, for the cookie at a route of ours (`ui/routes.py`).
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ui.asking.passes import Pass

COOKIE: Final = "lotwise_desk"
IDLE_SECONDS: Final = 12 * 3600.0  # a working day
TICKET_SECONDS: Final = 60.0


@dataclass(slots=True)
class _Visitor:
    key: Pass
    seen: float


class SignIns:
    """The keys of those signed in, by token. Safe to use from every thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._visitors: dict[str, _Visitor] = {}
        self._tickets: dict[str, tuple[str, float]] = {}

    def start(self, key: Pass) -> str:
        """Remember the key of a visitor; the token that stands for it."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._forget_the_idle()
            self._visitors[token] = _Visitor(key, self._clock())
        return token

    def key(self, token: str) -> Pass | None:
        """The key the token stands for, unless it was ended or idle for too long."""
        with self._lock:
            self._forget_the_idle()
            visitor = self._visitors.get(token)
            if visitor is None:
                return None
            visitor.seen = self._clock()
            return visitor.key

    def end(self, token: str) -> None:
        """Forget the token and its key."""
        with self._lock:
            self._visitors.pop(token, None)

    def ticket(self, token: str) -> str:
        """What a page may show to get the token as a cookie, once."""
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[ticket] = (token, self._clock() + TICKET_SECONDS)
        return ticket

    def is_open(self, ticket: str) -> bool:
        """Whether the ticket was not yet exchanged and still may be."""
        with self._lock:
            token, until = self._tickets.get(ticket, ("", 0.0))
            return token in self._visitors and self._clock() <= until

    def exchange(self, ticket: str) -> str | None:
        """The token of a ticket; the ticket is used up."""
        with self._lock:
            token, until = self._tickets.pop(ticket, ("", 0.0))
            return token if token in self._visitors and self._clock() <= until else None

    def _forget_the_idle(self) -> None:
        now = self._clock()
        for token in [name for name, who in self._visitors.items() if now - who.seen > IDLE_SECONDS]:
            del self._visitors[token]
        for ticket in [name for name, (_, until) in self._tickets.items() if now > until]:
            del self._tickets[ticket]


SIGN_INS: Final = SignIns()
