"""A row that kills whoever decides it: it alone is given up, and named."""

from ops.drills.scenario import Course, Scenario, sent
from ops.drills.sheets import sku
from ops.drills.site import Site

_ROW = 250


def _one_row(site: Site) -> Course:
    point = f"compute.row:{sku(_ROW)}"
    site.arm(point, "kill always")
    job_id = site.send()
    process = site.landed(point)
    return Course(
        where=f"{sku(_ROW)}, process {process}", sent=(sent(site, job_id, poison=frozenset({_ROW})),)
    )


POISON = [Scenario(name="poison-row", fault="one row kills every process that decides it", act=_one_row)]
