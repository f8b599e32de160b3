"""A checked answer as a reply in OpenAI's form: its text, its length, its citations."""

from dataclasses import replace

import pytest
from answer_factory import make_answer, make_article, make_evidence

from rag.answering.citations import Claim, cite
from rag.llm.estimate import most_tokens
from rag.schema import Answer, Article
from rag.serving.openai.citing import annotations
from rag.serving.openai.replies import Reply, reply_of

HERE = "http://127.0.0.1:7860/"
BRIDGE = make_article("bridge", title="Bridge", url="https://paper.example/bridge?a=1")
FERRY = make_article("ferry", "The ferry sank in Þórshöfn.", title=None, outlet="Post")


def answer_of(*articles: Article) -> Answer:
    """An answer that quotes each article in a sentence."""
    evidence = make_evidence(*articles)
    checked = cite([Claim(text=each.text, evidence=(each,)) for each in evidence])
    return replace(
        make_answer(checked.text, citations=checked.citations),
        sentences=checked.sentences,
        evidence=evidence,
    )


ANSWER = answer_of(BRIDGE, FERRY)
FIRST = f"{BRIDGE.text} [1]"
BOTH = f"{FIRST} {FERRY.text} [2]"


def reply(*stops: str, longest: int | None = None, answer: Answer = ANSWER) -> Reply:
    return reply_of(answer, stops=stops, longest=longest)


def urls(reply: Reply, answer: Answer = ANSWER) -> list[str]:
    told = annotations(reply, answer=answer, address=HERE)
    return [each["url_citation"]["url"] for each in told]


def test_a_reply_is_the_answer_in_pieces_of_a_sentence_each() -> None:
    assert (reply().text, reply().finish) == (BOTH, "stop")
    assert reply().pieces == (FIRST, f" {FERRY.text} [2]")
    assert reply().tokens == most_tokens(BOTH)


@pytest.mark.parametrize(
    ("longest", "text", "finish"),
    [
        (most_tokens(BOTH), BOTH, "stop"),
        (most_tokens(BOTH) - 1, FIRST, "length"),
        (most_tokens(FIRST), FIRST, "length"),
        (most_tokens(FIRST) - 1, "", "length"),
    ],
)
def test_the_sentences_that_fit_are_told_whole(longest: int, text: str, finish: str) -> None:
    told = reply(longest=longest)
    assert (told.text, "".join(told.pieces), told.finish) == (text, text, finish)
    assert told.tokens <= longest
    assert len(urls(told)) == len(told.sentences) == text.count("[")


@pytest.mark.parametrize(
    ("stops", "text", "cited"),
    [
        (("nowhere",), BOTH, 2),
        ((" sank", "nowhere"), f"{FIRST} The ferry", 2),
        ((" sank", " opened"), "The mayor", 1),
        ((FIRST[:3],), "", 0),
    ],
)
def test_a_reply_ends_before_the_first_stop(stops: tuple[str, ...], text: str, cited: int) -> None:
    told = reply(*stops)
    assert (told.text, "".join(told.pieces), told.finish) == (text, text, "stop")
    assert len(urls(told)) == cited
    assert all(each.end <= len(text) for each in told.sentences)


def test_what_comes_first_ends_the_reply() -> None:
    assert reply(" sank", longest=most_tokens(FIRST)).finish == "length"
    assert reply(" opened", longest=most_tokens(FIRST)).finish == "stop"


def test_annotations_are_places_in_the_text() -> None:
    first, second = annotations(reply(), answer=ANSWER, address=HERE)
    assert first == {
        "type": "url_citation",
        "url_citation": {
            "start_index": 0,
            "end_index": len(FIRST),
            "title": "Bridge",
            "url": "https://paper.example/bridge?a=1",
        },
    }
    place = second["url_citation"]
    assert BOTH[place["start_index"] : place["end_index"]] == f"{FERRY.text} [2]"
    assert (place["title"], place["url"]) == ("Post", f"{HERE}v1/articles/id-ferry")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x/y", "https://a b", "http://x/\nSet", 'http://x/"><b>']
)
def test_a_url_that_is_no_web_address_is_told_to_nobody(url: str) -> None:
    answer = answer_of(make_article("odd", url=url))
    assert urls(reply(answer=answer), answer) == [f"{HERE}v1/articles/id-odd"]


def test_an_articles_id_is_made_fit_for_a_url() -> None:
    answer = answer_of(replace(FERRY, article_id="../?a#b"))
    assert urls(reply(answer=answer), answer) == [f"{HERE}v1/articles/..%2F%3Fa%23b"]


def test_a_sentence_with_two_citations_has_two_annotations() -> None:
    checked = cite([Claim(text="Both.", evidence=make_evidence(BRIDGE, FERRY))])
    answer = replace(
        make_answer(checked.text, citations=checked.citations), sentences=checked.sentences
    )
    told = annotations(reply(answer=answer), answer=answer, address=HERE)
    assert [each["url_citation"]["end_index"] for each in told] == [len("Both. [1][2]")] * 2


def test_where_nothing_is_found_the_reason_is_told() -> None:
    silent = make_answer("Not in these articles.", status="not_found", reason="Nothing is near.")
    told = reply(answer=silent)
    assert told.text == "Not in these articles. Nothing is near."
    assert told.pieces == ("Not in these articles.", " Nothing is near.")
    assert urls(told, silent) == []
    assert reply(answer=silent, longest=most_tokens(silent.text)).text == silent.text
