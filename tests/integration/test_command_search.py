"""What `search` gives, and the filters of the console command."""

from pathlib import Path
from typing import Any

import pytest
from console import Command, document, fields

from rag.index.library import Library

QUESTION = "How much has the Harrow Sound bridge cost?"


@pytest.fixture
def index(sample_library: Library) -> Path:
    return sample_library.folder


def test_a_search_gives_sentences_and_what_was_searched_for(command: Command, index: Path) -> None:
    found = document(command("search", QUESTION, "--json", "--index", index))
    assert found.keys() == fields("evidence searched")
    assert found["searched"]["text"] == QUESTION
    assert found["evidence"]
    for each in found["evidence"]:
        assert each.keys() == fields("article_id file start end text rank score")
        show = command("articles", "show", each["article_id"], "--json", "--index", index)
        article = document(show)
        assert article["text"][each["start"] : each["end"]] == each["text"]
        assert article["file"] == each["file"]
    assert found["evidence"][0]["text"] in command("search", QUESTION, "--index", index).out


def test_filters_narrow_what_is_searched_and_listed(command: Command, index: Path) -> None:
    def listed(*options: str) -> list[dict[str, Any]]:
        found = document(command("articles", "list", *options, "--json", "--index", index))
        assert isinstance(found, list)
        return found

    chosen = next(each for each in listed() if each["outlet"] and each["author"])
    filters = {
        "outlet": chosen["outlet"].upper(),
        "author": chosen["author"],
        "language": chosen["language"],
        "since": chosen["published"],
        "until": chosen["published"],
    }
    options = [part for name, value in filters.items() for part in (f"--{name}", value)]
    assert [each["article_id"] for each in listed(*options)] == [chosen["article_id"]]
    outlets = {each["outlet"] for each in listed("--outlet", chosen["outlet"], "--outlet", "none")}
    assert outlets == {chosen["outlet"]}
    found = document(command("search", chosen["title"], *options, "--json", "--index", index))
    assert {each["article_id"] for each in found["evidence"]} == {chosen["article_id"]}
    picked = ("--article", chosen["article_id"], "--article", "none")
    found = document(command("search", "What is new?", *picked, "--json", "--index", index))
    assert {each["article_id"] for each in found["evidence"]} == {chosen["article_id"]}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--outlet", "No Such Paper"),
        ("--author", "' OR 1=1 --"),
        ("--language", "xx"),
        ("--since", "2999-01-01"),
        ("--until", "1000-01-01"),
    ],
)
def test_filters_that_nothing_passes_are_no_failure(
    command: Command, index: Path, option: str, value: str
) -> None:
    asked = command(
        "ask", QUESTION, option, value, "--backend", "extractive", "--json", "--index", index
    )
    answer = document(asked)
    assert (answer["status"], answer["evidence"]) == ("not_found", [])
    assert document(command("articles", "list", option, value, "--json", "--index", index)) == []
