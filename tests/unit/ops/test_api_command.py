"""`./lotwise api` harms nothing that runs already."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from ops.embedded.ports import LOOPBACK
from ops.refusal import Refusal
from ops.running import processes, single


def test_a_taken_port_is_refused_before_the_counts_of_who_has_it_are_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_server((LOOPBACK, 0))) as server:
        port = server.getsockname()[1]
        kept = tmp_path / "metrics" / f"api-{port}" / "counter_0.db"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"counts")
        monkeypatch.setenv("LOTWISE_DATA_DIR", str(tmp_path))
        with pytest.raises(Refusal, match=f"Port {port}") as refused:
            single.api(port=port, host=LOOPBACK, count=2)
    assert "LOTWISE_API_PORT" in str(refused.value.remedy)
    assert kept.read_bytes() == b"counts"


def test_one_process_counts_in_its_memory_and_several_in_an_empty_folder(tmp_path: Path) -> None:
    assert processes.api(LOOPBACK, 8000, data_dir=tmp_path).variables == {}
    assert list(tmp_path.iterdir()) == []
    several = processes.api(LOOPBACK, 8000, processes=3, data_dir=tmp_path)
    folder = Path(several.variables["PROMETHEUS_MULTIPROC_DIR"])
    (folder / "counter_0.db").write_bytes(b"of the last start")
    assert processes.api(LOOPBACK, 8000, processes=3, data_dir=tmp_path).variables == several.variables
    assert list(folder.iterdir()) == []
    assert several.command[-2:] == ("--workers", "3")
