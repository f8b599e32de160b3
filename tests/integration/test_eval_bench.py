"""`dateline eval bench` over tiny data sets of the same form, with the real index and embedder."""

import json
from pathlib import Path

import numpy
import pytest
from click.testing import Result
from typer.testing import CliRunner

from eval.commands import commands
from rag.errors import CasesError, RunError, StoreError
from rag.index.embedding import SentenceEmbedder

FERRY = "The harbour board of Lornhaven will launch its new ferry on Friday."
MILL = "The old mill at Maristow burnt down in the night. Nobody was hurt."
SNAILS = "Snails eat lettuce at night and sleep by day."
MOLES = "Moles dig long tunnels and eat worms."


def write(file: Path, *rows: object) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.fixture
def multihop(tmp_path: Path) -> Path:
    folder = tmp_path / "multihop"
    write(
        folder / "articles.jsonl",
        *(
            {"doc_id": f"a{number}", "title": title, "source": outlet, "body": body,
             "published_at": f"2025-05-0{number}T08:00:00+00:00"}
            for number, (title, outlet, body) in enumerate(
                (("New ferry", "Lornhaven Echo", FERRY), ("Fire", "Maristow Post", MILL)), start=1
            )
        ),
    )  # fmt: skip
    write(
        folder / "queries_dev.jsonl",
        {"query_id": "q1", "query": "What will the harbour board of Lornhaven launch?",
         "answer": "its new ferry", "question_type": "inference_query", "gold_doc_ids": ["a1"],
         "evidence": [{"doc_id": "a1", "fact": FERRY}]},
        {"query_id": "q2", "query": "Which airline flies to Kathmandu?", "evidence": [],
         "answer": "Insufficient information.", "question_type": "null_query", "gold_doc_ids": []},
    )  # fmt: skip
    return folder


@pytest.fixture
def scifact(tmp_path: Path) -> Path:
    folder = tmp_path / "scifact"
    abstracts = {"11": ("Snails", SNAILS), "12": ("Moles", MOLES)}
    rows = (
        {"_id": each, "title": abstracts[each][0], "text": abstracts[each][1]} for each in abstracts
    )
    write(folder / "corpus.jsonl", *rows)
    write(folder / "queries_test.jsonl", {"_id": "1", "text": "Moles feed on worms."})
    (folder / "qrels_test.tsv").write_text("query-id\tcorpus-id\tscore\n1\t12\t1\n")
    return folder


@pytest.fixture
def clapnq(tmp_path: Path) -> Path:
    folder = tmp_path / "clapnq"

    def row(name: str, question: str, text: str, selected: list[str]) -> object:
        passage = {"title": "", "text": text, "sentences": [text]}
        output = {"answer": " ".join(selected), "selected_sentences": selected}
        return {"id": name, "input": question, "passages": [passage], "output": [output]}

    asked = "what will the harbour board of Lornhaven launch"
    write(folder / "clapnq_dev_answerable.jsonl", row("1", asked, FERRY, [FERRY]))
    # The other passage would answer it, but is not this question's.
    write(folder / "clapnq_dev_unanswerable.jsonl", row("2", asked, SNAILS, []))
    return folder


@pytest.fixture
def ramdocs(tmp_path: Path) -> Path:
    return write(
        tmp_path / "dev.jsonl",
        {"question": "When will Lornhaven launch its new ferry?",
         "documents": [{"text": FERRY, "type": "correct"}, {"text": SNAILS, "type": "noise"}],
         "gold_answers": ["Friday"], "wrong_answers": ["Sunday"]},
    )  # fmt: skip


@pytest.fixture
def timebank(tmp_path: Path) -> Path:
    mention = {"start": 60, "end": 66, "text": "Friday", "type": "DATE", "value": "2025-05-09"}
    row = {"doc_id": "ECHO1", "published": "2025-05-05", "text": FERRY, "mentions": [mention]}
    return write(tmp_path / "texts.jsonl", row)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "run"


def bench(*arguments: object) -> Result:
    return CliRunner().invoke(commands, ["bench", *map(str, arguments)])


def values(done: Result) -> dict[str, float]:
    assert done.exit_code == 0, done.output
    metrics = json.loads(done.stdout)["metrics"]
    return {name: estimate["value"] for name, estimate in metrics.items()}


def test_multihop_rag_is_scored_by_retrieval_alone(multihop: Path, out: Path) -> None:
    found = values(bench("multihop-rag", multihop, "--out", out, "--json"))
    assert found["recall@4"] == found["recall@10"] == found["mrr@10"] == found["map@10"] == 1
    assert "accuracy" not in found
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["task"], manifest["as_of"]) == ("bench multihop-rag", "2025-05-02")
    assert manifest["models"] == []
    assert (manifest["corpus"]["articles"], manifest["cases"]["count"]) == (2, 2)
    records = [json.loads(line) for line in (out / "records.jsonl").read_text().splitlines()]
    assert [each["answer"] for each in records] == [None, None]
    assert records[0]["passages"][0]["passage"]["text"] == FERRY


