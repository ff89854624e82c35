"""What the planner changes about a sheet is looked at before it is computed, and nothing of it is lost."""

from copy import deepcopy
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import INSPECTION, JOB_ID, QUESTIONS, FakeApi
from tests.unit.ui.test_upload import send, with_file
from ui.asking.problems import ApiError, away
from ui.upload.draft_options import is_changed, looked, options
from ui.upload.drafts import Draft

PROBLEM = {"code": "header_missing", "detail": "No column is plainly the demand.", "remedy": "Add one."}
LACKING = [
    {"field": "order_cost", "message": "order_cost is missing", "remedy": "give the cost of one order"},
    {"field": "holding_cost", "message": "holding_cost is missing", "remedy": "give it"},
]
GONE = ApiError("There is no such file in this workspace.", code="file_not_found")


def found(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return deepcopy(INSPECTION) | changes


def button(at: AppTest, label: str) -> Any:  # noqa: ANN401
    return next(one for one in at.button if one.label == label)


def check(at: AppTest) -> AppTest:
    button(at, "Check again as changed").click()
    return at.run()


def row_of_header(at: AppTest, row: int) -> AppTest:
    return next(one for one in at.number_input if one.label == "Row of the header").set_value(row).run()


def edit(at: AppTest, line: int, field: str) -> AppTest:
    """Choose another meaning of a column, as if before a reload: an AppTest has no hands for a table."""
    key = INSPECTION["understanding"]["columns"][line]["key"]
    at.session_state["mapping_file-1_Items_1_before"] = {key: field}
    return at.run()


def test_nothing_is_to_be_checked_before_something_is_changed(desk: Open, api: FakeApi) -> None:
    at = with_file(desk("views/upload.py"))
    assert button(at, "Check again as changed").disabled
    assert "is of before" not in text(at)
    send(at)
    assert api.looked == []


def test_a_changed_column_is_checked_and_the_job_gets_it(desk: Open, api: FakeApi) -> None:
    at = edit(with_file(desk("views/upload.py")), 1, "demand")
    assert "is of before" in text(at)
    error = {"row": 7, "column": "Colour", "cell": "B7", "value": "red", "code": "not_a_number"}
    errors = [{**error, "message": "red is not a number.", "remedy": "Enter one."}]
    api.looks = [found(rows_with_errors=1, errors=errors)]
    check(at)
    assert not at.exception
    file_id, sent = api.looked[0]
    assert (file_id, sent["mapping"]) == ("file-1", {"Colour": "demand"})
    assert "1 row has errors" in at.warning[0].value
    assert "is of before" not in text(at)
    assert button(at, "Check again as changed").disabled
    send(at)
    assert len(api.looked) == 1
    assert api.uploads[0][1]["mapping"] == {"Colour": "demand"}


def test_computing_what_was_changed_looks_first_and_makes_one_job(desk: Open, api: FakeApi) -> None:
    at = send(edit(with_file(desk("views/upload.py")), 1, "demand"))
    assert [sent["mapping"] for _, sent in api.looked] == [{"Colour": "demand"}]
    assert at.query_params["job"] == JOB_ID
    assert api.uploads[0][1]["mapping"] == {"Colour": "demand"}


def test_what_the_change_leaves_open_is_said_before_a_job_is_made(desk: Open, api: FakeApi) -> None:
    at = edit(with_file(desk("views/upload.py")), 1, "demand")
    api.looks = [found(problem=PROBLEM)]
    send(at)
    assert api.uploads == []
    said = " ".join(error.value for error in at.error)
    assert "leaves something open" in said
    assert "No column is plainly the demand" in said.replace("\\", "")


@pytest.mark.parametrize("label", ["Check again as changed", "Compute decisions"])
def test_a_change_that_is_refused_is_said_and_stays(desk: Open, api: FakeApi, label: str) -> None:
    at = edit(with_file(desk("views/upload.py")), 1, "sku")
    refusal = ApiError("mapping gives sku to 2 columns.", remedy="Give it to one of them.")
    api.looks = [refusal]
    button(at, label).click().run()
    assert "gives sku to 2 columns" in at.error[-1].value.replace("\\", "")
    assert api.uploads == []
    check(at.run())
    assert [sent["mapping"] for _, sent in api.looked] == [{"Colour": "sku"}] * 2


def test_an_api_away_in_between_loses_nothing(desk: Open, api: FakeApi) -> None:
    at = edit(with_file(desk("views/upload.py")), 1, "demand")
    api.refusal = away()
    check(at)
    assert "does not answer" in at.warning[-1].value
    api.refusal = None
    check(at.run())
    assert api.looked[-1][1]["mapping"] == {"Colour": "demand"}
    assert button(at, "Check again as changed").disabled


def test_a_refused_sheet_waits_until_it_is_mapped(desk: Open, api: FakeApi) -> None:
    api.inspection = found(problem=PROBLEM)
    at = with_file(desk("views/upload.py"))
    assert "No column is plainly the demand" in at.error[0].value.replace("\\", "")
    assert "Every row that was looked at" not in text(at)
    assert button(at, "Compute decisions").disabled
    api.looks = [found()]
    check(edit(at, 1, "demand"))
    assert not at.error
    send(at)
    assert api.uploads[0][1]["mapping"] == {"Colour": "demand"}


def test_another_sheet_and_header_row_are_checked_without_the_columns_of_the_one_before(
    desk: Open, api: FakeApi
) -> None:
    api.inspection["understanding"]["sheets"] = ["Items", "Old"]
    at = edit(with_file(desk("views/upload.py")), 1, "demand")
    other = found()
    other["understanding"] |= {"sheet": "Old", "sheets": ["Items", "Old"], "header_row": 4}
    api.looks = [other]
    next(one for one in at.selectbox if one.label == "Sheet of the workbook").set_value("Old").run()
    check(row_of_header(at, 4))
    sent = api.looked[0][1]
    assert (sent["sheet"], sent["header_row"], "mapping" in sent) == ("Old", 4, False)
    assert next(one for one in at.selectbox if one.label == "Sheet of the workbook").value == "Old"
    send(at)
    assert (api.uploads[0][1]["sheet"], api.uploads[0][1]["header_row"]) == ("Old", 4)


def test_a_sheet_of_a_desk_that_was_restarted_is_looked_at_again(desk: Open, api: FakeApi) -> None:
    at = desk("views/upload.py", file="file-9")
    assert not at.exception
    assert api.looked[0][0] == "file-9"
    assert "skus\\.csv" in text(at)
    assert button(at, "Check again as changed").disabled
    send(at)
    assert api.uploads[0][0] == "file-9"


def test_a_sheet_the_api_has_forgotten_is_asked_for_once_more(desk: Open, api: FakeApi) -> None:
    api.looks = [GONE]
    at = desk("views/upload.py", file="file-9")
    assert not at.exception
    assert "not kept here any more" in at.warning[0].value
    assert at.file_uploader
    assert "file" not in at.query_params
    at.run()
    assert len(api.looked) == 1


def test_a_sheet_forgotten_while_it_is_changed_is_asked_for_once_more(desk: Open, api: FakeApi) -> None:
    at = edit(with_file(desk("views/upload.py")), 1, "demand")
    api.looks = [GONE]
    check(at)
    assert "not kept here any more" in at.warning[0].value
    assert at.file_uploader


def test_a_restarted_desk_keeps_the_address_while_the_api_is_away(desk: Open, api: FakeApi) -> None:
    api.refusal = away()
    at = desk("views/upload.py", file="file-9")
    assert "does not answer" in at.warning[0].value
    api.refusal = None
    at.run()
    assert "skus\\.csv" in text(at)


def test_what_was_entered_before_the_file_came_is_how_it_is_looked_at_first(desk: Open, api: FakeApi) -> None:
    at = desk("views/upload.py")
    at.selectbox(key="decimal").set_value("comma (1.234,5)").run()
    with_file(at)
    assert button(at, "Check again as changed").disabled
    at.selectbox(key="decimal").set_value("as in the file").run()
    check(at)
    assert "decimal" not in api.looked[0][1]


def test_a_remembered_reading_is_sent_with_the_job_and_outweighed_by_what_is_entered() -> None:
    draft = Draft(inspection={})
    read = found(file_id="f", options={"mapping": {"Used": "demand"}, "decimal": ","})
    looked(draft, read, {"as_of": "2026-11-22"})
    assert options(draft, {"decimal": "."}) == {"mapping": {"Used": "demand"}, "decimal": "."}
    assert not is_changed(draft, options(draft, {"as_of": "2026-11-22"}))
    assert is_changed(draft, options(draft, {"as_of": "2026-11-22", "defaults": {"order_cost": 9}}))
    draft.mapping = {"Used": ""}
    assert options(draft, {})["mapping"] == {"Used": ""}


def test_an_answer_is_settled_by_the_next_look() -> None:
    draft = Draft(inspection=found(file_id="f", understanding={"questions": QUESTIONS, "suggestions": []}))
    draft.answers = {"field:demand": "Used"}
    sent = options(draft, {})
    looked(draft, found(file_id="f", options=sent), {})
    assert draft.answers == {}
    assert options(draft, {}) == {"mapping": {"Used": "demand"}}


def test_what_no_row_has_is_asked_for_before_a_job_is_made(desk: Open, api: FakeApi) -> None:
    api.inspection["lacking"] = LACKING
    at = with_file(desk("views/upload.py"))
    assert "order cost is missing" in at.warning[0].value.lower()
    assert "Every row that was looked at is understood" not in text(at)
    assert [one.label for one in at.number_input if one.placeholder == "needed"] == [
        "Cost of one order",
        "Holding (% a year)",
    ]
    send(at)
    assert "Nothing can be computed" in at.error[-1].value
    assert api.uploads == []
    api.looks = [found(lacking=LACKING[1:]), found()]
    at.number_input(key="upload_order_cost").set_value(45.0).run()
    send(at)
    assert api.looked[-1][1]["defaults"] == {"order_cost": 45.0}
    assert api.uploads == []
    assert "Holding cost is missing" in at.warning[0].value
    at.number_input(key="upload_holding_rate").set_value(20.0).run()
    send(at)
    assert api.uploads[0][1]["defaults"] == {"order_cost": 45.0, "holding_rate": 0.2}
