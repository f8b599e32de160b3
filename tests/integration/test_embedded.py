"""The embedded model: the bundled 1.5B weights, really run."""

import contextlib
import dataclasses
import hashlib
import itertools
import json
import stat
import tempfile
from pathlib import Path

import pytest

from rag.errors import ModelError, ModelUnavailable
from rag.llm.embedded import EmbeddedModel
from rag.llm.weights import BUNDLED_MODELS, bundled_model_path
from rag.protocols import Prompt
from rag.schema import ModelInfo

pytestmark = pytest.mark.model

SYSTEM = "You answer from the given report."
REPORT = "Report: the ferry to Holm sails on Monday at nine.\n"
ASKED = "Is the answer to this question in the report? Reply Yes or No.\nQuestion: "
PROMPT = Prompt(system=SYSTEM, user=f"{REPORT}When does the ferry sail?", max_tokens=12)


def temporary_folders() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob("dateline-*"))


def listening_ports() -> set[str]:
    """Addresses on which this process takes TCP connections."""
    mine = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            mine.add(str(descriptor.readlink()))
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    lines += Path("/proc/net/tcp6").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]
    return {row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in mine}


def make_model(path: Path, *, name: str, threads: int = 1) -> EmbeddedModel:
    return EmbeddedModel(path, name=name, context=1024, threads=threads, temperature=0, seed=1)


@pytest.fixture(scope="module")
def model() -> EmbeddedModel:
    name = "qwen2.5-coder-1.5b"
    return make_model(bundled_model_path(name), name=name, threads=0)


def test_loads_when_told_and_opens_no_port(model: EmbeddedModel) -> None:
    assert model.info == ModelInfo(backend="embedded", name="qwen2.5-coder-1.5b")
    assert model.context == 1024
    folders, ports = temporary_folders(), listening_ports()
    model.load()
    (folder,) = temporary_folders() - folders
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_ISSOCK(each.stat().st_mode) for each in folder.iterdir()] == [True]
    assert listening_ports() == ports
    model.load()
    assert temporary_folders() - folders == {folder}


def test_streams_a_reply_of_at_most_the_length_asked_for(model: EmbeddedModel) -> None:
    pieces = list(model.generate(PROMPT))
    assert 3 < len(pieces) <= PROMPT.max_tokens
    assert "Monday" in "".join(pieces)
    assert list(model.generate(dataclasses.replace(PROMPT, max_tokens=2))) == pieces[:2]


def test_a_models_seed_or_a_prompts_own_decides_what_is_drawn(model: EmbeddedModel) -> None:
    prompt = dataclasses.replace(PROMPT, user="Tell a story about a ferry.", max_tokens=8)
    # A prompt that is read for the first time gives numbers that differ in their last digits.
    assert list(model.generate(prompt))
    folders = temporary_folders()
    first, again, other = (
        "".join(model.sampling(temperature=1.5, seed=seed).generate(prompt)) for seed in (1, 1, 2)
    )
    own = dataclasses.replace(prompt, temperature=1.5, seed=1)
    assert first == again == "".join(model.generate(own))
    assert first != other
    assert temporary_folders() == folders


def test_the_identity_names_the_weights(model: EmbeddedModel, tmp_path: Path) -> None:
    assert model.identity == f"qwen2.5-coder-1.5b@{BUNDLED_MODELS[0].sha256}"
    path = tmp_path / "own.gguf"
    path.write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    assert make_model(path, name="own.gguf").identity == f"own.gguf@{digest}"
    with pytest.raises(ModelUnavailable, match="can't be read"):
        make_model(tmp_path / "none.gguf", name="none.gguf").identity  # noqa: B018


def test_the_schema_is_kept(model: EmbeddedModel) -> None:
    schema = {
        "type": "object",
        "properties": {"day": {"type": "string"}},
        "required": ["day"],
    }
    reply = "".join(model.generate(dataclasses.replace(PROMPT, schema=schema, max_tokens=40)))
    assert json.loads(reply).keys() == {"day"}


def test_stopping_early_frees_the_model(model: EmbeddedModel) -> None:
    prompt = dataclasses.replace(PROMPT, user="Count from one to a thousand.", max_tokens=900)
    pieces = model.generate(prompt)
    assert len(list(itertools.islice(pieces, 3))) == 3
    pieces.close()  # type: ignore[attr-defined]
    assert list(model.generate(dataclasses.replace(PROMPT, max_tokens=1)))


def test_the_probability_is_higher_where_the_report_says_so(model: EmbeddedModel) -> None:
    stated, unstated = (
        model.probability(
            dataclasses.replace(PROMPT, user=f"{REPORT}{ASKED}{question}"), choices=("Yes", "No")
        )
        for question in ("When does the ferry sail?", "Who won the chess match?")
    )
    assert stated is not None
    assert unstated is not None
    assert 0 <= unstated < 0.5 < stated <= 1


def test_words_that_the_model_would_not_say_have_no_probability(model: EmbeddedModel) -> None:
    assert model.probability(PROMPT, choices=("Zebra", "Quokka")) is None


def test_tokens_are_counted_by_the_model_itself(model: EmbeddedModel) -> None:
    assert model.count_tokens("") == 0
    assert model.count_tokens("The ferry sails on Monday.") == 6
    assert model.count_tokens("<|im_end|>") > 1


def test_an_overlong_prompt_is_an_error(model: EmbeddedModel) -> None:
    with pytest.raises(ModelError, match="longer than the model's context of 1024"):
        list(model.generate(dataclasses.replace(PROMPT, user=REPORT * 100)))


def test_a_schema_that_is_none_is_an_error(model: EmbeddedModel) -> None:
    with pytest.raises(ModelError, match="refused the request"):
        list(model.generate(dataclasses.replace(PROMPT, schema={"type": "nonsense"})))


@pytest.mark.parametrize("kept", [0, 16, 1_000_000])
def test_a_broken_file_is_unavailable(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "broken.gguf"
    with bundled_model_path("qwen2.5-coder-1.5b").open("rb") as whole:
        path.write_bytes(whole.read(kept))
    before = temporary_folders()
    with pytest.raises(ModelUnavailable, match=r"can't load .*make model"):
        make_model(path, name="broken").load()
    assert temporary_folders() == before


def test_a_missing_file_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="There is no model file"):
        make_model(tmp_path / "none.gguf", name="none").load()
