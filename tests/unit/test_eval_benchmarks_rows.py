import json

import pytest
from pydantic import Field

from eval.benchmarks.rows import Row, find_file, read_columns, read_rows
from rag.errors import CasesError


class Animal(Row):
    name: str = Field(pattern=r"\w")
    legs: int
    young: tuple[str, ...] = ()


def written(tmp_path, *rows):
    file = tmp_path / "animals.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def test_rows_are_given_with_their_places_and_blank_lines_passed_over(tmp_path):
    file = tmp_path / "animals.jsonl"
    file.write_text('{"name": "heron", "legs": 2, "colour": "grey"}\n\n{"name": "fox", "legs": 4}')
    (heron_place, heron), (fox_place, fox) = read_rows(file, Animal)
    assert (heron_place, heron) == (f"{file}, line 1", Animal(name="heron", legs=2))
    assert (fox_place, fox.legs) == (f"{file}, line 3", 4)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "fox"}, "legs"),
        ({"name": "fox", "legs": "4"}, "legs"),
        ({"name": " ", "legs": 4}, "name"),
        ({"name": "fox", "legs": 4, "young": ["a", 1]}, "young.1"),
        ({"name": "\ud800", "legs": 4}, "whole row"),
        (["fox", 4], "whole row"),
    ],
)
def test_a_row_that_does_not_fit_is_told_by_line_and_field(tmp_path, row, field):
    file = written(tmp_path, {"name": "heron", "legs": 2}, row)
    with pytest.raises(CasesError, match=rf"animals\.jsonl, line 2, field .*{field}"):
        list(read_rows(file, Animal))


def test_a_line_that_is_no_json_is_told(tmp_path):
    file = tmp_path / "animals.jsonl"
    file.write_bytes(b'{"name": "\xff", \n')
    with pytest.raises(CasesError, match="line 1"):
        list(read_rows(file, Animal))


def test_a_key_that_comes_twice_is_told(tmp_path):
    file = written(tmp_path, {"name": "fox", "legs": 4}, {"name": "fox", "legs": 3})
    assert len(list(read_rows(file, Animal))) == 2
    with pytest.raises(CasesError, match="line 2, field name: 'fox' is there already"):
        list(read_rows(file, Animal, key="name"))


def test_a_file_without_rows_and_one_that_is_not_there_are_told(tmp_path):
    with pytest.raises(CasesError, match="is empty"):
        list(read_rows(written(tmp_path), Animal))
    with pytest.raises(CasesError, match=r"absent\.jsonl can't be read"):
        list(read_rows(tmp_path / "absent.jsonl", Animal))
    with pytest.raises(CasesError, match="can't be read"):
        list(read_rows(tmp_path, Animal))


def test_the_first_file_that_is_there_is_found(tmp_path):
    (tmp_path / "second").touch()
    assert find_file(tmp_path, "first", "second", "third") == tmp_path / "second"
    with pytest.raises(CasesError, match=f"no fourth or fifth in {tmp_path}"):
        find_file(tmp_path, "fourth", "fifth")
    with pytest.raises(CasesError, match="is no folder"):
        find_file(tmp_path / "second", "first")


def test_columns_are_read_below_their_head(tmp_path):
    file = tmp_path / "judged.tsv"
    file.write_text("who\twhat\nfox\tden\r\nheron\tnest\n")
    values = [values for _, values in read_columns(file, ("who", "what"))]
    assert values == [("fox", "den"), ("heron", "nest")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who\twhere\n", "line 1, field .the head."),
        ("who\twhat\nfox\n", "line 2, field .the whole"),
    ],
)
def test_columns_that_do_not_fit_are_told(tmp_path, text, told):
    file = tmp_path / "judged.tsv"
    file.write_text(text)
    with pytest.raises(CasesError, match=told):
        list(read_columns(file, ("who", "what")))
