import json
from datetime import date

import pytest
from answer_factory import make_answer
from passage_factory import make_passages

from eval.benchmarks.multihop_rag import accuracy, average_precision, read_multihop_rag
from eval.metrics.scoring import Outcome, score_case
from rag.errors import CasesError

ARTICLES = [
    {
        "doc_id": "a1",
        "title": "Harbour opens",
        "author": None,
        "source": "Lornhaven Echo",
        "published_at": "2025-03-04T07:30:00+00:00",
        "category": "news",
        "url": "https://example.org/1",
        "body": "Lornhaven opened its harbour. The work took\nnine years. Ferries call daily.",
    },
    {
        "doc_id": "a2",
        "title": "A mill burns",
        "author": "Ada Penn",
        "source": "Maristow Post",
        "published_at": "2025-03-06T20:00:00+00:00",
        "body": "The mill at Maristow burnt down. Ada Penn saw the flames.",
    },
]
QUERY = {
    "query_id": "q1",
    "query": "Which town that the Echo and the Post wrote of has a harbour?",
    "answer": "Lornhaven",
    "question_type": "inference_query",
    "gold_doc_ids": ["a1", "a2"],
    "evidence": [
        {"doc_id": "a1", "fact": "The work took nine years."},
        {"doc_id": "a2", "fact": "The mill at Maristow burnt down."},
    ],
}
NULL = {
    "query_id": "q2",
    "query": "Who owns the mill at Quillby?",
    "answer": "Insufficient information.",
    "question_type": "null_query",
    "gold_doc_ids": [],
    "evidence": [],
}


@pytest.fixture
def write(tmp_path):
    def write(*queries, name="queries_dev.jsonl", articles=ARTICLES):
        for file, rows in (("articles.jsonl", articles), (name, queries)):
            (tmp_path / file).write_text("".join(json.dumps(row) + "\n" for row in rows))
        return tmp_path

    return write


def yes_or_no(number, answer, kind):
    return {**QUERY, "query_id": f"q{number}", "answer": answer, "question_type": kind}


def test_articles_and_queries_are_read(write):
    read = read_multihop_rag(write(QUERY, NULL))
    harbour, mill = read.articles
    assert (harbour.article_id, harbour.file, harbour.outlet) == ("a1", "a1", "Lornhaven Echo")
    assert (harbour.published, harbour.author) == (date(2025, 3, 4), None)
    assert set(harbour.provenance) == {"title", "outlet", "published"}
    assert mill.text == ARTICLES[1]["body"]
    query, null = read.cases
    assert (query.kind, query.answers, query.sources) == (
        "inference_query",
        ("Lornhaven",),
        ("a1", "a2"),
    )
    assert [(each.source, each.quote) for each in query.evidence] == [
        ("a1", "The work took nine years."),
        ("a2", "The mill at Maristow burnt down."),
    ]
    assert not null.answerable
    assert read.as_of == date(2025, 3, 6)


def test_queries_are_the_folders_dev_half_else_all_else_those_given(write, tmp_path):
    folder = write(NULL, name="queries.jsonl")
    assert [each.id for each in read_multihop_rag(folder).cases] == ["q2"]
    write(QUERY)
    assert [each.id for each in read_multihop_rag(folder).cases] == ["q1"]
    others = tmp_path / "others.jsonl"
    others.write_text(json.dumps({**NULL, "query_id": "q3"}))
    read = read_multihop_rag(folder, queries=others)
    assert [each.id for each in read.cases] == ["q3"]
    assert read.data == (folder / "articles.jsonl", others)


