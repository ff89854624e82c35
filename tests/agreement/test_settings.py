"""What is a default in two places, because the desk imports nothing of the core, is the same in both."""

import pytest

from core.settings import Settings
from ui.surroundings import max_upload_mib


def test_the_desk_takes_what_the_api_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOTWISE_MAX_UPLOAD_BYTES", raising=False)
    assert max_upload_mib() * 2**20 == Settings.model_fields["max_upload_bytes"].default
