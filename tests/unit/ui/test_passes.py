"""Tokens are renewed before they end, once, and never shown to the browser."""

import threading

import httpx
import pytest

from ui.asking.client import Client, signed_in
from ui.asking.passes import Tokens, headers
from ui.asking.problems import NotSignedIn


def answer(number: int) -> dict[str, object]:
    return {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": 900}


class _Desk:
    """Counts how often tokens are renewed, on a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.renewed: list[str] = []
        self.tokens = Tokens(answer(0), self._renew, clock=lambda: self.now)

    def _renew(self, token: str) -> dict[str, object]:
        self.renewed.append(token)
        return answer(len(self.renewed))


def test_a_key_is_shown_as_it_is() -> None:
    assert headers("lw_live_x") == {"x-api-key": "lw_live_x"}


def test_a_token_is_kept_while_it_is_good_and_renewed_before_it_ends() -> None:
    desk = _Desk()
    desk.now = 800
    assert headers(desk.tokens) == {"authorization": "Bearer access-0"}
    desk.now = 850
    assert headers(desk.tokens) == {"authorization": "Bearer access-1"}
    desk.now = 1_700
    assert headers(desk.tokens) == {"authorization": "Bearer access-2"}
    assert desk.renewed == ["refresh-0", "refresh-1"]


def test_threads_that_come_at_once_renew_once() -> None:
    desk = _Desk()
    desk.now = 1_000
    threads = [threading.Thread(target=desk.tokens.headers) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert desk.renewed == ["refresh-0"]


def test_signing_in_gives_tokens_and_signing_out_revokes_them() -> None:
    asked: list[tuple[str, bytes]] = []

    def serve(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, request.read()))
        return httpx.Response(200, json=answer(0)) if request.url.path == "/token" else httpx.Response(204)

    connections = httpx.Client(transport=httpx.MockTransport(serve), base_url="http://api.test")
    tokens = signed_in("ann@example.com", "a long password", connections)
    Client(tokens, connections).end()
    assert [path for path, _ in asked] == ["/token", "/token/revoke"]
    assert b"refresh-0" in asked[1][1]


def test_a_refused_password_is_said_as_the_api_says_it() -> None:
    refusal = {"detail": "The e-mail address or the password is wrong.", "remedy": "Check both."}
    transport = httpx.MockTransport(lambda _: httpx.Response(401, json=refusal))
    with (
        httpx.Client(transport=transport, base_url="http://api.test") as connections,
        pytest.raises(NotSignedIn, match="password is wrong"),
    ):
        signed_in("ann@example.com", "wrong", connections)
