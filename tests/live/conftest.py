"""Live tests are collected only where OLLAMA_HOST names an Ollama with a model that can chat."""

import os

import pytest

from rag.errors import ModelUnavailable
from rag.llm.ollama import find_ollama_model


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    live = [item for item in items if item.get_closest_marker("live")]
    if live and not _ollama_answers():
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if item not in live]


def _ollama_answers() -> bool:
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        return False
    try:
        find_ollama_model(host, wanted="")
    except ModelUnavailable:
        return False
    return True
