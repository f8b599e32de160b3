import json

import pytest
from answer_factory import make_answer, make_citation

from eval.benchmarks.clapnq import read_clapnq
from eval.metrics.scoring import Outcome, score_case
from rag.errors import CasesError

SENTENCES = [
    "Otters hold hands while they sleep .",
    "So they drift together .",
    "They eat crabs .",
    "Pups float .",
]


def row(number, *selections, answer="They hold hands ."):
    return {
        "id": f"{number}",
        "input": "why do otters hold hands",
        "passages": [{"title": "Otter", "text": " ".join(SENTENCES) + " ", "sentences": SENTENCES}],
        "output": [
            {"answer": answer, "selected_sentences": [SENTENCES[place] for place in selected]}
            for selected in selections
        ],
    }


ANSWERED = row(-1, [0], [0, 1], [])
REFUSED = row(2, [], answer="")


@pytest.fixture
def write(tmp_path):
    def write(*answerable, unanswerable=(REFUSED,)):
        for kind, rows in (("answerable", answerable), ("unanswerable", unanswerable)):
            lines = "".join(json.dumps(each) + "\n" for each in rows)
            (tmp_path / f"clapnq_dev_{kind}.jsonl").write_text(lines)
        return tmp_path

    return write


def scores(read, place, *cited, **answer):
    article = {each.article_id: each for each in read.articles}
    case = read.cases[place]
    citations = [make_citation(article[case.within[0]], quote) for quote in cited]
    outcome = Outcome(answer=make_answer("So.", citations=citations, **answer), article=article.get)
    return {each.name: each for each in score_case(read.metrics, case, outcome)}


def test_a_question_is_asked_of_its_own_passage(write):
    read = read_clapnq(write(ANSWERED))
    answered, refused = read.cases
    assert (answered.within, answered.kind) == (("-1",), "answerable")
    assert (refused.within, refused.kind) == (("2",), "unanswerable")
    assert (answered.answerable, refused.answerable) == (True, False)
    assert read.articles[0].title == "Otter"
    text = read.articles[0].text
    assert [text[start:end] for start, end in answered.sentences] == SENTENCES
    assert answered.selected == ((0,), (0, 1))
    assert [each.quote for each in answered.evidence] == SENTENCES[:2]


@pytest.mark.parametrize(
    ("cited", "f1"),
    [
        (SENTENCES[:1], 1),
        (SENTENCES[:2], 1),
        (SENTENCES[1:2], 2 / 3),
        (SENTENCES[2:3], 0),
        ([" ".join(SENTENCES[:2])], 1),
        (["Otters hold hands"], 1),
        ([], 0),
        (SENTENCES, 2 * 2 / (2 + 4)),
    ],
)
def test_cited_sentences_are_held_against_the_best_annotator(write, cited, f1):
    found = scores(read_clapnq(write(ANSWERED)), 0, *cited)
    assert found["evidence_f1"].value == pytest.approx(f1)


def test_a_refusal_of_what_can_be_answered_is_wrong_twice(write):
    read = read_clapnq(write(ANSWERED))
    found = scores(read, 0, SENTENCES[0], status="not_found")
    assert found["balanced_accuracy"].value == found["evidence_f1"].value == 0
    assert found["false_refusal_rate"].value == 1


def test_evidence_is_asked_for_only_where_someone_selected_some(write):
    read = read_clapnq(write(row(1, [])))
    assert scores(read, 0, SENTENCES[0])["evidence_f1"].value is None
    assert scores(read, 1, SENTENCES[0])["evidence_f1"].value is None


def test_both_classes_weigh_the_same_whatever_their_sizes(write):
    read = read_clapnq(write(row(1, [0]), row(3, [0]), row(4, [1])))
    always = [scores(read, place, SENTENCES[0])["balanced_accuracy"] for place in range(4)]
    assert [each.value for each in always] == [1, 1, 1, 0]
    assert sum(each.value * each.weight for each in always) == pytest.approx(2)
    assert sum(each.weight for each in always) == pytest.approx(4)


def test_a_refusal_of_what_cannot_be_answered_is_right(write):
    found = scores(read_clapnq(write(ANSWERED)), 1, status="not_found")
    assert found["balanced_accuracy"].value == found["refusal_recall"].value == 1


def test_what_citing_every_sentence_scores_stands_beside(write):
    references = read_clapnq(write(ANSWERED)).references
    assert references["evidence_f1, always citing every sentence"] == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"output": [{"answer": "", "selected_sentences": []}]}, "output"),
        ({"output": [{"answer": "x", "selected_sentences": ["Other ."]}]}, "output.selected"),
        ({"passages": ANSWERED["passages"] * 2}, "passages"),
        ({"passages": [{**ANSWERED["passages"][0], "sentences": ["Other ."]}]}, "passages.0.sent"),
        ({"id": "-1"}, "id"),
        ({"input": 7}, "input"),
    ],
)
def test_what_does_not_fit_is_told(write, changed, field):
    with pytest.raises(CasesError, match=rf"_answerable\.jsonl, line 2, field {field}"):
        read_clapnq(write(ANSWERED, {**row(5, [0]), **changed}))


def test_an_answer_to_what_cannot_be_answered_is_told(write):
    with pytest.raises(CasesError, match=r"_unanswerable\.jsonl, line 1, field output"):
        read_clapnq(write(ANSWERED, unanswerable=[row(6, [0])]))
