"""What every answer tells browsers: show nothing of it as a page, keep it nowhere, pass nothing on."""

from typing import Final

Pairs = list[tuple[bytes, bytes]]

_COMMON: Final[Pairs] = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # Prices and stock belong in no cache between here and the caller.
    (b"cache-control", b"no-store"),
]

# Nothing Lotwise answers is a page; where a browser is made to show it as one, it may do nothing.
# Strict-Transport-Security is nginx's to say: it is where TLS ends.
ALWAYS: Final[Pairs] = [
    *_COMMON,
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]

# The one page there is: FastAPI's documentation, its script and style from a public host.
ON_DOCUMENTS: Final[Pairs] = [
    *_COMMON,
    (
        b"content-security-policy",
        b"default-src 'self'; script-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
        b"style-src 'self' 'unsafe-inline' https://cdn.jsdelivr.net; "
        b"img-src 'self' data: https://fastapi.tiangolo.com; frame-ancestors 'none'",
    ),
]
