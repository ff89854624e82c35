"""Fixtures of the unit tests."""

from tests.logging_fixture import logging_as_before

__all__ = ["logging_as_before"]
