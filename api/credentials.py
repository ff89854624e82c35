"""Whether a request brings anything that can be a credential: decided without a database."""

from collections.abc import Collection
from typing import Final

from core import tokens
from core.db.access.keys import is_well_formed

RawHeaders = Collection[tuple[bytes, bytes]]

KEY_HEADER: Final = b"x-api-key"
TOKEN_HEADER: Final = b"authorization"
_BEARER: Final = "bearer "


def can_be_known(headers: RawHeaders) -> bool:
    """Whether it is worth asking who calls; what looks like a key is not yet one."""
    for name, value in headers:
        if name == KEY_HEADER and value:
            return is_well_formed(value.decode("latin-1"))
    for name, value in headers:
        if name == TOKEN_HEADER:
            return tokens.is_well_formed(bearer(value.decode("latin-1")))
    return False


def bearer(authorization: str) -> str:
    """The token of an Authorization header, empty where it is of another kind (RFC 6750)."""
    is_bearer = authorization[: len(_BEARER)].lower() == _BEARER
    return authorization[len(_BEARER) :].strip() if is_bearer else ""
