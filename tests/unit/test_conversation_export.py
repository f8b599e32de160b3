"""A conversation as a file: what it says, and that only our own words in it have an effect."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from answer_factory import make_answer, make_article, make_citation, make_conflict, make_sentence
from exchange_factory import (
    ANSWERED,
    BEGUN,
    CONFLICTING,
    EVERY_KIND,
    FAILED,
    FORMING,
    QUESTION,
    REFUSED,
    SEARCHED,
    STOPPED,
    ask,
)
from markdown_it import MarkdownIt

from rag import schema
from rag.errors import ModelError
from rag.schema import AnswerSentence, ModelInfo
from ui.conversation import Exchange
from ui.conversations.exporting import as_json, as_markdown
from ui.conversations.plain import inline
from ui.drawing.searched import filters_line, searched_line

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)> [click](javascript:alert(1)) "
    "![pixel](https://evil.example/p.png) https://evil.example www.evil.example a@evil.example "
    "<https://evil.example> &lt;b&gt; **bold** _it_ `code` ~~gone~~ | cell | [^1] [1][2] $x$ "
    "\u202eesrever\u2066 <!-- hidden --> \\"
)
BLOCKS = (
    *("# big", "## # ##", "- item", "+ item", "* item", "1. first", "23) third", "> quoted"),
    *("---", "===", "***", "```python", "~~~", "    code", "| a | b |\n|---|---|\n| c | d |"),
    *("[x]: https://evil.example", "<div>", "<!-- ", "text\n\n# big\n\n- item", "\u2028# big"),
)


def body(*exchanges: Exchange) -> str:
    """What stands below the title."""
    return as_markdown("Bridges", exchanges).removeprefix("# Bridges\n\n")


def kinds(markdown: str) -> list[str]:
    tokens = MARKDOWN.parse(markdown)
    return [each.type for token in tokens for each in (token, *(token.children or ()))]


def words(markdown: str) -> str:
    """The text that a reader of the Markdown sees."""
    tokens = MARKDOWN.parse(markdown)
    return " ".join(
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    )


def exchange_of(text: str) -> Exchange:
    """An exchange with the same text of others in every place that has any."""
    article = replace(
        make_article("x", f"{text} stands here.", outlet=text, title=text), file=f"{text}.txt"
    )
    citation = replace(make_citation(article, article.text), also_carried_by=(text, text))
    sentence = AnswerSentence(
        text=text, start=0, end=len(text), citations=(), support="unsupported"
    )
    answer = make_answer(
        f"{text} [1] {text}",
        citations=[citation],
        status="conflicting",
        sentences=(sentence,),
        conflicts=(replace(make_conflict(text, f"{text}2"), subject=text),),
        evidence=(make_sentence(article),),
        model=ModelInfo(backend=text, name=text),
    )
    question = replace(ask(text).question, outlets=(text,), authors=(text,), languages=(text,))
    searched = replace(SEARCHED, text=f"{text}?", outlets=(text,), notes=(text,))
    return Exchange(question=question, searched=searched, answer=answer)


def exchanges_of(text: str) -> list[Exchange]:
    whole = exchange_of(text)
    assert whole.answer is not None
    refusal = replace(whole.answer, status="not_found", text=text, reason=text)
    bare = replace(whole, answer=None)
    return [
        whole,
        replace(whole, answer=refusal),
        replace(bare, error=ModelError(text, mend=text)),
        replace(bare, text=text, stopped=True),
    ]


def test_an_answer_has_its_footnotes() -> None:
    assert body(ANSWERED).endswith(
        "The mayor opened it [^1]. It is red. *(not supported by the articles)*\n\n"
        "[^1]: **The Ledger**, Monday, 3 March 2025: “The mayor opened the bridge on Tuesday.” "
        "(news/ledger.txt) “Tuesday” is Tuesday, 4 March 2025. Also carried by The Mail.\n"
    )


def test_the_circumstances_are_told() -> None:
    filters = filters_line(QUESTION, write=inline)
    searched = searched_line(SEARCHED, question=QUESTION.text, write=inline)
    assert "Ada Holm" in filters
    assert "Who opened the bridge?" in searched
    assert body(ANSWERED).startswith(
        f"## Who opened it?\n\nAs of Monday, 10 March 2025 · {filters} · {searched} · "
        "No article is from The Gazette. · Model: qwen2.5:3b (ollama)\n\nThe mayor opened it"
    )


def test_a_disagreement_is_a_table_of_positions() -> None:
    markdown = body(CONFLICTING)
    assert "The reports differ; later ones stand first.\n\n**who opened it**\n\n" in markdown
    assert (
        "| Position | Outlet | Date | Quote |\n"
        "| :-- | :-- | :-- | :-- |\n"
        "| the minister (the latest) | The Mail | Monday, 3 March 2025 (inferred) "
        "| “opened the bridge” [^2] |\n"
        "| the mayor | The Ledger | Monday, 3 March 2025 | “The mayor” [^1] |\n\n"
        "The mayor [^1]. The minister [^2].\n\n"
        "[^1]: **The Ledger**"
    ) in markdown
    assert kinds(markdown).count("table_open") == 1


def test_each_footnote_has_the_dates_of_its_own_quote() -> None:
    first, second = re.findall(r"^\[\^\d+\]: .*$", body(CONFLICTING), re.MULTILINE)
    assert "“Tuesday” is Tuesday, 4 March 2025." in first
    assert "“Tuesday” is" not in second


def test_a_subject_that_is_the_question_is_not_said_twice() -> None:
    answer = CONFLICTING.answer
    assert answer is not None
    (conflict,) = answer.conflicts
    same = replace(answer, conflicts=(replace(conflict, subject=answer.question),))
    markdown = body(replace(CONFLICTING, answer=same))
    assert "later ones stand first.\n\n| Position |" in markdown


def test_a_refusal_tells_the_nearest_evidence() -> None:
    assert body(REFUSED).endswith(
        "**The articles do not say.**\n\n"
        "None tells of the minister.\n\n"
        "The nearest that was found, which doesn’t answer it:\n\n"
        "- **The Ledger**, Monday, 3 March 2025: “The mayor opened the bridge on Tuesday.” "
        "(news/ledger.txt)\n"
        "- **The Mail**, Monday, 3 March 2025 (inferred): “The mayor opened the bridge on "
        "Tuesday.” (news/mail.txt)\n"
    )


def test_a_refusal_tells_three_sentences_at_most() -> None:
    assert REFUSED.answer is not None
    article = make_article("x")
    many = replace(
        REFUSED.answer, evidence=tuple(make_sentence(article, rank=n) for n in range(1, 9))
    )
    assert body(replace(REFUSED, answer=many)).count("\n- ") == 3
    none = body(replace(REFUSED, answer=replace(REFUSED.answer, evidence=())))
    assert none.endswith("Nothing in the collection comes near it.\n")


@pytest.mark.parametrize(
    ("exchange", "told"),
    [
        (FAILED, "**Too many wait.** Try later."),
        (STOPPED, "The answer was stopped.\n\nWhat the model had written, which nothing has "),
        (FORMING, "The answer was not finished.\n\nWhat the model had written, which nothing has "),
        (BEGUN, "As of Monday, 10 March 2025\n\nThe answer was not finished.\n"),
    ],
)
def test_what_has_no_answer_says_so(exchange: Exchange, told: str) -> None:
    assert told in body(exchange)


def test_footnotes_are_numbered_through_the_conversation() -> None:
    markdown = body(CONFLICTING, REFUSED, ANSWERED)
    assert re.findall(r"^\[\^(\d+)\]: ", markdown, re.MULTILINE) == ["1", "2", "3"]
    assert "The mayor opened it [^3]." in markdown


def test_a_citation_without_its_evidence_has_what_it_knows_itself() -> None:
    assert ANSWERED.answer is not None
    answer = replace(ANSWERED.answer, evidence=())
    markdown = body(replace(ANSWERED, answer=answer))
    assert "[^1]: **The Ledger**, Monday, 3 March 2025: “The mayor opened" in markdown
    assert "news/ledger.txt" not in markdown


def test_what_is_not_known_of_an_article_is_said() -> None:
    article = make_article("x", published=None)
    answer = make_answer("It opened [1].", citations=[make_citation(article, article.text)])
    markdown = body(Exchange(question=QUESTION, answer=replace(answer, evidence=())))
    assert "[^1]: **outlet unknown**, date unknown: “" in markdown


def test_a_marker_of_no_citation_stays_text() -> None:
    answer = make_answer("See [7] and [1].")
    assert "See \\[7\\] and \\[1\\]." in body(Exchange(question=QUESTION, answer=answer))


def test_nothing_of_others_takes_effect() -> None:
    markdown = as_markdown(HOSTILE, exchanges_of(HOSTILE))
    harmful = {"html_inline", "html_block", "link_open", "image", "code_inline", "s_open"}
    assert not harmful & {*kinds(markdown)}
    assert "em_open" not in kinds(markdown.replace("*(not supported by the articles)*", ""))
    assert "<" not in markdown
    for linked in ("://", "www.", "@evil"):  # what other readers of Markdown make links of
        assert linked not in markdown
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", markdown)
    seen = words(markdown).replace("\u200b", "")
    assert "<script>alert(1)</script><img src=x onerror=alert(1)> [click](javascript:" in seen
    assert "&lt;b&gt; **bold** _it_ `code` ~~gone~~ | cell | " in seen


def test_no_text_of_others_is_a_note_of_ours() -> None:
    markdown = as_markdown("[^1]", exchanges_of("[^1] and [^1]: more"))
    assert len(re.findall(r"(?<!\\)\[\^", markdown)) == 4  # two rows, one marker, one definition


@pytest.mark.parametrize("text", BLOCKS)
def test_no_text_of_others_shapes_the_page(text: str) -> None:
    exchanges = exchanges_of(text)
    shape = [kind for kind in kinds(as_markdown(text, exchanges)) if kind.endswith(("open", "hr"))]
    plain = kinds(as_markdown("word", exchanges_of("word")))
    assert shape == [kind for kind in plain if kind.endswith(("open", "hr"))]
    assert not {"fence", "code_block", "html_block"} & {*kinds(as_markdown(text, exchanges))}


@pytest.mark.parametrize("text", ["", " ", "\x00", "\u202e"])
def test_what_cannot_be_seen_gets_a_word_in_its_place(text: str) -> None:
    markdown = as_markdown(text, [ask(text)])
    assert markdown.startswith("# Conversation\n\n## Question\n\n")


def test_an_empty_conversation_has_its_title() -> None:
    assert as_markdown("Bridges", []) == "# Bridges\n"


def test_json_holds_answers_as_every_interface_gives_them() -> None:
    told = json.loads(as_json("Bridges «»", [ANSWERED, FAILED, STOPPED]))
    assert told["title"] == "Bridges «»"
    answered, failed, stopped = told["exchanges"]
    assert answered == {
        "question": "Who opened it?",
        "as_of": "2025-03-10",
        "filters": {
            "outlets": ["The Ledger", "The Mail"],
            "authors": ["Ada Holm"],
            "languages": ["en"],
            "articles": ["id-ledger"],
            "since": "2025-03-01",
            "until": "2025-03-31",
        },
        "answer": schema.as_json(ANSWERED.answer),
        "unchecked": "",
        "error": None,
    }
    quote = answered["answer"]["citations"][0]["quote"]
    assert quote == "The mayor opened the bridge on Tuesday."
    assert (failed["answer"], failed["error"]) == (None, "Too many wait. Try later.")
    assert (stopped["answer"], stopped["unchecked"], stopped["error"]) == (None, "The m", None)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_both_can_be_written_to_a_file(kind: str) -> None:
    halved = replace(
        EVERY_KIND[kind], question=replace(QUESTION, text="half \ud83d", as_of=date.min)
    )
    for text in (as_json("half \ud83d", [halved]), as_markdown("half \ud83d", [halved])):
        assert text.encode().endswith(b"\n")
        assert "half" in text
