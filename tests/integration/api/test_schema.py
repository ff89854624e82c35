"""Whatever fits the OpenAPI document or just does not: no 5xx, no status nor body it does not tell of."""

from collections.abc import Iterator
from typing import Any
from unittest import SkipTest

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.api.conftest import Api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 50  # of each operation, fitting and not

_SETTINGS: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@pytest.fixture(scope="module")
def api_settings() -> dict[str, str]:
    return {"LOTWISE_LIMIT_UPLOADS": "1000000/minute", "LOTWISE_LIMIT_EOQ": "100000000/minute"}


def _operations(api: Api) -> Iterator[Any]:
    schema = schemathesis.openapi.from_url(f"{api.client.base_url}/openapi.json")
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        yield result.ok()


def _failures(api: Api) -> dict[str, str]:
    """What each operation of the running API's own document got wrong."""
    api.job_id(b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n")
    api.work()
    key = {"x-api-key": api.client.headers["x-api-key"]}
    found: dict[str, str] = {}
    asked = 0
    for operation in _operations(api):
        for mode in GenerationMode:

            @settings(max_examples=EXAMPLES, **_SETTINGS)
            @given(case=operation.as_strategy(generation_mode=mode))
            def ask(case: Any) -> None:  # noqa: ANN401 - schemathesis' own class
                nonlocal asked
                asked += 1
                # A long poll would be waited for; that it ends is another test's.
                case.query = {**(case.query or {}), "wait": 0} if "wait" in (case.query or {}) else case.query
                case.call_and_validate(checks=CHECKS, headers=key, timeout=30)

            try:
                ask()
            except (SkipTest, Unsatisfiable):
                continue  # a route without parameters has nothing that does not fit
            except (Exception, BaseExceptionGroup) as error:  # noqa: BLE001 - told for all together
                found[f"{operation.label} {mode.name}"] = _words(error)
    assert asked > 100
    return found


def _words(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(_words(one) for one in error.exceptions)
    return f"{type(error).__name__}: {error}"[:1_500]


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_many_requests_of_each_kind_are_answered_as_documented(api: Api) -> None:
    assert _failures(api) == {}
