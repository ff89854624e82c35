"""A sheet's open questions are asked with their choices, and nothing is sent before all are answered."""

from tests.unit.ui.conftest import Open, text
from tests.unit.ui.fake_api import JOB_ID, QUESTIONS, SUGGESTIONS, UNDERSTANDING, FakeApi, job


def waiting() -> dict[str, object]:
    asked = UNDERSTANDING | {"questions": QUESTIONS, "suggestions": SUGGESTIONS}
    return job("needs_answer", understanding=asked, summary=None)


def test_the_answer_goes_to_the_api_and_the_job_goes_on(desk: Open, api: FakeApi) -> None:
    api.job_list = [waiting()]
    at = desk("views/job.py", job=JOB_ID)
    assert "Which column is the demand" in text(at)
    at.radio[0].set_value("Used")
    next(button for button in at.button if button.label == "Go on").click().run()
    assert api.answers == [{"answers": {"field:demand": "Used"}, "remember": True}]
    assert not at.exception


def test_a_suggestion_decided_otherwise_is_sent_too(desk: Open, api: FakeApi) -> None:
    api.job_list = [waiting()]
    at = desk("views/job.py", job=JOB_ID)
    at.radio[0].set_value("Qty")
    at.radio[1].set_value("fill")
    at.checkbox[0].uncheck()
    next(button for button in at.button if button.label == "Go on").click().run()
    sent = {"field:demand": "Qty", "field:service_level": "fill"}
    assert api.answers == [{"answers": sent, "remember": False}]


def test_an_open_question_is_not_sent(desk: Open, api: FakeApi) -> None:
    api.job_list = [waiting()]
    at = desk("views/job.py", job=JOB_ID)
    next(button for button in at.button if button.label == "Go on").click().run()
    assert api.answers == []
    assert "every question" in at.error[0].value
