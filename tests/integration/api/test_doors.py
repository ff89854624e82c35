"""Every address of the OpenAPI document: nobody without credentials, without the scope, or from next door."""

import re
from uuid import UUID, uuid4

import pytest

from core.callers import Caller
from core.db.access import users
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import mappings
from core.db.webhook import outbox, webhooks
from core.roles import SCOPES, Role, Scope
from core.webhooks.words import CHOICES, Event
from tests.integration.api.conftest import Api
from tests.integration.api.people import key, person, workspace

OPEN = {"GET /ping", "GET /ready", "POST /token", "POST /token/refresh"}
# What every caller may do about themselves.
ANYONE = {"POST /token/revoke", "GET /me", "PUT /me/password"}
SIGNATURE = "ab" * 32
DECIDE, READ, WRITE = Scope.DECIDE, Scope.JOBS_READ, Scope.JOBS_WRITE
AUDIT, ADMIN = Scope.AUDIT_READ, Scope.ADMIN
JOB = "/jobs/{job_id}"
CATALOGUE, SCHEDULE = "/catalogues/{catalogue_id}", "/schedules/{schedule_id}"
WEBHOOK = "/webhooks/{webhook_id}"

# Written down a second time on purpose: a new address has to be entered here, with what it needs.
NEEDS: dict[str, Scope] = {
    **dict.fromkeys(("POST /eoq", "POST /eoq/batch", "POST /eoq/curve"), DECIDE),
    **dict.fromkeys(("GET /calculations", "GET /calculations.csv", "GET /admin-actions"), AUDIT),
    **dict.fromkeys(("GET /jobs", f"GET {JOB}", f"GET {JOB}/summary", f"GET {JOB}/file"), READ),
    **dict.fromkeys((f"GET {JOB}/decisions", f"GET {JOB}/errors"), READ),
    f"GET {JOB}/decisions/{{row_no}}/curve": READ,
    **{f"GET {JOB}/decisions.{kind}": READ for kind in ("csv", "jsonl", "parquet", "xlsx")},
    **{f"GET {JOB}/errors.{kind}": READ for kind in ("csv", "xlsx")},
    **dict.fromkeys(("GET /mappings", "GET /workers", "GET /template.xlsx", "GET /settings"), READ),
    **dict.fromkeys(("GET /order-templates", f"GET {JOB}/orders.zip", f"GET {JOB}/orders.csv"), READ),
    **dict.fromkeys(("POST /jobs", f"DELETE {JOB}", "POST /sheets/inspect", "PUT /settings"), WRITE),
    **{f"POST {JOB}/{what}": WRITE for what in ("answers", "cancel", "retry")},
    "DELETE /mappings/{signature}": WRITE,
    **dict.fromkeys(("GET /catalogues", f"GET {CATALOGUE}", f"GET {CATALOGUE}/feeds"), READ),
    **dict.fromkeys((f"GET {CATALOGUE}/items", f"GET {CATALOGUE}/items.csv"), READ),
    **{f"GET {CATALOGUE}/orders{kind}": READ for kind in ("", ".csv", "/history", "/{line_id}")},
    f"POST {CATALOGUE}/orders": WRITE,
    **{f"GET {JOB}/changes{kind}": READ for kind in ("", ".csv", ".xlsx")},
    **dict.fromkeys(("POST /catalogues", f"PATCH {CATALOGUE}", f"DELETE {CATALOGUE}"), WRITE),
    **{f"POST {CATALOGUE}/{what}": WRITE for what in ("runs", "stock", "demand")},
    **dict.fromkeys((f"PATCH {CATALOGUE}/items", f"DELETE {CATALOGUE}/items"), WRITE),
    **{f"GET {CATALOGUE}/overrides{kind}": READ for kind in ("", ".csv", "/history")},
    **dict.fromkeys((f"PATCH {CATALOGUE}/overrides", f"DELETE {CATALOGUE}/overrides"), WRITE),
    **dict.fromkeys((f"GET {CATALOGUE}/scenarios", "GET /scenarios/{job_id}"), READ),
    **{f"GET /scenarios/{{job_id}}/rows{kind}": READ for kind in ("", ".csv", ".xlsx")},
    f"POST {CATALOGUE}/scenarios": WRITE,
    **dict.fromkeys(("GET /schedules", f"GET {SCHEDULE}", f"GET {SCHEDULE}/runs"), READ),
    **dict.fromkeys(("POST /schedules", f"PATCH {SCHEDULE}", f"DELETE {SCHEDULE}"), WRITE),
    **dict.fromkeys(("GET /users", "POST /users", "PATCH /users/{user_id}"), ADMIN),
    "POST /users/{user_id}/password": ADMIN,
    **dict.fromkeys(
        ("GET /keys", "POST /keys", "DELETE /keys/{key_id}", "POST /keys/{key_id}/rotate"), ADMIN
    ),
    **dict.fromkeys(("GET /webhooks", "POST /webhooks", f"GET {WEBHOOK}", f"PATCH {WEBHOOK}"), ADMIN),
    **dict.fromkeys((f"DELETE {WEBHOOK}", f"POST {WEBHOOK}/test", f"POST {WEBHOOK}/rotate"), ADMIN),
    **dict.fromkeys(
        (f"GET {WEBHOOK}/deliveries", f"POST {WEBHOOK}/deliveries/{{delivery_id}}/resend"), ADMIN
    ),
}
BODIES: dict[str, dict[str, object]] = {
    f"POST {JOB}/answers": {"answers": {"a": "b"}},
    "PATCH /users/{user_id}": {"is_disabled": True},
    f"PATCH {CATALOGUE}": {"name": "ours now"},
    f"PATCH {SCHEDULE}": {"paused": True},
    f"PATCH {WEBHOOK}": {"disabled": True},
    f"PATCH {CATALOGUE}/items": {"rows": [{"sku": "A"}]},
    f"POST {CATALOGUE}/orders": {"rows": [{"sku": "A", "action": "place", "quantity": 1}]},
    f"PATCH {CATALOGUE}/overrides": {"rows": [{"sku": "A", "do_not_order": True}]},
    f"POST {CATALOGUE}/scenarios": {"name": "more", "assumptions": {"demand_percent": 10}},
    f"POST {CATALOGUE}/stock": {"rows": [{"sku": "A", "on_hand": 1}]},
    f"POST {CATALOGUE}/demand": {"rows": [{"sku": "A", "date": "2026-11-01", "quantity": 1}]},
}
QUERIES: dict[str, dict[str, str]] = {
    f"DELETE {CATALOGUE}/items": {"sku": "A"},
    f"GET {CATALOGUE}/orders/history": {"sku": "A"},
    f"DELETE {CATALOGUE}/overrides": {"sku": "A"},
    f"GET {CATALOGUE}/overrides/history": {"sku": "A"},
}


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_LIMIT_SIGN_IN": "1000/minute"}


