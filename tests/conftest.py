"""Fixtures for every test: real servers, fresh databases.

`LOTWISE_TEST_DATABASE_URL` and `LOTWISE_TEST_REDIS_URL` name servers to use instead of embedded ones; the
first must be allowed to create databases. `LOTWISE_TEST_POSTGRES=wheel` takes the wheel's PostgreSQL although
one is installed.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine

from core.db.connect import connect
from core.settings import settings
from ops.drills.site import scratch
from ops.embedded import servers
from ops.embedded.programs import wheel_postgres
from ops.schema import upgrade
from tests.servers import TestServer

_redis_numbers = itertools.count(1)
_REDIS_DATABASES = 500  # of the 512 the embedded server has; a server of one's own may have 16


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """What the developer has set for Lotwise must not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("LOTWISE_") and not name.startswith("LOTWISE_TEST_"):
                patch.delenv(name)
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A short-lived folder the servers' unprivileged account can enter (pytest's own are closed)."""
    with scratch() as folder:
        yield folder


@pytest.fixture(scope="session")
def _servers(server_folder: Path) -> Iterator[servers.Servers]:
    """PostgreSQL and Valkey, started once; data is not forced to disk."""
    wheel = wheel_postgres() if os.environ.get("LOTWISE_TEST_POSTGRES") == "wheel" else None
    with servers.run(
        server_folder,
        database_url=os.environ.get("LOTWISE_TEST_DATABASE_URL", ""),
        redis_url=os.environ.get("LOTWISE_TEST_REDIS_URL", ""),
        postgres_bin=str(wheel.path) if wheel else "",
        throwaway=True,
    ) as running:
        yield running


@pytest.fixture(scope="session")
def postgres(_servers: servers.Servers) -> TestServer:
    """The PostgreSQL server of this session."""
    if _servers.postgres is None:
        return TestServer(admin_url=_servers.database_url, owner_url=_servers.database_url)
    admin_url = _servers.postgres.url("postgres", admin=True)
    return TestServer(admin_url=admin_url, owner_url=_servers.database_url)


@pytest.fixture(scope="session")
def template_database(postgres: TestServer) -> Iterator[str]:
    """The name of a database with every migration applied, to copy from."""
    name = f"lotwise_template_{os.getpid()}"
    postgres.create(name)
    upgrade(postgres.url(name))
    yield name
    postgres.drop(name)


@pytest.fixture
def database_url(postgres: TestServer, template_database: str) -> Iterator[str]:
    """A fresh, migrated database for this test alone."""
    with postgres.database(template_database) as url:
        yield url


@pytest.fixture(scope="module")
def shared_database_url(postgres: TestServer, template_database: str) -> Iterator[str]:
    """A fresh, migrated database for the tests of one module."""
    with postgres.database(template_database) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """SQLAlchemy on `database_url`."""
    made = connect(database_url, pool_size=5)
    yield made
    made.dispose()


def _fresh_redis(running: servers.Servers, stack: ExitStack) -> str:
    number = next(_redis_numbers) % (_REDIS_DATABASES if running.valkey else 16)
    url = running.valkey.url(number) if running.valkey else f"{running.redis_url.rsplit('/', 1)[0]}/{number}"
    client = stack.enter_context(Redis.from_url(url))
    client.flushdb()
    stack.callback(client.flushdb)
    return url


@pytest.fixture
def redis_url(_servers: servers.Servers) -> Iterator[str]:
    """An empty numbered database for this test."""
    with ExitStack() as stack:
        yield _fresh_redis(_servers, stack)


@pytest.fixture(scope="module")
def shared_redis_url(_servers: servers.Servers) -> Iterator[str]:
    """An empty numbered database for the tests of one module."""
    with ExitStack() as stack:
        yield _fresh_redis(_servers, stack)
