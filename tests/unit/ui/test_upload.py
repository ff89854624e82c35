"""An upload makes one job, whatever the page is put through."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open
from tests.unit.ui.fake_api import JOB_ID, FakeApi
from ui.problems import ApiError, away


def send(at: AppTest) -> AppTest:
    return next(button for button in at.button if button.label == "Compute decisions").click().run()


def with_file(at: AppTest, content: bytes = b"sku,demand\n1,2\n") -> AppTest:
    at.file_uploader[0].upload("skus.csv", content, "text/csv")
    return at.run()


def test_without_a_file_there_is_nothing_to_send(desk: Open) -> None:
    at = desk("views/upload.py")
    assert next(button for button in at.button if button.label == "Compute decisions").disabled


def test_a_sent_file_leads_to_the_page_of_its_job(desk: Open, api: FakeApi) -> None:
    at = send(with_file(desk("views/upload.py")))
    assert not at.exception
    assert at.query_params["job"] == JOB_ID
    assert at.title[0].value == "skus\\.xlsx"
    name, content, options, _ = api.uploads[0]
    assert (name, content) == ("skus.csv", b"sku,demand\n1,2\n")
    assert set(options) == {"as_of"}


def test_defaults_are_sent_as_shares_and_only_when_given(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    next(one for one in at.number_input if one.label == "Holding (% a year)").set_value(25.0)
    send(at)
    assert api.uploads[0][2]["defaults"] == {"holding_rate": 0.25}


def test_the_same_upload_sent_again_carries_the_same_key(desk: Open, api: FakeApi) -> None:
    api.refusal = away()
    at = send(with_file(desk("views/upload.py")))
    assert "does not answer" in at.warning[0].value
    api.refusal = None
    send(at)
    assert len(api.uploads) == 2
    assert api.uploads[0][3] == api.uploads[1][3]


def test_other_options_are_another_upload(desk: Open, api: FakeApi) -> None:
    api.refusal = away()
    at = send(with_file(desk("views/upload.py")))
    next(one for one in at.number_input if one.label == "Lead time (days)").set_value(7.0)
    send(at)
    assert api.uploads[0][3] != api.uploads[1][3]


@pytest.mark.parametrize(
    ("message", "remedy"),
    [("The file is empty.", "Save it again."), ("This is no spreadsheet.", "Upload .xlsx or .csv.")],
)
def test_a_refused_file_is_said_with_what_to_do(desk: Open, api: FakeApi, message: str, remedy: str) -> None:
    api.refusal = ApiError(message, remedy=remedy)
    at = send(with_file(desk("views/upload.py"), b"x"))
    assert message in at.error[0].value.replace("\\", "")
    assert remedy in at.error[0].value.replace("\\", "")
