"""Lotwise as an operator runs it; the drill breaks the same stack."""

from ops.drills.stack import Stack
from ops.drills.waiting import wait_for

__all__ = ["Stack", "wait_for"]
