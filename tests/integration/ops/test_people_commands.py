"""`./lotwise user`, `workspace` and `key`: what they do, show once, and exit with."""

import json
import os
import subprocess
import sys
from typing import Any

from sqlalchemy import Engine

from core.db.access import users
from core.db.access.keys import find_key
from core.db.connect import transaction
from core.settings import DEVELOPMENT_PEPPER
from ops.root import ROOT

DONE, REFUSED = 0, 2


def ops(database_url: str, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ops", *arguments],
        env={
            **os.environ,
            "LOTWISE_DATABASE_URL": database_url,
            "LOTWISE_KEY_PEPPER": f"{DEVELOPMENT_PEPPER} of ours",
            "PYTHONPATH": str(ROOT),
        },
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )


def told(database_url: str, *arguments: str) -> Any:  # noqa: ANN401
    answer = ops(database_url, *arguments, "--json")
    assert answer.returncode == DONE, answer.stderr
    return json.loads(answer.stdout)


def test_the_first_administrator_is_made_and_signs_in(engine: Engine, database_url: str) -> None:
    assert "--role admin" in ops(database_url, "user", "--help").stdout
    made = told(database_url, "user", "create", "Ann@Example.com", "--role", "admin")
    with transaction(engine) as connection:
        assert users.of_password(connection, "ann@example.com", made["password"]) is not None
    listed = told(database_url, "user", "list")
    assert [(one["email"], one["role"]) for one in listed] == [("ann@example.com", "admin")]
    assert made["password"] not in json.dumps(listed)
    again = ops(database_url, "user", "create", "ann@example.com")
    assert (again.returncode, "there already" in again.stderr) == (REFUSED, True)
    last = ops(database_url, "user", "disable", "ann@example.com")
    assert (last.returncode, "administrator" in last.stderr) == (REFUSED, True)


def test_a_password_comes_from_standard_input_and_a_short_one_is_refused(
    engine: Engine, database_url: str
) -> None:
    create = ("user", "create", "bob@example.com", "--password-stdin")
    assert ops(database_url, *create, said="short\n").returncode == REFUSED
    answer = ops(database_url, *create, said="a password of my own\n")
    assert (answer.returncode, "a password of my own" in answer.stdout) == (DONE, False)
    with transaction(engine) as connection:
        assert users.of_password(connection, "bob@example.com", "a password of my own") is not None
    told(database_url, "user", "disable", "bob@example.com")
    with transaction(engine) as connection:
        assert users.of_password(connection, "bob@example.com", "a password of my own") is None


def test_a_second_workspace_has_people_and_keys_of_its_own(engine: Engine, database_url: str) -> None:
    made = told(database_url, "workspace", "create", "Second")
    assert [one["name"] for one in told(database_url, "workspace", "list")][1:] == ["Second"]
    told(database_url, "user", "create", "eve@example.com", "--workspace", "Second")
    assert told(database_url, "user", "list") == []
    key = told(database_url, "key", "create", "erp", "--workspace", "Second", "--scope", "jobs:read")
    turned = told(database_url, "key", "rotate", key["id"], "--workspace", "Second", "--overlap", "0")
    with transaction(engine) as connection:
        assert find_key(connection, key["key"], f"{DEVELOPMENT_PEPPER} of ours") is None
        found = find_key(connection, turned["key"], f"{DEVELOPMENT_PEPPER} of ours")
        assert found is not None
        assert (str(found.workspace_id), sorted(found.scopes)) == (made["id"], ["jobs:read"])
    assert ops(database_url, "key", "revoke", turned["id"]).returncode == REFUSED
    assert ops(database_url, "key", "create", "x", "--scope", "root").returncode == REFUSED
