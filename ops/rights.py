"""Roles and rights, brought up to date after every migration; what may not be done is left as it is."""

from typing import Final

from sqlalchemy import Connection

from core.db.connect import connect, transaction
from core.db.schema.rights import API_FUNCTIONS, API_RIGHTS, API_ROLE

# A role belongs to the whole server, so another database's migration may be making it just now. Who may not
# make roles goes on without: then the API acts as the user it signs in as, and says so when it starts.
_MAKE_ROLE: Final = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{API_ROLE}') THEN
        CREATE ROLE {API_ROLE} NOLOGIN;
    END IF;
EXCEPTION WHEN insufficient_privilege OR duplicate_object OR unique_violation THEN NULL;
END $$
"""
_TAKE_ROLE: Final = f"""
DO $$ BEGIN
    IF current_setting('server_version_num')::int < 160000 THEN
        IF NOT pg_has_role('{API_ROLE}', 'MEMBER') THEN
            EXECUTE 'GRANT {API_ROLE} TO ' || quote_ident(current_user);
        END IF;
    ELSIF NOT pg_has_role('{API_ROLE}', 'SET') THEN
        EXECUTE 'GRANT {API_ROLE} TO ' || quote_ident(current_user) || ' WITH INHERIT FALSE, SET TRUE';
    END IF;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$
"""
# Two databases of one server may be migrated at once, and then this row of the server's is contended for.
_ROLES_LOCK: Final = 7_051_972


def bring_up_to_date(database_url: str) -> None:
    """Make the role where that may be done, and give it exactly its rights where it is there."""
    engine = connect(database_url, pool_size=0, application_name="lotwise-migrate")
    try:
        with transaction(engine) as connection:
            connection.exec_driver_sql(_MAKE_ROLE)
            exists = f"SELECT count(*) FROM pg_roles WHERE rolname = '{API_ROLE}'"  # noqa: S608 - our own name
            if connection.exec_driver_sql(exists).scalar():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ROLES_LOCK})")
                connection.exec_driver_sql(_TAKE_ROLE)
                _grant(connection)
    finally:
        engine.dispose()


def _grant(connection: Connection) -> None:
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar()
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {API_ROLE}")
    connection.exec_driver_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {API_ROLE}")
    for table, rights in API_RIGHTS.items():
        if not rights:
            continue
        connection.exec_driver_sql(f"GRANT {', '.join(rights)} ON {schema}.{table} TO {API_ROLE}")
    for function in API_FUNCTIONS:
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {schema}.{function} TO {API_ROLE}")