def test_retrieval_is_scored_by_the_facts_that_passages_hold(write):
    read = read_multihop_rag(write(QUERY, NULL))
    harbour, mill = read.articles
    found = Outcome(
        passages=make_passages((mill, 33, 57), (mill, 0, 32), (harbour, 0, 29), (harbour, 30, 55))
    )
    values = {each.name: each.value for each in score_case(read.metrics, read.cases[0], found)}
    assert values == {
        "recall@4": 1,
        "recall@10": 1,
        "any_hit@4": 1,
        "any_hit@10": 1,
        "mrr@10": 0.5,
        "map@10": (1 / 2 + 2 / 4) / 2,
        "article_recall@4": 1,
        "article_recall@10": 1,
    }
    assert {each.value for each in score_case(read.metrics, read.cases[1], found)} == {None}


def test_average_precision_is_at_most_one_and_counts_a_fact_of_two_articles_once(write):
    shared = {**QUERY, "evidence": [QUERY["evidence"][0], {**QUERY["evidence"][0], "doc_id": "a2"}]}
    read = read_multihop_rag(write(shared))
    harbour, mill = read.articles
    whole = make_passages((harbour, 0, len(harbour.text)))
    assert average_precision(read.cases[0], Outcome(passages=whole)).value == 1
    both = read_multihop_rag(write(QUERY)).cases[0]
    assert average_precision(both, Outcome(passages=whole)).value == 0.5
    whole = make_passages((mill, 0, len(mill.text)), (harbour, 0, len(harbour.text)))
    assert average_precision(both, Outcome(passages=whole)).value == 1
    assert average_precision(both, Outcome()).value == 0


@pytest.mark.parametrize(
    ("row", "text", "status", "right"),
    [
        (QUERY, "It is Lornhaven.", "answered", 1),
        (QUERY, "It is Maristow.", "answered", 0),
        (QUERY, "Not in these articles.", "not_found", 0),
        (NULL, "Not in these articles.", "not_found", 1),
        (NULL, "Ada Penn owns it.", "answered", 0),
        (yes_or_no(3, "Yes", "comparison_query"), "Yes, both did.", "answered", 1),
        (yes_or_no(3, "Yes", "comparison_query"), "No, neither did.", "answered", 0),
        (yes_or_no(3, "no", "temporal_query"), "No, it did not.", "answered", 1),
    ],
)
def test_accuracy_asks_for_the_gold_answer_or_for_a_refusal(write, row, text, status, right):
    (case,) = read_multihop_rag(write(row)).cases
    assert accuracy(case, Outcome(answer=make_answer(text, status=status))).value == right


def test_with_answers_what_reading_nothing_would_score_stands_beside(write):
    folder = write(
        QUERY,
        yes_or_no(2, "Yes", "comparison_query"),
        yes_or_no(3, "yes", "comparison_query"),
        yes_or_no(4, "no", "comparison_query"),
        {**NULL, "query_id": "q5"},
    )
    read = read_multihop_rag(folder, answers=True)
    assert list(read.references.values()) == [4 / 5, 2 / 5]
    assert {"accuracy", "null_refusal_recall", "citation_recall", "recall@10"} <= {
        each.name for each in read.metrics
    }
    assert read_multihop_rag(folder).references == {}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"answer": None}, "answer"),
        ({"evidence": []}, "evidence"),
        ({"question_type": "null_query"}, "evidence"),
        ({"evidence": [{"doc_id": "a9", "fact": "It rained."}]}, "evidence.0.doc_id"),
        ({"evidence": [{"doc_id": "a1"}]}, "evidence.0.fact"),
        ({"gold_doc_ids": ["a9"]}, "gold_doc_ids"),
    ],
)
def test_a_query_that_does_not_fit_is_told(write, changed, field):
    folder = write(NULL, {**QUERY, **changed})
    with pytest.raises(CasesError, match=rf"queries_dev\.jsonl, line 2, field {field}"):
        read_multihop_rag(folder)


def test_an_article_that_does_not_fit_is_told(write):
    undated = {**ARTICLES[0], "published_at": "in March"}
    with pytest.raises(CasesError, match=r"articles\.jsonl, line 1, field published_at"):
        read_multihop_rag(write(QUERY, articles=[undated]))
