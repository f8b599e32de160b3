"""A conversation: its questions so far, what the next is narrowed to, and what orders do."""

import dataclasses
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

from rag.answering.assistant import Assistant
from rag.errors import DatelineError, QuestionError
from rag.index.library import Library
from rag.schema import Citation, Found, Question
from ui.conversation import Exchange, follow, history
from ui.conversations.exporting import as_json, as_markdown
from ui.drawing.searched import filters_line
from ui.talking.notebook import Notebook
from ui.talking.orders import NARROWING, ORDERS, Order, narrowed, unfiltered
from ui.talking.showing import Show
from ui.terminal import harmless, print_found
from ui.terminal.answers import print_excerpt, source_name

Say = Callable[[str], None]
"""Takes a line that is for the reader; it may hold anybody's words."""


class Talk:
    """A conversation with an Assistant about a library's articles."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        library: Library,
        question: Question,
        as_of: date | None,
        say: Say,
        notebook: Notebook | None = None,
        earlier: tuple[Exchange, ...] = (),
    ) -> None:
        """Begin one whose questions are narrowed as `question` is; `as_of` None is each day.

        It is kept where there is a notebook; `earlier` is what it goes on with.
        """
        self._assistant = assistant
        self._library = library
        self._question = question
        self._as_of = as_of
        self._say = say
        self._notebook = notebook
        self._exchanges = earlier

    def ask(self, text: str, *, show: Show) -> Exchange:
        """Ask a question and give what came of it; Ctrl-C stops the answer."""
        asked = dataclasses.replace(
            self._question,
            text=text,
            as_of=self._as_of or date.today(),
            history=history(self._exchanges),
        )
        exchange = Exchange(question=asked)
        with closing(follow(self._assistant, exchange)) as states:
            try:
                for exchange in states:
                    show(exchange)
            except KeyboardInterrupt:
                exchange = dataclasses.replace(exchange, stopped=True)
        self._exchanges = (*self._exchanges, exchange)
        self._keep(exchange)
        return exchange

    def _keep(self, exchange: Exchange) -> None:
        """Keep what came of a question, unless it was none; of troubles there the first is told."""
        if self._notebook is None or isinstance(exchange.error, QuestionError):
            return
        try:
            self._notebook.keep(exchange)
        except DatelineError as error:
            self._notebook = None
            self._say(f"{error} From here on this conversation isn't kept.")

    def obey(self, order: Order) -> None:
        """Do what an order says; /quit is for whoever reads the lines. Raises DatelineError."""
        if order.name in NARROWING:
            self._narrow(order)
            return
        orders: dict[str, Callable[[str], None]] = {
            "help": self._help,
            "sources": self._sources,
            "evidence": self._evidence,
            "filters": self._filters,
            "export": self._export,
            "new": self._new,
        }
        orders[order.name](order.value)

    def _narrow(self, order: Order) -> None:
        before = dataclasses.replace(self._question, as_of=self._as_of or date.today())
        self._question = narrowed(before, order, today=date.today())
        if order.name == "as-of":
            self._as_of = self._question.as_of if order.value else None
        self._filters("")

    def _help(self, _: str) -> None:
        for name, (form, does) in ORDERS.items():
            self._say(f"/{name} {form}".ljust(28) + f" {does}")

    def _new(self, _: str) -> None:
        self._exchanges = ()
        if self._notebook:
            self._notebook.begin()
        self._say("A new conversation.")

    def _filters(self, value: str) -> None:
        if value == "clear":
            self._question = unfiltered(self._question)
        elif value:
            raise QuestionError(f"/filters {value}?", mend="Say /filters or /filters clear.")
        question = self._question
        self._say(filters_line(question, write=harmless) or "All articles are searched.")
        day = f"{self._as_of} is today" if self._as_of else ""
        length = f"{question.length} answers" if question.length != "normal" else ""
        model = ":".join(filter(None, (question.backend, question.model)))
        if told := ", ".join(filter(None, (day, length, model and f"by {model}"))):
            self._say(told)

    def _export(self, name: str) -> None:
        if not name:
            raise QuestionError("/export needs a file.", mend="Say /export conversation.md.")
        if not self._exchanges:
            raise QuestionError("There is nothing to export yet.", mend="Ask something first.")
        file = Path(name).expanduser()
        write = as_json if file.suffix == ".json" else as_markdown
        content = write(self._exchanges[0].question.text, self._exchanges)
        try:
            with file.open("x", encoding="utf-8") as written:
                written.write(content)
        except OSError as error:
            raise QuestionError(
                f"{name} can't be written ({error.strerror or error}).", mend="Name another file."
            ) from error
        self._say(f"Written to {name}.")

    def _last(self) -> Exchange:
        if not self._exchanges:
            raise QuestionError("Nothing has been asked yet.", mend="Ask something first.")
        return self._exchanges[-1]

    def _evidence(self, _: str) -> None:
        exchange = self._last()
        if exchange.searched is None:
            raise QuestionError("The last question was not searched for.", mend="Ask another.")
        found = Found(evidence=exchange.evidence, searched=exchange.searched)
        print_found(found, question=exchange.question.text)

    def _sources(self, value: str) -> None:
        answer = self._last().answer
        if answer is None or not answer.citations:
            raise QuestionError("The last answer has no sources.", mend="See /evidence.")
        if not value:
            for each in answer.citations:
                self._say(f"[{each.marker}] {source_name(each, answer=answer)}")
            return
        marked = {str(each.marker): each for each in answer.citations}
        if value not in marked:
            raise QuestionError(
                f"There is no source {value}.", mend=f"Say one of {', '.join(marked)}."
            )
        self._show_source(marked[value])

    def _show_source(self, citation: Citation) -> None:
        article = self._library.article(citation.article_id)
        if article.text[citation.start : citation.end] != citation.quote:
            raise DatelineError(
                "The article has changed since it was quoted.", mend="Ask again, or see /sources."
            )
        print_excerpt(article, start=citation.start, end=citation.end)
