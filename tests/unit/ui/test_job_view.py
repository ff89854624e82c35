"""What a job that has ended shows beside its rows: suppliers, charts, files, and how old its figures are."""

from datetime import date, timedelta

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, SUMMARY, FakeApi, job
from tests.unit.ui.fake_charts import CHARTS
from ui.formats import ABSENT, Formats


def test_suppliers_are_shown_with_what_to_order_from_each(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Suppliers").run()
    assert not at.exception
    shown = at.dataframe[0].value
    assert shown["Supplier"].tolist() == ["SKF", "without a supplier"]
    assert shown["To order now"].tolist() == [9, 3]


def test_charts_are_drawn_from_what_the_api_says(desk: Open) -> None:
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Charts").run()
    assert not at.exception
    assert len(at.get("arrow_vega_lite_chart") or at.get("vega_lite_chart")) == 4
    shown = text(at)
    assert "Few SKUs make most of the value" in shown
    assert "uses assumed values" in shown
    assert at.dataframe[0].value["To order now"].tolist() == ["5"]


def test_currencies_are_chosen_and_never_added(desk: Open, api: FakeApi) -> None:
    both = {name: {**by_currency, "USD": by_currency["EUR"]} for name, by_currency in CHARTS.items()}
    api.doors[f"GET /jobs/{JOB_ID}/summary"]["charts"] = both
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Suppliers").run()
    assert at.button_group(key="chart_currency").options


def test_a_job_from_before_the_charts_says_what_to_do(desk: Open, api: FakeApi) -> None:
    api.doors[f"GET /jobs/{JOB_ID}/summary"]["charts"] = {name: {} for name in CHARTS}
    at = desk("views/job.py", job=JOB_ID)
    at.button_group(key="section").set_value("Charts").run()
    assert "compute it again" in text(at)


def test_every_kind_of_file_is_offered(desk: Open) -> None:
    links = "".join(element.proto.body for element in desk("views/job.py", job=JOB_ID).get("html"))
    for name in (
        "decisions.xlsx",
        "decisions.jsonl",
        "decisions.parquet",
        "errors.xlsx",
        "errors.csv",
        "file",
    ):
        assert f"/desk/files/jobs/{JOB_ID}/{name}" in links
    assert f"/desk/files/jobs/{JOB_ID}/orders.csv?template=generic" in links


def test_the_age_of_the_stock_figures_is_said_and_old_ones_stand_out(desk: Open, api: FakeApi) -> None:
    long_ago = date.today() - timedelta(days=30)  # noqa: DTZ011 - as far off as any zone
    api.job_list = [job(as_of=long_ago.isoformat())]
    shown = text(desk("views/job.py", job=JOB_ID))
    assert "days ago" in shown
    assert ":orange[Stock as of" in shown


def test_ages_are_said_as_people_say_them() -> None:
    today = date(2026, 11, 22)
    ages = [Formats().age(day, today) for day in ("2026-11-22", "2026-11-21", "2026-11-19", "2026-11-23")]
    assert ages == ["today", "yesterday", "3 days ago", "in 1 day"]


def test_what_is_not_known_of_today_is_no_zero(desk: Open, api: FakeApi) -> None:
    unknown = {"order_now": 0, "today_unknown": 198, "is_today_unknown": True}
    api.job_list = [job(summary=SUMMARY | unknown)]
    at = desk("views/job.py", job=JOB_ID)
    assert not at.exception
    assert (at.metric[0].label, at.metric[0].value) == ("Order today", ABSENT)
    assert "the sheet lacks the stock or the lead time" in at.info[0].value
