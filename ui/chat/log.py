"""The exchanges of a conversation -> HTML, each with the small buttons beneath it. Pure.

A button with `data-tool` does what it says to the exchange of `data-exchange`; `data-copied` is
what it puts on the clipboard (page.js).
"""

from rag.schema import Answer, Citation
from ui.chat.sheet import Sheet
from ui.conversation import Exchange
from ui.drawing.markup import escaped
from ui.render import render_exchange
from ui.verdicts import Opinion

_RETRY = "Ask once more, with the model and the filters as they are set now"
_EDIT = "Put the question back into the box; asking again replaces this answer"
_COPY = "Copy the answer and its sources"


def render_earlier(sheet: Sheet) -> str:
    """Give all exchanges but the last."""
    return "".join(
        _turn(exchange, number=number, opinion=sheet.opinions.get(number), is_last=False)
        for number, exchange in enumerate(sheet.exchanges[:-1])
    )


def render_latest(sheet: Sheet) -> str:
    """Give the last exchange, "" where there is none."""
    if not sheet.exchanges:
        return ""
    number = len(sheet.exchanges) - 1
    opinion = sheet.opinions.get(number)
    return _turn(sheet.exchanges[-1], number=number, opinion=opinion, is_last=True)


def _turn(exchange: Exchange, *, number: int, opinion: Opinion | None, is_last: bool) -> str:
    tools = _copy(exchange)
    if is_last and exchange.ended:
        tools += _tool("retry", "Retry", title=_RETRY) + _tool("edit", "Edit question", title=_EDIT)
    if tools:
        tools = (
            '<div class="answer-tools" role="group" aria-label="Answer" '
            f'data-exchange="{number}">{tools}<span class="done" role="status"></span></div>'
        )
    return render_exchange(exchange, number=number, opinion=opinion, tools=tools)


def _tool(name: str, label: str, *, title: str, more: str = "") -> str:
    return f'<button type="button" data-tool="{name}" title="{title}"{more}>{label}</button>'


def _copy(exchange: Exchange) -> str:
    if not exchange.answer:
        return ""
    more = f' data-copied="{escaped(copied(exchange.answer))}"'
    return _tool("copy", "Copy", title=_COPY, more=more)


def copied(answer: Answer) -> str:
    """Give an answer as plain text with its sources, as it goes to the clipboard."""
    return "\n".join([answer.text, "", *map(_source, answer.citations)]).strip()


def _source(citation: Citation) -> str:
    name = ", ".join(filter(None, (citation.outlet, citation.title))) or "outlet unknown"
    published = citation.published.isoformat() if citation.published else "date unknown"
    return f"[{citation.marker}] {name}, {published}: “{citation.quote}”"