def operations(api: Api) -> list[str]:
    document = api.client.get("/openapi.json").json()
    return [f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods]


def ask(api: Api, operation: str, headers: dict[str, str], ids: dict[str, str] | None = None) -> int:
    method, path = operation.split(" ")
    address = re.sub(r"\{(\w+)\}", lambda found: (ids or {}).get(found[1], str(uuid4())), path)
    return api.client.request(
        method, address, headers=headers, json=BODIES.get(operation), params=QUERIES.get(operation)
    ).status_code


def test_every_address_is_entered_with_what_it_needs(api: Api) -> None:
    document = api.client.get("/openapi.json").json()
    for operation in set(operations(api)) - OPEN - ANYONE:
        method, path = operation.split(" ")
        assert operation in NEEDS, f"{operation} is new: enter what it needs"
        assert document["paths"][path][method.lower()]["x-scope"] == NEEDS[operation]


def test_nobody_enters_without_credentials(api: Api) -> None:
    answers = {operation: ask(api, operation, {"x-api-key": ""}) for operation in operations(api)}
    assert {operation for operation, status in answers.items() if status != 401} <= OPEN
    assert len(answers) > 35


@pytest.mark.parametrize("scope", Scope)
def test_a_key_opens_what_its_scope_is_for_and_nothing_else(api: Api, scope: Scope) -> None:
    small = key(api, scope)
    answers = {operation: ask(api, operation, small) for operation in set(operations(api)) - OPEN - ANYONE}
    refused = {operation for operation, status in answers.items() if status == 403}
    assert refused == {operation for operation in answers if NEEDS[operation] is not scope}


