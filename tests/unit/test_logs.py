import json
import logging
from pathlib import Path

import pytest
import structlog

from core.logs import AppendingFile, configure, escape_control_characters, json_formatter, logger

pytestmark = pytest.mark.usefixtures("logging_as_before")


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_line_carries_what_was_bound_and_what_was_said(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    structlog.contextvars.bind_contextvars(request_id="r-1")
    logger("one").info("calculation", demand=1200.5)
    (line,) = _lines(path)
    assert path == tmp_path / "logs" / "app.log"
    assert line["event"] == "calculation"
    assert (line["request_id"], line["demand"], line["level"]) == ("r-1", 1200.5, "info")
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize("name", ["uvicorn.error", "celery.worker", "sqlalchemy.pool"])
def test_what_libraries_log_goes_the_same_way(tmp_path: Path, name: str) -> None:
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())
    path = configure("app", data_dir=tmp_path)
    logging.getLogger(name).warning("pool is %d full", 5)
    (line,) = _lines(path)
    assert (line["event"], line["logger"]) == ("pool is 5 full", name)


def test_uvicorn_does_not_tell_each_request_a_second_time(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    logging.getLogger("uvicorn.access").info("GET /ping")
    assert not path.exists()


def test_a_traceback_stays_in_its_line(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    try:
        raise ValueError("inside")
    except ValueError:
        logger("one").exception("unforeseen_error")
    (line,) = _lines(path)
    assert "ValueError: inside" in str(line["exception"])


def test_a_value_from_outside_cannot_forge_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = configure("app", data_dir=tmp_path)
    logger("one").info("request", path='/a\n{"event": "forged"}\x1b[2J\ud800')
    assert len(_lines(path)) == 1
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "\x1b[2J" not in shown


def test_control_characters_are_shown_as_escapes() -> None:
    assert escape_control_characters(None, "", {"event": "a\x1bb", "n": 5}) == {"event": "a\\x1bb", "n": 5}


def test_a_file_moved_away_is_begun_anew_without_losing_a_line(tmp_path: Path) -> None:
    path = configure("app", data_dir=tmp_path)
    logger("one").info("before")
    path.rename(tmp_path / "old.log")
    logger("one").info("after")
    assert [line["event"] for line in _lines(tmp_path / "old.log") + _lines(path)] == ["before", "after"]


def test_two_processes_share_a_file_line_by_line(tmp_path: Path) -> None:
    handlers = [AppendingFile(tmp_path / "worker.log") for _ in range(2)]
    for number in range(100):
        handler = handlers[number % 2]
        handler.setFormatter(json_formatter())
        handler.emit(logging.LogRecord("one", logging.INFO, "", 0, "x" * 9_000, (), None))
    for handler in handlers:
        handler.close()
    assert [line["event"] for line in _lines(tmp_path / "worker.log")] == ["x" * 9_000] * 100


def test_configuring_again_does_not_double_lines(tmp_path: Path) -> None:
    configure("app", data_dir=tmp_path)
    path = configure("app", data_dir=tmp_path)
    logger("one").info("once")
    assert len(_lines(path)) == 1
