import re

import pytest
from test_known_models import BUILT_IN, LARGE, MISSING, NO_OLLAMA, QUOTES, SMALL, known

from rag.errors import StoreError
from ui.known_models import Known
from ui.models import ListedModel
from ui.status import (
    Standing,
    backend_standings,
    index_standing,
    model_standing,
    render_status,
    search_standing,
)

HOSTILE = "<img src=x onerror=alert(1)>\u202e"


def test_the_index_tells_its_size() -> None:
    standing = index_standing((1, 2000))
    assert (standing.state, standing.brief) == ("ready", "1 article")
    assert standing.detail == "1 article, 2,000 passages"


@pytest.mark.parametrize(
    ("size", "mend"),
    [
        ((0, 0), "dateline ingest PATH"),
        (StoreError("There is no index in here.", mend="Make one."), "Make one."),
    ],
)
def test_an_index_that_is_empty_or_absent_is_down_and_says_the_mend(
    size: tuple[int, int] | StoreError, mend: str
) -> None:
    standing = index_standing(size)
    assert standing.state == "down"
    assert mend in standing.mend


def test_the_search_is_loading_until_it_is_loaded() -> None:
    failed = search_standing(StoreError("The embedder is gone.", mend="Install it."))
    states = [search_standing(False).state, search_standing(True).state, failed.state]
    assert states == ["loading", "ready", "down"]
    assert search_standing(True).brief == ""


@pytest.mark.parametrize(
    ("chosen", "models", "brief"),
    [
        ("auto", (SMALL, LARGE), "small:3b (Ollama)"),
        ("ollama:large:7b", (SMALL, LARGE), "large:7b (Ollama)"),
        ("embedded", (BUILT_IN,), "coder (Built-in model)"),
        ("extractive", (), "quotes only"),
        ("auto", (ListedModel(backend="extractive", name="quotes", auto=True),), "quotes only"),
    ],
)
def test_the_model_that_answers_now_is_named(
    chosen: str, models: tuple[ListedModel, ...], brief: str
) -> None:
    standing = model_standing(chosen, known(*models, QUOTES))
    assert (standing.state, standing.brief) == ("ready", brief)


@pytest.mark.parametrize(
    ("chosen", "found", "mend"),
    [
        ("ollama", known(silent=(NO_OLLAMA,)), "Start it."),
        ("ollama:small:3b", known(silent=(NO_OLLAMA,)), "Start it."),
        ("auto", known(silent=(NO_OLLAMA,)), "Start it."),
        ("embedded", known(MISSING), "Run `make model`."),
        ("ollama:gone", known(SMALL), "Choose another."),
        ("nonsense", known(SMALL), "Choose another."),
    ],
)
def test_a_model_that_is_down_says_the_mend(chosen: str, found: Known, mend: str) -> None:
    standing = model_standing(chosen, found)
    assert (standing.state, standing.mend) == ("down", mend)


def test_a_model_is_looked_for_or_has_to_load() -> None:
    assert model_standing("auto", None).state == "loading"
    assert "loads with the first question" in model_standing("ollama:large:7b", known(LARGE)).detail


def test_the_list_names_each_backend_and_what_is_missing() -> None:
    told = backend_standings(known(MISSING, silent=(NO_OLLAMA,)))
    assert {each.part: (each.state, each.mend) for each in told} == {
        "Ollama": ("down", "Start it."),
        "Built-in model": ("down", "Run `make model`."),
    }
    assert backend_standings(None) == ()


def test_only_what_an_answer_needs_is_mended_in_plain_sight() -> None:
    ready = index_standing((3, 9))
    down = model_standing("ollama", known(silent=(NO_OLLAMA,)))
    others = backend_standings(known(silent=(NO_OLLAMA,)))
    assert '<p class="mend"' in render_status([ready, down], others)
    quiet = render_status([ready], others)
    assert '<p class="mend"' not in quiet
    assert "Start it." in quiet
    assert 'class="standing ready"' in quiet


def test_foreign_words_stay_text() -> None:
    standing = Standing(part="Model", state="down", brief=HOSTILE, detail=HOSTILE, mend=HOSTILE)
    html = render_status([standing], [standing])
    assert "<img" not in html
    assert len(re.findall("&lt;img", html)) == 7
