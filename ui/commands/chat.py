"""`dateline chat`: a conversation at a terminal, or with a program through pipes."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import (
    DEFAULT_INDEX,
    Articles,
    Authors,
    Backend,
    Config,
    Day,
    HowLong,
    Index,
    Json,
    Languages,
    Model,
    Outlets,
    Passages,
    Since,
    Until,
)

if TYPE_CHECKING:
    from ui.conversation import Exchange
    from ui.talking.notebook import Notebook
    from ui.talking.orders import Order
    from ui.talking.talk import Talk

HISTORY = "asked.txt"
"""The file in the index folder that remembers what was typed."""

_HELD_BY_ANSWERS = ("sources", "evidence")


def chat(
    as_of: Day = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    article: Articles = None,
    since: Since = None,
    until: Until = None,
    k: Passages = None,
    length: HowLong = "normal",
    backend: Backend = None,
    model: Model = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    go_on: Annotated[
        bool, typer.Option("--continue", help="go on with the last conversation at a terminal")
    ] = False,
    as_json: Json = False,
) -> None:
    """Talk with the collection; a question may lean on the ones before. /help names the orders.

    What is typed at a terminal is kept. Off a terminal nothing is, every line of the standard input
    is a question or an order, and the status is 1 where one of them failed. With --json each
    question gives a line of JSON.
    """
    from rag.assemble import Models, build_assistant
    from ui.commands.asked import make_question
    from ui.commands.opening import open_library, read_settings
    from ui.conversations.store import Conversations
    from ui.talking.notebook import Notebook
    from ui.talking.talk import Talk

    is_typed = not as_json and sys.stdin.isatty() and sys.stdout.isatty()
    if go_on and not is_typed:
        raise typer.BadParameter("is for a conversation at a terminal", param_hint="--continue")
    settings = read_settings(config)
    question = make_question(
        "", outlet=outlet, author=author, language=language, article=article,
        since=since, until=until, k=k, length=length, backend=backend, model=model,
    )  # fmt: skip
    library = open_library(config, index)
    notebook = Notebook(Conversations(library.folder)) if is_typed else None
    earlier = _taken_up(notebook) if notebook and go_on else ()
    talk = Talk(
        build_assistant(settings, library=library, models=Models(settings)),
        library=library,
        question=question,
        as_of=as_of,
        say=lambda line: _say(line, error=as_json),
        notebook=notebook,
        earlier=earlier,
    )
    with ExitStack() as stack:
        lines = _typed(library.folder, stack=stack) if is_typed else _piped()
        failed = _converse(talk, lines, as_json=as_json)
    if failed and not is_typed:
        raise typer.Exit(1)


def _taken_up(notebook: "Notebook") -> "tuple[Exchange, ...]":
    """Give the conversation that is gone on with, and show where it stands."""
    from ui.drawing.markup import counted
    from ui.terminal import harmless

    exchanges = notebook.newest()
    last = exchanges[-1]
    typer.echo(f"Going on after {counted(len(exchanges), 'question')}, of which the last:")
    typer.echo(f"\n> {harmless(last.question.text)}")
    _show(last)
    return exchanges


def _say(line: str, *, error: bool) -> None:
    from ui.terminal import harmless

    typer.echo(harmless(line), err=error)


def _typed(folder: Path, *, stack: ExitStack) -> Iterator[str]:
    from ui.talking.keyboard import line_editing, typed_lines
    from ui.talking.orders import ORDERS

    typer.echo("Ask away. /help names the orders, Ctrl-D ends.")
    words = tuple(f"/{name}" for name in ORDERS)
    stack.enter_context(line_editing(folder / HISTORY, words=words))
    return typed_lines()


def _piped() -> Iterator[str]:
    from ui.commands.asked import lines_in

    return (line for line in lines_in(sys.stdin.buffer) if line.strip())


def _converse(talk: "Talk", lines: Iterator[str], *, as_json: bool) -> bool:
    """Answer and obey until the lines end; tell whether anything failed."""
    from rag.errors import DatelineError
    from ui.commands.printing import tell_problem
    from ui.talking.orders import order_in

    failed = False
    for line in lines:
        try:
            order = order_in(line)
            if order and order.name == "quit":
                break
            if order:
                _obey(talk, order, as_json=as_json)
            else:
                failed = not _answered(talk, line, as_json=as_json) or failed
        except DatelineError as error:
            failed = True
            tell_problem(error)
    return failed


def _obey(talk: "Talk", order: "Order", *, as_json: bool) -> None:
    from rag.errors import QuestionError

    if as_json and order.name in _HELD_BY_ANSWERS:
        raise QuestionError(
            f"/{order.name} has nothing to add to JSON.", mend="The answer's line holds it."
        )
    talk.obey(order)


def _answered(talk: "Talk", text: str, *, as_json: bool) -> bool:
    """Ask and show what came of it; tell whether it has not failed."""
    from ui.commands.printing import print_json_line, print_problem_line, tell_problem
    from ui.talking.showing import growing

    with growing(hidden=as_json) as show:
        exchange = talk.ask(text, show=show)
    if not as_json:
        _show(exchange)
    elif exchange.answer:
        print_json_line(exchange.answer)
    elif exchange.error:
        print_problem_line(exchange.error, question=text)
        tell_problem(exchange.error)
    else:
        typer.echo("Stopped.", err=True)
    return exchange.error is None


def _show(exchange: "Exchange") -> None:
    from ui.commands.printing import tell_problem
    from ui.terminal import print_answer

    if exchange.error:
        tell_problem(exchange.error)
    elif exchange.answer is None:
        typer.echo("Stopped.")
    else:
        print_answer(exchange.answer)
        typer.echo()
