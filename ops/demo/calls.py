"""What the demo asks of the API, as an ERP or a script would."""

from dataclasses import dataclass
from typing import Any

import httpx

from ops.demo.job import GOOD, watched
from ops.refusal import Refusal
from ops.running.up import Lotwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Requests with the demo's key to its own API."""

    client: httpx.Client
    lotwise: Lotwise

    def ask(self, method: str, path: str, **said: Any) -> dict[str, Any]:  # noqa: ANN401 - as httpx takes it
        """The answer; raises `Refusal` where the API refuses."""
        answer = self.client.request(method, path, **said)
        body: dict[str, Any] = answer.json() if answer.content else {}
        if answer.is_error:
            raise Refusal(f"The API refused: {body.get('detail') or body}", remedy=body.get("remedy", ""))
        return body

    def ended(self, job: dict[str, Any]) -> dict[str, Any]:
        """The job once it has ended, watched meanwhile; raises `Refusal` where it did not end well."""
        job = watched(self.client, job, self.lotwise)
        if job["state"] not in GOOD:
            raise Refusal(f"A job ended as {job['state']}: {job['status_reason']}")
        return job

    def run(self, catalogue: str) -> dict[str, Any]:
        """A run over the catalogue, once it has ended."""
        return self.ended(self.ask("POST", f"/catalogues/{catalogue}/runs", json={}))