def test_multihop_rag_is_scored_by_answers_too(multihop: Path, out: Path) -> None:
    done = bench(
        "multihop-rag", multihop, "--out", out, "--answers", "--backend", "extractive", "--json"
    )
    found = values(done)
    assert found["accuracy"] == found["null_refusal_recall"] == found["citation_recall"] == 1
    assert found["recall@4"] == 1
    assert set(json.loads(done.stdout)["references"].values()) == {1.0, 0.0}
    assert set(json.loads(done.stdout)["kinds"]) == {"inference_query", "null_query"}


SYSTEMS = ("plain_dense", "plain_bm25", "plain_rrf", "article_oracle")


def test_multihop_rag_has_plain_systems_beside_it_on_the_same_passages(
    multihop: Path, out: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    done = bench("multihop-rag", multihop, "--out", out, "--index", index, "--json")
    found = values(done)
    for system in SYSTEMS:
        assert [found[f"{system}.{each}"] for each in ("recall@4", "any_hit@10", "mrr@10")] == [
            1
        ] * 3
    kinds = json.loads(done.stdout)["kinds"]
    assert kinds["inference_query"]["plain_rrf.recall@10"]["n"] == 1
    (kept,) = index.glob("plain-*.npy")
    # The words of the passages alone: no title, no outlet, no date.
    expected = SentenceEmbedder().embed([FERRY, MILL])
    numpy.testing.assert_allclose(numpy.load(kept), expected, atol=1e-5)


def test_plain_systems_see_no_titles_and_the_oracle_only_the_right_articles(
    multihop: Path, out: Path
) -> None:
    query = {"query_id": "q1", "query": "What is told under Fire in Maristow Post?",
             "answer": "A ferry", "question_type": "inference_query", "gold_doc_ids": ["a1"],
             "evidence": [{"doc_id": "a1", "fact": FERRY}]}  # fmt: skip
    asked = write(multihop / "asked.jsonl", query)
    found = values(bench("multihop-rag", multihop, "--out", out, "--queries", asked, "--json"))
    # Every word of the question but "told" and "Maristow" is in a title or an outlet alone.
    assert found["plain_bm25.any_hit@4"] == 0
    assert found["mrr@10"] < found["article_oracle.mrr@10"] == 1


@pytest.mark.parametrize("option", ["--alone", "--answers"])
def test_multihop_rag_can_be_run_without_them(multihop: Path, out: Path, option: str) -> None:
    options = ("multihop-rag", multihop, "--backend", "extractive", "--json", "--out", out)
    found = values(bench(*options, option))
    assert not [name for name in found if "." in name]
    assert found["recall@4"] == 1
    if option == "--alone":  # such a run can't go on as one with them
        assert isinstance(bench(*options).exception, RunError)


def test_other_queries_can_be_asked(multihop: Path, out: Path, tmp_path: Path) -> None:
    lines = (multihop / "queries_dev.jsonl").read_text().splitlines()
    other = tmp_path / "other.jsonl"
    other.write_text(lines[0])
    done = bench("multihop-rag", multihop, "--out", out, "--queries", other, "--json")
    assert json.loads(done.stdout)["cases"] == 1


@pytest.mark.parametrize("plain", [(), ("--plain",)])
def test_scifact_is_scored_by_the_abstracts_found(
    scifact: Path, out: Path, plain: tuple[str, ...]
) -> None:
    found = values(bench("scifact", scifact, "--out", out, "--json", *plain))
    assert found["ndcg@10"] == found["mrr@10"] == found["recall@10"] == 1
    record = json.loads((out / "records.jsonl").read_text())
    assert record["passages"][0]["passage"]["article_id"] == "12"


def test_plain_vectors_are_those_of_title_and_text_and_are_kept(
    scifact: Path, out: Path, tmp_path: Path
) -> None:
    options = ("scifact", scifact, "--plain", "--index", tmp_path / "index", "--overwrite")
    values(bench(*options, "--out", out, "--json"))
    (kept,) = (tmp_path / "index").glob("*.npy")
    expected = SentenceEmbedder().embed([f"Snails {SNAILS}", f"Moles {MOLES}"])
    numpy.testing.assert_allclose(numpy.load(kept), expected, atol=1e-5)
    # What is kept is what is used: with the two exchanged, the other abstract comes first.
    numpy.save(kept, expected[::-1])
    assert values(bench(*options, "--out", out, "--json"))["mrr@10"] == 0.5
    kept.write_bytes(b"no vectors")
    assert isinstance(bench(*options, "--out", out).exception, StoreError)


def test_clapnq_asks_each_question_of_its_own_passage(clapnq: Path, out: Path) -> None:
    found = values(bench("clapnq", clapnq, "--out", out, "--backend", "extractive", "--json"))
    assert found["balanced_accuracy"] == found["evidence_f1"] == found["quote_exact"] == 1


def test_ramdocs_asks_for_every_answer_and_no_wrong_one(ramdocs: Path, out: Path) -> None:
    found = values(bench("ramdocs", ramdocs, "--out", out, "--backend", "extractive", "--json"))
    assert (found["strict_em"], found["wrong_said"]) == (1, 0)


def test_timebank_reads_dates_without_any_index(timebank: Path, out: Path) -> None:
    done = bench("timebank", timebank, "--out", out, "--json")
    found = values(done)
    assert found["span_f1"] == found["value_f1"] == found["date_value_f1"] == 1
    assert found["seconds_p50"] < 1
    record = json.loads((out / "records.jsonl").read_text())
    assert record["found"][0]["value"] == "2025-05-09"


def test_a_limit_takes_some_cases_and_embeds_only_their_articles(clapnq: Path, out: Path) -> None:
    done = bench("clapnq", clapnq, "--out", out, "--limit", 1, "--backend", "extractive", "--json")
    assert json.loads(done.stdout)["cases"] == 1
    assert json.loads((out / "manifest.json").read_text())["corpus"]["articles"] == 1


def test_an_index_is_kept_and_grows_with_what_is_asked(
    clapnq: Path, out: Path, tmp_path: Path
) -> None:
    options = ("--backend", "extractive", "--index", tmp_path / "index", "--json")
    first = values(bench("clapnq", clapnq, "--out", out, "--limit", 1, *options))
    made = (tmp_path / "index" / "catalogue.sqlite3").stat().st_ino
    both = values(bench("clapnq", clapnq, "--out", tmp_path / "second", *options))
    again = values(bench("clapnq", clapnq, "--out", tmp_path / "third", "--limit", 1, *options))
    assert (tmp_path / "index" / "catalogue.sqlite3").stat().st_ino == made
    assert first["balanced_accuracy"] == both["balanced_accuracy"] == 1
    assert again["balanced_accuracy"] == 1


def test_an_index_of_other_articles_is_refused(
    clapnq: Path, scifact: Path, out: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    values(bench("scifact", scifact, "--out", out, "--index", index, "--json"))
    refused = bench("clapnq", clapnq, "--out", tmp_path / "b", "--index", index)
    assert isinstance(refused.exception, RunError)
    assert f"The index in {index} holds other articles" in str(refused.exception)
    corpus = scifact / "corpus.jsonl"
    corpus.write_text(corpus.read_text().replace("worms", "roots"))
    changed = bench("scifact", scifact, "--out", tmp_path / "c", "--index", index)
    assert isinstance(changed.exception, RunError)
    assert not (tmp_path / "b").exists()


def test_a_finished_run_is_not_run_again_and_another_is_not_mixed_in(
    timebank: Path, ramdocs: Path, out: Path
) -> None:
    first = bench("timebank", timebank, "--out", out, "--json")
    again = bench("timebank", timebank, "--out", out, "--json")
    assert json.loads(again.stdout) == json.loads(first.stdout)
    assert "finished before" in again.stderr
    other = bench("ramdocs", ramdocs, "--out", out, "--backend", "extractive")
    assert isinstance(other.exception, RunError)


def test_an_unknown_name_is_wrong_usage_and_the_known_ones_are_listed(out: Path) -> None:
    done = bench("squad", "somewhere", "--out", out)
    assert done.exit_code == 2
    for name in ("squad", "multihop-rag", "scifact", "clapnq", "ramdocs", "timebank"):
        assert name in done.stderr


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("scifact", ("--queries", "x")),
        ("scifact", ("--answers",)),
        ("timebank", ("--answers",)),
        ("multihop-rag", ("--plain",)),
        ("scifact", ("--alone",)),
    ],
)
def test_an_option_of_another_benchmark_is_wrong_usage(
    out: Path, name: str, option: tuple[str, ...]
) -> None:
    done = bench(name, "somewhere", "--out", out, *option)
    assert done.exit_code == 2
    assert option[0] in done.stderr


@pytest.mark.parametrize("name", ["multihop-rag", "scifact", "clapnq", "ramdocs", "timebank"])
def test_a_data_set_that_is_not_there_is_told_and_leaves_nothing(
    out: Path, tmp_path: Path, name: str
) -> None:
    done = bench(name, tmp_path / "absent", "--out", out)
    assert isinstance(done.exception, CasesError)
    assert str(tmp_path / "absent") in str(done.exception)
    assert not out.exists()