def webhook_of(api: Api) -> dict[str, str]:
    """A webhook of the first workspace, and a delivery of it."""
    with transaction(api.engine) as connection:
        made, _ = webhooks.create(
            connection, DEFAULT_WORKSPACE, url="https://a.b/", events=CHOICES, created_by="", pepper=""
        )
        delivery = outbox.put(connection, DEFAULT_WORKSPACE, made.id, Event.JOB_FINISHED, {})
    return {"webhook_id": str(made.id), "delivery_id": str(delivery)}


def test_what_belongs_to_another_workspace_is_not_there_as_if_it_never_was(api: Api) -> None:
    elsewhere = workspace(api)
    stranger = person(api, Role.ADMIN, elsewhere).headers(api)
    theirs = person(api, Role.ADMIN)
    key(api, "*")
    with transaction(api.engine) as connection:
        mappings.remember(
            connection, DEFAULT_WORKSPACE, signature=SIGNATURE, headers=[], options={}, confirmed_by="test"
        )
    catalogue = api.client.post("/catalogues", json={"name": "theirs"}).json()["id"]
    api.client.patch(f"/catalogues/{catalogue}/items", json={"rows": [{"sku": "A"}]})
    nightly = {"catalogue_id": catalogue, "cron": "0 2 * * *", "time_zone": "UTC"}
    ids = {
        "catalogue_id": catalogue,
        "schedule_id": api.client.post("/schedules", json=nightly).json()["id"],
        "job_id": api.job_id(b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n"),
        "user_id": str(theirs.user.id),
        **webhook_of(api),
        "key_id": api.key_id,
        "signature": SIGNATURE,
        "row_no": "1",
    }
    absent = {"key_id": "0" * 12, "signature": "cd" * 32, "row_no": "1"}
    with_ids = [operation for operation in operations(api) if "{" in operation]
    assert len(with_ids) > 15
    for operation in with_ids:
        assert ask(api, operation, stranger, ids) == 404, operation
        assert ask(api, operation, stranger, absent) == 404, operation
    with transaction(api.engine) as connection:
        assert users.get(connection, DEFAULT_WORKSPACE, theirs.user.id).disabled_at is None


def test_the_words_for_absent_and_foreign_are_the_same(api: Api) -> None:
    stranger = key(api, "*", here=workspace(api))
    foreign = api.job_id(b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n")
    said = []
    for job_id in (foreign, str(uuid4())):
        answer = api.client.get(f"/jobs/{job_id}", headers=stranger).json()
        said.append({name: answer[name] for name in ("code", "detail", "status", "title")})
    assert said[0] == said[1]


def test_lists_show_the_own_workspace_only(api: Api) -> None:
    api.job_id(b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n")
    stranger = person(api, Role.ADMIN, workspace(api))
    headers = stranger.headers(api)
    for path in ("/jobs", "/calculations", "/keys", "/mappings", "/catalogues", "/schedules", "/webhooks"):
        assert api.client.get(path, headers=headers).json()["items"] == [], path
    assert [one["id"] for one in api.client.get("/users", headers=headers).json()["items"]] == [
        str(stranger.user.id)
    ]


def test_a_route_that_declares_nothing_opens_to_nobody() -> None:
    from api.scopes import check_scope
    from core.errors import Forbidden

    admin = Caller(label="", workspace_id=DEFAULT_WORKSPACE, name="", scopes=SCOPES[Role.ADMIN])
    with pytest.raises(Forbidden):
        check_scope(admin, object())


INJECTIONS = ("' OR '1'='1", "1; DROP TABLE job", "\\x27 --", "$$;SELECT 1;$$", "%27%20OR%201=1", "\x7f")


@pytest.mark.parametrize("text", INJECTIONS)
def test_sql_in_ids_queries_and_bodies_is_only_text(api: Api, text: str) -> None:
    admin = person(api, Role.ADMIN).headers(api)
    for path in ("/jobs/{}", "/keys/{}", "/mappings/{}"):
        method = "GET" if path.startswith("/jobs") else "DELETE"
        address = path.format(text.encode().hex() if "\x7f" in text else text)
        assert api.client.request(method, address, headers=admin).status_code in (404, 405, 422)
    for name in ("sku", "caller", "request_id"):
        found = api.client.get("/calculations", params={name: text}, headers=admin)
        assert (found.status_code, found.json()["items"]) == (200, [])
    said = {"email": f"a{text}@example.com", "password": text}
    assert api.client.post("/token", json=said).status_code in (401, 429)
    UUID(api.job_id(b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n"))
