"""`./lotwise bench`: what is measured, one word each."""

import typer

from ops.bench.api import bench_api
from ops.bench.desk import bench_desk
from ops.bench.engine import bench_engine
from ops.bench.facts import bench_facts
from ops.bench.importer import bench_importer
from ops.bench.jobs import bench_jobs
from ops.bench.nightly import bench_nightly
from ops.bench.storage import bench_storage
from ops.bench.workbook import bench_workbook

app = typer.Typer(no_args_is_help=True, help="Measure how fast Lotwise is.")
app.command("engine")(bench_engine)
app.command("importer")(bench_importer)
app.command("api")(bench_api)
app.command("facts")(bench_facts)
app.command("jobs")(bench_jobs)
app.command("nightly")(bench_nightly)
app.command("storage")(bench_storage)
app.command("desk")(bench_desk)
app.command("workbook")(bench_workbook)


@app.callback()
def _group() -> None:
    """Measure how fast Lotwise is."""
