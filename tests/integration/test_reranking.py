"""The reranker on a real cross-encoder that is small enough to be written by hand."""

import json
import os
import re
import shutil
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy
import pytest
from model_hub import model_hub
from newsroom import FERRY as FERRY_REPORT
from newsroom import LIBRARY as LIBRARY_REPORT
from newsroom import CountingEmbedder
from overlap_model import save_overlap_model

from rag.assemble import build_retriever
from rag.errors import SettingsError
from rag.index.embedding import model_folder
from rag.index.library import Library
from rag.retrieval.reranking import CrossEncoderReranker
from rag.schema import Question
from rag.settings import RetrievalSettings, Settings

QUESTION = "when does the ferry to skerrow sail"
FERRY = "it leaves quillport on monday , the ferry to skerrow"
BUS = "the bus to quillport leaves on monday"
LIBRARY = "a library closes for repairs in june"
TEXTS = [LIBRARY, FERRY, BUS]
WORDS = " ".join([QUESTION, *TEXTS]).split()
NAME = "harbour/overlap"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_overlap_model(tmp_path_factory.mktemp("reranker") / "overlap", words=WORDS)


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder), download=False)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hub's cache, in this process and in those it starts; empty."""
    from huggingface_hub import constants

    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub" / "hub"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    return tmp_path / "hub"


def test_the_text_that_answers_scores_highest(reranker: CrossEncoderReranker) -> None:
    scores = reranker.scores(QUESTION, TEXTS)
    assert scores.dtype == numpy.float32
    assert [TEXTS[place] for place in numpy.argsort(-scores)] == [FERRY, BUS, LIBRARY]


def test_the_question_decides(reranker: CrossEncoderReranker) -> None:
    scores = reranker.scores("a library in june", TEXTS)
    assert TEXTS[int(scores.argmax())] == LIBRARY


def test_nothing_scores_nothing_and_loads_nothing(folder: Path) -> None:
    fresh = CrossEncoderReranker(str(folder), download=False)
    scores = fresh.scores(QUESTION, [])
    assert scores.shape == (0,)
    assert scores.dtype == numpy.float32
    assert fresh._made is None


def test_scores_do_not_depend_on_what_is_scored_beside(reranker: CrossEncoderReranker) -> None:
    """More than a batch, of many lengths, which are sorted, padded and put in order again."""
    texts = [" ".join([*["library"] * (place % 7), FERRY[: 3 * place]]) for place in range(40)]
    alone = [float(reranker.scores(QUESTION, [text])[0]) for text in texts]
    assert reranker.scores(QUESTION, texts).tolist() == pytest.approx(alone, abs=1e-5)
    assert len(set(alone)) > 10


@pytest.mark.parametrize("question", ["", "ferry " * 4_000, "когда 何時 ' OR 1=1 --\x00"])
def test_any_question_can_be_asked(reranker: CrossEncoderReranker, question: str) -> None:
    scores = reranker.scores(question, [FERRY, "", " \n", "\ud7ff𝕏" * 2_000])
    assert scores.shape == (4,)
    assert numpy.isfinite(scores).all()


def test_what_the_model_cannot_read_is_cut(reranker: CrossEncoderReranker) -> None:
    long = "library " * 200
    plain, late, early = reranker.scores(QUESTION, [long, f"{long} ferry", f"ferry {long}"])
    assert late == pytest.approx(plain)
    assert early > plain + 1e-4


def test_a_pair_is_never_longer_than_512_tokens(tmp_path: Path) -> None:
    save_overlap_model(tmp_path, words=WORDS, most_tokens=2_000)
    reader = CrossEncoderReranker(str(tmp_path), download=False)
    long = "library " * 600
    plain, late = reader.scores(QUESTION, [long, f"{long} ferry"])
    assert late == pytest.approx(plain)


def test_weights_of_half_precision_are_read_in_full(folder: Path, tmp_path: Path) -> None:
    from transformers import BertForSequenceClassification

    half = shutil.copytree(folder, tmp_path / "half")
    BertForSequenceClassification.from_pretrained(folder).half().save_pretrained(half)
    reader = CrossEncoderReranker(str(half), download=False)
    scores = reader.scores(QUESTION, TEXTS)
    assert [TEXTS[place] for place in numpy.argsort(-scores)] == [FERRY, BUS, LIBRARY]
    assert reader._made is not None
    assert str(reader._made.dtype) == "torch.float32"


def test_retrieval_gives_what_it_scores_highest(
    tmp_path: Path, articles: Path, embedder: CountingEmbedder
) -> None:
    """For this model small words count as much as rare ones, and the library shares more."""
    question = "Will the harbour board carry its passengers in June to the old town for repairs?"
    words = re.findall(r"\w+|[^\w\s]", f"{FERRY_REPORT} {LIBRARY_REPORT} {question}".lower())
    folder = save_overlap_model(tmp_path / "overlap", words=words, most_tokens=256)

    def found(**chosen: object) -> list[str]:
        settings = Settings(retrieval=RetrievalSettings.model_validate(chosen))
        library = Library(tmp_path / "index", settings=settings, embedder=embedder)
        library.ingest([articles])
        asked = Question(text=question, as_of=date(2025, 5, 7))
        passages = build_retriever(settings, library=library).search(asked)
        library.close()
        return [each.article.file for each in passages]

    assert found() == ["ferry.txt", "library.txt"]
    assert found(reranker=str(folder), reranker_weight=0) == ["ferry.txt", "library.txt"]
    assert found(reranker=str(folder), reranker_weight=1) == ["library.txt", "ferry.txt"]


