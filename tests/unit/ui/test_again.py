"""A job is done again with what its sheet lacked, and with doubts decided otherwise."""

from tests.unit.ui.conftest import Open
from tests.unit.ui.fake_api import JOB_ID, SUGGESTIONS, UNDERSTANDING, FakeApi, job


def test_defaults_and_another_reading_make_a_new_job_of_the_same_file(desk: Open, api: FakeApi) -> None:
    read = UNDERSTANDING | {"questions": [], "suggestions": SUGGESTIONS}
    options = {"mapping": {"Item": "sku"}, "defaults": {"lead_time_days": 7.0}}
    api.job_list = [job("failed", understanding=read, options=options, error={"message": "No order cost."})]
    at = desk("views/job.py", job=JOB_ID)
    by_label = {one.label: one for one in at.number_input}
    assert by_label["Lead time (days)"].value == 7
    by_label["Cost of one order"].set_value(50)
    by_label["Holding (% a year)"].set_value(25)
    at.radio[0].set_value("fill")
    next(button for button in at.button if button.label == "Compute again").click().run()
    assert api.retries == [
        {
            "defaults": {"order_cost": 50, "holding_rate": 0.25, "lead_time_days": 7},
            "mapping": {"Item": "sku", "Service level": "fill_rate"},
        }
    ]
    assert not at.exception


def test_a_waiting_job_cannot_be_done_again(desk: Open, api: FakeApi) -> None:
    api.job_list = [job("queued", summary=None)]
    at = desk("views/job.py", job=JOB_ID)
    assert "Compute again" not in [button.label for button in at.button]
