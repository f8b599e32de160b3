import time
from typing import Any

import pytest
from replay import Manner, recorded, replay

from rag.settings import BackendChoice, ModelSettings, Settings
from ui.known_models import PATIENCE, Known, KnownModels, model_choices
from ui.models import ListedModel, Listing, SilentBackend

SMALL = ListedModel(backend="ollama", name="small:3b", auto=True, loaded=True)
LARGE = ListedModel(backend="ollama", name="large:7b", auto=False, loaded=False)
BUILT_IN = ListedModel(backend="embedded", name="coder", auto=False)
MISSING = ListedModel(
    backend="embedded", name="coder", auto=False, ready=False, install="make model"
)
QUOTES = ListedModel(backend="extractive", name="quotes", auto=False)
NO_OLLAMA = SilentBackend(backend="ollama", problem="Nothing answers.", mend="Start it.")


def known(*models: ListedModel, silent: tuple[SilentBackend, ...] = ()) -> Known:
    return Known(listing=Listing(models=models, silent=silent), embedded="coder")


def settings(**model: Any) -> Settings:
    return Settings(model=ModelSettings.model_validate(model))


def values(found: Known | None, *, configured: BackendChoice = "auto") -> list[str]:
    return [value for _, value in model_choices(found, configured=configured)]


def test_every_model_that_is_there_can_be_chosen() -> None:
    choices = model_choices(known(SMALL, LARGE, BUILT_IN, QUOTES), configured="auto")
    assert choices == [
        ("Automatic", "auto"),
        ("small:3b · Ollama", "ollama:small:3b"),
        ("large:7b · Ollama", "ollama:large:7b"),
        ("coder · Built-in model", "embedded:coder"),
        ("Quotes only", "extractive"),
    ]


def test_what_cannot_be_had_says_so_in_the_list() -> None:
    choices = dict(model_choices(known(MISSING, silent=(NO_OLLAMA,)), configured="auto"))
    assert choices["Ollama: no answer"] == "ollama"
    assert choices["Built-in model: not installed"] == "embedded"


def test_the_configured_backend_stays_a_choice_and_once() -> None:
    assert values(None, configured="ollama") == ["auto", "ollama", "extractive"]
    down = values(known(silent=(NO_OLLAMA,)), configured="ollama")
    assert down == ["auto", "ollama", "extractive"]


@pytest.mark.parametrize(
    ("backend", "name", "found"),
    [
        ("ollama", "large:7b", LARGE),
        ("ollama", "", SMALL),
        ("ollama", "gone", None),
        ("embedded", "", BUILT_IN),
        ("extractive", "", QUOTES),
        ("openai", "", None),
    ],
)
def test_a_backend_without_a_name_takes_its_own(
    backend: str, name: str, found: ListedModel | None
) -> None:
    assert known(SMALL, LARGE, BUILT_IN, QUOTES).model(backend, name) == found


def test_what_ollama_has_is_asked_once_for_many_readers() -> None:
    asked = [recorded(name) for name in ("tags", "tags", "ps_loaded")]
    with replay(*asked) as ollama:
        models = KnownModels(settings(ollama_host=ollama.url))
        found = [models.look() for _ in range(5)]
    assert len(ollama.received) == len(asked)
    assert found[0] is not None
    assert found[0].model("ollama", "smollm2:135m") is not None
    assert all(each is found[0] for each in found)


def test_a_dead_ollama_costs_next_to_nothing_and_tells_the_mend() -> None:
    started = time.monotonic()
    found = KnownModels(settings(ollama_host="http://127.0.0.1:9")).look()
    assert time.monotonic() - started < PATIENCE
    assert found is not None
    silent = found.silent("ollama")
    assert silent is not None
    assert "http://127.0.0.1:9" in silent.problem
    assert "ollama serve" in silent.mend


def test_an_ollama_that_says_nothing_keeps_nobody_waiting() -> None:
    with replay(*[recorded("tags")] * 3, manner=Manner(mute=True)) as ollama:
        models = KnownModels(settings(ollama_host=ollama.url))
        started = time.monotonic()
        assert models.look() is None
        assert time.monotonic() - started < 1.5 * PATIENCE
