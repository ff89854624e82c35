"""Signatures of the Standard Webhooks specification, symmetric scheme v1, and the secrets they are made with.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

A secret is kept nowhere. It is made, whenever it is needed, of a random salt in the webhook's row and of the
key pepper, which the database does not have: who reads the database or a backup of it can sign nothing.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final
from uuid import UUID

PREFIX: Final = "whsec_"
# The specification wants 24 to 64 bytes of key; HMAC-SHA-256 makes 32.
_SALT_BYTES: Final = 32
# So that no other hash made with the pepper can ever be a secret of a webhook.
_PURPOSE: Final = b"lotwise webhook secret\x00"
_PRINT_CHARACTERS: Final = 16


def new_salt() -> bytes:
    """The random part of a new secret."""
    return secrets.token_bytes(_SALT_BYTES)


def secret_of(pepper: str, webhook_id: UUID, salt: bytes) -> str:
    """The secret of a webhook, as its receiver is shown it once."""
    key = hmac.digest(pepper.encode(), _PURPOSE + webhook_id.bytes + salt, "sha256")
    return PREFIX + base64.b64encode(key).decode()


def print_of(secret: str) -> str:
    """What tells whether two processes make the same secret, without telling the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()[:_PRINT_CHARACTERS]


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one attempt.

    The example of the specification's own libraries:

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def headers(secrets_: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of one attempt, signed with every secret that holds: two while one is being replaced."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(one, message_id, timestamp, body) for one in secrets_),
    }
