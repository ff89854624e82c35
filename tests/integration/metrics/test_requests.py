"""Requests counted once each, timed where that says something, and never by what a caller sent."""

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from ops.drills.waiting import wait_for
from tests.integration.api.conftest import Api
from tests.integration.metrics.scraped import Scraped, scrape
from tests.unit.api.support import Client, make_app

ITEM = {"sku": "SECRET-SKU", "demand": 1200, "order_cost": 25, "holding_cost": 0.9}
SHEET = b"SKU,Demand,Order cost,Holding cost\nSECRET-SKU,1200,25,0.9\nB-2,10,25,0.9\n"


def grown(api: Api, act: Callable[[], object], is_there: Callable[[Scraped, Scraped], bool]) -> Scraped:
    """A scrape after the act, once what it is to have changed has."""
    before = scrape(api.client)
    act()

    def changed() -> Scraped | None:
        now = scrape(api.client)
        return now if is_there(before, now) else None

    return wait_for(changed, "the change in /metrics", seconds=10)


@pytest.mark.parametrize(
    ("path", "body", "handler", "status"),
    [
        ("/eoq", ITEM, "/eoq", "200"),
        ("/eoq", {"demand": -1}, "/eoq", "422"),
        ("/eoq/batch", {"items": [ITEM]}, "/eoq/batch", "200"),
        ("/eoq/curve", ITEM, "/eoq/curve", "200"),
    ],
)
def test_each_way_through_the_api_is_counted_once_and_timed(
    api: Api, path: str, body: object, handler: str, status: str
) -> None:
    def requests(found: Scraped) -> float:
        return found.total("http_requests_total", handler=handler, status=status)

    def timed(found: Scraped) -> float:
        return found.total("http_request_duration_seconds_count", handler=handler)

    before = scrape(api.client)
    after = grown(
        api, lambda: api.client.post(path, json=body), lambda was, now: requests(now) > requests(was)
    )
    assert requests(after) - requests(before) == 1
    assert timed(after) - timed(before) == 1


def test_calculations_are_counted_by_what_became_of_them(api: Api) -> None:
    def calculations(found: Scraped, result: str) -> float:
        return found.value("lotwise_calculations_total", result=result)

    before = scrape(api.client)
    items = [ITEM, {**ITEM, "demand": 0}, {"demand": "many"}, {**ITEM, "order_cost": -1}]
    api.client.post("/eoq/batch", json={"items": items})
    api.client.post("/eoq", content=b"no json")
    after = scrape(api.client)
    found = {
        result: calculations(after, result) - calculations(before, result)
        for result in ("ok", "no_demand", "error", "refused")
    }
    assert found == {"ok": 1, "no_demand": 1, "error": 1, "refused": 2}
    more = {
        name: after.value(f"lotwise_audit_{name}") - before.value(f"lotwise_audit_{name}")
        for name in ("batch_rows_sum", "batch_rows_count", "delay_seconds_count")
    }
    assert more == {"batch_rows_sum": 5, "batch_rows_count": 2, "delay_seconds_count": 2}


def test_failures_to_sign_in_are_counted_by_kind(api: Api) -> None:
    before = scrape(api.client)
    stranger = {"x-api-key": f"lw_live_{'0' * 12}_{'a' * 43}00000000"}
    assert api.client.get("/jobs", headers=stranger).status_code == 401
    with httpx.Client(base_url=api.client.base_url, trust_env=False) as client:
        assert client.get("/jobs", headers={"authorization": "Bearer no.such.token"}).status_code == 401
        assert client.get("/jobs").status_code == 401  # nobody tried to be anybody
        given = {"email": "nobody@example.com", "password": "not the right one"}
        assert client.post("/token", json=given).status_code == 401
    after = scrape(api.client)
    for kind in ("key", "token", "password"):
        counted = [found.value("lotwise_sign_in_failures_total", kind=kind) for found in (before, after)]
        assert counted[1] - counted[0] == 1, kind


def test_downloads_and_long_polls_are_counted_and_not_timed(api: Api) -> None:
    job_id = api.job_id(SHEET)
    api.work()

    def look() -> None:
        assert api.client.get(f"/jobs/{job_id}/decisions.csv").status_code == 200
        assert api.client.get(f"/jobs/{job_id}/file").status_code == 200
        assert api.client.get(f"/jobs/{job_id}", params={"wait": 1}).status_code == 200
        assert api.client.get(f"/jobs/{job_id}").status_code == 200

    names = ("/jobs/{job_id}", "/jobs/{job_id}/decisions.csv", "/jobs/{job_id}/file")
    before = scrape(api.client)

    def is_counted(was: Scraped, now: Scraped) -> bool:
        return sum(now.total("http_requests_total", handler=one) for one in names) == 4 + sum(
            was.total("http_requests_total", handler=one) for one in names
        )

    after = grown(api, look, is_counted)
    timed = {
        one: after.total("http_request_duration_seconds_count", handler=one)
        - before.total("http_request_duration_seconds_count", handler=one)
        for one in names
    }
    assert timed == {"/jobs/{job_id}": 1, "/jobs/{job_id}/decisions.csv": 0, "/jobs/{job_id}/file": 0}


