import json
import logging
import multiprocessing
import os
from pathlib import Path

import pytest
import structlog

from core import logs
from core.log_files import AppendingFile
from core.log_lines import as_json, as_text, printable, without_secrets
from core.logs import configure, logger

pytestmark = pytest.mark.usefixtures("logging_as_before")


def _lines(*paths: Path) -> list[dict[str, object]]:
    return [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("in_background", [False, True])
def test_a_line_carries_what_was_bound_and_what_was_said(tmp_path: Path, in_background: bool) -> None:
    path = configure("app", data_dir=tmp_path, in_background=in_background)
    structlog.contextvars.bind_contextvars(request_id="r-1")
    logger("one").info("calculation", demand=1200.5)
    logs.flush()
    (line,) = _lines(path)
    assert path == tmp_path / "logs" / "app.log"
    assert line["event"] == "calculation"
    assert (line["request_id"], line["demand"], line["level"]) == ("r-1", 1200.5, "info")
    assert line["logger"] == "one"
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize("name", ["uvicorn.error", "celery.worker", "sqlalchemy.pool"])
def test_what_libraries_log_goes_the_same_way(tmp_path: Path, name: str) -> None:
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    path = configure("app", data_dir=tmp_path)
    structlog.contextvars.bind_contextvars(request_id="r-1")
    logging.getLogger(name).warning("pool is %d full", 5, extra={"size": 7})
    (line,) = _lines(path)
    assert (line["event"], line["logger"], line["level"]) == ("pool is 5 full", name, "warning")
    assert (line["size"], line["request_id"]) == (7, "r-1")


def test_uvicorn_does_not_tell_each_request_a_second_time(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    logging.getLogger("uvicorn.access").info("GET /ping")
    assert not path.exists()


def test_what_is_below_the_level_is_not_written(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path, level="WARNING")
    logger("one").info("unsaid")
    logging.getLogger("two").info("unsaid")
    logger("one").warning("said")
    assert [line["event"] for line in _lines(path)] == ["said"]


def test_a_traceback_stays_in_its_line(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    try:
        raise ValueError("inside")
    except ValueError:
        logger("one").exception("unforeseen_error")
        logging.getLogger("two").exception("unforeseen_error")
    for line in _lines(path):
        assert "ValueError: inside" in str(line["exception"])
        assert line["level"] == "error"


_FORGERIES = [
    '/a\n{"event": "forged"}',
    "/a\r\nforged",
    "\x1b[2J",
    "\x00",
    "\ud800",
    "\u2028forged",
    "\x85forged",
    '","level":"forged',
]


@pytest.mark.parametrize("given", _FORGERIES)
def test_a_value_from_outside_cannot_forge_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], given: str
) -> None:
    path = configure("app", data_dir=tmp_path)
    logger("one").info("request", path=given)
    logging.getLogger("two").warning("said %s", given)
    ours, theirs = _lines(path)
    assert (ours["event"], ours["level"], ours["path"]) == ("request", "info", given)
    assert theirs["event"] == f"said {given}"
    shown = capsys.readouterr().err
    assert len(shown.splitlines()) == 2
    assert "\x1b" not in shown


def test_control_characters_are_shown_as_escapes() -> None:
    assert (printable("a\x1bb"), printable("äb"), printable(5)) == ("a\\x1bb", "äb", 5)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("key lw_live_0123456789ab_SeCrEt-x_1 used", "key lw_live_0123456789ab_*** used"),
        ("postgresql://lotwise:pa$s@db:5432/x away", "postgresql://lotwise:***@db:5432/x away"),
        ("redis://:secret@queue:6379/0", "redis://:***@queue:6379/0"),
        ("Authorization: Bearer abc.def-1", "Authorization: Bearer ***"),
        ("got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "got eyJ***"),
        ("http://127.0.0.1:8000/eoq", "http://127.0.0.1:8000/eoq"),
    ],
)
def test_what_looks_like_a_secret_is_blotted_out(said: str, kept: str) -> None:
    assert without_secrets(said) == kept
    assert json.loads(as_json({"event": said}))["event"] == kept
    assert kept in as_text({"event": said})


@pytest.mark.parametrize("name", ["password", "new_password", "x-api-key", "Authorization", "refresh_token"])
def test_a_field_named_like_a_secret_is_not_written(name: str) -> None:
    for line in (as_json({"event": "e", name: "hunter2"}).decode(), as_text({"event": "e", name: "hunter2"})):
        assert "hunter2" not in line
        assert name in line


def test_a_file_moved_away_is_begun_anew_without_losing_a_line(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    logger("one").info("before")
    path.rename(tmp_path / "old.log")
    logger("one").info("after")
    assert [line["event"] for line in _lines(tmp_path / "old.log", path)] == ["before", "after"]


def _write_many(path: Path, who: int) -> None:
    file = AppendingFile(path, most_bytes=20_000, keep=1_000)
    for number in range(500):
        file.append(as_json({"event": f"{who}-{number}", "filling": "x" * 300}))
    file.close()


def test_processes_that_share_a_file_put_it_aside_without_losing_or_tearing_a_line(tmp_path: Path) -> None:
    path = tmp_path / "worker.log"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_write_many, args=(path, who)) for who in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    files = [one for one in tmp_path.iterdir() if not one.name.endswith(".lock")]
    assert len(files) > 10
    said = sorted(str(line["event"]) for line in _lines(*files))
    assert said == sorted(f"{who}-{number}" for who in range(3) for number in range(500))


def test_of_the_files_put_aside_so_many_are_kept(tmp_path: Path) -> None:
    file = AppendingFile(tmp_path / "app.log", most_bytes=10, keep=3)
    for number in range(8):
        file.append(b"%d 34567890\n" % number)
    file.close()
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == ["app.log.1", "app.log.2", "app.log.3", "app.log.lock"]
    assert (tmp_path / "app.log.1").read_bytes().startswith(b"7")


def test_a_child_after_a_fork_writes_its_own_lines_and_none_of_its_parents(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path, in_background=True)
    logger("one").info("before")
    child = os.fork()
    if child == 0:
        logger("one").info("child")
        logs.flush()
        os._exit(0)
    os.waitpid(child, 0)
    logger("one").info("after")
    logs.flush()
    assert sorted(str(line["event"]) for line in _lines(path)) == ["after", "before", "child"]


def test_a_disk_that_takes_nothing_more_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("no folder can be made here")
    configure("app", data_dir=tmp_path)
    logger("one").info("said all the same")
    assert "said all the same" in capsys.readouterr().err


def test_configuring_again_does_not_double_lines(tmp_path: Path) -> None:
    configure("app", data_dir=tmp_path)
    path = configure("app", data_dir=tmp_path)
    logger("one").info("once")
    assert len(_lines(path)) == 1
