import json

import pytest
from passage_factory import make_passages

from eval.benchmarks.scifact import read_scifact
from eval.metrics.scoring import Outcome, score_case
from rag.errors import CasesError

CORPUS = [
    {"_id": "11", "title": "Snails in gardens", "text": "Snails eat lettuce at night."},
    {"_id": "12", "title": "", "text": "Slugs prefer beans."},
    {"_id": "13", "title": "Moles", "text": "Moles eat worms, never roots."},
]
QUERIES = [{"_id": "1", "text": "Molluscs eat vegetables."}, {"_id": "2", "text": "Moles dig."}]
QRELS = "query-id\tcorpus-id\tscore\n1\t11\t1\n1\t12\t1\n2\t13\t1\n2\t11\t0\n"


@pytest.fixture
def write(tmp_path):
    def write(*, corpus=CORPUS, queries=QUERIES, qrels=QRELS):
        for name, rows in (("corpus", corpus), ("queries_test", queries)):
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (tmp_path / f"{name}.jsonl").write_text(lines)
        (tmp_path / "qrels_test.tsv").write_text(qrels)
        return tmp_path

    return write


def test_claims_are_questions_and_abstracts_articles(write):
    read = read_scifact(write())
    assert [(each.article_id, each.file, each.title) for each in read.articles] == [
        ("11", "11", "Snails in gardens"),
        ("12", "12", None),
        ("13", "13", "Moles"),
    ]
    assert read.articles[1].text == "Slugs prefer beans."
    assert [(each.id, each.question, each.sources) for each in read.cases] == [
        ("1", "Molluscs eat vegetables.", ("11", "12")),
        ("2", "Moles dig.", ("13",)),
    ]
    assert not read.answers
    assert len(read_scifact(write(), limit=1).cases) == 1


def test_passages_are_ranked_as_the_abstracts_they_are_from(write):
    read = read_scifact(write())
    snails, slugs, moles = read.articles
    found = make_passages((moles, 0, 5), (moles, 6, 9), (snails, 0, 6), (slugs, 0, 5))
    scores = score_case(read.metrics, read.cases[0], Outcome(passages=found))
    values = {score.name: score.value for score in scores}
    assert values["mrr@10"] == 0.5
    assert values["recall@10"] == 1
    assert values["ndcg@10"] == pytest.approx((1 / 1.58496 + 1 / 2) / (1 + 1 / 1.58496), abs=1e-4)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"corpus": [{"_id": "11", "title": "Snails"}]}, r"corpus\.jsonl, line 1, field text"),
        ({"corpus": [{**CORPUS[0], "_id": "1.1"}]}, r"corpus\.jsonl, line 1, field _id"),
        ({"corpus": [*CORPUS, CORPUS[0]]}, r"corpus\.jsonl, line 4, field _id: '11' is there"),
        (
            {"queries": [{"_id": 1, "text": "Moles dig."}]},
            r"queries_test\.jsonl, line 1, field _id",
        ),
        (
            {"queries": [{"_id": "9", "text": "Moles."}]},
            "line 1, field _id: .* no abstract for '9'",
        ),
        ({"qrels": QRELS + "2\t99\t1\n"}, r"qrels_test\.tsv, line 6, field corpus-id"),
        ({"qrels": QRELS + "2\t13\tyes\n"}, r"qrels_test\.tsv, line 6, field score"),
        ({"qrels": "a\tb\n"}, r"qrels_test\.tsv, line 1"),
    ],
)
def test_what_does_not_fit_is_told(write, changed, told):
    with pytest.raises(CasesError, match=told):
        read_scifact(write(**changed))


def test_a_missing_file_is_told_with_its_folder(write):
    folder = write()
    (folder / "qrels_test.tsv").unlink()
    with pytest.raises(CasesError, match=f"no qrels_test.tsv .*in {folder}"):
        read_scifact(folder)