def test_threads_do_not_disturb_one_another(folder: Path) -> None:
    """They load it once, and one tokenizer pads for all."""
    shared = CrossEncoderReranker(str(folder), download=False)
    texts = [" ".join([FERRY] * length) for length in range(1, 6)]

    def ask(number: int) -> list[float]:
        return [float(each) for each in shared.scores(QUESTION, texts[: 1 + number % 5])]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, range(40)))
    alone = [float(shared.scores(QUESTION, [text])[0]) for text in texts]
    for number, scores in enumerate(found):
        assert scores == pytest.approx(alone[: 1 + number % 5], abs=1e-5)


def test_identity_tells_the_weights(folder: Path, tmp_path: Path) -> None:
    def identity(path: Path) -> str:
        return CrossEncoderReranker(str(path), download=False).identity

    other = save_overlap_model(tmp_path / "overlap", words=[*WORDS, "otter"])
    assert identity(folder).startswith("overlap@")
    assert identity(folder) == identity(folder)
    assert identity(other) != identity(folder)


def test_a_model_on_disk_is_loaded_without_a_word_to_anybody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refuse(*arguments: object, **options: object) -> None:
        asked.append(arguments)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    # The allowance changes nothing for what is on disk.
    CrossEncoderReranker(str(folder), download=True).load()
    assert asked == []


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder)


def _no_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def _broken_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"no weights")


def _no_vocabulary(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def _broken_configuration(folder: Path) -> None:
    (folder / "config.json").write_text("{", "utf-8")


def _no_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()


def _another_kind(folder: Path) -> None:
    configuration = json.loads((folder / "config.json").read_text("utf-8"))
    configuration["architectures"] = ["BertForMaskedLM"]
    (folder / "config.json").write_text(json.dumps(configuration), "utf-8")


def _own_code(folder: Path) -> None:
    configuration = json.loads((folder / "config.json").read_text("utf-8"))
    configuration |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Own"}}
    (folder / "config.json").write_text(json.dumps(configuration), "utf-8")
    (folder / "own.py").write_text("raise SystemExit('own code was run')", "utf-8")


def _three_labels(folder: Path) -> None:
    save_overlap_model(folder, words=WORDS, labels=3)


def _an_embedder(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(model_folder("bundled"), target_is_directory=True)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (_nothing, "There is no reranker in "),
        (_no_weights, "No reranker weights"),
        (_broken_weights, "can't be loaded"),
        (_no_vocabulary, "No reranker's vocabulary"),
        (_broken_configuration, "can't be read"),
        (_no_configuration, "no kind of model"),
        (_another_kind, "holds BertForMaskedLM, which is no cross-encoder"),
        (_own_code, "can't be loaded"),
        (_three_labels, "gives 3 scores a passage"),
        (_an_embedder, "which is no cross-encoder"),
    ],
)
def test_a_folder_without_a_cross_encoder_is_refused(
    folder: Path, tmp_path: Path, damage: Callable[[Path], None], message: str
) -> None:
    given = tmp_path / "given"
    shutil.copytree(folder, given)
    damage(given)
    with pytest.raises(SettingsError, match=message) as refused:
        CrossEncoderReranker(str(given), download=True).load()
    assert "\n" not in str(refused.value)
    assert "retrieval.reranker" in refused.value.mend


def test_a_name_is_not_fetched_without_allowance(folder: Path, cache: Path) -> None:
    with model_hub(folder, name=NAME) as hub:
        with pytest.raises(SettingsError) as refused:
            CrossEncoderReranker(NAME, download=False)
        assert hub.asked == []
    assert refused.value.problem == f"There is no reranker in {NAME}."
    assert "retrieval.reranker_download" in refused.value.mend
    assert not cache.exists()


def test_a_name_is_fetched_once_and_this_process_stays_offline(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, reranker: CrossEncoderReranker
) -> None:
    with model_hub(folder, name=NAME) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        fetching = CrossEncoderReranker(NAME, download=True)
        assert fetching.identity == NAME
        assert hub.asked == []
        scores = fetching.scores(QUESTION, TEXTS)
        assert any(path.endswith("model.safetensors") for path in hub.asked)
        hub.asked.clear()
        again = CrossEncoderReranker(NAME, download=True)
        again.load()
        assert hub.asked == []
    assert scores.tolist() == pytest.approx(reranker.scores(QUESTION, TEXTS).tolist())
    assert again.identity.startswith(f"{NAME}@")
    assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_only_what_cannot_run_is_fetched(
    folder: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = shutil.copytree(folder, tmp_path / "given")
    for name in ("modeling.py", "pytorch_model.bin", "model.onnx"):
        (given / name).write_text("print('boo')", "utf-8")
    with model_hub(given, name=NAME) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        CrossEncoderReranker(NAME, download=True).load()
    taken = {path.rpartition("/")[2] for path in hub.asked if "/resolve/" in path}
    assert taken == {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("harbour/other", r"at http://\S+, no public model of that name\."),
        ("harbour/a..b", r"no model is named so\."),
    ],
)
def test_the_hub_says_why_there_is_no_model(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str
) -> None:
    with model_hub(folder, name=NAME) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        with pytest.raises(SettingsError, match=message) as refused:
            CrossEncoderReranker(name, download=True).load()
    assert "\n" not in str(refused.value)


def test_without_network_a_name_fails_in_a_word(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(SettingsError, match=r"can't be reached \(") as refused:
        CrossEncoderReranker(NAME, download=True).load()
    assert "\n" not in str(refused.value)
    assert "folder" in refused.value.mend
