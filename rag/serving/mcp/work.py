"""What the tools do: they ask the Assistant and the library, and tell what those give."""

import dataclasses
from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import anyio
from mcp.server import ServerRequestContext
from mcp_types import CallToolResult, TextContent
from starlette.concurrency import iterate_in_threadpool, run_in_threadpool

from rag.index.browsing import Browser, Listed
from rag.index.happenings import Calendar, Happening
from rag.schema import Answer, AnswerEvent, AnswerReady, EvidenceFound, as_json
from rag.serving.access.guard import caller_of
from rag.serving.access.turns import Turns
from rag.serving.bodies import AskBody, SearchBody
from rag.serving.mcp.arguments import ListArguments, ReadArguments, TimelineArguments
from rag.serving.mcp.telling import (
    tell_answer,
    tell_article,
    tell_found,
    tell_listed,
    tell_timeline,
)
from rag.serving.services import Services

Call = ServerRequestContext[Any, Any]
"""What the SDK knows of one call: who made it, and how to tell its progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a list tells of an article."""

    article_id: str
    title: str | None
    outlet: str | None
    author: str | None
    published: date | None
    inferred: date | None
    language: str | None
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelPage:
    """A page of the articles that were found, and how many there are in all."""

    articles: tuple[Label, ...]
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the articles tell of some days; `undated` counts articles whose relative days don't."""

    happenings: tuple[Happening, ...]
    undated: int


class Work:
    """The tools of one process. What blocks runs in threads; answers form in turn."""

    def __init__(self, services: Services, turns: Turns) -> None:
        self._assistant = services.assistant
        self._library = services.library
        self._browser = Browser(services.library)
        self._calendar = Calendar(services.library)
        self._turns = turns

    async def ask(self, body: AskBody, call: Call) -> CallToolResult:
        """Answer in turn, telling how it goes; whoever leaves stops the model."""
        async with self._turns.turn(_caller(call)):
            events = _closable(self._assistant.ask(body.asked()))
            try:
                answer = await _last(iterate_in_threadpool(events), call)
            finally:
                with anyio.CancelScope(shield=True):
                    await run_in_threadpool(events.close)
        return _told(tell_answer(answer), answer)

    async def search(self, body: SearchBody, _call: Call) -> CallToolResult:
        """Give what is found, without a model."""
        found = await run_in_threadpool(self._assistant.search, body.asked())
        return _told(tell_found(found), found)

    async def read_article(self, asked: ReadArguments, _call: Call) -> CallToolResult:
        """Give an article."""
        article = await run_in_threadpool(self._library.article, asked.article_id)
        return _told(tell_article(article), article)

    async def list_articles(self, asked: ListArguments, _call: Call) -> CallToolResult:
        """Give a page of articles."""
        listed = await run_in_threadpool(self._browser.listed, asked.wanted())
        return _told(tell_listed(listed), _labels(listed))

    async def timeline(self, asked: TimelineArguments, _call: Call) -> CallToolResult:
        """Give what is told of some days."""
        told = await run_in_threadpool(self._timeline, asked)
        return _told(tell_timeline(told.happenings, undated=told.undated), told)

    def _timeline(self, asked: TimelineArguments) -> Timeline:
        filters = asked.filters()
        return Timeline(
            happenings=self._calendar.happenings(
                filters=filters, since=asked.first, until=asked.last, limit=asked.limit
            ),
            undated=self._calendar.undated(filters=filters),
        )


def _closable(events: Iterator[AnswerEvent]) -> Generator[AnswerEvent, None, None]:
    yield from events


async def _last(events: AsyncIterator[AnswerEvent], call: Call) -> Answer:
    """Tell of each event that it came, and give the answer, which is the last."""
    came = 0
    async for event in events:
        if isinstance(event, AnswerReady):
            return event.answer
        came += 1
        await call.session.report_progress(came, message=_progress(event))
    raise AssertionError("the last event is the answer")


def _progress(event: AnswerEvent) -> str:
    """Say how far an answer is; its text isn't told before it is checked."""
    if isinstance(event, EvidenceFound):
        return f"{len(event.evidence)} sentences found."
    return "The answer forms."


def _labels(listed: Listed) -> LabelPage:
    return LabelPage(
        articles=tuple(
            Label(**{each.name: getattr(article, each.name) for each in dataclasses.fields(Label)})
            for article in listed.articles
        ),
        found=listed.found,
        page=listed.page,
        pages=listed.pages,
    )


def _told(text: str, noun: Any) -> CallToolResult:
    return CallToolResult(
        content=[TextContent(type="text", text=text)], structured_content=as_json(noun)
    )


def _caller(call: Call) -> str:
    """Tell callers apart over HTTP; over standard input there is but one."""
    return caller_of(call.request.scope) if call.request else ""
