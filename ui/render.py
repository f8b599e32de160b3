"""Exchange, Answer, Evidence -> HTML. Pure; everything that others wrote is escaped.

An element with `data-article`, `data-start` and `data-end` opens that article at that span when it
is clicked; one with `data-question` asks that question (page.js).
"""

from rag.errors import DatelineError
from rag.schema import Answer, ModelInfo
from ui.conversation import Exchange
from ui.drawing.cards import (
    cards,
    cited_sources,
    evidence_cards,
    folded_cards,
    nearest_cards,
    uncited,
)
from ui.drawing.checking import checks_line
from ui.drawing.markup import counted, day, escaped, isolated
from ui.drawing.positions import DIFFERING, positions_table
from ui.drawing.searched import Write, filters_line, searched_line
from ui.drawing.wording import worded
from ui.verdicts import Opinion, render_opinion


def render_exchange(
    exchange: Exchange, *, number: int = 0, opinion: Opinion | None = None, tools: str = ""
) -> str:
    """Give a question and what there is of its answer; `number` counts the exchanges from 0.

    `tools` is HTML that belongs under it.
    """
    if exchange.error:
        body = render_error(exchange.error) + _left(exchange) + tools
    elif exchange.answer:
        beneath = render_opinion(opinion, number=number) + tools
        body = render_answer(exchange.answer, beneath=beneath)
    else:
        body = _forming(exchange) + tools
    # Gradio makes what stands on the page into what is to stand there where tags are alike. A new
    # question would begin as the last one's answer, moved away; so neighbours differ in their tag.
    tag = ("section", "div")[number % 2]
    return (
        f'<{tag} class="exchange" data-number="{number}" data-heard="{escaped(_heard(exchange))}" '
        f'aria-busy="{str(not exchange.ended).lower()}">'
        f'<h2 class="question" dir="auto">{escaped(exchange.question.text)}</h2>'
        f'<div class="looked">{_searched(exchange)}</div>{body}</{tag}>'
    )


def _searched(exchange: Exchange) -> str:
    """Give quiet lines: the filters, what was searched for, and what to know of it."""
    question, searched = exchange.question, exchange.searched
    lines = [filters_line(question, write=isolated)]
    if searched:
        lines.append(searched_line(searched, question=question.text, write=isolated))
        lines += map(isolated, searched.notes)
    return "".join(f'<p class="searched" dir="auto">{line}</p>' for line in lines if line)


def render_error(error: DatelineError) -> str:
    """Give what went wrong and how to mend it, on one line."""
    return (
        f'<p class="error" role="alert"><strong>{escaped(error.problem)}</strong> '
        f"{escaped(error.mend)}</p>"
    )


def render_answer(answer: Answer, *, beneath: str = "") -> str:
    """Give a checked answer: its text with markers, what it cites, and who wrote it.

    `beneath` is HTML that belongs under it.
    """
    told, quotes = {
        "answered": _answered,
        "conflicting": _conflicting,
        "not_found": _not_found,
    }[answer.status](answer)
    return (
        f'<div class="answer {answer.status}"><div class="told">{told}</div>'
        f'<div class="quotes">{quotes}</div><div class="beneath">{checks_line(answer.checks)}'
        f"{_signature(answer)}{beneath}</div></div>"
    )


def _answered(answer: Answer) -> tuple[str, str]:
    """Give what is told and the quotes beside it, as each of these does."""
    sources = cited_sources(answer)
    text = worded(answer, sources=sources, tag="span")
    quotes = cards(sources.values()) + folded_cards(uncited(answer))
    return f'<p class="text" dir="auto">{text}</p>', quotes


def _conflicting(answer: Answer) -> tuple[str, str]:
    sources = cited_sources(answer)
    tables = "".join(positions_table(each, sources=sources) for each in answer.conflicts)
    verdict = " ".join(dict.fromkeys(DIFFERING[each.kind] for each in answer.conflicts))
    text = worded(answer, sources=sources, tag="p")
    sides = (side for conflict in answer.conflicts for side in conflict.positions)
    shown = {marker for side in sides for marker in side.citations}
    others = [source for marker, source in sources.items() if marker not in shown]
    told = (
        f'<p class="verdict">{verdict}</p>{tables}<details class="sentences">'
        f'<summary>In sentences</summary><div class="text" dir="auto">{text}</div></details>'
    )
    # The tables stand where the quotes were: what is left doesn't move away from under a reader.
    return told + cards(others) + folded_cards(uncited(answer)), ""


def _not_found(answer: Answer) -> tuple[str, str]:
    told = (
        f'<p class="verdict" dir="auto">{escaped(answer.text)}</p>'
        f'<p class="reason" dir="auto">{escaped(answer.reason)}</p>'
    )
    if not answer.evidence:
        return f"{told}<p>Nothing in the collection comes near it.</p>", ""
    nearest = nearest_cards(answer.evidence)
    return told, f"<h3>The nearest that was found, which doesn’t answer it</h3>{nearest}"


def _signature(answer: Answer) -> str:
    seconds, model = answer.timings.total_ms / 1000, _model(answer.model, write=isolated)
    told = f"Model: {model} · as of {day(answer.as_of)} · {seconds:.1f} s"
    return f'<p class="signature">{told}</p>'


def _model(model: ModelInfo, *, write: Write) -> str:
    return f"{write(model.name)} ({write(model.backend)})"


def _forming(exchange: Exchange) -> str:
    """Give what there is before the checked answer: evidence first, then unchecked text."""
    told = f'<p class="progress">{_progress(exchange, write=isolated)}</p>'
    return _unchecked(exchange, told=told)


def _left(exchange: Exchange) -> str:
    """Give what is there all the same where an answer failed, or can't be read any more."""
    return _unchecked(exchange) if exchange.text or exchange.evidence else ""


def _unchecked(exchange: Exchange, *, told: str = "") -> str:
    return (
        f'<div class="answer forming"><div class="told">{told}'
        f'<p class="text draft" dir="auto">{escaped(exchange.text)}</p></div>'
        f'<div class="quotes">{evidence_cards(exchange.evidence)}</div></div>'
    )


def _progress(exchange: Exchange, *, write: Write) -> str:
    if exchange.stopped:
        return "Stopped. Nothing here was checked." if exchange.text else "Stopped."
    if exchange.model is None:
        return "Searching the articles…"
    model = _model(exchange.model, write=write)
    if exchange.text:
        return f"{model} is writing. Nothing of it is checked yet…"
    return f"Found {counted(len(exchange.evidence), 'sentence')}. {model} is reading…"


def _heard(exchange: Exchange) -> str:
    """Give what those hear who don't see the page, as plain text; an error is heard anyway."""
    if exchange.error:
        return ""
    if exchange.answer is None:
        return _progress(exchange, write=str)
    answer = exchange.answer
    verdict = dict.fromkeys(DIFFERING[each.kind] for each in answer.conflicts)
    lacking = sum(each.support == "unsupported" for each in answer.sentences)
    warning = f"Not supported by the articles: {counted(lacking, 'sentence')}." if lacking else ""
    return " ".join(filter(None, [*verdict, answer.text, answer.reason, warning]))
