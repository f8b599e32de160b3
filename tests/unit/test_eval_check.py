import json

import pytest
import typer
from typer.testing import CliRunner

from eval.commands.check import check
from rag.errors import CasesError, IngestError

CASE = {
    "id": "one",
    "question": "Who opened the bridge?",
    "kind": "entity",
    "answers": ["the mayor"],
    "sources": ["bridge"],
    "evidence": [{"source": "bridge", "quote": "opened by the\nmayor"}],
}
NONE = {"id": "none", "question": "Who paid?", "kind": "unanswerable", "sources": []}


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "bridge.txt").write_text("The bridge was opened by  the mayor on Tuesday.\n")
    return folder


@pytest.fixture
def write(tmp_path):
    def write_rows(*rows):
        path = tmp_path / "cases.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in rows))
        return path

    return write_rows


def invoke(*arguments):
    app = typer.Typer()
    app.command()(check)
    return CliRunner().invoke(app, [str(each) for each in arguments])


def test_a_good_file_is_counted_by_kind(write):
    done = invoke(write(CASE, NONE, CASE | {"id": "two"}))
    assert (done.exit_code, done.output) == (0, "3 cases: entity 2, unanswerable 1\n")


def test_a_good_file_is_counted_as_json(write):
    done = invoke(write(CASE, NONE), "--json")
    assert json.loads(done.output) == {
        "cases": 2,
        "kinds": {"entity": 1, "unanswerable": 1},
        "faults": [],
    }


def test_every_bad_row_is_told_with_its_mend(write):
    path = write(CASE | {"kind": "riddle"}, NONE, CASE | {"id": "two", "answer": "x"})
    done = invoke(path)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{path}, line 1, field kind: ")
    assert "did you mean answers?" in lines[1]
    assert "The fields known here are" in lines[1]


def test_no_more_than_twenty_faults_are_shown(write):
    path = write(*(CASE | {"id": str(number), "kind": "riddle"} for number in range(25)))
    lines = invoke(path).output.splitlines()
    assert len(lines) == 21
    assert "5 more" in lines[-1]
    assert len(json.loads(invoke(path, "--json").output)["faults"]) == 25


def test_sources_and_quotes_are_looked_up_in_the_corpus(write, corpus):
    assert invoke(write(CASE, NONE), "--corpus", corpus).exit_code == 0
    assert invoke(write(CASE), "--corpus", corpus / "bridge.txt").exit_code == 0


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (CASE | {"sources": ["bridge", "bridges"]}, "no article 'bridges'; did you mean 'bridge'?"),
        (CASE | {"sources": ["bridge", "harbour"]}, "no article 'harbour'."),
        (
            CASE | {"evidence": [{"source": "bridge", "quote": "opened by the Mayor"}]},
            "field evidence.0.quote: 'bridge' doesn't say 'opened by the Mayor'.",
        ),
    ],
)
def test_what_the_corpus_lacks_is_told(write, corpus, row, problem):
    done = invoke(write(NONE, row), "--corpus", corpus)
    assert done.exit_code == 1
    assert "line 2, field" in done.output
    assert problem in done.output


def test_a_file_that_holds_no_article_is_told_apart(write, corpus):
    (corpus / "empty.txt").write_text("")
    done = invoke(write(CASE), "--corpus", corpus)
    assert done.exit_code == 0
    assert "empty.txt is empty" in done.stderr


def test_untrusted_text_has_no_power_over_the_terminal(write):
    done = invoke(write(CASE | {"kind": "\x1b[31mred"}))
    assert "\x1b" not in done.output


@pytest.mark.parametrize(
    ("rows", "corpus_name", "error"), [([], "news", CasesError), ([CASE], "absent", IngestError)]
)
def test_what_can_not_be_read_is_an_error(write, corpus, rows, corpus_name, error):
    done = invoke(write(*rows), "--corpus", corpus.parent / corpus_name)
    assert isinstance(done.exception, error)
