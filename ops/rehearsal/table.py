"""The steps of the rehearsal, in the order they are performed.

A further step is a module of this package with `STEPS: tuple[Step, ...]`, named here. Modules are imported
only when the command runs.
"""

from importlib import import_module
from typing import Final

from ops.rehearsal.step import Step

MODULES: Final[tuple[str, ...]] = (
    "images",
    "building",
    "site",
    "working",
    "watching",
    "security",
    "certificate",
    "further",
    "keeping",
    "installing",
    "deploying",
    "worker_host",
    "judges",
)


def steps() -> dict[str, Step]:
    """All steps by name, in order."""
    found: dict[str, Step] = {}
    for module in MODULES:
        for step in import_module(f"ops.rehearsal.{module}").STEPS:
            found[step.name] = step
    return found


def with_needs(names: list[str], known: dict[str, Step]) -> list[Step]:
    """The steps of these names and all they need, each once, in the order of the table."""
    wanted: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in wanted:
            wanted.add(name)
            waiting += known[name].needs
    return [step for name, step in known.items() if name in wanted]
