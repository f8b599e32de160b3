"""What happens at the desk where questions are asked; every method serves one listener."""

import asyncio
import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from typing import Any

import gradio

from rag.answering.assistant import Assistant, checked_question
from rag.errors import DatelineError, QuestionError
from rag.index.library import Library
from ui.chat.log import render_earlier, render_latest
from ui.chat.place import Place, read_place, write_place
from ui.chat.running import Running
from ui.chat.sheet import Keeper, Sheet, open_sheet
from ui.controls import ASK
from ui.conversation import Entered, Exchange, begin
from ui.conversations.store import ConversationGone, Conversations, new_conversation_id
from ui.drawing.reader import render_welcome
from ui.examples import example_questions
from ui.render import render_error
from ui.verdicts import keep_opinion

_STOP = "Stop"
_SKIP = gradio.skip()
_Piece = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question as it comes from a page; `replaced` is the exchange it stands in for, if any.

    Without `text` it is the question of that exchange.
    """

    session: str
    place: Place
    replaced: int | None
    entered: Entered
    text: str | None = None


class Desk:
    """Answers the pages that are open, each of which has one answer under way at most."""

    def __init__(
        self, *, assistant: Assistant, library: Library, conversations: Conversations
    ) -> None:
        self._assistant = assistant
        self._library = library
        self._conversations = conversations
        self._running: dict[str, Running] = {}
        # By session, the conversation on its page, and how many exchanges of it stand there.
        self._shown: dict[str, tuple[str, int]] = {}

    async def arrive(self, request: gradio.Request, told: str) -> _Piece:
        """Open what the page names; give (place, earlier, latest, question box, editing)."""
        place, session = read_place(told), _session(request)
        running = self._running.get(session)
        if running:
            running.leave()
            await running.over.wait()
        self._shown.pop(session, None)
        try:
            sheet = await asyncio.to_thread(open_sheet, self._conversations, place)
            earlier, latest = await asyncio.to_thread(self._opened, sheet)
            self._shown[session] = (place.conversation, len(sheet.exchanges))
        except DatelineError as error:
            place, earlier, latest = place.at(""), "", render_error(error)
        return write_place(place), earlier, latest, ready(), ""

    def _opened(self, sheet: Sheet) -> tuple[str, str]:
        if sheet.exchanges:
            return render_earlier(sheet), render_latest(sheet)
        articles, _ = self._library.catalogue.size()
        questions = example_questions(self._library)
        return render_welcome(articles=articles, questions=questions), ""

    async def ask(
        self, request: gradio.Request, told: str, text: str, editing: str, *entered: Any
    ) -> AsyncIterator[_Piece]:
        """Yield (place, earlier, latest, question box, editing) as the answer grows."""
        asked = _Asked(
            session=_session(request),
            place=read_place(told),
            text=text,
            replaced=int(editing) if editing.isdecimal() else None,
            entered=Entered(*entered),
        )
        async for piece in self._pieces(asked):
            yield piece

    async def retry(
        self, request: gradio.Request, event: gradio.EventData, told: str, *entered: Any
    ) -> AsyncIterator[_Piece]:
        """Ask a question again, as `ask` does."""
        asked = _Asked(
            session=_session(request),
            place=read_place(told),
            replaced=int(event.exchange),
            entered=Entered(*entered),
        )
        async for piece in self._pieces(asked):
            yield piece

    async def _pieces(self, asked: _Asked) -> AsyncIterator[_Piece]:
        if await self._is_busy(asked.session):
            gradio.Info("An answer is under way. Stop it first (Esc), or wait for it.")
            yield (_SKIP,) * 5
            return
        latest = ""
        try:
            sheet = await asyncio.to_thread(open_sheet, self._conversations, asked.place)
            sheet, number, first = _begun(sheet, asked)
            keeper = Keeper(self._conversations, sheet.place, number)
            box: Any = gradio.Textbox(value="", submit_btn=False, stop_btn=_STOP)
            earlier = self._before(asked, sheet.with_last(first))
            before: _Piece = (write_place(sheet.place), earlier)
            async with aclosing(self._states(asked.session, keeper, first)) as states:
                async for exchange in states:
                    latest = render_latest(sheet.with_last(exchange)) + _not_kept(keeper)
                    if exchange.ended and keeper.is_lost:
                        before = (write_place(sheet.place.at("")), before[1])
                    yield (*before, latest, ready() if exchange.ended else box, "")
                    before, box = (_SKIP, _SKIP), _SKIP
                # Gradio sends the last piece twice; the page may be elsewhere by the second time.
                yield (_SKIP,) * 5
        except DatelineError as error:
            gone = isinstance(error, ConversationGone)
            place = write_place(asked.place.at("")) if gone else _SKIP
            yield place, _SKIP, latest + render_error(error), ready(), ""

    def _before(self, asked: _Asked, sheet: Sheet) -> Any:
        """Give what stands above the last exchange, unless the page has it (passing.js)."""
        before, count = self._shown.get(asked.session), len(sheet.exchanges)
        self._shown[asked.session] = (sheet.place.conversation, count)
        has = [(asked.place.conversation, each) for each in (count - 1, count) if each]
        return _SKIP if before in has else render_earlier(sheet)

    async def _is_busy(self, session: str) -> bool:
        """Tell whether an answer is under way; one that has ended is first put away."""
        running = self._running.get(session)
        if running and running.ended:
            await running.over.wait()
        return session in self._running

    async def _states(
        self, session: str, keeper: Keeper, first: Exchange
    ) -> AsyncGenerator[Exchange, None]:
        """Yield the exchange as it grows, and keep it; what can't be asked is not kept."""
        if first.ended:
            yield first
            return
        running = self._running[session] = Running(self._assistant, first)
        try:
            async with aclosing(running.states()) as states:
                async for exchange in states:
                    keeper.note(exchange)
                    if exchange.ended:  # for nothing else a reader waits until it is kept
                        await asyncio.to_thread(keeper.keep, exchange)
                    if running.left:
                        return
                    yield exchange
                    if not exchange.ended:
                        await asyncio.to_thread(keeper.keep, exchange)
        finally:
            running.leave()
            await asyncio.to_thread(keeper.close)
            del self._running[session]
            running.over.set()

    def stop(self, request: gradio.Request, told: str) -> _Piece:
        """Stop the page's answer, which tells of it, or show what is kept if none runs.

        Gives (latest, question box).
        """
        running = self._running.get(_session(request))
        if running:
            running.stop()
            return _SKIP, ready()
        try:
            return render_latest(open_sheet(self._conversations, read_place(told))), ready()
        except DatelineError as error:
            return render_error(error), ready()

    def leave(self, request: gradio.Request) -> None:
        """Stop the answer that a page no longer looks at."""
        self._shown.pop(_session(request), None)
        running = self._running.get(_session(request))
        if running:
            running.leave()

    def edit(self, event: gradio.EventData, told: str) -> _Piece:
        """Take a question up again; give (question box, editing)."""
        number = int(event.exchange)
        try:
            exchange = open_sheet(self._conversations, read_place(told)).exchange(number)
        except DatelineError as error:
            gradio.Warning(str(error))
            return _SKIP, _SKIP
        return exchange.question.text, str(number)

    def judge(self, event: gradio.EventData, told: str) -> _Piece:
        """Keep a verdict; give (earlier, latest)."""
        number = int(event.exchange)
        try:
            place = read_place(told)
            sheet = open_sheet(self._conversations, place)
            opinion = keep_opinion(
                sheet.exchange(number),
                index=self._library.folder,
                verdict=event.verdict,
                reason=getattr(event, "reason", ""),
                comment=str(event.comment),
            )
            self._conversations.judge(place.reader, place.conversation, number, opinion)
        except DatelineError as error:
            gradio.Warning(str(error))
            return _SKIP, _SKIP
        sheet = sheet.judged(number, opinion)
        if number == len(sheet.exchanges) - 1:
            return _SKIP, render_latest(sheet)
        return render_earlier(sheet), _SKIP


def _begun(sheet: Sheet, asked: _Asked) -> tuple[Sheet, int, Exchange]:
    """Give what comes before the exchange, its number, and how it begins."""
    last = len(sheet.exchanges) - 1
    number = last if asked.replaced == last >= 0 else last + 1
    text = asked.text
    if text is None:
        text = sheet.exchange(asked.replaced or 0).question.text
    before = sheet.before(number)
    first = _checked(
        begin(text, entered=asked.entered, today=date.today(), earlier=before.exchanges)
    )
    if not sheet.place.conversation and not first.ended:
        before = before.at(new_conversation_id())
    return before, number, first


def _checked(first: Exchange) -> Exchange:
    """Give the exchange with the error that it ends with, where it can't be asked."""
    try:
        checked_question(first.question)
    except QuestionError as error:
        return dataclasses.replace(first, error=error)
    return first


def _not_kept(keeper: Keeper) -> str:
    return render_error(keeper.trouble) if keeper.trouble else ""


def ready() -> gradio.Textbox:
    """Give the question box as it waits for a question."""
    return gradio.Textbox(submit_btn=ASK, stop_btn=False)


def _session(request: gradio.Request) -> str:
    return str(request.session_hash)
