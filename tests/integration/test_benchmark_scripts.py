"""The scripts of tests/benchmarks on collections so small that only their form can be seen."""

import importlib
import json
from itertools import islice
from pathlib import Path
from types import ModuleType

import numpy
import pytest
from console import CORPUS

from rag.index.embedding import SentenceEmbedder
from rag.reading.copies import are_copies, read_wording
from rag.settings import RetrievalSettings, Settings

SCRIPTS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch):
    def load(name: str) -> ModuleType:
        monkeypatch.syspath_prepend(str(SCRIPTS))
        return importlib.import_module(name)

    return load


def test_grown_articles_are_the_same_every_time_and_no_copies_of_one_another(script):
    growing = script("growing")
    first, again = (list(islice(growing.grow(CORPUS), 30)) for _ in range(2))
    assert first == again
    wordings = [read_wording([each.text]) for each in first]
    assert not any(are_copies(wordings[0], other) for other in wordings[1:])
    assert len({each.article_id for each in first}) == 30
    assert len({growing.invented(number) for number in range(5_000)}) == 5_000
    asked = list(islice(growing.questions(first, seed=1), 50))
    assert len({each.text for each in asked}) > 40
    assert asked != list(islice(growing.questions(first, seed=2), 50))


def test_vectors_that_stand_in_are_of_unit_length_under_the_real_name(script):
    real = SentenceEmbedder()
    embedder = script("growing").StandIn(real)
    assert embedder.identity == real.identity
    (vectors,) = embedder.embed_parts(["A word."], parts=[[(0, 1), (2, 6)]])
    assert vectors.whole.shape == (384,)
    lengths = numpy.linalg.norm([vectors.whole, *vectors.parts], axis=1)
    numpy.testing.assert_allclose(lengths, 1, atol=1e-5)
    assert embedder.count_tokens("A word.") == 3


def test_latency_is_measured_on_an_index_that_is_kept(script, tmp_path):
    retrieval = script("retrieval")
    settings, folder = Settings(), tmp_path / "index"
    filled = retrieval.fill(folder, settings, CORPUS, 60)
    assert filled["passages"] >= 60
    assert retrieval.fill(folder, settings, CORPUS, 60) is None
    measured = retrieval.measure(folder, settings, 5, CORPUS)
    assert measured["passages"] == filled["passages"]
    rows = {row["filters"]: row for row in measured["rows"]}
    assert list(rows) == list(retrieval.FILTERS)
    plain = rows["none"]
    assert plain["questions"] >= 5
    assert 0 < plain["embedder_p50"] <= plain["p50"] <= plain["p95"] <= plain["slowest"]
    assert 0 < plain["embedder"] < 1
    assert plain["evidence"] > 0.5
    assert measured["start"]["start_s"] > 0
    assert measured["memory_mb"] > 100


def test_parts_that_can_be_left_out_are_varied_one_by_one(script):
    settings = RetrievalSettings()
    varied = dict(script("ablations").variants(settings, ["passages=3,evidence=2"]))
    own = varied.pop("passages=3,evidence=2")
    assert (own.passages, own.evidence) == (3, 2)
    for name, variant in varied.items():
        part = name.removeprefix("without ")
        assert not getattr(variant, part)
        assert variant.model_copy(update={part: getattr(settings, part)}) == settings
    assert "without passages" not in varied


def test_what_a_part_brings_has_its_error_and_its_chance(script):
    ablations = script("ablations")
    cases = [f"case-{number}" for number in range(20)]
    whole = ablations.Scored({"recall@4": dict.fromkeys(cases, 1.0)}, 5.0)
    part = ablations.Scored({"recall@4": {each: float(each[-1] > "4") for each in cases}}, 4.0)
    gains = ablations.brought(whole, part, groups={each: each for each in cases})["recall@4"]
    assert (gains["without"], gains["brings"]) == (0.5, 0.5)
    assert 0.1 < gains["standard_error"] < 0.13
    assert gains["p"] < 0.01


def test_ablations_ask_a_kept_index(script, tmp_path, monkeypatch, capsys, sample_library):
    cases = CORPUS.parent / "eval" / "datasets" / "nara.jsonl"
    given = ("cases", cases, "--index", sample_library.folder, "--limit", 6, "--json")
    ablations = script("ablations")
    monkeypatch.setattr("sys.argv", ["ablations.py", *map(str, given), "--set", "passages=1"])
    ablations.main()
    varied = json.loads(capsys.readouterr().out)
    assert varied["passages=1"]["gold_article@4"]["without"] >= 0
    assert set(varied) > {"passages=1"}
