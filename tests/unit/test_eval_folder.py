import json
from dataclasses import dataclass

import pytest

from eval import folder
from eval.statistics import Estimate
from rag.errors import DatelineError


@dataclass(frozen=True)
class Row:
    text: str


def test_new_and_empty_folders_are_fit_for_a_run(tmp_path):
    folder.check_out(tmp_path)
    folder.check_out(tmp_path / "new" / "deeper")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "mine"),
        ("manifest.json", '{"name": "a web page"}'),
        ("manifest.json", "[]"),
        ("manifest.json", "not JSON"),
    ],
)
def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(DatelineError, match="not an evaluation run"):
        folder.begin(tmp_path, manifest={})
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == content


def test_a_file_is_refused(tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(DatelineError, match="not an evaluation run"):
        folder.check_out(tmp_path / "run")


def test_a_place_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DatelineError, match="can't be written") as caught:
        folder.begin(tmp_path / "file" / "run", manifest={})
    assert "\n" not in str(caught.value)


def test_a_new_run_takes_the_place_of_an_earlier_one(tmp_path):
    folder.begin(tmp_path, manifest={"turn": 1})
    folder.write_summary(tmp_path, {"metrics": {}})
    folder.begin(tmp_path, manifest={"turn": 2})
    assert json.loads((tmp_path / "manifest.json").read_text())["turn"] == 2
    with pytest.raises(DatelineError, match="no finished evaluation run"):
        folder.read_metrics(tmp_path)


def test_records_are_on_disk_before_the_next_case(tmp_path):
    folder.begin(tmp_path, manifest={})
    path = tmp_path / "records.jsonl"
    with folder.recording(tmp_path) as write:
        for count, text in enumerate(("é\u2028x", "\ud800"), start=1):
            write(Row(text))
            lines = path.read_bytes().split(b"\n")
            assert len(lines) == count + 1
            assert json.loads(lines[count - 1]) == {"text": text}


def test_a_summary_comes_back_as_it_was(tmp_path):
    estimate = Estimate(value=0.5, low=0.25, high=0.75, n=8)
    folder.begin(tmp_path, manifest={})
    folder.write_summary(tmp_path, {"metrics": {"recall@4": estimate}})
    assert folder.read_metrics(tmp_path) == {"recall@4": estimate}
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("content", ["{}", "[]", "no", '{"metrics": {"recall@4": {"mean": 1}}}'])
def test_a_summary_of_another_form_is_one_line(tmp_path, content):
    (tmp_path / "summary.json").write_text(content)
    with pytest.raises(DatelineError, match="no finished evaluation run"):
        folder.read_metrics(tmp_path)
