"""`python -m ops`, which `./lotwise` hands over to."""

import sys
from importlib import import_module

import typer
from pydantic import ValidationError
from typer import Context
from typer.core import TyperCommand, TyperGroup

from core.errors import LotwiseError
from ops.refusal import Refusal
from ops.registry import COMMANDS, Entry
from ops.running.environment import prepare

REFUSED = 2


def load(name: str, entry: Entry) -> TyperCommand | TyperGroup:
    """The command itself, imported."""
    module, attribute = entry.target.split(":")
    target = getattr(import_module(module), attribute)
    if isinstance(target, typer.Typer):
        loaded = typer.main.get_command(target)
    else:
        lenient = (
            {"allow_extra_args": True, "ignore_unknown_options": True} if entry.passes_arguments_on else {}
        )
        single = typer.Typer(add_completion=False)
        single.command(name, context_settings=lenient)(target)
        loaded = typer.main.get_command(single)
    loaded.name = name
    return loaded  # type: ignore[return-value]  # get_command promises less than it gives


class Commands(TyperGroup):
    """Lists commands by their summaries and imports one only when it is run."""

    # typer's own signature names a class of its private copy of click.
    def list_commands(self, ctx: Context) -> list[str]:  # type: ignore[override]  # noqa: ARG002
        """In the order of the registry."""
        return list(COMMANDS)

    def get_command(  # type: ignore[override]
        self, ctx: Context, cmd_name: str
    ) -> TyperCommand | TyperGroup | None:
        """A stand-in with the summary where help is being written; else the command itself."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.invoked_subcommand is None and not _is_called(cmd_name):
            return TyperCommand(cmd_name, help=entry.summary, rich_help_panel=entry.panel)
        return load(cmd_name, entry)


def _is_called(name: str) -> bool:
    called = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    return called == name


app = typer.Typer(
    cls=Commands,
    name="lotwise",
    no_args_is_help=True,
    add_completion=False,
    help="Lotwise turns a sheet of SKUs into reorder decisions. Start with: ./lotwise demo",
    pretty_exceptions_enable=False,
)


@app.callback()
def _every_command() -> None:
    prepare()


def main() -> int:
    """Run a command: status 0 done, 1 not met, 2 refused."""
    try:
        app(prog_name="lotwise")
    except (Refusal, LotwiseError) as refusal:
        typer.secho(refusal.message, fg="red", err=True)
        if refusal.remedy:
            typer.echo(refusal.remedy, err=True)
        return REFUSED
    except ValidationError as error:
        if error.title != "Settings":
            raise
        for problem in error.errors():
            name = "LOTWISE_" + "_".join(map(str, problem["loc"])).upper() if problem["loc"] else "Settings"
            typer.secho(f"{name}: {problem['msg']}", fg="red", err=True)
        return REFUSED
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
