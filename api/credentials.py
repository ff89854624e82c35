"""Whether a request brings anything that can be a credential: decided without a database."""

from collections.abc import Iterable
from typing import Final

from core.db.keys import is_well_formed

RawHeaders = Iterable[tuple[bytes, bytes]]

KEY_HEADER: Final = b"x-api-key"


def can_be_known(headers: RawHeaders) -> bool:
    """Whether it is worth asking who calls; what looks like a key is not yet one."""
    for name, value in headers:
        if name == KEY_HEADER:
            return is_well_formed(value.decode("latin-1"))
    return False
