"""How often a caller may: asked for by routes, told in the answer's headers, 429 when it is too often.

The headers are those of draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy: "eoq";q=30000;w=60` is the
limit and `RateLimit: "eoq";r=29999;t=42` what is left of it, and for how many seconds.
"""

import ipaddress

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.context import context
from api.deps import CallerDep, ServicesDep
from api.services import Services
from core.callers import Caller
from core.db.access import users
from core.errors import TooManyRequests
from core.limits import Limit, Standing

# What else helps, by the name of the limit.
_MORE = {"eoq": "; for many items send a sheet to POST /jobs"}


def spend_items(request: Request, caller: Caller, at_hand: Services, count: int = 1) -> None:
    """Count items of the caller; raises `TooManyRequests`."""
    _tell(request, at_hand, at_hand.limiters.items.spend(caller.label, count))


async def upload_limited(request: Request, caller: CallerDep, at_hand: ServicesDep) -> None:
    """Count an upload of the caller's workspace; raises `TooManyRequests`."""
    await _spend(request, at_hand, at_hand.limiters.uploads, str(caller.workspace_id))


async def sign_in_limited(request: Request, at_hand: ServicesDep) -> None:
    """Count an attempt to sign in from the client's address; raises `TooManyRequests`."""
    host = request.client.host if request.client else ""
    await _spend(request, at_hand, at_hand.limiters.sign_ins, network(host))


async def guess_limited(request: Request, at_hand: Services, email: str) -> None:
    """Count a password tried for a person, known or not; raises `TooManyRequests`.

    A guesser with many addresses would else have as many guesses. Who guesses on purpose locks the person out
    for a while, which is the lesser evil: their sign-ins that are there go on.
    """
    await _spend(request, at_hand, at_hand.limiters.accounts, users.spelled(email))


def network(host: str) -> str:
    """Whose address it is: of IPv6 the /64, since anybody who has one address there has all of them."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


async def _spend(request: Request, at_hand: Services, limit: Limit, who: str) -> None:
    _tell(request, at_hand, await run_in_threadpool(at_hand.limiters.exact.spend, limit, who))


def _tell(request: Request, at_hand: Services, standing: Standing) -> None:
    limit = standing.limit
    context(request.scope).extra_headers = [
        (b"ratelimit-policy", f'"{limit.name}";q={limit.amount};w={limit.seconds}'.encode()),
        (b"ratelimit", f'"{limit.name}";r={standing.remaining};t={standing.reset_seconds}'.encode()),
    ]
    if not standing.is_allowed:
        at_hand.metrics.limited(limit.name)
        raise TooManyRequests(
            f"More than the {limit.amount} allowed in {limit.seconds} seconds.",
            retry_after_seconds=standing.reset_seconds,
            remedy=f"Wait {standing.reset_seconds} seconds{_MORE.get(limit.name, '')}.",
        )
