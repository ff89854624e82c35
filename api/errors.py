"""Errors to answers: the one table of statuses, and the handlers that use it."""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import problems
from api.context import request_id
from api.validation import all_reworded
from core import errors
from core.errors import LotwiseError
from core.logs import logger

log = logger(__name__)

# A class without an entry takes its nearest ancestor's; a test allows none to fall through to LotwiseError.
STATUS: Final[Mapping[type[LotwiseError], int]] = {
    LotwiseError: 500,
    errors.Refused: 422,
    errors.FileTooLarge: 413,
    errors.StorageFull: 413,
    errors.TooManyJobs: 429,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unavailable: 503,
    errors.DiskFull: 507,
    # Signals between a worker and its lease; they never reach a caller.
    errors.LeaseLost: 500,
    errors.JobCancelled: 500,
}

_RETRY_AFTER_SECONDS: Final = "2"
_EXTRA_HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"WWW-Authenticate": 'ApiKey realm="lotwise", header="x-api-key"'},
    429: {"Retry-After": "10"},
    503: {"Retry-After": _RETRY_AFTER_SECONDS},
}

# What Starlette and FastAPI raise themselves: the code, what happened, what to do.
_HTTP_WORDS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: (
        "bad_request",
        "The body could not be understood.",
        "Check that it is complete UTF-8 text, nested less than 1,000 deep, no number over 4,300 digits.",
    ),
    404: ("route_not_found", "There is no such address.", "Look the address up in the API's documentation."),
    405: (
        "method_not_allowed",
        "This address does not take this method.",
        "Use one of the methods the Allow header names.",
    ),
    413: ("body_too_large", "The request is larger than allowed.", "Send less at once."),
    415: (
        "unsupported_media_type",
        "The body is of a kind this address does not take.",
        "Check the Content-Type header.",
    ),
}


def status_of(kind: type[LotwiseError]) -> int:
    """The HTTP status of an error class."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


async def on_lotwise_error(request: Request, error: LotwiseError) -> Response:
    """Whatever the domain refuses or cannot do."""
    status = status_of(type(error))
    if status >= 500:
        _tell(error)
    return problems.ProblemResponse(
        problems.body(
            status,
            error.code,
            error.message,
            request_id=request_id(request.scope),
            remedy=error.remedy,
            errors=[problems.field_problem(problem) for problem in error.problems],
        ),
        status_code=status,
        headers=dict(_EXTRA_HEADERS.get(status, {})),
    )


def _tell(error: LotwiseError) -> None:
    """Into the log with its cause; the caller is only told what to do."""
    if isinstance(error, errors.Unavailable):
        cause = getattr(error.__cause__, "orig", error.__cause__)
        log.warning("server_away", code=error.code, cause=problems.quoted(str(cause)))
    else:
        log.error("request_failed", code=error.code, detail=error.message, exc_info=error)


async def on_validation_error(request: Request, error: RequestValidationError) -> Response:
    """Whatever does not fit the models at the door."""
    found = error.errors()
    entries = all_reworded(found)
    return problems.ProblemResponse(
        problems.body(
            422,
            "validation_failed",
            entries[0]["message"] if len(found) == 1 else f"{len(found)} values are refused.",
            request_id=request_id(request.scope),
            remedy=entries[0]["remedy"] if len(found) == 1 else "Mend each of the values in `errors`.",
            errors=entries,
        ),
        status_code=422,
    )


async def on_http_error(request: Request, error: HTTPException) -> Response:
    """Whatever Starlette and FastAPI refuse themselves."""
    code, detail, remedy = _HTTP_WORDS.get(
        error.status_code, (f"http_{error.status_code}", str(error.detail), "")
    )
    return problems.ProblemResponse(
        problems.body(error.status_code, code, detail, request_id=request_id(request.scope), remedy=remedy),
        status_code=error.status_code,
        headers={**_EXTRA_HEADERS.get(error.status_code, {}), **(error.headers or {})},
    )


def install(app: FastAPI) -> None:
    """Let the application answer every error as a problem; unforeseen ones are `api.context`'s."""
    app.add_exception_handler(LotwiseError, on_lotwise_error)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, on_validation_error)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, on_http_error)  # type: ignore[arg-type]
