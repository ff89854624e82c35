import asyncio

import pytest

from api.keyring import Keyring
from api.remembering import REMEMBERED_SECONDS
from core.callers import Caller
from core.db.connect import connect
from core.errors import DatabaseUnavailable
from tests.unit.api.support import CALLER, NOWHERE


class _Counting(Keyring):
    """Knows one key and counts how often it is asked for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(connect(NOWHERE), "pepper", seconds=seconds)
        self.asked = 0
        self.is_revoked = False

    def _find(self, text: str) -> Caller | None:
        self.asked += 1
        return CALLER if text == "good" and not self.is_revoked else None


def _ask(keyring: Keyring, *texts: str) -> list[Caller | None]:
    async def each() -> list[Caller | None]:
        return [await keyring.caller(text) for text in texts]

    return asyncio.run(each())


def test_a_key_is_looked_up_once_while_it_is_remembered() -> None:
    keyring = _Counting(seconds=60)
    assert _ask(keyring, "good", "good", "good") == [CALLER] * 3
    assert keyring.asked == 1


def test_a_refused_key_is_not_remembered() -> None:
    keyring = _Counting(seconds=60)
    assert _ask(keyring, "bad", "bad") == [None, None]
    assert keyring.asked == 2


def test_a_revoked_key_ends_when_its_time_is_over() -> None:
    keyring = _Counting(seconds=0)
    _ask(keyring, "good")
    keyring.is_revoked = True
    assert _ask(keyring, "good") == [None]


def test_keys_are_remembered_for_no_longer_than_five_seconds() -> None:
    assert REMEMBERED_SECONDS <= 5


def test_the_number_of_remembered_keys_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Counting, "_find", lambda *_: CALLER)
    keyring = _Counting(seconds=60)
    _ask(keyring, *(f"key {number}" for number in range(1_100)))
    assert len(keyring._seen._known) == 1_000


def test_requests_that_come_together_ask_once() -> None:
    keyring = _Counting(seconds=60)

    async def together() -> list[Caller | None]:
        return await asyncio.gather(*(keyring.caller("good") for _ in range(20)))

    assert asyncio.run(together()) == [CALLER] * 20
    assert keyring.asked == 1


def test_a_request_that_goes_away_leaves_the_others_their_answer() -> None:
    keyring = _Counting(seconds=60)

    async def ask() -> Caller | None:
        leaving = asyncio.create_task(keyring.caller("good"))
        staying = asyncio.create_task(keyring.caller("good"))
        await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert asyncio.run(ask()) == CALLER


def test_what_cannot_be_asked_is_told_to_all_and_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring = _Counting(seconds=60)

    async def ask() -> list[Caller | BaseException | None]:
        with monkeypatch.context() as patch:
            patch.setattr(keyring, "_find", _away)
            told = await asyncio.gather(*(keyring.caller("good") for _ in range(3)), return_exceptions=True)
        return [*told, await keyring.caller("good")]

    *told, found = asyncio.run(ask())
    assert [type(one) for one in told] == [DatabaseUnavailable] * 3
    assert found == CALLER


def _away(_: str) -> None:
    raise DatabaseUnavailable
