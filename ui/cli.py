"""The console command. Commands import what they need, so that `--help` costs nothing."""

import errno
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from eval.commands import commands as eval_commands
from rag.errors import DatelineError
from rag.quiet import quieten
from ui.commands.articles import commands as articles_commands
from ui.commands.ask import ask, search
from ui.commands.chat import chat
from ui.commands.dates import dates
from ui.commands.keys import commands as keys_commands
from ui.commands.mcp import mcp
from ui.commands.models import commands as models_commands
from ui.commands.options import DEFAULT_INDEX, Config, Index, Json

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)

app = typer.Typer(
    name="dateline",
    help="Answers from news articles that you can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.command()
def ingest(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...", help="files, folders and quoted patterns such as '**/*.html'"
        ),
    ],
    watch: Annotated[
        bool, typer.Option("--watch", help="go on, and follow changes until Ctrl-C")
    ] = False,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Add, update and remove articles so that the index agrees with files and folders."""
    from ui.commands.opening import name_library
    from ui.commands.printing import print_json
    from ui.terminal import ingest_progress, print_report

    library = name_library(config, index)
    if watch:
        from ui.watching import follow

        follow(library, paths, json_lines=as_json)
        return
    with ingest_progress() as progress:
        report = library.ingest(paths, progress=progress)
    print_json(report) if as_json else print_report(report)


for command in (ask, search, chat):
    app.command()(command)
app.add_typer(articles_commands, name="articles")
app.command()(dates)


@app.command()
def serve(
    host: Annotated[
        str | None, typer.Option(help="address to listen on; loopback by default")
    ] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0: any free port")] = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
) -> None:
    """Open the page and the HTTP API on one port."""
    from ui.commands.opening import read_settings
    from ui.server.serve import serve as run

    settings = read_settings(config)
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    server = settings.server.model_copy(update=given)
    run(settings.model_copy(update={"server": server}), index=index)


@app.command()
def doctor(config: Config = None, index: Index = DEFAULT_INDEX, as_json: Json = False) -> None:
    """Check what works, what doesn't, and say how to mend it."""
    from ui.commands.doctor import examine
    from ui.commands.opening import read_settings
    from ui.commands.printing import print_json
    from ui.terminal import print_findings

    findings = examine(read_settings(config), index=index)
    print_json(findings) if as_json else print_findings(findings)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


# Commands and groups of other modules, a line each.
app.add_typer(models_commands, name="models")
app.add_typer(keys_commands, name="keys")
app.add_typer(eval_commands, name="eval")
app.command()(mcp)


def main() -> None:
    """Run the console command: 0 success, 1 the job failed (one line says why), 2 bad usage."""
    quieten()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # else quotes end in a traceback where letters lack
            stream.reconfigure(errors="replace")
    try:
        _run()
    except DatelineError as error:
        from ui.commands.printing import tell_problem

        tell_problem(error)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> None:
    try:
        try:
            app(prog_name="dateline")
        finally:
            sys.stdout.flush()  # else a full disk would be found out behind our back
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise DatelineError(
            f"The output can't be written ({error.strerror}).",
            mend="Free disk space, or write elsewhere.",
        ) from error
