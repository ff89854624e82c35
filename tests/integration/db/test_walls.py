"""Row-level security: the API's role sees one workspace, even by a query that forgot to say which."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from core.db.access.keys import create_key, find_key
from core.db.access.workspaces import DEFAULT_WORKSPACE, create
from core.db.connect import acts_as, connect, transaction
from core.db.schema import partitions
from core.db.schema.every import metadata
from core.db.schema.rights import API_RIGHTS, API_ROLE
from core.ids import WorkspaceId

OWNED = sorted(name for name, table in metadata.tables.items() if "workspace_id" in table.c)


@pytest.fixture
def as_api(database_url: str) -> Iterator[Engine]:
    """One pooled connection in the API's role."""
    made = connect(database_url, pool_size=1, role=API_ROLE)
    yield made
    made.dispose()


def count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def fill(engine: Engine, workspace_id: WorkspaceId) -> None:
    """A row of the workspace in every table, made by whatever values the columns take."""
    with transaction(engine) as connection:
        partitions.ensure(connection, date(2026, 11, 1))
        for table in metadata.sorted_tables:
            if "workspace_id" in table.c:
                connection.execute(text(_insert(table.name)), {"here": workspace_id, "id": uuid4()})


def _insert(table: str) -> str:
    job = "(SELECT id FROM job WHERE workspace_id = :here LIMIT 1)"
    file = "(SELECT id FROM file WHERE workspace_id = :here LIMIT 1)"
    catalogue = "(SELECT id FROM catalogue WHERE workspace_id = :here LIMIT 1)"
    rows = {
        "account": "(id, workspace_id, email, name, role, password_hash) "
        "VALUES (:id, :here, cast(:id AS uuid)::text || '@a.b', '', 'viewer', '')",
        "admin_action": "(id, workspace_id, actor, action, target, request_id) "
        "VALUES (:id, :here, '', '', '', '')",
        "api_key": "(id, workspace_id, name, secret_hash, scopes) "
        "VALUES (cast(:id AS uuid)::text, :here, '', '', '[]')",
        "calculation": "(id, workspace_id, request_id, caller, input, result, http_status, duration_ms,"
        " engine_version) VALUES (:id, :here, '', '', '{}', '{}', 200, 1, '')",
        "catalogue": "(id, workspace_id, name, created_by, inbox) "
        "VALUES (:id, :here, 'c', '', cast(:id AS uuid)::text)",
        "catalogue_item": f"(catalogue_id, item_no, workspace_id, sku) VALUES ({catalogue}, 1, :here, 's')",
        "change": "(job_id, row_no, kind, workspace_id, why) VALUES (:id, 1, 'quantity', :here, '')",
        "chunk": "(workspace_id, job_id, ordinal, kind, importer_version) "
        f"VALUES (:here, {job}, 1, 'read', '')",
        "decision": "(job_month, job_id, row_no, workspace_id) VALUES ('2026-11-01', :id, 1, :here)",
        "demand_line": "(catalogue_id, item_no, workspace_id, date, quantity) "
        f"VALUES ({catalogue}, 1, :here, '2026-11-01', 1)",
        "feed": "(id, catalogue_id, workspace_id, kind, fingerprint, received_by, answer) "
        f"VALUES (:id, {catalogue}, :here, 'stock', '', '', '{{}}')",
        "file": "(id, workspace_id, name, media_type, size, sha256) VALUES (:id, :here, '', '', 1, '')",
        "file_part": f"(file_id, ordinal, workspace_id, data) VALUES ({file}, 1, :here, '')",
        "idempotency_key": "(workspace_id, key, fingerprint) VALUES (:here, 'k', '')",
        "item_history": "(catalogue_id, item_no, workspace_id, first_month, months) "
        f"VALUES ({catalogue}, 1, :here, '2026-11-01', '{{1}}')",
        "item_override": f"(catalogue_id, workspace_id, sku, set_by) VALUES ({catalogue}, :here, 's', '')",
        "job": "(id, workspace_id, job_month, as_of, engine_version, importer_version, created_by) "
        "VALUES (:id, :here, '2026-11-01', '2026-11-01', '', '', '')",
        "job_export": f"(job_id, format, workspace_id, ordinal) VALUES ({job}, 'xlsx', :here, 9)",
        "job_summary": f"(job_id, workspace_id, summary) VALUES ({job}, :here, '{{}}')",
        "mapping": "(workspace_id, signature, headers, options, confirmed_by) "
        "VALUES (:here, 's', '[]', '{}', '')",
        "order_line": "(id, catalogue_id, workspace_id, sku, state, by, by_name) "
        f"VALUES (:id, {catalogue}, :here, 's', 'placed', '', '')",
        "order_line_step": "(line_id, workspace_id, by, by_name, from_state, to_state) "
        "SELECT id, :here, '', '', '', '' FROM order_line WHERE workspace_id = :here",
        "override_history": "(catalogue_id, workspace_id, sku, changed_by) "
        f"VALUES ({catalogue}, :here, 's', '')",
        "refresh_token": "(token_hash, workspace_id, sign_in_id) "
        "SELECT cast(:id AS uuid)::text::bytea, :here, id FROM sign_in WHERE workspace_id = :here",
        "row_error": "(workspace_id, job_id, chunk_ordinal, kind, row_no, column_name, cell, value, code,"
        f" message, remedy) VALUES (:here, {job}, 1, 'read', 1, '', '', '', '', '', '')",
        "decision_print": "(job_id, first_row, last_row, workspace_id, prints) "
        f"VALUES ({job}, 1, 1, :here, '')",
        "row_history": "(job_id, row_no, workspace_id, first_month, months) "
        f"VALUES ({job}, 1, :here, '2026-11-01', '{{1}}')",
        "scenario_row": "(job_id, row_no, workspace_id, weight) VALUES (:id, 1, :here, 0)",
        "schedule": "(id, workspace_id, catalogue_id, cron, time_zone, created_by) "
        f"VALUES (:id, :here, {catalogue}, '', '', '')",
        "schedule_run": "(schedule_id, due_at, workspace_id) "
        "SELECT id, clock_timestamp(), :here FROM schedule WHERE workspace_id = :here",
        "sign_in": "(id, workspace_id, account_id, expires_at) SELECT :id, :here, id, clock_timestamp() "
        "FROM account WHERE workspace_id = :here",
        "webhook": "(id, workspace_id, url, events, salt, secret_print, created_by) "
        "VALUES (:id, :here, '', '[]', '', '', '')",
        "webhook_delivery": "(id, webhook_id, workspace_id, event, payload) "
        "SELECT :id, id, :here, '', '' FROM webhook WHERE workspace_id = :here",
    }
    return f"INSERT INTO {table} {rows[table]}"