def test_what_callers_send_makes_no_series(api: Api) -> None:
    """Random paths, methods and ids: after each was seen once in any form, a thousand more add nothing."""

    def send(times: int) -> None:
        for _ in range(times):
            made = uuid4().hex
            api.client.get(f"/{made}")
            api.client.get(f"/jobs/{made}")
            api.client.get(f"/jobs/{uuid4()}")
            api.client.get(f"/jobs/{uuid4()}/decisions", params={"sku": made})
            api.client.request("BREW", "/eoq")
            api.client.request(f"X{made[:6].upper()}", "/jobs")
            api.client.request("PROPFIND", f"/jobs/{made}")
            api.client.post("/eoq", json={**ITEM, "sku": made}, headers={"x-api-key": made})

    send(2)
    before = scrape(api.client)
    send(15)
    api.client.get("/ping")
    after = scrape(api.client)
    assert after.series() - before.series() == set()
    assert not {"/ping", "/ready", "/metrics"} & {
        labels.get("handler") for labels in (dict(one) for _, one in after.series())
    }
    assert {dict(one).get("method") for _, one in after.series()} <= {
        None,
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "HEAD",
        "OPTIONS",
        "other",
    }


def test_no_label_tells_a_secret(api: Api) -> None:
    api.client.post("/eoq", json=ITEM)
    api.job_id(SHEET)
    api.work()
    text = scrape(api.client).text
    for secret in ("SECRET", api.key_id, api.client.headers["x-api-key"], "stock.csv", "pepper"):
        assert secret not in text


def test_a_client_that_goes_away_is_no_error_of_ours(api: Api) -> None:
    url = api.client.base_url
    head = (
        f"POST /eoq HTTP/1.1\r\nhost: {url.host}\r\nx-api-key: {api.client.headers['x-api-key']}\r\n"
        "content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"
    )

    def leave() -> None:
        with socket.create_connection((url.host, url.port or 80)) as connection:
            connection.sendall(head.encode())

    def gone(found: Scraped) -> float:
        return found.total("http_requests_total", handler="/eoq", status="499")

    after = grown(api, leave, lambda was, now: gone(now) > gone(was))
    assert after.value("http_requests_total", handler="/eoq", method="POST", status="500") == 0


def test_applications_in_one_process_count_each_for_itself(tmp_path: Path) -> None:
    first, second = make_app(tmp_path), make_app(tmp_path)
    counters = [app.state.metrics.registry for app in (first, second)]
    first.state.metrics.calculated("ok")
    found = [one.get_sample_value("lotwise_calculations_total", {"result": "ok"}) for one in counters]
    assert found == [1, 0]


@pytest.mark.parametrize("path", ["/eoq", "/jobs", "/token"])
@pytest.mark.parametrize("prefix", ["", "/api"])
def test_the_prefix_of_a_proxy_is_no_part_of_the_handler(tmp_path: Path, prefix: str, path: str) -> None:
    app = make_app(tmp_path, is_signed_in=False, root_path="/api")
    Client(app).post(prefix + path, json={})
    samples = [one for family in app.state.metrics.registry.collect() for one in family.samples]
    counted = [
        (one.labels["handler"], one.value)
        for one in samples
        if one.name == "http_requests_total" and one.value
    ]
    assert counted == [(path, 1)]


def test_an_error_nobody_foresaw_counts_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a detail of ours")

    monkeypatch.setattr("api.deciding.decide_items", fail)
    monkeypatch.setattr("api.routes.curve._curve", fail)
    app = make_app(tmp_path)
    for path in ("/eoq", "/eoq/curve"):
        assert Client(app).post(path, json=ITEM).status_code == 500
        labels = {"handler": path, "method": "POST", "status": "500"}
        assert app.state.metrics.registry.get_sample_value("http_requests_total", labels) == 1


def test_limits_that_refuse_are_counted_by_name(tmp_path: Path) -> None:
    app = make_app(tmp_path, limit_eoq="2/minute")
    answers = [Client(app).post("/eoq", json=ITEM).status_code for _ in range(5)]
    registry = app.state.metrics.registry
    refused = registry.get_sample_value("lotwise_rate_limited_total", {"limit": "eoq"})
    assert refused == answers.count(429) >= 3
    labels = {"handler": "/eoq", "method": "POST", "status": "429"}
    assert registry.get_sample_value("http_requests_total", labels) == refused


def test_keys_are_known_after_the_first_time(api: Api) -> None:
    api.client.get("/jobs")
    before = scrape(api.client)
    threads = [threading.Thread(target=lambda: api.client.get("/jobs")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = scrape(api.client)
    asked = sum(
        after.value("lotwise_key_cache_total", result=one)
        - before.value("lotwise_key_cache_total", result=one)
        for one in ("hit", "miss")
    )
    assert asked == 4
    assert after.value("lotwise_key_cache_total", result="miss") >= 1
