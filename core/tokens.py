"""Access tokens: JSON Web Tokens of a quarter of an hour, signed by us and meant for us (RFC 7519, 8725).

One algorithm, pinned. The secret is found by the token's `kid`, which names it without giving it away, so a
new secret is put in front of the old one and the old one taken out when its last token has expired.
"""

import hmac
import time
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

import jwt

from core.errors import InvalidOption, NotSignedIn
from core.ids import WorkspaceId

LIFE_SECONDS: Final = 900
_ALGORITHM: Final = "HS256"
_ISSUER: Final = "lotwise"
_AUDIENCE: Final = "lotwise-api"
_CLAIMS: Final = ("iss", "aud", "exp", "nbf", "iat", "sub", "jti", "sid", "ws")
# RFC 7518 3.2: no shorter than the hash. As characters, since people paste hex.
_LEAST_SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Whose token it is, in which workspace, and of which sign-in."""

    user_id: UUID
    workspace_id: WorkspaceId
    sign_in_id: UUID


class Tokens:
    """Signs with the first secret, accepts each of them."""

    def __init__(self, secrets: str, pepper: str) -> None:
        """Secrets are separated by commas; without any, one is derived from the pepper.

        Raises `InvalidOption` where one is too short.
        """
        given = [secret.strip().encode() for secret in secrets.split(",") if secret.strip()]
        if any(len(secret) < _LEAST_SECRET_BYTES for secret in given):
            raise InvalidOption(
                f"A secret in LOTWISE_TOKEN_SECRETS has fewer than {_LEAST_SECRET_BYTES} characters.",
                remedy="Make one with: openssl rand -hex 32",
            )
        keys = given or [hmac.digest(pepper.encode(), b"lotwise access tokens", "sha256")]
        self._keys = {hmac.digest(key, b"kid", "sha256").hex()[:12]: key for key in keys}
        self._first = next(iter(self._keys))

    def issue(self, claims: Claims, now: float | None = None) -> str:
        """A token that is good from now on."""
        at = int(time.time() if now is None else now)
        payload = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "iat": at,
            "nbf": at,
            "exp": at + LIFE_SECONDS,
            "jti": uuid4().hex,
            "sub": str(claims.user_id),
            "ws": str(claims.workspace_id),
            "sid": str(claims.sign_in_id),
        }
        return jwt.encode(payload, self._keys[self._first], _ALGORITHM, headers={"kid": self._first})

    def read(self, text: str) -> Claims:
        """What the token says; raises `NotSignedIn` for one that is not ours, not yet or no longer good."""
        try:
            key = self._keys.get(str(jwt.get_unverified_header(text).get("kid")))
            if key is None:
                raise _refused()
            said = jwt.decode(
                text,
                key,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                issuer=_ISSUER,
                options={"require": list(_CLAIMS)},
            )
            return Claims(
                user_id=UUID(said["sub"]),
                workspace_id=WorkspaceId(UUID(said["ws"])),
                sign_in_id=UUID(said["sid"]),
            )
        except jwt.ExpiredSignatureError:
            raise NotSignedIn(
                "The token has expired.", remedy="Get a new one: POST /token/refresh, or sign in again."
            ) from None
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError):
            raise _refused() from None


def _refused() -> NotSignedIn:
    return NotSignedIn("The token is not valid.", remedy="Sign in again: POST /token.")


def is_well_formed(text: str) -> bool:
    """Whether the text can be a token at all: three parts and no longer than ours are."""
    return len(text) < 1_024 and text.isascii() and text.count(".") == 2
