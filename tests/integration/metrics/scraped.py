"""What a scrape brings, read as Prometheus reads it."""

from collections.abc import Iterable
from dataclasses import dataclass

import httpx
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Scraped:
    """One answer of /metrics."""

    text: str
    families: dict[str, Metric]

    def value(self, sample: str, **labels: str) -> float:
        """The value of exactly one sample; raises `KeyError` where there is none of these labels."""
        return self._values()[sample, tuple(sorted(labels.items()))]

    def total(self, sample: str, **labels: str) -> float:
        """The values added up of all samples that have these labels."""
        wanted = labels.items()
        return sum(
            value
            for (name, has), value in self._values().items()
            if name == sample and wanted <= dict(has).items()
        )

    def series(self) -> set[tuple[str, tuple[tuple[str, str], ...]]]:
        """Every series there is."""
        return set(self._values())

    def _values(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in self.families.values()
            for sample in family.samples
        }


def parsed(text: str) -> Scraped:
    """A text read; a family or a series that comes twice is an error."""
    families: dict[str, Metric] = {}
    for family in text_string_to_metric_families(text):
        assert family.name not in families, f"{family.name} is there twice"
        families[family.name] = family
    found = Scraped(text, families)
    samples = sum(len(family.samples) for family in families.values())
    assert samples == len(found.series()), "a series is there twice"
    return found


def scrape(client: httpx.Client) -> Scraped:
    """GET /metrics without a key, as Prometheus does."""
    answer = httpx.get(client.base_url.join("metrics"), timeout=10, trust_env=False)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return parsed(answer.text)


def names(families: Iterable[Metric]) -> set[str]:
    """Their names as a scrape spells them."""
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in families}
