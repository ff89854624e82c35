"""The API on a real PostgreSQL, as the tests of its routes have it."""

from tests.integration.api.conftest import api, api_settings
from tests.logging_fixture import logging_as_before

__all__ = ["api", "api_settings", "logging_as_before"]
