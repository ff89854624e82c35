"""Programs in environments of their own, by the lock they come from."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops.locked_environment import bin_folder
from ops.refusal import Refusal

pytestmark = pytest.mark.slow  # each makes environments, which takes seconds


def lock(folder: Path, text: str) -> Path:
    path = folder / "tools.lock"
    path.write_text(text)
    return path


def test_it_is_made_once_for_a_lock_however_many_ask(tmp_path: Path) -> None:
    given = lock(tmp_path, "# nothing\n")
    with ThreadPoolExecutor(2) as asking:
        first, second = asking.map(lambda _: bin_folder(given, tmp_path / "cache"), range(2))
    assert first == second
    assert (first / "python").exists()
    (first / "kept").touch()
    assert (bin_folder(given, tmp_path / "cache") / "kept").exists()


def test_a_lock_that_cannot_be_installed_is_refused_in_pips_words_each_time(tmp_path: Path) -> None:
    given = lock(tmp_path, "./not-there.whl\n")
    for _ in range(2):  # what was half made is not taken for whole
        with pytest.raises(Refusal, match=r"tools\.lock could not be installed") as refused:
            bin_folder(given, tmp_path / "cache")
        assert "not-there.whl" in refused.value.remedy
