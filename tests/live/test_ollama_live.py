"""The Ollama backend with a real Ollama; nothing is asked that a small model could get wrong."""

import dataclasses
import itertools
import json
import os

import pytest

from rag.errors import ModelError, ModelUnavailable
from rag.llm.ollama import FoundModel, OllamaModel, find_ollama_model
from rag.protocols import Prompt

pytestmark = pytest.mark.live

PROMPT = Prompt(
    system="Answer in one sentence.",
    user="The ferry sails on Monday. When does the ferry sail?",
    max_tokens=40,
)


def real_model(*, temperature: float = 0, seed: int = 1) -> OllamaModel:
    host = os.environ["OLLAMA_HOST"]
    return OllamaModel(
        host,
        model=find_ollama_model(host, wanted=""),
        context=2048,
        temperature=temperature,
        seed=seed,
        timeout=300,
    )


def test_it_says_the_same_twice() -> None:
    model = real_model()
    first, second = (list(model.generate(PROMPT)) for _ in range(2))
    assert len(first) > 1
    assert first == second


def test_at_a_high_temperature_the_seed_decides() -> None:
    prompt = dataclasses.replace(PROMPT, user="Tell a story about a ferry.")
    hot = [real_model(temperature=1.5, seed=seed) for seed in (1, 1, 2)]
    first, again, other = ("".join(model.generate(prompt)) for model in hot)
    assert first == again
    assert first != other


def test_a_schema_is_kept() -> None:
    schema = {
        "type": "object",
        "properties": {"stated": {"type": "boolean"}},
        "required": ["stated"],
    }
    reply = "".join(real_model().generate(dataclasses.replace(PROMPT, schema=schema)))
    assert isinstance(json.loads(reply)["stated"], bool)


def test_a_reply_can_be_stopped_and_the_next_one_comes() -> None:
    model = real_model()
    pieces = model.generate(dataclasses.replace(PROMPT, user="Count up.", max_tokens=1500))
    assert len(list(itertools.islice(pieces, 2))) == 2
    pieces.close()  # type: ignore[attr-defined]
    assert "".join(model.generate(PROMPT))


def test_an_overlong_prompt_is_an_error() -> None:
    user = " ".join(f"The ferry {number} sails on Monday." for number in range(1000))
    with pytest.raises(ModelError, match="longer than the model's context"):
        list(real_model().generate(dataclasses.replace(PROMPT, user=user)))


def test_an_unknown_model_is_unavailable() -> None:
    model = OllamaModel(
        os.environ["OLLAMA_HOST"],
        model=FoundModel(name="no-such-model", digest=""),
        context=2048,
        temperature=0,
        seed=1,
        timeout=60,
    )
    with pytest.raises(ModelUnavailable, match="ollama pull no-such-model"):
        list(model.generate(PROMPT))
