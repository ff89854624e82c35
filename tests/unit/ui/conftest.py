"""The desk, run without a browser and without an API."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.fake_api import JOB_ID, SUMMARY, FakeApi
from tests.unit.ui.fake_charts import CHARTS, CURVE

DESK = Path(__file__).parents[3] / "ui" / "desk.py"
Open = Callable[..., AppTest]


@pytest.fixture
def api() -> FakeApi:
    """What the desk speaks to."""
    fake = FakeApi()
    fake.doors |= {
        "GET /order-templates": {"items": [{"name": "generic", "title": "Generic"}]},
        f"GET /jobs/{JOB_ID}/summary": SUMMARY | {"charts": CHARTS},
        "POST /eoq/curve": CURVE,
    }
    return fake


@pytest.fixture
def signed_out() -> AppTest:
    """The desk before anybody has signed in."""
    return AppTest.from_file(DESK, default_timeout=20)


@pytest.fixture
def desk(signed_out: AppTest, api: FakeApi) -> Open:
    """Opens a view for somebody who has signed in: `desk("views/job.py", job=...)`."""

    def open_view(view: str, **address: str) -> AppTest:
        signed_out.session_state["access_client"] = api
        signed_out.run()
        signed_out.switch_page(view)
        signed_out.query_params.update(address)
        return signed_out.run()

    return open_view


def text(at: AppTest) -> str:
    """Everything that is written on the page."""
    kinds = ("title", "markdown", "caption", "error", "warning", "info", "success", "html", "metric", "badge")
    parts = []
    for kind in kinds:
        for element in at.get(kind):
            parts.append(str(getattr(element, "value", "") or getattr(element.proto, "body", "")))
            parts.append(str(getattr(element, "label", "")))
    return "\n".join(parts)
