"""`./lotwise dashboards`: write Grafana's dashboards, and see them on real data."""

import sys
import time
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from ops.dashboards import files

if TYPE_CHECKING:
    from ops.dashboards.evaluate import Answer

_WIDE: Final = 200
_QUERY_LETTERS: Final = 90
_CHECK_SECONDS: Final = 30
_DRAW_SECONDS: Final = 240


def dashboards(
    check: Annotated[bool, typer.Option("--check", help="ask every query of a real Prometheus")] = False,
    draw: Annotated[bool, typer.Option("--draw", help="the same, and draw each dashboard to a PNG")] = False,
    seconds: Annotated[int, typer.Option(help="how long to make traffic; 0: 30, for pictures 240")] = 0,
) -> None:
    """Write grafana/dashboards/*.json from the code in ops/dashboards.

    With --check or --draw a Lotwise of its own is started instead, with a real Prometheus, all exporters and
    our rules, and used for a while: well, badly, too often, with a worker killed. Then every query of every
    panel, and everything an alert compares, is asked. Status 1 where one gives no data, or names a metric, a
    label or a value that nothing brings. Your installation is not touched.
    """
    if not (check or draw):
        for path in files.write():
            typer.echo(path)
        return
    from ops.dashboards import labels, monitored, traffic
    from ops.dashboards.evaluate import Span, alerts, panels, queries, settle, unknown, unlabelled
    from ops.drills.site import scratch

    with scratch() as folder, monitored.opened(folder) as seen:
        start = time.time()
        traffic.drive(seen.site, seconds or (_DRAW_SECONDS if draw else _CHECK_SECONDS))
        settle(seen.prometheus)
        span = Span(start=start, end=time.time())
        answers = [*panels(seen.prometheus, span), *alerts(seen.prometheus)]
        strangers = [
            *(f"{title} names {name}" for title, names in unknown(seen.prometheus).items() for name in names),
            *labels.strangers(seen.prometheus, queries(seen.prometheus, span)),
            *(f"{words} is no label of what is shown" for words in unlabelled(seen.prometheus, span)),
        ]
        if draw:
            from ops.dashboards.draw import draw as draw_all

            for path in draw_all(seen.prometheus, span):
                typer.echo(path, err=True)
    Console(width=None if sys.stdout.isatty() else _WIDE).print(_table(answers))
    for words in strangers:
        typer.echo(f"Nothing brings this. {words}", err=True)
    good = sum(answer.is_good for answer in answers)
    typer.echo(f"{good} of {len(answers)} queries gave data or say why not.", err=True)
    if good < len(answers) or strangers:
        raise typer.Exit(1)


def _table(answers: "list[Answer]") -> Table:
    table = Table("where", "panel or alert", "query", "series", "value", title="What each query gave")
    for answer in answers:
        query = (
            answer.query if len(answer.query) <= _QUERY_LETTERS else answer.query[: _QUERY_LETTERS - 1] + "…"
        )
        value = answer.value if answer.series else answer.may_be_empty or "NO DATA"
        table.add_row(answer.where, answer.title, query, str(answer.series), value)
    return table
