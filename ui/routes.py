"""The desk's own routes beside Streamlit's: the sign-in cookie, and downloads that pass through in pieces."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from html import escape
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Route

from ui.asking.client import Client
from ui.asking.problems import ApiError, NotSignedIn
from ui.sign_ins import COOKIE, IDLE_SECONDS, SIGN_INS

_BEING_BUILT: Final = 202  # a large workbook a worker is still at
# What may be fetched: nothing but files, so that this is no open door to the rest of the API.
_FILES: Final = re.compile(
    r"template\.xlsx|calculations\.csv|jobs/[0-9a-fA-F-]{36}/"
    r"(decisions\.(csv|xlsx|jsonl|parquet)|orders\.(csv|zip)|errors\.(csv|xlsx)|changes\.(csv|xlsx)|file)"
    r"|scenarios/[0-9a-fA-F-]{36}/rows\.(csv|xlsx)",
    re.ASCII,
)
_MOST_TICKET_BYTES: Final = 200
_PASSED_ON: Final = ("content-type", "content-disposition", "content-length")


async def keep_sign_in(request: Request) -> Response:
    """Exchange a ticket for the cookie that outlives a reload.

    For the desk's own pages only: another site's could make somebody work under its account.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return Response(status_code=403)
    said = b""
    async for piece in request.stream():
        said += piece
        if len(said) > _MOST_TICKET_BYTES:
            return Response(status_code=413)
    token = SIGN_INS.exchange(said.decode("ascii", "replace"))
    if token is None:
        return Response(status_code=403)
    response = Response(status_code=204)
    is_https = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
    response.set_cookie(
        COOKIE, token, max_age=int(IDLE_SECONDS), httponly=True, samesite="strict", secure=is_https
    )
    return response


def download(request: Request) -> Response:
    """A file of the API for whoever is signed in, streamed: a million rows take no memory here."""
    path = request.path_params["path"]
    key = SIGN_INS.key(request.cookies.get(COOKIE, ""))
    if not _FILES.fullmatch(path):
        return _page(404, "There is no such file.", "Go back and choose one of the downloads of a job.")
    if key is None:
        return _page(
            401, "You are not signed in any more.", "Go back, sign in again and repeat the download."
        )
    opened = ExitStack()
    try:
        answer = opened.enter_context(Client(key).download(f"/{path}", request.url.query))
    except NotSignedIn as error:
        return _page(401, error.message, "Go back and sign in again.")
    except ApiError as error:
        return _page(502, error.message, error.remedy)

    if answer.status_code == _BEING_BUILT:
        opened.close()
        return _page(
            200,
            "The file is being prepared.",
            "The download starts by itself; this takes seconds to minutes.",
            again_after_seconds=3,
        )

    def pieces() -> Iterator[bytes]:
        with opened:
            yield from answer.iter_raw()

    headers = {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers}
    headers.setdefault("content-disposition", f'attachment; filename="{path.rsplit("/", 1)[-1]}"')
    return StreamingResponse(pieces(), headers=headers)


def _page(status: int, message: str, remedy: str, *, again_after_seconds: int = 0) -> HTMLResponse:
    again = f"<meta http-equiv=refresh content={again_after_seconds}>" if again_after_seconds else ""
    return HTMLResponse(
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Lotwise</title>"
        f"{again}"
        "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;"
        "margin:15vh auto;padding:0 1rem}h1{font-size:1.25rem}</style>"
        f"<h1>{escape(message)}</h1><p>{escape(remedy)}</p>"
        "<p><a href='javascript:history.back()'>Go back</a></p></html>",
        status_code=status,
    )


ROUTES: Final = [
    Route("/desk/sign-in", keep_sign_in, methods=["POST"]),
    Route("/desk/files/{path:path}", download, methods=["GET"]),
]
