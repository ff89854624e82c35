"""What can be no key is refused without a question, and what is compared is compared in constant time."""

import hmac
import zlib
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import Connection

from core.db.access.keys import find_key, is_well_formed

BODY = "lw_live_0123456789ab_" + "k" * 43
KEY = f"{BODY}{zlib.crc32(BODY.encode()):08x}"


class _Asked:
    """A connection that knows one key's hash and counts the questions."""

    def __init__(self, secret_hash: bytes) -> None:
        self.questions = 0
        self._row = SimpleNamespace(
            secret_hash=secret_hash, workspace_id=None, was_used_lately=True, name="erp", scopes=["decide"]
        )

    def execute(self, *_: Any) -> "_Asked":  # noqa: ANN401
        self.questions += 1
        return self

    def one_or_none(self) -> SimpleNamespace:
        return self._row


def ask(text: str, asked: _Asked) -> object:
    return find_key(cast("Connection", asked), text, "pepper")


def test_of_a_key_no_part_and_no_continuation_can_be_one() -> None:
    assert is_well_formed(KEY)
    assert not [size for size in range(len(KEY)) if is_well_formed(KEY[:size])]
    assert not [more for more in ("0", " ", "\n", "\x00", KEY) if is_well_formed(KEY + more)]


@pytest.mark.parametrize("at", range(len(KEY)))
def test_a_key_with_any_one_character_changed_is_refused_without_a_question(at: int) -> None:
    asked = _Asked(b"")
    for character in "aZ0_-é\x00":
        if character != KEY[at]:
            wrong = KEY[:at] + character + KEY[at + 1 :]
            assert ask(wrong, asked) is None
    assert asked.questions == 0


def test_the_checksum_in_capitals_is_another() -> None:
    assert not is_well_formed(KEY[:-8] + KEY[-8:].upper()) or KEY[-8:].isdigit()


def test_the_hash_of_the_secret_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    compare = hmac.compare_digest

    def watched(one: Any, other: Any) -> bool:  # noqa: ANN401
        compared.append((len(one), len(other)))
        return compare(one, other)

    monkeypatch.setattr("core.db.access.keys.hmac.compare_digest", watched)
    right = hmac.digest(b"pepper", b"k" * 43, "sha256")
    for kept in (right, right[:-1] + b"\x00", b"\x00" * 32):
        found = ask(KEY, _Asked(kept))
        assert (found is not None) == (kept == right)
    # Each time the checksum, then the hash: as many bytes whatever of them is wrong.
    assert compared == [(8, 8), (32, 32)] * 3
