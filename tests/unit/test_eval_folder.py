"""A run's folder: what may be written where, whole or not at all, and what can be read back."""

import json
import multiprocessing

import pytest
from eval_task import Adding, sums

from eval.runs.folder import check_out, open_run, read_rows, read_run
from eval.runs.run import run_task
from rag.errors import RunError

MANIFEST = {"identity": {"task": "sums"}}


@pytest.fixture
def finished(tmp_path):
    out = tmp_path / "sums"
    task = Adding(cases=sums(4, wrong=1), failing={"sum-3": ValueError("no sum")})
    run_task(task, out=out, manifest=MANIFEST)
    return out


def test_new_and_empty_folders_are_fit_for_a_run(tmp_path):
    check_out(tmp_path)
    check_out(tmp_path / "new" / "deeper")


@pytest.mark.parametrize("name", [".manifest.json.tmp", ".summary.json.tmp"])
def test_what_an_interruption_in_the_first_moment_leaves_is_no_hindrance(tmp_path, name):
    (tmp_path / name).write_text("{")
    with open_run(tmp_path, manifest=MANIFEST):
        pass
    assert json.loads((tmp_path / "manifest.json").read_text())["identity"] == {"task": "sums"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.txt", "mine"),
        ("manifest.json", '{"name": "a web page"}'),
        ("manifest.json", '{"format": "dateline-eval-run/1"}'),
        ("manifest.json", "[]"),
        ("manifest.json", "not JSON"),
        ("manifest.json", "[" * 100_000),
    ],
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path, name, content, overwrite):
    (tmp_path / name).write_text(content)
    with (
        pytest.raises(RunError, match="not an evaluation run"),
        open_run(tmp_path, manifest={}, overwrite=overwrite),
    ):
        pass
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == content


def test_a_file_is_refused(tmp_path):
    (tmp_path / "run").write_text("")
    with pytest.raises(RunError, match="not an evaluation run"):
        check_out(tmp_path / "run")


def test_a_place_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(RunError, match="can't be written") as caught,
        open_run(tmp_path / "file" / "run", manifest={}),
    ):
        pass
    assert "\n" not in str(caught.value)


def test_records_are_on_disk_before_the_next_case(tmp_path):
    path = tmp_path / "records.jsonl"
    with open_run(tmp_path, manifest=MANIFEST) as run:
        for count, text in enumerate(("é\u2028x", "\ud800"), start=1):
            run.write({"text": text})
            lines = path.read_bytes().split(b"\n")
            assert len(lines) == count + 1
            assert json.loads(lines[count - 1]) == {"text": text}
    assert [row["text"] for row in read_rows(tmp_path)] == ["é\u2028x", "\ud800"]


def test_a_last_line_longer_than_what_is_read_at_once_is_dropped_whole(tmp_path):
    path = tmp_path / "records.jsonl"
    with open_run(tmp_path, manifest=MANIFEST) as run:
        run.write({"text": "kept"})
        run.write({"text": "x" * 200_000})
    path.write_bytes(path.read_bytes()[:-3])
    with open_run(tmp_path, manifest=MANIFEST) as run:
        assert list(run.rows()) == [{"text": "kept"}]
    assert path.read_bytes() == b'{"text": "kept"}\n'


def write_elsewhere(out, queue):
    try:
        with open_run(out, manifest=MANIFEST):
            queue.put("opened")
    except RunError as error:
        queue.put(str(error))


def test_two_programs_do_not_write_one_run(tmp_path):
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()

    def attempt():
        other = context.Process(target=write_elsewhere, args=(tmp_path, queue))
        other.start()
        said = queue.get(timeout=60)
        other.join()
        return said

    with open_run(tmp_path, manifest=MANIFEST):
        assert "Another program is writing the run" in attempt()
    assert attempt() == "opened"


def test_a_finished_run_is_read_back(finished):
    run = read_run(finished)
    assert (run.name, run.path) == ("sums", finished)
    assert run.manifest["identity"] == {"task": "sums"}
    assert run.summary["metrics"]["right_sum"]["n"] == 4
    wrong, right, _, crashed = run.records
    assert (wrong.id, wrong.kind, wrong.group, wrong.repeat) == ("sum-0", "even", "group-0", 0)
    assert wrong.question == "What is 0 and 1?"
    assert wrong.scores["right_sum"].value == 0
    assert wrong.scores["weighed"].weight == 2
    assert (wrong.right, wrong.reason) == (False, "It is 1.")
    assert right.right is True
    assert crashed.error == "ValueError: no sum"
    assert len({record.digest for record in run.records}) == 4


def test_the_digest_is_of_the_case_alone(finished, tmp_path):
    run_task(Adding(cases=sums(4, wrong=2)), out=tmp_path / "other", manifest=MANIFEST)
    pairs = zip(read_run(finished).records, read_run(tmp_path / "other").records, strict=True)
    assert [one.digest == other.digest for one, other in pairs] == [True, False, True, True]


def broken(out, how):
    records, summary = out / "records.jsonl", out / "summary.json"
    lines = records.read_bytes().splitlines(keepends=True)
    match how:
        case "no summary":
            summary.unlink()
        case "half a summary":
            summary.write_text('{"metrics"')
        case "no records":
            records.unlink()
        case "a record less":
            records.write_bytes(b"".join(lines[1:]))
        case "half a record":
            records.write_bytes(b"".join([lines[0], lines[1][:30] + b"\n", *lines[2:]]))
        case "a number":
            records.write_bytes(b"".join([lines[0], b"7\n", *lines[2:]]))
        case "no scores":
            records.write_bytes(b"".join([lines[0].replace(b'"scores"', b'"marks"'), *lines[1:]]))
        case "another program's":
            (out / "manifest.json").write_text('{"format": "pictures/1"}')


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("no summary", "not finished.*goes on where it stopped"),
        ("half a summary", "not finished"),
        ("no records", "can't be read"),
        ("a record less", "3 records where its summary counts 4"),
        ("half a record", "line 2 is no record"),
        ("a number", "line 2 is no record"),
        ("no scores", "isn't of this version's form"),
        ("another program's", "holds no evaluation run"),
    ],
)
def test_a_run_that_cannot_be_read_says_why(finished, how, said):
    broken(finished, how)
    with pytest.raises(RunError, match=said) as caught:
        read_run(finished)
    assert "\n" not in str(caught.value)


def test_there_may_be_no_run_at_all(tmp_path):
    with pytest.raises(RunError, match="no folder"):
        read_run(tmp_path / "absent")
    with pytest.raises(RunError, match="holds no evaluation run"):
        read_run(tmp_path)


@pytest.mark.parametrize("how", ["half a record", "no scores"])
def test_a_run_with_a_broken_record_does_not_go_on_by_itself(finished, how):
    broken(finished, how)
    with pytest.raises(RunError, match="--overwrite"):
        run_task(Adding(cases=sums(4)), out=finished, manifest=MANIFEST)
    assert (
        run_task(Adding(cases=sums(4)), out=finished, manifest=MANIFEST, overwrite=True)
        .metrics["right_sum"]
        .value
        == 1
    )


def test_records_of_cases_that_are_not_in_the_run_are_refused(finished):
    with pytest.raises(RunError, match="doesn't belong to this run"):
        run_task(Adding(cases=sums(2)), out=finished, manifest=MANIFEST)
