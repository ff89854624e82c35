"""Passwords: kept as Argon2id, checked in the same time whether the account is there or not."""

import secrets
from functools import lru_cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core.errors import FieldProblem, InvalidOption

LEAST_CHARACTERS: Final = 12
# Hashing is dear on purpose; a megabyte of password would be dearer than that.
MOST_CHARACTERS: Final = 256

# The defaults of argon2-cffi (RFC 9106, low memory): 64 MiB and about 50 ms a check.
_HASHING: Final = PasswordHash((Argon2Hasher(),))


def make() -> str:
    """A new password to be shown once: 120 random bits in four groups."""
    text = secrets.token_hex(15)
    return "-".join(text[at : at + 8] for at in range(0, 30, 8))


def hashed(password: str) -> str:
    """What is kept of it; raises `InvalidOption` for one too short or too long."""
    if LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        return _HASHING.hash(password)
    message = f"has {len(password)} characters"
    remedy = f"Choose {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters; a sentence is easy to remember."
    raise InvalidOption(
        f"The password {message}.",
        remedy=remedy,
        # The value is left out: it would stand in the answer and in logs.
        problems=[
            FieldProblem(
                field="password",
                value="",
                code="password_length",
                message=f"password: {message}",
                remedy=remedy,
            )
        ],
    )


def verify(password: str, kept: str | None) -> tuple[bool, str | None]:
    """Whether it is the one, and its new hash where parameters have changed since.

    With no hash at all (nobody of that name) it takes as long and says no.
    """
    # Made by the first who comes, whoever that is, so that its making tells nothing either.
    nobodys = _nobodys()
    if kept is None or len(password) > MOST_CHARACTERS:
        _HASHING.verify(password[:MOST_CHARACTERS], nobodys)
        return False, None
    return _HASHING.verify_and_update(password, kept)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHING.hash(secrets.token_urlsafe(32))
