"""`dateline ask` and `dateline search`."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

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
    from rag.answering.assistant import Assistant
    from rag.schema import Found, Question

_PIPED = "-"
"""Stands for questions on the standard input."""


def ask(
    question: Annotated[
        str,
        typer.Argument(
            metavar="QUESTION", help="- reads questions from the standard input, one a line"
        ),
    ],
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
    as_json: Json = False,
) -> None:
    """Answer a question, with citations."""
    from rag.assemble import Models, build_assistant
    from ui.commands.asked import make_question, questions_in
    from ui.commands.opening import open_library, read_settings
    from ui.commands.printing import print_json
    from ui.terminal import print_answer, waiting

    settings = read_settings(config)
    asked = make_question(
        question, as_of=as_of, outlet=outlet, author=author, language=language, article=article,
        since=since, until=until, k=k, length=length, backend=backend, model=model,
    )  # fmt: skip
    library = open_library(config, index)
    assistant = build_assistant(settings, library=library, models=Models(settings))
    if question == _PIPED:
        _answer_each(assistant, questions_in(sys.stdin.buffer, first=asked), as_json=as_json)
        return
    with waiting("Reading and thinking"):
        answer = assistant.answer(asked)
    print_json(answer) if as_json else print_answer(answer)


def _answer_each(assistant: "Assistant", questions: "Iterator[Question]", *, as_json: bool) -> None:
    """Answer questions as they come, a line of JSON for each; one that fails doesn't stop the rest.

    Raises what would stop every other as well, QuestionError where none came, and Exit(1) where one
    failed.
    """
    from rag.errors import DatelineError, ModelUnavailable, QuestionError, SettingsError, StoreError
    from ui.commands.printing import print_problem_line, tell_problem

    number = failed = 0
    for number, question in enumerate(questions, start=1):
        try:
            _answer_one(assistant, question, as_json=as_json, headed=number > 1)
        except (ModelUnavailable, SettingsError, StoreError):
            raise
        except DatelineError as error:
            failed += 1
            if as_json:
                print_problem_line(error, question=question.text)
            tell_problem(error)
    if not number:
        raise QuestionError(
            "No question came on the standard input.", mend="Write one a line, in words."
        )
    if failed:
        raise typer.Exit(1)


def _answer_one(
    assistant: "Assistant", question: "Question", *, as_json: bool, headed: bool
) -> None:
    from ui.commands.printing import print_json_line
    from ui.terminal import harmless, print_answer, waiting

    with waiting("Reading and thinking"):
        answer = assistant.answer(question)
    if as_json:
        print_json_line(answer)
        return
    if headed:
        typer.echo(f"\n> {harmless(question.text)}")
    print_answer(answer)


def search(
    question: Annotated[str, typer.Argument(metavar="QUESTION")],
    as_of: Day = None,
    outlet: Outlets = None,
    author: Authors = None,
    language: Languages = None,
    article: Articles = None,
    since: Since = None,
    until: Until = None,
    k: Passages = None,
    config: Config = None,
    index: Index = DEFAULT_INDEX,
    as_json: Json = False,
) -> None:
    """Show the sentences that bear on a question; no model is asked."""
    from rag.assemble import Models, build_assistant
    from ui.commands.asked import make_question
    from ui.commands.opening import open_library, read_settings
    from ui.commands.printing import print_json
    from ui.terminal import print_found

    settings = read_settings(config)
    asked = make_question(
        question, as_of=as_of, outlet=outlet, author=author, language=language, article=article,
        since=since, until=until, k=k,
    )  # fmt: skip
    library = open_library(config, index)
    found = build_assistant(settings, library=library, models=Models(settings)).search(asked)
    print_json(_with_files(found)) if as_json else print_found(found, question=asked.text)


def _with_files(found: "Found") -> dict[str, Any]:
    from rag.schema import as_json

    evidence = [as_json(each) | {"file": each.article.file} for each in found.evidence]
    return {"evidence": evidence, "searched": found.searched}
