"""What shows that work goes on: on the error stream, and nowhere but on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from rag.index.library import Progress
from rag.llm.ollama_library import Progress as Transfer
from ui.terminal.screen import console_of, safe

_SECONDS_JUDGED = 120
"""By so much of the past the time left is told: articles are stored by the dozen."""


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that something goes on; silent where the error stream is no terminal."""
    with console_of(error=True).status(f"{doing} …"):
        yield


@contextmanager
def ingest_progress() -> Iterator[Progress]:
    """Show a bar with files done, articles a second and time left; silent off a terminal."""
    columns = (
        TextColumn("{task.description}"),
        *(BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")),
        TimeRemainingColumn(),
    )
    console = console_of(error=True)
    with Bars(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=_SECONDS_JUDGED,
    ) as bars:
        task = bars.add_task("reading", total=None, rate="")
        articles = 0

        def show(name: str, done: float, total: int) -> None:
            nonlocal articles
            # With an article a part of its file is done; a file that is begun counts whole ones.
            articles += not float(done).is_integer()
            seconds = bars.tasks[0].elapsed or 1
            rate = f"{articles / seconds:.1f} articles/s"
            bars.update(task, description=safe(name), completed=done, total=total, rate=rate)

        yield show


@contextmanager
def transfer_progress() -> Iterator[Transfer]:
    """Show a bar with bytes done, bytes a second and time left; silent off a terminal."""
    columns = (
        TextColumn("{task.description}"),
        *(BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()),
    )
    console = console_of(error=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("asking Ollama", total=None)

        def show(doing: str, done: int, total: int) -> None:
            bars.update(task, description=safe(doing), completed=done, total=total or None)

        yield show
