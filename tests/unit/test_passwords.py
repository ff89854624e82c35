"""Passwords are kept as Argon2id and checked alike whether anybody is there or not."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core import passwords
from core.errors import InvalidOption

GOOD = "a sentence is easy"


def test_a_password_is_kept_as_argon2id_and_found_again() -> None:
    kept = passwords.hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert passwords.verify(GOOD, kept) == (True, None)
    assert passwords.verify(GOOD + "!", kept) == (False, None)


@pytest.mark.parametrize("text", ["", "a" * 11, "a" * 257])
def test_a_password_too_short_or_too_long_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InvalidOption) as refused:
        passwords.hashed(text)
    assert [problem.value for problem in refused.value.problems] == [""]


def test_for_nobody_a_hash_is_checked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(PasswordHash, "verify", lambda *given: checked.append(given[2]))
    assert passwords.verify(GOOD, None) == (False, None)
    assert [kept[:10] for kept in checked] == ["$argon2id$"]


def test_the_first_to_sign_in_cannot_tell_by_time_whether_somebody_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = passwords.hashed(GOOD)
    made: list[str] = []
    hash_ = PasswordHash.hash

    def counted(self: PasswordHash, password: str) -> str:
        made.append(password)
        return hash_(self, password)

    monkeypatch.setattr(PasswordHash, "hash", counted)
    passwords._nobodys.cache_clear()
    passwords.verify(GOOD, kept)
    assert len(made) == 1  # the hash for nobody, paid for by whoever comes first
    passwords.verify(GOOD, None)
    assert len(made) == 1


def test_a_hash_of_weaker_parameters_is_renewed() -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(GOOD)
    is_right, renewed = passwords.verify(GOOD, weak)
    assert is_right
    assert renewed is not None
    assert passwords.verify(GOOD, renewed) == (True, None)


def test_made_passwords_are_long_and_differ() -> None:
    made = {passwords.make() for _ in range(100)}
    assert len(made) == 100
    assert all(len(one) >= passwords.LEAST_CHARACTERS for one in made)
