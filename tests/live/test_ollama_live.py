"""The Ollama backend with a real Ollama; nothing is asked that a small model could get wrong."""

import dataclasses
import itertools
import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from rag.errors import ModelBusy, ModelError, ModelUnavailable
from rag.llm.ollama import FoundModel, OllamaModel, find_ollama_model
from rag.llm.ollama_server import ollama_address
from rag.llm.queueing import Line, Queued
from rag.protocols import Prompt

pytestmark = pytest.mark.live

CONTEXT = 2048
PROMPT = Prompt(
    system="Answer in one sentence.",
    user="The ferry sails on Monday. When does the ferry sail?",
    max_tokens=40,
)
ENDLESS = dataclasses.replace(PROMPT, user="Count up from one.", max_tokens=1500)
SCHEMA = {
    "type": "object",
    "properties": {"stated": {"type": "boolean"}},
    "required": ["stated"],
}


def real_model(*, temperature: float = 0, seed: int = 1, context: int = CONTEXT) -> OllamaModel:
    host = os.environ["OLLAMA_HOST"]
    return OllamaModel(
        host,
        model=find_ollama_model(host, wanted=""),
        context=context,
        temperature=temperature,
        seed=seed,
        timeout=300,
    )


def told(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    address = ollama_address(os.environ["OLLAMA_HOST"])
    reply = httpx.request(method, f"{address}{path}", json=body, timeout=300, trust_env=False)
    answer: dict[str, Any] = reply.raise_for_status().json()
    return answer


def loaded() -> dict[str, int]:
    """The models that are loaded, with their contexts."""
    return {
        each["name"]: each.get("context_length", 0) for each in told("GET", "/api/ps")["models"]
    }


def test_a_model_that_has_to_be_loaded_first_answers() -> None:
    model = real_model()
    name = model.info.name
    told("POST", "/api/generate", {"model": name, "keep_alive": 0})
    assert "".join(model.generate(PROMPT))
    assert name in loaded()


def test_all_that_is_asked_has_the_same_context() -> None:
    model = real_model()
    for prompt in (PROMPT, dataclasses.replace(PROMPT, schema=SCHEMA, max_tokens=100)):
        list(model.generate(prompt))
        assert loaded()[model.info.name] in (CONTEXT, 0)
    model.probability(PROMPT, choices=("Yes", "No"))
    assert loaded()[model.info.name] in (CONTEXT, 0)


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
    reply = "".join(real_model().generate(dataclasses.replace(PROMPT, schema=SCHEMA)))
    assert isinstance(json.loads(reply)["stated"], bool)


def test_a_reply_can_be_stopped_and_the_next_one_comes() -> None:
    model = real_model()
    pieces = model.generate(ENDLESS)
    assert len(list(itertools.islice(pieces, 2))) == 2
    pieces.close()  # type: ignore[attr-defined]
    assert "".join(model.generate(PROMPT))


def test_an_overlong_prompt_is_an_error() -> None:
    user = " ".join(f"The ferry {number} sails on Monday." for number in range(1000))
    with pytest.raises(ModelError, match="longer than the model's context"):
        list(real_model().generate(dataclasses.replace(PROMPT, user=user)))


@pytest.mark.parametrize(
    "user",
    [
        "The harbour master told reporters that the ferry would not sail before Friday. " * 12,
        "FERRY STUCK IN ICE, HARBOUR MASTER SAYS. " * 12,
        "Мэр заявил во вторник, что восстановление моста займёт не менее трёх лет. " * 8,
        "市長は火曜日、鉄道橋の復旧には少なくとも三年かかると述べた。" * 8,
        "2025-03-14T09:45:00Z 1,274.50 🌧️ https://example.org/2025/03?ref=%2Fhome\n" * 12,
    ],
)
def test_what_fits_by_count_fits(user: str) -> None:
    model = real_model()
    body = {
        "model": model.info.name,
        "messages": [
            {"role": "system", "content": PROMPT.system},
            {"role": "user", "content": user},
        ],
        "stream": False,
        "options": {"num_ctx": CONTEXT, "num_predict": 1},
    }
    counted = told("POST", "/api/chat", body)["prompt_eval_count"]
    estimate = model.count_tokens(PROMPT.system) + model.count_tokens(user)
    assert counted <= estimate + CONTEXT - model.context


def test_how_sure_it_is_lies_between_nought_and_one() -> None:
    prompt = dataclasses.replace(PROMPT, user="Is ice cold? Reply Yes or No.")
    sure = real_model().probability(prompt, choices=("Yes", "No"))
    assert sure is None or 0 <= sure <= 1
    if tuple(map(int, told("GET", "/api/version")["version"].split(".")[:2])) >= (0, 13):
        assert sure is not None


def test_a_queue_lets_one_ask_at_a_time() -> None:
    queued = Queued(real_model(), line=Line(waiting=1))
    first = queued.generate(ENDLESS)
    assert next(first)
    with ThreadPoolExecutor() as readers:
        second = readers.submit("".join, queued.generate(PROMPT))
        assert next(first)
        assert not second.done()
        first.close()
        assert second.result(300)


def test_a_full_queue_refuses() -> None:
    queued = Queued(real_model(), line=Line(waiting=0))
    first = queued.generate(ENDLESS)
    assert next(first)
    with pytest.raises(ModelBusy):
        next(queued.generate(PROMPT))
    first.close()


def test_an_unknown_model_is_unavailable() -> None:
    model = OllamaModel(
        os.environ["OLLAMA_HOST"],
        model=FoundModel(name="no-such-model", digest=""),
        context=CONTEXT,
        temperature=0,
        seed=1,
        timeout=60,
    )
    with pytest.raises(ModelUnavailable, match="ollama pull no-such-model"):
        list(model.generate(PROMPT))
