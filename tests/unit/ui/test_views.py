"""Every view shows what the API says, in the planner's words."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, PROGRESS, FakeApi, job
from ui.asking.problems import ApiError, FieldProblem, NotSignedIn, away

VIEWS = ("views/upload.py", "views/calculate.py", "views/jobs.py", "views/job.py")


def click(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def field(at: AppTest, label: str) -> object:
    return next(one for one in at.number_input if one.label == label)


def test_without_a_key_only_the_sign_in_is_shown(signed_out: AppTest) -> None:
    at = signed_out.run()
    assert [one.label for one in at.text_input] == ["E-mail address", "Password", "API key"]
    assert [one.label for one in at.button] == ["Sign in", "Sign in with the key"]


def test_a_refused_key_is_said_with_what_to_do(signed_out: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(key: str) -> None:
        raise NotSignedIn("This key is not accepted.", remedy="Check that the whole key was copied.")

    monkeypatch.setattr("ui.access.sign_in", refuse)
    at = signed_out.run()
    at.text_input[2].input("wrong")
    click(at, "Sign in with the key")
    assert "This key is not accepted" in at.error[0].value
    assert "whole key was copied" in at.error[0].value


def test_an_empty_key_is_not_sent(signed_out: AppTest) -> None:
    at = signed_out.run()
    click(at, "Sign in with the key")
    assert at.error[0].value == "Enter your API key."


def test_a_person_signs_in_by_address_and_password(
    signed_out: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, str]] = []
    monkeypatch.setattr("ui.access.sign_in_as", lambda *both: given.append(both))
    at = signed_out.run()
    click(at, "Sign in")
    assert at.error[0].value == "Enter your e-mail address and your password."
    at.text_input[0].input("ann@example.com")
    at.text_input[1].input("a long password")
    click(at, "Sign in")
    assert given == [("ann@example.com", "a long password")]


def test_a_viewer_is_not_offered_to_cancel_a_job(desk: Open, api: FakeApi) -> None:
    api.job_list = [job("computing", summary=None)]
    at = desk("views/job.py", job=JOB_ID)
    assert "Cancel job" in [button.label for button in at.button]
    at.session_state["access_scopes"] = frozenset({"jobs:read"})
    at.run()
    assert not at.exception
    assert "Cancel job" not in [button.label for button in at.button]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_draws_without_an_exception(desk: Open, view: str) -> None:
    at = desk(view, job=JOB_ID)
    assert not at.exception
    assert at.title[0].value


@pytest.mark.parametrize("view", ["views/jobs.py", "views/job.py"])
def test_when_the_api_is_away_it_is_said_and_the_page_recovers(desk: Open, api: FakeApi, view: str) -> None:
    api.refusal = away()
    at = desk(view, job=JOB_ID)
    assert not at.exception
    assert "Lotwise does not answer" in at.warning[0].value
    api.refusal = None
    at.run()
    assert not at.warning
    assert at.get("page_link")


@pytest.mark.parametrize("view", ["views/jobs.py", "views/job.py"])
def test_a_key_refused_in_the_middle_leads_to_the_sign_in(desk: Open, api: FakeApi, view: str) -> None:
    api.refusal = NotSignedIn("This key is not accepted.")
    at = desk(view, job=JOB_ID)
    assert [one.label for one in at.text_input] == ["E-mail address", "Password", "API key"]
    assert "no longer accepted" in at.info[0].value


def test_a_sign_out_forgets_everything(desk: Open) -> None:
    at = click(desk("views/calculate.py"), "Sign out")
    assert [one.label for one in at.text_input] == ["E-mail address", "Password", "API key"]
    assert "access_client" not in at.session_state


def test_the_answer_to_one_sku_is_a_sentence_first(desk: Open, api: FakeApi) -> None:
    at = click(desk("views/calculate.py"), "Calculate")
    assert api.items[0]["demand"] == 1200
    assert api.items[0]["holding_rate"] == pytest.approx(0.20)
    assert "lost_sale_cost" not in api.items[0]
    shown = text(at)
    assert shown.index("Order 208 now") < shown.index("Economic order quantity")
    assert [one.label for one in at.metric][:2] == ["Order today", "Usual lot"]
    assert "A price of 0\\.01 is unusual" in at.warning[0].value
    assert "variation of demand" in at.info[0].value


def test_a_refused_value_is_marked_where_it_stands(desk: Open, api: FakeApi) -> None:
    problem = FieldProblem(
        field="demand", value="-5", message="Demand is negative.", remedy="Enter 0 or more."
    )
    api.refusal = ApiError("One value is refused.", fields=[problem])
    at = click(desk("views/calculate.py"), "Calculate")
    assert "Demand is negative" in "".join(one.value for one in at.markdown)
    assert "Demand is negative" not in at.error[0].value


def test_a_problem_of_a_field_without_an_input_is_not_lost(desk: Open, api: FakeApi) -> None:
    problem = FieldProblem(field="as_of", value="x", message="Not a date.", remedy="Write 2026-11-22.")
    api.refusal = ApiError("One value is refused.", fields=[problem])
    at = click(desk("views/calculate.py"), "Calculate")
    assert "Not a date" in at.error[0].value


def test_no_job_yet_says_what_to_do(desk: Open, api: FakeApi) -> None:
    api.job_list = []
    assert "No sheet was sent yet" in desk("views/jobs.py").info[0].value


def test_jobs_are_filtered_by_state_on_the_server(desk: Open, api: FakeApi) -> None:
    at = desk("views/jobs.py")
    at.selectbox[0].select("Failed").run()
    assert api.asked[-1]["state"] == "failed"
    assert "No job is in this state" in at.info[0].value


def test_a_job_at_work_shows_rows_speed_time_left_and_why(desk: Open, api: FakeApi) -> None:
    counts = PROGRESS | {"rows_done": 50, "percent": 25.0, "eta_seconds": 75.0}
    api.job_list = [job("computing", progress=counts, status_reason="2 workers compute.")]
    at = desk("views/job.py", job=JOB_ID)
    assert [one.value for one in at.metric] == ["50 of 200", "2", "1,000", "1\xa0min"]
    assert "2 workers compute" in text(at)
    click(at, "Cancel job")
    assert api.cancelled == [JOB_ID]


def test_a_job_not_yet_read_has_no_numbers_to_show(desk: Open, api: FakeApi) -> None:
    counts = PROGRESS | {"rows_total": None, "rows_done": 0, "percent": 0.0, "rows_per_second": None}
    api.job_list = [job("queued", progress=counts, status_reason="Waiting for a worker.")]
    at = desk("views/job.py", job=JOB_ID)
    assert not at.exception
    assert not at.metric
    assert "Waiting for a worker" in text(at)


def test_an_ended_job_shows_each_kind_of_money_apart(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    figures = {one.label: one.value for one in at.metric}
    assert figures["Order today"] == "12"
    assert figures["Stock to release"] == "18,230\xa0EUR"
    assert figures["Less ordering and holding"] == "6,421\xa0EUR"
    assert "Lower prices paid" not in figures
    assert "41 of 200 SKUs with a current quantity; 3 use assumed costs" in text(at)
    assert "elsewhere 2,010\xa0EUR more" in text(at)


def test_a_failed_job_says_why_and_what_to_do(desk: Open, api: FakeApi) -> None:
    error = {"code": "header_missing", "message": "No column holds demand.", "remedy": "Name it Demand."}
    counts = PROGRESS | {"rows_total": None, "rows_done": 0, "rows_failed": 0}
    api.job_list = [job("failed", error=error, progress=counts, understanding=None)]
    at = desk("views/job.py", job=JOB_ID)
    assert "No column holds demand" in at.error[0].value
    assert "Name it Demand" in at.error[0].value
    assert not at.dataframe


def test_an_unknown_job_is_said(desk: Open, api: FakeApi) -> None:
    api.refusal = ApiError("There is no such job in this workspace.", remedy="Open it from the list.")
    assert "no such job" in desk("views/job.py", job=JOB_ID).error[0].value


def test_a_job_page_without_a_job_leads_to_the_list(desk: Open) -> None:
    assert "No job is chosen" in desk("views/job.py").info[0].value


def test_decisions_are_filtered_and_paged_by_the_server(desk: Open, api: FakeApi) -> None:
    at = desk("views/job.py", job=JOB_ID)
    assert api.asked[-1] == {"limit": 100, "cursor": None}
    click(at, "Next")
    assert api.asked[-1] == {"limit": 100, "cursor": "second"}
    next(one for one in at.selectbox if one.label == "Status").select("Check").run()
    assert api.asked[-1] == {"limit": 100, "cursor": None, "status": "warning"}


def test_filters_come_back_from_the_address(desk: Open, api: FakeApi) -> None:
    desk("views/job.py", job=JOB_ID, find="ring", show="Order now")
    assert api.asked[-1] == {"limit": 100, "cursor": None, "text": "ring", "order_now": "true"}


def test_no_row_that_fits_says_what_to_do(desk: Open, api: FakeApi) -> None:
    api.rows = []
    at = desk("views/job.py", job=JOB_ID, find="nothing")
    assert "Clear one of them" in at.info[0].value


def test_refused_rows_show_cell_and_remedy(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Refused rows").run()
    shown = at.dataframe[0].value
    assert shown["Cell"].tolist() == ["B7"]
    assert shown["What to do"].tolist() == ["Enter a number."]


def test_how_the_sheet_was_read_names_every_column(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("How the sheet was read").run()
    assert at.dataframe[0].value["Taken as"].tolist() == ["SKU", "kept as it is"]


def test_downloads_are_links_and_nothing_is_fetched_before_the_click(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    links = "".join(element.proto.body for element in at.get("html"))
    assert f"/desk/files/jobs/{JOB_ID}/decisions.xlsx" in links
    assert f"/desk/files/jobs/{JOB_ID}/decisions.csv?delimiter=%3B&amp;decimal=%2C" in links
