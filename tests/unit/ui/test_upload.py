"""A sheet is looked at first, mended where need be, and makes one job, whatever the page is put through."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import INSPECTION, JOB_ID, QUESTIONS, FakeApi
from ui.asking.problems import ApiError, away
from ui.upload.draft_options import options, unanswered
from ui.upload.drafts import KEPT_SECONDS, MOST, Draft, Drafts
from ui.upload.mapping_editor import edited


def send(at: AppTest) -> AppTest:
    return next(button for button in at.button if button.label == "Compute decisions").click().run()


def with_file(at: AppTest, content: bytes = b"sku,demand\n1,2\n") -> AppTest:
    at.file_uploader[0].upload("skus.csv", content, "text/csv")
    return at.run()


def test_without_a_file_there_is_nothing_to_send(desk: Open) -> None:
    assert "Compute decisions" not in [button.label for button in desk("views/upload.py").button]


def test_a_file_is_looked_at_before_a_job_is_made(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    assert not at.exception
    assert api.inspected == [("skus.csv", b"sku,demand\n1,2\n")]
    assert api.uploads == []
    assert "skus\\.csv" in text(at)
    assert "Every row that was looked at is understood" in text(at)
    at.run()
    assert len(api.inspected) == 1


def test_a_sent_file_leads_to_the_page_of_its_job(desk: Open, api: FakeApi) -> None:
    at = send(with_file(desk("views/upload.py")))
    assert not at.exception
    assert at.query_params["job"] == JOB_ID
    assert at.title[0].value == "skus\\.xlsx"
    file_id, sent, _ = api.uploads[0]
    assert file_id == "file-1"
    assert set(sent) == {"as_of"}


def test_problems_are_shown_at_their_cells(desk: Open, api: FakeApi) -> None:
    error = {"row": 7, "column": "Demand", "cell": "B7", "value": "n/a", "code": "not_a_number"}
    api.inspection["rows_with_errors"] = 1
    api.inspection["errors"] = [{**error, "message": "n/a is not a number.", "remedy": "Enter one."}]
    at = with_file(desk("views/upload.py"))
    assert "1 row has errors" in at.warning[0].value
    assert at.dataframe[0].value["Cell"].tolist() == ["B7"]


def test_questions_are_answered_before_the_job_is_made(desk: Open, api: FakeApi) -> None:
    api.inspection["understanding"]["questions"] = QUESTIONS
    at = send(with_file(desk("views/upload.py")))
    assert "Answer the question" in at.error[0].value
    assert "Every row that was looked at is understood" not in text(at)
    assert api.uploads == []
    api.looks = [INSPECTION]
    at.radio[0].set_value("Used").run()
    send(at)
    assert api.looked[0][1]["mapping"] == {"Used": "demand"}
    assert api.uploads[0][1]["mapping"] == {"Used": "demand"}


def test_what_is_chosen_in_the_table_settles_a_question_and_outweighs_an_answer() -> None:
    understood = {"questions": QUESTIONS, "suggestions": []}
    draft = Draft(inspection={"file_id": "f", "understanding": understood})
    assert unanswered(draft) == 1
    draft.mapping = {"Colour": "demand"}
    assert unanswered(draft) == 0
    draft.answers = {"field:demand": "Qty"}
    draft.mapping = {"Qty": ""}
    assert options(draft, {}) == {"mapping": {"Qty": ""}}


def test_edited_lines_name_their_columns_by_key() -> None:
    columns = [{"key": "A"}, {"key": "B (2)"}]
    assert edited(columns, {1: {"Taken as": "demand"}}) == {"B (2)": "demand"}
    assert edited(columns, {0: {"Taken as": "-"}, 1: {"Header": "x"}}) == {"A": ""}


def test_defaults_are_sent_as_shares_and_only_when_given(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    next(one for one in at.number_input if one.label == "Holding (% a year)").set_value(25.0)
    send(at)
    assert api.uploads[0][1]["defaults"] == {"holding_rate": 0.25}


def test_a_run_that_comes_between_a_sheet_and_its_job_does_not_lose_the_job(desk: Open, api: FakeApi) -> None:
    at = desk("views/upload.py", file="file-1")
    assert api.looked != []
    api.looked.clear()
    at.session_state["sent_sheet"] = ("file-1", JOB_ID)
    at.query_params["file"] = "file-1"
    at.run()
    assert not at.exception
    assert at.query_params["job"] == JOB_ID
    assert api.looked == []
    assert "sent_sheet" not in at.session_state


def test_who_comes_back_to_a_sheet_after_its_job_sees_the_sheet(desk: Open, api: FakeApi) -> None:
    send(with_file(desk("views/upload.py")))
    at = desk("views/upload.py", file="file-1")
    assert "skus\\.csv" in text(at)


def test_the_same_upload_sent_again_carries_the_same_key(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    api.refusal = away()
    send(at)
    assert "does not answer" in at.warning[0].value
    api.refusal = None
    send(at)
    assert len(api.uploads) == 2
    assert api.uploads[0][2] == api.uploads[1][2]


def test_other_options_are_another_upload(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    api.refusal = away()
    send(at)
    api.refusal = None
    next(one for one in at.number_input if one.label == "Lead time (days)").set_value(7.0)
    send(at)
    assert api.uploads[0][2] != api.uploads[1][2]


def test_another_file_may_be_taken_instead(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    next(button for button in at.button if button.label == "Another file").click().run()
    assert at.file_uploader
    assert api.uploads == []


def test_a_file_that_was_left_does_not_come_back_by_a_late_run_of_its_page(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    next(button for button in at.button if button.label == "Another file").click().run()
    at.query_params["file"] = "file-1"
    at.run()
    assert at.file_uploader
    assert "file" not in at.query_params
    assert api.looked == []
    api.inspection["file_id"] = "file-2"
    with_file(at)
    assert at.query_params["file"] == "file-2"
    assert "Every row that was looked at is understood" in text(at)


@pytest.mark.parametrize(
    ("message", "remedy"),
    [("The file is empty.", "Save it again."), ("This is no spreadsheet.", "Upload .xlsx or .csv.")],
)
def test_a_refused_file_is_said_with_what_to_do(desk: Open, api: FakeApi, message: str, remedy: str) -> None:
    at = desk("views/upload.py")
    api.refusal = ApiError(message, remedy=remedy)
    with_file(at, b"x")
    for _ in range(2):
        assert message in at.error[0].value.replace("\\", "")
        assert remedy in at.error[0].value.replace("\\", "")
        at.run()
    assert len(api.inspected) == 1


def test_drafts_belong_to_their_visitor_and_are_forgotten_in_time() -> None:
    now = 0.0
    drafts = Drafts(clock=lambda: now)
    drafts.keep("ann", Draft(inspection={"file_id": "1"}))
    assert drafts.find("ann", "1") is not None
    assert drafts.find("bob", "1") is None
    now = KEPT_SECONDS + 1
    assert drafts.find("ann", "1") is None
    for number in range(MOST + 3):
        drafts.keep("ann", Draft(inspection={"file_id": str(number)}))
    assert [drafts.find("ann", number) is None for number in ("0", "2", "3")] == [True, True, False]
