"""One attempt: where it goes and where it does not, how long it takes, how much of the answer is read."""

import socket
import time
from typing import Any

import pytest

from core.db.webhook.deliveries import Answer
from core.webhooks import addresses, networks
from tests.integration.webhooks.receiver import Receiver, receiving, rude
from worker.sending import send

LOOPBACK = networks.parsed("127.0.0.1")


def sent(url: str, *, allowed: str = "127.0.0.1", seconds: float = 5.0, needs_https: bool = False) -> Answer:
    return send(
        url,
        {"webhook-id": "1"},
        b"{}",
        allowed=networks.parsed(allowed),
        needs_https=needs_https,
        seconds=seconds,
    )


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """A name server of the test's own: each time a name is asked for, the next of its addresses."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def look(host: Any, port: Any, *given: Any, **how: Any) -> Any:  # noqa: ANN401
        if host not in known:
            return real(host, port, *given, **how)
        return [address for text in known[host].pop(0).split() for address in real(text, port, *given, **how)]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return known


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://127.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://inside.example:{port}/",
        "http://half-inside.example:{port}/",
    ],
)
def test_nothing_inside_is_spoken_to_however_it_is_written(
    receiver: Receiver, names: dict[str, list[str]], url: str
) -> None:
    names |= {"inside.example": ["127.0.0.1"], "half-inside.example": ["93.184.215.14 127.0.0.1"]}
    answer = sent(url.format(port=receiver.port), allowed="")
    assert answer.status is None
    assert "leads inside" in str(answer.error)
    assert receiver.came == []


def test_a_name_that_is_answered_otherwise_the_second_time_is_connected_to_as_it_was_checked(
    receiver: Receiver, names: dict[str, list[str]]
) -> None:
    # Looked up once: the second answer, which would be another host inside, is never asked for.
    names["rebinding.example"] = ["127.0.0.1", "127.0.0.2"]
    assert sent(f"http://rebinding.example:{receiver.port}/x?y=1").status == 204
    assert names["rebinding.example"] == ["127.0.0.2"]
    (came,) = receiver.came
    assert came.headers["host"] == f"rebinding.example:{receiver.port}"
    assert came.path == "/x?y=1"
    # And it is refused at the next attempt, however well it was checked before.
    answer = sent(f"http://rebinding.example:{receiver.port}/x?y=1")
    assert "127.0.0.2 is loopback" in str(answer.error)


def test_tls_goes_by_the_name_though_the_address_is_pinned(names: dict[str, list[str]]) -> None:
    with rude() as server:
        names["hooks.example"] = ["127.0.0.1"]
        answer = sent(f"https://hooks.example:{server.port}/", seconds=0.5)
        assert answer.error == "no answer within 0.5 seconds"
    assert b"hooks.example" in server.heard  # the name in the ClientHello


def test_a_receiver_that_speaks_no_tls_is_an_answer_and_no_crash(receiver: Receiver) -> None:
    answer = sent(f"https://127.0.0.1:{receiver.port}/")
    assert str(answer.error).startswith("no answer: ")


def test_the_next_address_is_tried_where_the_first_does_not_answer(
    receiver: Receiver, names: dict[str, list[str]]
) -> None:
    names["two.example"] = ["127.0.0.3 127.0.0.1"]
    assert sent(f"http://two.example:{receiver.port}/", allowed="127.0.0.0/8").status == 204


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    with receiving() as elsewhere:
        receiver.answer_with(307, headers={"location": elsewhere.url})
        answer = sent(receiver.url)
        assert (answer.status, answer.is_taken) == (307, False)
        assert "redirects are not followed" in str(answer.error)
        assert elsewhere.came == []


@pytest.mark.parametrize(
    ("piece", "greeting"),
    [
        pytest.param(b"", b"", id="says nothing"),
        pytest.param(b"x", b"HTTP/1.1 200 OK\r\nx-slow: ", id="trickles its headers"),
        pytest.param(b"HTTP/1.1 102 Processing\r\n\r\n", b"", id="is processing for ever"),
    ],
)
def test_a_receiver_has_so_many_seconds_and_no_more(piece: bytes, greeting: bytes) -> None:
    with rude(piece, greeting=greeting) as server:
        began = time.monotonic()
        answer = sent(server.url, seconds=0.5)
        took = time.monotonic() - began
    assert answer == Answer(error="no answer within 0.5 seconds")
    assert took < 1.5


@pytest.mark.parametrize("piece", [b"spam" * 1_000, b"."])
def test_of_a_body_without_end_only_the_beginning_is_read(piece: bytes) -> None:
    with rude(piece, greeting=b"HTTP/1.1 200 OK\r\n\r\n") as server:
        began = time.monotonic()
        answer = sent(server.url, seconds=0.5)
        took = time.monotonic() - began
    assert answer.is_taken
    assert 0 < len(answer.excerpt or "") <= 1_000
    assert took < 1.5


def test_nobody_there_is_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = sent(f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.is_taken) == (None, False)
    assert str(answer.error).startswith("no answer: ")


def test_nonsense_is_an_answer() -> None:
    with rude(b"nonsense\r\n\r\n") as server:
        assert str(sent(server.url).error).startswith("no answer: ")


def test_production_sends_nothing_unencrypted(receiver: Receiver) -> None:
    assert "is not https" in str(sent(receiver.url, needs_https=True).error)
    assert receiver.came == []


@pytest.mark.parametrize("asked", ["nonsense", "-5", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 400])
def test_a_strange_retry_after_is_no_matter(receiver: Receiver, asked: str) -> None:
    receiver.answer_with(503, headers={"retry-after": asked})
    answer = sent(receiver.url)
    assert answer.status == 503
    assert answer.retry_after is None or answer.retry_after.total_seconds() == 0


def test_an_address_that_is_checked_is_given_back_in_one_spelling(names: dict[str, list[str]]) -> None:
    names["xn--bcher-kva.example"] = ["93.184.215.14"]
    url = addresses.check("HTTPS://Bücher.example/a b#part", needs_https=True, allowed=())
    assert url == "https://xn--bcher-kva.example/a%20b"
