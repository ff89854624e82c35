"""Routes that count microseconds are like the others to whoever asks."""

from pathlib import Path

import pytest

from tests.unit.api.support import Client, MemoryRecorder, make_app

PLAIN = {"demand": 1200, "order_cost": 25, "holding_cost": 0.9}
ITEMS = {"/eoq": PLAIN, "/eoq/batch": {"items": [PLAIN]}}


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("prefix", ["", "/api"])
def test_it_is_found_with_and_without_the_prefix_of_a_proxy(tmp_path: Path, path: str, prefix: str) -> None:
    app = make_app(tmp_path, root_path="/api")
    answer = Client(app).post(prefix + path, json=ITEMS[path])
    assert answer.status_code == 200
    assert len(_kept(app)) == 1


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("prefix", ["", "/api"])
def test_nobody_enters_either_way(tmp_path: Path, path: str, prefix: str) -> None:
    app = make_app(tmp_path, is_signed_in=False, root_path="/api")
    answer = Client(app).post(prefix + path, json=ITEMS[path])
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert _kept(app) == []


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_refused_with_those_there_are(client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("path", ["/eoq/", "//eoq", "/EOQ", "/eoq/batch/", "/eoq%00"])
def test_an_address_that_is_almost_it_is_not_there(client: Client, path: str) -> None:
    assert client.post(path, json=PLAIN).status_code == 404


def test_a_named_origin_may_read_its_answers_and_its_errors(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, allowed_origins="https://desk.example"))
    for body in (PLAIN, {"demand": "many"}):
        answer = client.post("/eoq", json=body, headers={"origin": "https://desk.example"})
        assert answer.headers["access-control-allow-origin"] == "https://desk.example"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-request-id"]


def test_what_is_unforeseen_is_a_problem_without_a_word_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a detail of ours")

    monkeypatch.setattr("api.deciding.decide_items", fail)
    answer = Client(make_app(tmp_path)).post("/eoq", json=PLAIN)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "detail of ours" not in answer.text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_never_leaves(value: float) -> None:
    from api.routes.eoq import encoded

    with pytest.raises(ValueError, match="not JSON compliant"):
        encoded({"eoq": value})
    assert encoded({"sku": "NaN Infinity"}) == '{"sku": "NaN Infinity"}'


def _kept(app: object) -> list[object]:
    recorder = app.state.services.recorder  # type: ignore[attr-defined]
    assert isinstance(recorder, MemoryRecorder)
    return list(recorder.kept)


def test_the_documents_addresses_begin_with_the_prefix(tmp_path: Path) -> None:
    client = Client(make_app(tmp_path, root_path="/api"))
    assert client.get("/openapi.json").json()["servers"] == [{"url": "/api"}]
