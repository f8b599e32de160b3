import pytest

from ui.chat.place import Place, read_place, write_place

READER, CONVERSATION = "0f" * 16, "1e" * 16


def test_a_place_is_read_as_it_was_written() -> None:
    place = Place(reader=READER, conversation=CONVERSATION)
    assert read_place(write_place(place)) == place
    assert read_place(write_place(place.at(""))) == Place(reader=READER)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "null",
        "[]",
        "{",
        '{"reader": 3}',
        f'{{"reader": "{READER}\\n"}}',
        '{"reader": "../../etc"}',
        '{"reader": ["0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"]}',
    ],
)
def test_who_has_no_key_gets_one_of_their_own(told: str) -> None:
    first, second = read_place(told), read_place(told)
    assert first.reader != second.reader
    assert len(first.reader) == 32
    assert first.conversation == ""


def test_a_name_that_is_no_conversation_is_none() -> None:
    assert read_place(f'{{"reader": "{READER}", "conversation": "top"}}') == Place(reader=READER)
