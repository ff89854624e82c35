"""The desk's own routes: the cookie that outlives a reload, and downloads for whoever is signed in."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.applications import Starlette

from ui import routes
from ui.asking.client import Client
from ui.asking.problems import ApiError
from ui.sign_ins import COOKIE, SignIns

JOB = "jobs/5f2c1c2e-8d55-4a06-9a3f-2f3f7e1d0001"


@pytest.fixture
def sign_ins(monkeypatch: pytest.MonkeyPatch) -> SignIns:
    made = SignIns()
    monkeypatch.setattr(routes, "SIGN_INS", made)
    return made


class Browser:
    """Asks the routes over HTTP in memory, with its cookies."""

    def __init__(self) -> None:
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, content: bytes | str | None = None, **headers: str
    ) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(Starlette(routes=routes.ROUTES))
            async with httpx.AsyncClient(
                transport=transport, base_url="https://desk", cookies=self.cookies
            ) as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, content=content, headers=named)

        return asyncio.run(answer())

    def get(self, path: str) -> httpx.Response:
        return self.ask("GET", path)


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def signed_in(browser: Browser, sign_ins: SignIns) -> Browser:
    browser.cookies[COOKIE] = sign_ins.start("secret")
    return browser


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []

    @contextmanager
    def download(self: Client, path: str, query: str = "") -> Iterator[httpx.Response]:
        asked.append(f"{path}?{query}")
        headers = {
            "content-type": "text/csv",
            "content-disposition": "attachment; filename=d.csv",
            "x-secret": "1",
        }
        yield httpx.Response(200, headers=headers, content=iter([b"sku\n", b"007\n"]))

    monkeypatch.setattr(Client, "download", download)
    return asked


def test_a_ticket_becomes_a_cookie_no_script_can_read(browser: Browser, sign_ins: SignIns) -> None:
    token = sign_ins.start("secret")
    answer = browser.ask("POST", "/desk/sign-in", sign_ins.ticket(token))
    assert answer.status_code == 204
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={token};")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=strict"))


def test_a_made_up_ticket_gives_nothing(browser: Browser, sign_ins: SignIns) -> None:
    answer = browser.ask("POST", "/desk/sign-in", b"\xffmade up")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_file_passes_through_with_its_name(signed_in: Browser, fetched: list[str]) -> None:
    answer = signed_in.get(f"/desk/files/{JOB}/decisions.csv?delimiter=%3B")
    assert answer.content == b"sku\n007\n"
    assert answer.headers["content-disposition"] == "attachment; filename=d.csv"
    assert "x-secret" not in answer.headers
    assert fetched == [f"/{JOB}/decisions.csv?delimiter=%3B"]


@pytest.mark.parametrize(
    "path",
    [
        f"{JOB}/changes.csv",
        f"{JOB}/changes.xlsx",
        f"{JOB.replace('jobs', 'scenarios')}/rows.csv",
        f"{JOB.replace('jobs', 'scenarios')}/rows.xlsx",
    ],
)
def test_changes_and_scenarios_are_files_too(signed_in: Browser, fetched: list[str], path: str) -> None:
    assert signed_in.get(f"/desk/files/{path}").status_code == 200
    assert fetched == [f"/{path}?"]


def test_who_is_not_signed_in_gets_no_file(browser: Browser, sign_ins: SignIns, fetched: list[str]) -> None:
    answer = browser.get(f"/desk/files/{JOB}/decisions.csv")
    assert answer.status_code == 401
    assert "sign in again" in answer.text
    assert not fetched


@pytest.mark.parametrize(
    "path", ["jobs", JOB, "keys", f"{JOB}/../../keys", "ready", f"{JOB}/decisions.csv/x"]
)
def test_only_files_pass_through(signed_in: Browser, fetched: list[str], path: str) -> None:
    assert signed_in.get(f"/desk/files/{path}").status_code == 404
    assert not fetched


def test_a_refused_download_says_why(signed_in: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def download(self: Client, path: str, query: str = "") -> Iterator[httpx.Response]:
        raise ApiError("The job <b>has not</b> finished yet.", remedy="Wait for its end.")
        yield

    monkeypatch.setattr(Client, "download", download)
    answer = signed_in.get(f"/desk/files/{JOB}/decisions.xlsx")
    assert answer.status_code == 502
    assert "&lt;b&gt;has not" in answer.text
    assert "Wait for its end." in answer.text


def test_a_file_that_is_being_built_is_waited_for(
    signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def download(self: Client, path: str, query: str = "") -> Iterator[httpx.Response]:
        yield httpx.Response(202, json={"status": "building"})

    monkeypatch.setattr(Client, "download", download)
    answer = signed_in.get(f"/desk/files/{JOB}/decisions.xlsx")
    assert answer.status_code == 200
    assert "http-equiv=refresh" in answer.text
    assert "being prepared" in answer.text
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_no_page_but_the_desks_own_signs_a_browser_in(browser: Browser, sign_ins: SignIns, site: str) -> None:
    ticket = sign_ins.ticket(sign_ins.start("an attacker's key"))
    refused = browser.ask("POST", "/desk/sign-in", ticket, sec_fetch_site=site)
    assert (refused.status_code, refused.cookies.get(COOKIE)) == (403, None)
    assert browser.ask("POST", "/desk/sign-in", ticket, sec_fetch_site="same-origin").status_code == 204


def test_a_ticket_longer_than_any_is_not_taken_in(browser: Browser, sign_ins: SignIns) -> None:
    ticket = sign_ins.ticket(sign_ins.start("a key"))
    assert browser.ask("POST", "/desk/sign-in", ticket + "x" * 1_000).status_code == 413
