"""The only file of the desk that speaks HTTP: one method a route, plain JSON back, failures as `ApiError`."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, BinaryIO, Final

import httpx

from ui.asking import passes
from ui.asking.passes import Pass, Tokens
from ui.asking.problems import ApiError, NotSignedIn, away, problem_of
from ui.surroundings import api_url

Json = dict[str, Any]

# A page is drawn while the planner waits; an upload or a large workbook may take its time.
_QUICK: Final = httpx.Timeout(15.0, connect=3.0)
_PATIENT: Final = httpx.Timeout(600.0, connect=3.0)
# Let go before the API does (uvicorn: 5 seconds): what is sent as it closes a connection is lost.
IDLE_SECONDS: Final = 2.0
# The same upload sent twice at once (a double click): how long the second waits for the first's job.
_IN_FLIGHT_SECONDS: Final = 60.0
_IN_FLIGHT_PAUSE_SECONDS: Final = 0.3


@lru_cache(maxsize=1)
def _connections(base_url: str) -> httpx.Client:
    """One pool of connections for all visitors of this desk; it holds no key."""
    return httpx.Client(
        base_url=base_url,
        timeout=_QUICK,
        limits=httpx.Limits(max_connections=100, keepalive_expiry=IDLE_SECONDS),
        trust_env=False,
    )


def signed_in(
    email: str, password: str, connections: httpx.Client | None = None, *, seen_from: str = ""
) -> Tokens:
    """The tokens of a person at the address `seen_from`; raises `ApiError`."""
    used = connections or _connections(api_url())
    said = {"email": email, "password": password}
    return Tokens(
        _open(used, "/token", said, _forwarded(seen_from)),
        lambda token: _open(used, "/token/refresh", {"refresh_token": token}),
    )


def _forwarded(seen_from: str) -> dict[str, str]:
    """For whom the desk speaks: guesses at passwords are counted by address, and its own is everybody's."""
    return {"x-forwarded-for": seen_from} if seen_from else {}


def _open(connections: httpx.Client, path: str, said: Json, headers: Mapping[str, str] | None = None) -> Json:
    try:
        response = connections.post(path, json=said, headers=headers)
    except httpx.HTTPError as error:
        raise away() from error
    body = _body(response)
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise NotSignedIn(body.get("detail") or "You are not signed in.", remedy=body.get("remedy") or "")
    if not response.is_success:
        raise problem_of(response.status_code, body)
    return body


