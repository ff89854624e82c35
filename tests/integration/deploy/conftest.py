from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.deploy.site import NEW, NEWER, OLD, Site, site


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Site]:
    """A host on which the release OLD runs; NEW and NEWER can be had."""
    with site(tmp_path) as here:
        for digest in (OLD, NEW, NEWER):
            here.behave(digest)
        status, said = here.deploy(OLD)
        assert status == 0, said
        yield here
