import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from answer_factory import (
    make_answer,
    make_article,
    make_citation,
    make_conflict,
    make_evidence,
    make_mention,
)

from rag.errors import ModelError
from rag.schema import (
    AnswerSentence,
    Article,
    Conflict,
    ConflictKind,
    Copy,
    Evidence,
    ModelInfo,
    Question,
    Searched,
)
from ui.conversation import Exchange
from ui.drawing.reader import render_article, render_welcome
from ui.render import render_answer, render_error, render_exchange

HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\u202e'{{7*7}}"
FOREIGN = frozenset({"script", "img", "a", "iframe", "style", "svg", "form", "code"})
QUESTION = Question(text="Who opened the bridge?", as_of=date(2025, 3, 10))


class _Reader(HTMLParser):
    """Collects the tags and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def markers(html: str) -> list[str]:
    return re.findall(r'class="marker"[^>]*>\[(\d+)\]<', html)


def hostile_article() -> Article:
    return Article(
        article_id=HOSTILE,
        file=HOSTILE,
        text=f"{HOSTILE} {HOSTILE}",
        title=HOSTILE,
        outlet=HOSTILE,
        author=HOSTILE,
        place=HOSTILE,
        language=HOSTILE,
        url=HOSTILE,
        inferred=date(2025, 3, 3),
        provenance=dict.fromkeys(("title", "outlet", "author", "url", "inferred"), HOSTILE),
        asides=((25, 40),),
        copies=(Copy(article_id=HOSTILE, outlet=HOSTILE, file=HOSTILE),),
    )


def hostile_pages() -> Iterator[str]:
    article = hostile_article()
    citation = replace(make_citation(article, HOSTILE), also_carried_by=(HOSTILE,))
    evidence = make_evidence(article)
    model = ModelInfo(backend=HOSTILE, name=HOSTILE)
    question = Question(text=HOSTILE, as_of=date(2025, 3, 10))
    for status in ("answered", "conflicting", "not_found"):
        yield render_answer(
            make_answer(
                f"{HOSTILE} [1]",
                citations=[citation],
                status=status,
                evidence=evidence,
                conflicts=(make_conflict(HOSTILE, HOSTILE),),
                model=model,
            )
        )
    yield render_exchange(Exchange(question=question, evidence=evidence, model=model, text=HOSTILE))
    yield render_exchange(Exchange(question=replace(QUESTION, authors=(HOSTILE,))))
    for searched in (
        Searched(text=HOSTILE),
        Searched(text=QUESTION.text, outlets=(HOSTILE,)),
        Searched(text=QUESTION.text, notes=(HOSTILE,)),
    ):
        yield render_exchange(Exchange(question=QUESTION, searched=searched))
    yield render_exchange(Exchange(question=question, error=ModelError(HOSTILE, mend=HOSTILE)))
    yield render_article(article, start=3, end=20, dates=[make_mention(article.text, "script")])
    yield render_welcome(articles=1, questions=[HOSTILE])


@pytest.mark.parametrize("html", list(hostile_pages()))
def test_what_others_wrote_stays_text(html: str) -> None:
    tags = _Reader(html).tags
    assert not FOREIGN & {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert HOSTILE in text_of(html)


def test_a_marker_is_a_button_only_where_a_citation_stands_behind_it() -> None:
    article = make_article("a")
    answer = make_answer(
        "It opened [1]. It closed [2], said [0] of [99] on [13 March 2025].",
        citations=[make_citation(article, "opened the bridge")],
    )
    html = render_answer(answer)
    assert markers(html) == ["1"]
    assert "It closed [2], said [0] of [99] on [13 March 2025]." in text_of(html)
    button = next(attributes for tag, attributes in _Reader(html).tags if tag == "button")
    assert (button["data-article"], button["data-start"], button["data-end"]) == (
        "id-a",
        "10",
        "27",
    )
    assert article.text[10:27] == "opened the bridge"


def test_cards_show_the_quote_and_what_else_was_found_is_folded() -> None:
    cited, other = make_article("a"), make_article("b", "Another sentence.")
    citation = make_citation(cited, cited.text)
    answer = make_answer("Yes. [1]", citations=[citation], evidence=make_evidence(cited, other))
    cards, folded = render_answer(answer).split("<details>")
    assert f"{cited.text}</blockquote>" in cards
    assert "Another sentence." not in cards
    assert "1 other sentence found" in folded
    assert "Another sentence." in folded


def test_an_unsupported_sentence_says_so() -> None:
    sentences = tuple(
        AnswerSentence(text=text, start=start, end=start + 4, citations=(), support=support)
        for text, start, support in (("One.", 0, "supported"), ("Two.", 5, "unsupported"))
    )
    html = render_answer(make_answer("One. Two.", sentences=sentences))
    assert "<span>One.</span>" in html
    assert "One. Two. not supported by the articles" in text_of(html)


def test_dates_in_quotes_tell_the_calendar_day() -> None:
    article = make_article("a", "The mayor opened the bridge on Tuesday, last week.")
    evidence = Evidence(
        article_id="id-a",
        start=0,
        end=len(article.text),
        text=article.text,
        rank=1,
        score=1.0,
        dates=(
            make_mention(article.text, "last week", date(2025, 2, 24), last=date(2025, 3, 2)),
            make_mention(article.text, "Tuesday", date(2025, 3, 4)),
            make_mention(article.text, "bridge", None),
        ),
        article=article,
    )
    citation = make_citation(article, article.text)
    html = render_answer(make_answer("Yes. [1]", citations=[citation], evidence=(evidence,)))
    assert (
        '<time datetime="2025-03-04" title="Tuesday, 4 March 2025" tabindex="0">Tuesday</time>'
        in html
    )
    assert '<time datetime="2025-02-24/2025-03-02"' in html
    assert article.text in text_of(html)


def test_positions_stand_side_by_side_with_their_reports() -> None:
    article = make_article("a")
    citation = make_citation(article, "bridge")
    conflict = make_conflict("two", "<three>")
    answer = make_answer(
        "A: two [1]",
        citations=[citation],
        status="conflicting",
        conflicts=(conflict,),
        evidence=make_evidence(article),
    )
    table = render_answer(answer).partition("<table")[2].partition("</table>")[0]
    assert re.findall(r'<bdi class="value">(.*?)</bdi>', table) == ["two", "&lt;three&gt;"]
    told = text_of(table)
    assert told.count("3 March 2025") == told.count("bridge") == told.count("verified") == 2
    assert markers(table) == ["1", "1"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("contradiction", "The reports disagree."),
        ("update", "The reports differ; later ones stand first."),
        ("ambiguity", "The reports speak of different things."),
    ],
)
def test_a_disagreement_is_called_by_its_kind(kind: ConflictKind, said: str) -> None:
    conflict = replace(make_conflict("two", "three"), kind=kind)
    html = render_answer(make_answer("", status="conflicting", conflicts=(conflict,)))
    assert f'<p class="verdict">{said}</p>' in html


def test_the_latest_position_is_marked() -> None:
    article = make_article("a")
    two, three = make_conflict("two", "three").positions
    conflict = Conflict(subject="it", positions=(replace(two, latest=True), three), kind="update")
    citation = make_citation(article, "bridge")
    shown = {"citations": [citation], "status": "conflicting", "evidence": make_evidence(article)}
    html = render_answer(make_answer("A: two [1]", conflicts=(conflict,), **shown))
    headings = re.findall(r'<th role="rowheader"[^>]*>(.*?)</th>', html)
    assert ["latest" in each for each in headings] == [True, False]


def test_a_position_that_no_quote_carries_is_not_shown() -> None:
    answer = make_answer("", status="conflicting", conflicts=(make_conflict("two", "three"),))
    assert "two" not in render_answer(answer)


@pytest.mark.parametrize(
    ("evidence", "said"),
    [((make_article("a"),), "The nearest that was found"), ((), "Nothing in the collection")],
)
def test_a_refusal_looks_like_one(evidence: tuple[Article, ...], said: str) -> None:
    html = render_answer(
        make_answer(
            "Not there.",
            status="not_found",
            reason="No report has “<b>”.",
            evidence=make_evidence(*evidence),
        )
    )
    assert '<p class="verdict" dir="auto">Not there.</p>' in html
    assert "No report has “&lt;b&gt;”." in html
    assert said in html
    assert html.count("<blockquote") == len(evidence)


def test_evidence_is_shown_before_the_model_speaks_and_its_draft_has_no_links() -> None:
    model = ModelInfo(backend="ollama", name="some:1b")
    found = Exchange(question=QUESTION, evidence=make_evidence(make_article("a")), model=model)
    html = render_exchange(found)
    assert "Found 1 sentence. some:1b (ollama) is reading…" in text_of(html)
    assert "opened the bridge on Tuesday." in html
    drafted = Exchange(question=QUESTION, evidence=found.evidence, model=model, text="Draft [1]")
    assert "Draft [1]" in render_exchange(drafted)
    assert not markers(render_exchange(drafted))


def quiet_lines(exchange: Exchange) -> list[str]:
    found = re.findall(r'<p class="searched" dir="auto">(.*?)</p>', render_exchange(exchange))
    return [text_of(line) for line in found]


def test_what_was_searched_for_stands_under_the_question_from_the_first_event_on() -> None:
    note = "No article here is from “Moon & Sun”."
    searched = Searched(text="Who opened it?", outlets=("The Ledger", "Mail & Star"), notes=(note,))
    found = Exchange(question=QUESTION, searched=searched)
    answered = replace(found, answer=make_answer("The mayor."))
    told = ["Searched for: Who opened it? · in The Ledger, Mail & Star", note]
    assert quiet_lines(found) == quiet_lines(answered) == told
    html = text_of(render_exchange(answered))
    assert html.index(QUESTION.text) < html.index("Searched for") < html.index("The mayor.")


def test_a_search_for_the_question_itself_is_not_told() -> None:
    assert quiet_lines(Exchange(question=QUESTION, searched=Searched(text=QUESTION.text))) == []


def test_filters_are_told_even_where_the_search_failed() -> None:
    question = replace(QUESTION, outlets=("The Ledger",), since=date(2025, 2, 1))
    failed = Exchange(question=question, error=ModelError("Down.", mend="Start it."))
    assert quiet_lines(failed) == ["Only in The Ledger · published since 1 February 2025"]


def test_an_answer_tells_its_model_and_the_day_it_was_asked_for() -> None:
    told = text_of(render_answer(make_answer("Yes.")))
    assert "Model: quotes (extractive) · as of 10 March 2025" in told


def test_an_error_is_one_line_with_its_mend() -> None:
    html = render_error(ModelError("Ollama is down.", mend="Start it."))
    assert text_of(html) == "Ollama is down. Start it."
    assert 'role="alert"' in html


@pytest.mark.parametrize("told", [True, False])
def test_a_card_says_who_else_carries_the_report(told: bool) -> None:
    article = make_article("bridge", outlet="The Ledger")
    citation = make_citation(article, article.text)
    evidence = make_evidence(article) if told else ()
    alone = render_answer(make_answer("It opened. [1]", citations=[citation], evidence=evidence))
    assert "carried" not in alone
    shared = replace(citation, also_carried_by=("Mail & Star", "wire.txt"))
    html = render_answer(make_answer("It opened. [1]", citations=[shared], evidence=evidence))
    (card,) = re.findall(r'<li class="card".*?</li>', html)
    assert text_of(card).endswith("verified · Also carried by Mail & Star, wire.txt")
