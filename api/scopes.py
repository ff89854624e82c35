"""What a route needs: declared at the route, shown in the OpenAPI document, checked when a caller signs in.

A route that declares nothing opens to nobody, so one that was forgotten is closed rather than open.
"""

from typing import Any, Final

from core.callers import Caller
from core.errors import Forbidden
from core.roles import Scope

SCOPE: Final = "x-scope"
_ANYONE: Final = "anyone"
# For what every caller may do, such as ask who they are.
NEEDS_NO_SCOPE: Final = {SCOPE: _ANYONE}


def needs(scope: Scope) -> dict[str, Any]:
    """For `openapi_extra` of a route."""
    return {SCOPE: scope.value}


def check_scope(caller: Caller, route: object) -> None:
    """Raise `Forbidden` unless the caller may do what the route is for."""
    declared = (getattr(route, "openapi_extra", None) or {}).get(SCOPE)
    if declared == _ANYONE or declared in caller.scopes:
        return
    raise Forbidden(
        f"This needs the scope {declared or 'of nobody'!r}, which {caller.name!r} does not have.",
        remedy="Ask an administrator of your workspace for it, or use another key.",
    )
