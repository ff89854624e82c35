"""Clients of an application that has no database."""

from pathlib import Path

import pytest

from tests.unit.api.support import Client, make_app


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Signed in."""
    return Client(make_app(tmp_path))


@pytest.fixture
def stranger(tmp_path: Path) -> Client:
    """Without a key."""
    return Client(make_app(tmp_path, is_signed_in=False))
