"""Keys stay on the server; the browser's token stands for one until it is ended or idle too long."""

import pytest

from ui.sign_ins import IDLE_SECONDS, TICKET_SECONDS, SignIns


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_token_stands_for_its_key_until_it_is_ended(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.start("secret")
    assert sign_ins.key(token) == "secret"
    assert "secret" not in token
    sign_ins.end(token)
    assert sign_ins.key(token) is None


def test_use_keeps_a_sign_in_and_a_long_pause_ends_it(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.start("secret")
    clock.now += IDLE_SECONDS - 1
    assert sign_ins.key(token) == "secret"
    clock.now += IDLE_SECONDS - 1
    assert sign_ins.key(token) == "secret"
    clock.now += IDLE_SECONDS + 1
    assert sign_ins.key(token) is None


def test_a_ticket_is_good_once(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.start("secret")
    ticket = sign_ins.ticket(token)
    assert sign_ins.is_open(ticket)
    assert sign_ins.exchange(ticket) == token
    assert not sign_ins.is_open(ticket)
    assert sign_ins.exchange(ticket) is None


def test_a_ticket_is_good_for_a_minute(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    ticket = sign_ins.ticket(sign_ins.start("secret"))
    clock.now += TICKET_SECONDS + 1
    assert not sign_ins.is_open(ticket)
    assert sign_ins.exchange(ticket) is None


def test_a_ticket_dies_with_its_sign_in(clock: Clock) -> None:
    sign_ins = SignIns(clock)
    token = sign_ins.start("secret")
    ticket = sign_ins.ticket(token)
    sign_ins.end(token)
    assert sign_ins.exchange(ticket) is None


@pytest.mark.parametrize("made_up", ["", "x", "None"])
def test_nothing_made_up_is_accepted(clock: Clock, made_up: str) -> None:
    sign_ins = SignIns(clock)
    sign_ins.start("secret")
    assert sign_ins.key(made_up) is None
    assert sign_ins.exchange(made_up) is None