@pytest.fixture
def elsewhere(engine: Engine) -> WorkspaceId:
    """A second workspace; both have a row in every table."""
    with transaction(engine) as connection:
        made = create(connection, "elsewhere").id
    fill(engine, DEFAULT_WORKSPACE)
    fill(engine, made)
    return made


def test_every_table_shows_the_api_the_rows_of_one_workspace(
    as_api: Engine, engine: Engine, elsewhere: WorkspaceId
) -> None:
    with transaction(engine) as connection:
        assert {count(connection, table) for table in OWNED} == {2}
    for workspace_id in (DEFAULT_WORKSPACE, elsewhere):
        with transaction(as_api, workspace_id) as connection:
            assert acts_as(connection) == API_ROLE
            assert {table: count(connection, table) for table in OWNED} == dict.fromkeys(OWNED, 1)
            assert connection.scalar(text("SELECT id FROM workspace")) == workspace_id
    with transaction(as_api) as connection:
        assert {table: count(connection, table) for table in OWNED} == dict.fromkeys(OWNED, 0)


def test_a_pooled_connection_never_keeps_a_workspace_nor_the_role(
    as_api: Engine, elsewhere: WorkspaceId
) -> None:
    def session() -> int:
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())

    with transaction(as_api, elsewhere) as connection:
        first = session()
    with pytest.raises(ZeroDivisionError), transaction(as_api, elsewhere) as connection:
        raise ZeroDivisionError
    with transaction(as_api) as connection:
        assert session() == first
        assert count(connection, "job") == 0
    with as_api.connect() as connection:  # past the helper: nothing of the last transaction is left
        assert session() == first
        assert not connection.scalar(text("SELECT current_setting('lotwise.workspace_id', true)"))
        assert connection.scalar(text("SELECT current_user = session_user"))


@pytest.mark.parametrize("table", [name for name in OWNED if "UPDATE" in API_RIGHTS[name]])
def test_a_change_without_a_condition_reaches_no_foreign_row(
    as_api: Engine, elsewhere: WorkspaceId, table: str
) -> None:
    with transaction(as_api, elsewhere) as connection:
        changed = connection.execute(text(f"UPDATE {table} SET workspace_id = workspace_id"))
        assert changed.rowcount == 1


@pytest.mark.parametrize("table", ["calculation", "admin_action", "mapping", "job", "api_key"])
def test_no_row_is_put_into_another_workspace(as_api: Engine, elsewhere: WorkspaceId, table: str) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), transaction(as_api, elsewhere) as one:
        one.execute(text(_insert(table)), {"here": DEFAULT_WORKSPACE, "id": uuid4()})


@pytest.mark.parametrize("table", ["calculation", "admin_action"])
@pytest.mark.parametrize("change", ["UPDATE {} SET request_id = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_audit_can_only_be_added_to(as_api: Engine, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="denied"), transaction(as_api, DEFAULT_WORKSPACE) as one:
        one.execute(text(change.format(table)))


def test_the_api_has_no_rights_on_leaves_and_makes_none_but_by_the_function(
    as_api: Engine, elsewhere: WorkspaceId
) -> None:
    with transaction(as_api, elsewhere) as connection:
        partitions.ensure(connection, date(2026, 12, 1))
    leaf = partitions.leaf(date(2026, 12, 1))
    for statement in (f"SELECT * FROM {leaf}", f"COPY {leaf} TO STDOUT", "CREATE TABLE mine (a int)"):
        with pytest.raises(ProgrammingError, match="denied"), transaction(as_api, elsewhere) as connection:
            connection.execute(text(statement))


def test_a_key_is_found_without_a_workspace_and_enters_its_own(
    as_api: Engine, engine: Engine, elsewhere: WorkspaceId
) -> None:
    with transaction(engine) as connection:
        made = create_key(connection, elsewhere, "erp", "pepper")
    with transaction(as_api) as connection:
        assert count(connection, "api_key") == 0
        found = find_key(connection, made.text, "pepper")
        assert found is not None
        assert found.workspace_id == elsewhere
        assert count(connection, "job") == 1


def test_every_table_with_a_workspace_has_its_policy_and_rights(engine: Engine) -> None:
    with transaction(engine) as connection:
        policed = set(connection.scalars(text("SELECT tablename FROM pg_policies")))
        secured = set(
            connection.scalars(text("SELECT relname FROM pg_class WHERE relrowsecurity AND relkind <> 'i'"))
        )
    assert policed == secured == {*OWNED, "workspace"}
    assert set(API_RIGHTS) == {*metadata.tables}
