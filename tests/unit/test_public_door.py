"""The public door: every name can be had, and light modules stay light."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import rag

HEAVY = ("pydantic", "torch", "chromadb", "gradio", "llama_index", "sentence_transformers")


def _loaded_by(statement: str) -> list[str]:
    """Give the heavy libraries that a statement loads in a process of its own."""
    script = f"{statement}\nimport sys\nprint(*(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return sorted(done.stdout.split())


@pytest.mark.parametrize("name", rag.__all__)
def test_every_public_name_can_be_imported(name: str) -> None:
    assert getattr(rag, name).__name__ == name


def test_every_public_name_has_a_docstring_of_its_own() -> None:
    assert [name for name in rag.__all__ if not getattr(rag, name).__doc__] == []


def test_public_names_stand_once_and_in_order() -> None:
    assert rag.__all__ == sorted(set(rag.__all__))


def test_every_public_name_is_promised_in_the_documentation_and_no_other() -> None:
    told = (Path(__file__).parents[2] / "docs/python.md").read_text("utf-8")
    listed = re.findall(r"`(\w+)`", told.partition("## Every name")[2])
    assert sorted(listed) == rag.__all__
    assert set(rag.__all__) <= set(dir(rag))


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(rag.__file__).parent / "py.typed").is_file()


def test_no_other_name_is_had() -> None:
    with pytest.raises(AttributeError, match="Oracle"):
        rag.Oracle  # noqa: B018
    with pytest.raises(ImportError):
        from rag import Oracle  # noqa: F401


@pytest.mark.parametrize(
    "statement",
    [
        "import rag",
        "import rag.errors",
        "import rag.schema",
        "import rag.words",
        "from rag import DatelineError, Answer, as_json",
        "from rag import open_assistant, ingest, IngestReport",
        "from rag.assemble import Models",
    ],
)
def test_light_modules_load_nothing_heavy(statement: str) -> None:
    assert _loaded_by(statement) == []


@pytest.mark.parametrize(
    "statement",
    ["from rag import load_settings", "import rag.reading.dates", "import rag.answering.assistant"],
)
def test_rules_and_settings_load_no_more_than_pydantic(statement: str) -> None:
    assert set(_loaded_by(statement)) <= {"pydantic"}