class Client:
    """The API as one visitor may use it. Every method raises `ApiError` when it is refused."""

    def __init__(self, shown: Pass, connections: httpx.Client | None = None) -> None:
        self._connections = connections or _connections(api_url())
        self._pass = shown

    def me(self) -> Json:
        """Who this visitor is and what they may do; raises `NotSignedIn` where they are not accepted."""
        return self._json("GET", "/me")

    def end(self) -> None:
        """End the sign-in, if it was one by password; a server that is away ends it by itself in time."""
        if isinstance(self._pass, Tokens):
            with suppress(ApiError):
                self._json("POST", "/token/revoke", json={"refresh_token": self._pass.refresh_token})

    def ask(self, method: str, path: str, *, seen_from: str = "", json: Json | None = None) -> Json:
        """Any other route; those of people and keys are in `ui/asking/administration.py`."""
        return self._json(method, path, headers=_forwarded(seen_from), json=json)

    def is_up(self) -> bool:
        """Whether the API and its database answer."""
        try:
            return self._connections.get("/ready", timeout=3.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def calculate(self, item: Mapping[str, Any]) -> Json:
        """The decision for one item."""
        return self._json("POST", "/eoq", json=dict(item))

    def inspect(self, name: str, content: BinaryIO, media_type: str, options: Mapping[str, Any]) -> Json:
        """A file is kept, and what is understood of it; no job is made yet."""
        content.seek(0)
        files = {"file": (name, content, media_type), "options": (None, json.dumps(options))}
        return self._json("POST", "/sheets/inspect", files=files, timeout=_PATIENT)

    def inspect_kept(self, file_id: str, options: Mapping[str, Any]) -> Json:
        """What is understood of a kept file with these options."""
        files = {"file_id": (None, file_id), "options": (None, json.dumps(options))}
        return self._json("POST", "/sheets/inspect", files=files, timeout=_PATIENT)

    def create_job(self, file_id: str, options: Mapping[str, Any], *, idempotency_key: str) -> Json:
        """The job made of a kept file; the same key and options give the same job."""
        # As multipart, the way the API takes a file too.
        return self._submit(
            {"file_id": (None, file_id), "options": (None, json.dumps(options))}, idempotency_key
        )

    def amend(
        self, job_id: str, name: str, content: BinaryIO, media_type: str, *, idempotency_key: str
    ) -> Json:
        """The job made of the mended rows of another; what they do not mend is carried over."""
        return self._submit({"amends": (None, job_id), "file": (name, content, media_type)}, idempotency_key)

    def _submit(self, parts: Mapping[str, Any], idempotency_key: str) -> Json:
        deadline = time.monotonic() + _IN_FLIGHT_SECONDS
        while True:
            if "file" in parts:
                parts["file"][1].seek(0)
            try:
                return self._json(
                    "POST",
                    "/jobs",
                    files=dict(parts),
                    headers={"Idempotency-Key": idempotency_key},
                    timeout=_PATIENT,
                )
            except ApiError as error:
                if error.code != "idempotency_in_flight" or time.monotonic() > deadline:
                    raise
                time.sleep(_IN_FLIGHT_PAUSE_SECONDS)

    def jobs(self, *, limit: int, cursor: str | None = None, state: str | None = None) -> Json:
        """A page of jobs, newest first."""
        return self._json("GET", "/jobs", params=_given(limit=limit, cursor=cursor, state=state))

    def job(self, job_id: str) -> Json:
        """One job as it stands."""
        return self._json("GET", f"/jobs/{job_id}")

    def cancel(self, job_id: str) -> Json:
        """Ask for a job to be cancelled."""
        return self._json("POST", f"/jobs/{job_id}/cancel")

    def retry(self, job_id: str, options: Mapping[str, Any], *, idempotency_key: str) -> Json:
        """A new job over the file of one that has ended; `options` change those of the first."""
        return self._json(
            "POST",
            f"/jobs/{job_id}/retry",
            json=dict(options),
            headers={"Idempotency-Key": idempotency_key},
        )

    def answer(self, job_id: str, answers: Mapping[str, str], *, remember: bool) -> Json:
        """Answer a waiting job's questions: question id -> value of the choice."""
        return self._json(
            "POST", f"/jobs/{job_id}/answers", json={"answers": dict(answers), "remember": remember}
        )

    def settings(self) -> Json:
        """What holds for the whole workspace."""
        return self._json("GET", "/settings")

    def set_settings(self, settings: Mapping[str, Any]) -> Json:
        """Replace what holds for the whole workspace."""
        return self._json("PUT", "/settings", json=dict(settings))

    def decisions(self, job_id: str, *, limit: int, cursor: str | None, wanted: Mapping[str, Any]) -> Json:
        """A page of a job's decisions that fit the filters `wanted`, what is to be ordered today first."""
        return self._json(
            "GET", f"/jobs/{job_id}/decisions", params=_given(limit=limit, cursor=cursor, **wanted)
        )

    def row_errors(self, job_id: str, *, limit: int, cursor: str | None = None) -> Json:
        """A page of a job's row errors, in the order of the sheet."""
        return self._json("GET", f"/jobs/{job_id}/errors", params=_given(limit=limit, cursor=cursor))

    @contextmanager
    def download(self, path: str, query: str = "") -> Iterator[httpx.Response]:
        """A file as it arrives, never held whole; read it with `iter_raw()`."""
        request = self._connections.build_request(
            "GET",
            path,
            params=query,
            headers={**passes.headers(self._pass), "accept-encoding": "identity"},
            timeout=_PATIENT,
        )
        try:
            response = self._connections.send(request, stream=True)
        except httpx.HTTPError as error:
            raise away() from error
        try:
            if not response.is_success:
                response.read()
                raise problem_of(response.status_code, _body(response))
            yield response
        finally:
            response.close()

    def _json(self, method: str, path: str, headers: Mapping[str, str] | None = None, **said: Any) -> Json:  # noqa: ANN401
        try:
            response = self._connections.request(
                method, path, headers={**passes.headers(self._pass), **(headers or {})}, **said
            )
        except httpx.HTTPError as error:
            raise away() from error
        body = _body(response)
        if not response.is_success:
            raise problem_of(response.status_code, body)
        return body


def _given(**values: object) -> dict[str, Any]:
    """Query parameters without those that were left empty."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _body(response: httpx.Response) -> Json:
    """The JSON object of an answer, or an empty one where a proxy answered with something else."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
