"""The request behind a wake-up is named in the log of the task it wakes."""

from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from celery import Celery
from celery.app.task import Context
from structlog.contextvars import bound_contextvars, get_contextvars

from core import queue
from worker.task import LotwiseTask


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """The options of messages that would be sent."""
    messages: list[dict[str, Any]] = []

    class _App:
        def send_task(self, _: str, **options: Any) -> None:  # noqa: ANN401
            messages.append(options)

    monkeypatch.setattr(queue, "celery_app", _App)
    structlog.contextvars.clear_contextvars()
    yield messages
    structlog.contextvars.clear_contextvars()


def test_a_message_carries_the_request_and_nothing_else_of_its_context(sent: list[dict[str, Any]]) -> None:
    with bound_contextvars(request_id="r-1", trace_id="t", caller="key:1"):
        queue.wake_up()
    assert sent[0]["headers"] == {"request_id": "r-1", "trace_id": "t"}


def test_without_a_request_there_is_none_to_name(sent: list[dict[str, Any]]) -> None:
    queue.clean_soon()
    assert sent[0]["headers"] == {}


@pytest.mark.parametrize("headers", [{"request_id": "r-1"}, {}])
def test_a_task_says_in_its_log_which_request_woke_it(headers: dict[str, str]) -> None:
    class _Task(LotwiseTask):
        name = "lotwise.test"

        def run(self) -> int:
            seen.append(get_contextvars().get("request_id"))
            return 0

    seen: list[str | None] = []
    app = Celery("test", set_as_current=False)
    task = app.register_task(_Task())
    # What the worker makes of a message: headers beside Celery's own are `request.headers`.
    task.request_stack.push(Context({"id": "5", "task": "lotwise.test", **headers}))
    task()
    app.close()
    assert seen == [headers.get("request_id")]
