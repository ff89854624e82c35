import importlib
import pkgutil
from collections.abc import Iterator

import core
from api.errors import STATUS, status_of
from core.errors import DatabaseUnavailable, FileTooLarge, InvalidItem, JobNotFound, LotwiseError


def _every_class(root: type[LotwiseError] = LotwiseError) -> Iterator[type[LotwiseError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from _every_class(kind)


def test_every_error_has_a_status_of_its_own_or_of_its_family() -> None:
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for kind in _every_class():
        assert any(ancestor in STATUS for ancestor in kind.__mro__ if ancestor is not LotwiseError), kind


def test_the_nearest_ancestor_decides() -> None:
    kinds = (InvalidItem, FileTooLarge, JobNotFound, DatabaseUnavailable)
    assert [status_of(kind) for kind in kinds] == [422, 413, 404, 503]


def test_codes_are_stable_and_unique() -> None:
    codes = [kind.code for kind in _every_class() if kind.__module__.startswith(("core.", "api."))]
    assert len(codes) == len(set(codes))
