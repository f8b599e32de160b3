import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio
import pytest
from answer_factory import make_answer

from rag.schema import Question
from ui.chat.place import Place, write_place
from ui.chat.shelving import Shelf
from ui.conversation import Exchange
from ui.conversations.store import Conversations

PLACE = Place(reader="0f" * 16, conversation="1e" * 16)
TOLD = write_place(PLACE)
ASKED = Exchange(question=Question(text="Who is at the mill?", as_of=date(2025, 3, 10)))


@pytest.fixture
def conversations(tmp_path: Path) -> Conversations:
    kept = Conversations(tmp_path)
    ended = replace(ASKED, answer=make_answer("The miller."))
    kept.keep(PLACE.reader, PLACE.conversation, 0, ended)
    return kept


@pytest.fixture
def shelf(conversations: Conversations) -> Shelf:
    return Shelf(conversations)


def event(**told: Any) -> gradio.EventData:
    told = {"conversation": PLACE.conversation} | told
    return cast(gradio.EventData, SimpleNamespace(**told))


def test_only_a_readers_own_are_listed(shelf: Shelf) -> None:
    assert "Who is at the mill?" in shelf.list(TOLD, "miller")
    assert "Who is at the mill?" not in shelf.list(TOLD, "zebra")
    other = write_place(Place(reader="2d" * 16, conversation=PLACE.conversation))
    assert "mill" not in shelf.list(other, "")


def test_a_title_is_changed(shelf: Shelf) -> None:
    assert ">The mill</a>" in shelf.rename(event(title="The mill"), TOLD, "")


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("json", "json")])
def test_a_file_has_a_name_that_no_folder_is_in(shelf: Shelf, form: str, ending: str) -> None:
    shelf.rename(event(title="../mill: 1/2"), TOLD, "")
    file = json.loads(shelf.export(event(form=form), TOLD))
    assert file["name"] == f"mill-1-2.{ending}"
    assert "The miller." in file["text"]


def test_what_is_deleted_is_gone(shelf: Shelf) -> None:
    assert "mill" not in shelf.delete(event(), TOLD, "")
    with pytest.warns(UserWarning, match="deleted"):
        assert shelf.export(event(form="json"), TOLD) == ""
