"""The console command: what other programs read from it, and one clear line for each bad input."""

import dataclasses
import json
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from console import CORPUS, Command, Ended, document, fields
from replay import Manner, Recording, recorded, replay

from rag.index.catalogue import FILE_NAME
from rag.index.library import Library

DATELINE = Path(sys.executable).with_name("dateline")
QUESTION = "How much has the Harrow Sound bridge cost?"
ARTICLE = "Published: 5 May 2025\n\nNew ferry\n\nThe ferry sails on Friday, the owner said.\n"


@pytest.fixture(autouse=True)
def no_ollama(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let Ollama be down, and no index lie in the folder where the command runs."""
    monkeypatch.setenv("OLLAMA_HOST", "127.0.0.1:9")
    monkeypatch.delenv("DATELINE_MODEL__OLLAMA_HOST", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def index(sample_library: Library) -> Path:
    return sample_library.folder


def refused(ended: Ended, *told: str) -> None:
    """Check for one line on the error stream, of which the last told part is the mend."""
    assert ended.status == 1
    assert ended.out == ""
    (line,) = ended.err.splitlines()
    assert line.startswith("dateline: ")
    assert all(part in line for part in told), line


BAD_FILES = {
    "empty": (b"", "is empty", "save the article again"),
    "binary": (bytes(range(256)) * 64, "is no readable text", "Save it as plain text in UTF-8"),
    "wrong encoding": (ARTICLE.encode("utf-16-le"), "is no readable text", "UTF-8"),
    "only a date": (b"Published: 5 May 2025\n", "holds no words", "was saved with it"),
}


@pytest.mark.parametrize(("content", "problem", "mend"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_article(
    command: Command, tmp_path: Path, content: bytes, problem: str, mend: str
) -> None:
    (tmp_path / "wrong.txt").write_bytes(content)
    refused(command("ingest", "wrong.txt"), "wrong.txt", problem, mend)
    assert not Path(".dateline").exists()


def test_a_file_of_50_megabytes(command: Command, tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as large:
        large.truncate(50_000_000)
    refused(command("ingest", "large.txt"), "large.txt is larger than", "single articles")


def test_an_unreadable_file(command: Command) -> None:
    # No right is enough to read the start of a process's memory.
    refused(command("ingest", "/proc/self/mem"), "mem can't be opened", "who may read it")


def test_paths_that_give_no_article(command: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    refused(command("ingest", "empty"), "No articles found in empty", "ending in .txt, .html")
    refused(command("ingest", "missing"), "no file or folder missing", "Check the path")


def test_a_bad_file_among_good_ones_is_told_and_no_failure(
    command: Command, tmp_path: Path
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "good.txt").write_text(ARTICLE)
    (articles / "latin.txt").write_bytes("Le café de Zoé rouvre mardi à Genève.\n".encode("cp1252"))
    (articles / "empty.txt").write_bytes(b"")
    ended = command("ingest", articles)
    assert ended.status == 0
    assert ended.err == ""
    assert "refused           empty.txt is empty. Delete it" in ended.out
    assert "The index holds 2 articles" in ended.out
    assert document(command("ingest", articles, "--json"))["unchanged"] == ["good.txt", "latin.txt"]
    listed = document(command("articles", "list", "--json"))
    shown = {each["file"]: command("articles", "show", each["article_id"]) for each in listed}
    assert "café de Zoé" in shown["latin.txt"].out


@pytest.mark.parametrize("asking", ["ask", "search"])
def test_a_question_of_nothing_or_too_much(command: Command, index: Path, asking: str) -> None:
    refused(command(asking, " \t", "--index", index), "question is empty", "Ask something")
    long = command(asking, "why " * 5_000, "--index", index)
    refused(long, "The question has 20,000 characters", "Ask a shorter one")


def test_arguments_in_a_wrong_encoding(command: Command, index: Path) -> None:
    # This is how Python gives on bytes of an argument that aren't UTF-8.
    options = "--backend", "extractive", "--index", index
    assert document(command("ask", "When \udcff?", "--json", *options))["question"] == "When ??"
    assert command("ask", QUESTION, "--outlet", "\udcff", *options).status == 0
    refused(command("articles", "show", "\udcff", "--index", index), "no article '?'", "list")


@pytest.mark.parametrize(
    "arguments",
    [("ask", QUESTION), ("search", QUESTION), ("articles", "list"), ("articles", "remove", "0")],
)
def test_no_index(command: Command, arguments: tuple[str, ...]) -> None:
    refused(command(*arguments), "There is no index in .dateline", "dateline ingest PATH")
    assert not Path(".dateline").exists()


@pytest.fixture
def foreign_index(tmp_path: Path) -> Path:
    """An index whose format another version made."""
    folder = tmp_path / "foreign"
    folder.mkdir()
    connection = sqlite3.connect(folder / FILE_NAME)
    with connection:
        connection.execute("CREATE TABLE about (name TEXT, value TEXT)")
        connection.execute("INSERT INTO about VALUES ('format', '0')")
    connection.close()
    return folder


def test_an_index_of_another_version(command: Command, foreign_index: Path, tmp_path: Path) -> None:
    before = (foreign_index / FILE_NAME).read_bytes()
    told = "made by another version", "Ingest again into a new folder"
    (tmp_path / "good.txt").write_text(ARTICLE)
    for arguments in (("ask", QUESTION), ("ingest", "good.txt"), ("articles", "list")):
        refused(command(*arguments, "--index", foreign_index), *told)
    assert (foreign_index / FILE_NAME).read_bytes() == before


def test_a_port_in_use(command: Command, index: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = command("serve", "--port", port, "--index", index)
    refused(ended, f"Port {port} is in use", "--port")


def tags_of_nothing() -> Recording:
    body = '{"models": []}'
    headers = (("Content-Type", "application/json"), ("Content-Length", str(len(body))))
    return dataclasses.replace(recorded("tags"), body=body, headers=headers)


def test_ollama_is_down(command: Command, index: Path) -> None:
    ended = command("ask", QUESTION, "--backend", "ollama", "--index", index)
    refused(ended, "Nothing answers at http://127.0.0.1:9", "ollama serve")


def test_ollama_has_no_model(
    command: Command, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replay(tags_of_nothing()) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("ask", QUESTION, "--backend", "ollama", "--index", index)
    refused(ended, "has no chat model", "ollama pull")


def test_ollama_dies_in_mid_answer(
    command: Command, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying = Manner(lines=3)
    with replay(recorded("tags"), recorded("chat_stream"), manner=dying) as ollama:
        monkeypatch.setenv("OLLAMA_HOST", ollama.url)
        ended = command("ask", QUESTION, "--backend", "ollama", "--index", index)
        assert [each.path for each in ollama.received] == ["/api/tags", "/api/chat"]
    refused(ended, "Ollama broke off", "ask again")


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("ask",),
        ("ask", QUESTION, "--k", "0"),
        ("ask", QUESTION, "--as-of", "Tuesday"),
        ("ask", QUESTION, "--since", "2026-1-31"),
        ("ask", QUESTION, "--since", "20260131"),
        ("search", QUESTION, "--until", "2026-02-30"),
        ("search", QUESTION, "--since", "2026-02-01", "--until", "2026-01-31"),
        ("articles", "list", "--since", "2026-02-01", "--until", "2026-01-31"),
        ("serve", "--port", "65536"),
        ("ingest",),
    ],
)
def test_bad_usage(command: Command, arguments: tuple[str, ...]) -> None:
    ended = command(*arguments)
    assert ended.status == 2
    assert ended.err.startswith("Usage: dateline")
    assert "Traceback" not in ended.err


def test_a_backend_that_is_none(command: Command, index: Path) -> None:
    ended = command("ask", QUESTION, "--backend", "oracle", "--index", index)
    refused(ended, "no backend 'oracle'", "Choose auto, ollama, openai, embedded or extractive")


@pytest.mark.parametrize("content", ["[index\n", "[index]\npassage_tokens = 7\n", "[indices]\n"])
def test_settings_that_cannot_be_used(command: Command, tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.toml").write_text(content)
    refused(command("ask", QUESTION, "--config", "settings.toml"), "configs/default.toml")


def test_an_answer_has_the_fields_that_programs_rely_on(command: Command, index: Path) -> None:
    asked = "ask", QUESTION, "--as-of", "2026-02-01", "--backend", "extractive", "--json"
    answer = document(command(*asked, "--index", index))
    assert answer.keys() == fields(
        "question as_of status text sentences citations conflicts dates checks reason evidence",
        "searched model budget timings",
    )
    assert answer["searched"].keys() == fields("text outlets since until notes")
    assert answer["searched"]["text"] == QUESTION
    assert (answer["question"], answer["as_of"]) == (QUESTION, "2026-02-01")
    assert answer["status"] in {"answered", "conflicting"}
    assert answer["model"].keys() == fields("backend name")
    assert answer["budget"].keys() == fields("context prompt passages_given passages_cut")
    assert answer["timings"].keys() == fields("retrieve_ms first_token_ms total_ms")
    members = {
        "sentences": "text start end citations support",
        "citations": "marker article_id title outlet published quote start end also_carried_by",
        "evidence": "article_id start end text rank score",
    }
    for name, expected in members.items():
        assert answer[name]
        assert all(each.keys() == fields(expected) for each in answer[name])
    for citation in answer["citations"]:
        shown = document(
            command("articles", "show", citation["article_id"], "--json", "--index", index)
        )
        assert shown["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_dates_and_conflicts_have_the_fields_that_programs_rely_on(
    command: Command, index: Path
) -> None:
    asked = "How many people died in the fire at the Brackenford paper mill?"
    options = "--backend", "extractive", "--json", "--index", index
    conflict = document(command("ask", asked, *options))["conflicts"][0]
    assert conflict.keys() == fields("subject positions kind")
    assert all(
        each.keys() == fields("value citations latest date") for each in conflict["positions"]
    )
    answer = document(command("ask", "When does Lee arrive in Nara?", *options))
    assert all(each.keys() == fields("text start_date end_date marker") for each in answer["dates"])
    assert "2026-01-13" in {each["start_date"] for each in answer["dates"]}


def test_an_answer_is_printed_with_its_quotes(command: Command, index: Path) -> None:
    ended = command(
        "ask", "When does Lee arrive in Nara?", "--backend", "extractive", "--index", index
    )
    assert (ended.status, ended.err) == (0, "")
    assert "13 January 2026" in ended.out
    assert "\n[1] " in ended.out
    assert "“" in ended.out


def test_dates_of_a_file(command: Command, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text("It will sail on Friday.\n")
    (mention,) = document(command("dates", "ferry.txt", "--published", "2025-05-05", "--json"))
    assert mention.keys() == fields("text start end type value start_date end_date rule")
    assert (mention["text"], mention["start"], mention["value"]) == ("Friday", 16, "2025-05-09")
    refused(
        command("dates", "missing.txt"), "missing.txt can't be opened", "Check that it is there"
    )


def test_dates_of_a_file_of_any_format(command: Command, tmp_path: Path) -> None:
    row = {"text": "It will sail on Friday.", "published": "2025-05-05", "title": "A ferry"}
    rows = tmp_path / "news.jsonl"
    rows.write_text(f"{json.dumps(row)}\n")
    (mention,) = document(command("dates", rows, "--json"))
    assert (mention["text"], mention["value"]) == ("Friday", "2025-05-09")
    rows.write_text(f"{json.dumps(row)}\n" * 2)
    refused(command("dates", rows), "news.jsonl holds several articles", "a file of its own")


def test_articles_are_listed_newest_first(command: Command, index: Path) -> None:
    listed = document(command("articles", "list", "--json", "--index", index))
    assert {each["file"] for each in listed} == {
        each.name for each in CORPUS.iterdir() if each.name != "README.md"
    }
    names = (
        "article_id title outlet author published inferred provenance file",
        ("published_at updated place language url copies"),
    )
    assert all(each.keys() == fields(*names) for each in listed)
    days = [each["published"] or each["inferred"] for each in listed]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days == dated + [None] * (len(days) - len(dated))


def test_an_article_that_is_not_there(command: Command, index: Path) -> None:
    refused(
        command("articles", "show", "nope", "--index", index), "no article 'nope'", "articles list"
    )


def states(ended: Ended) -> dict[str, str]:
    return {each["part"]: each["state"] for each in json.loads(ended.out)}


def test_doctor_tells_what_works(
    command: Command, index: Path, foreign_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    well = command("doctor", "--json", "--index", index)
    assert well.status == 0
    assert states(well) == {
        **dict.fromkeys(("Python", "SQLite", "embedder", "index", "answers come from"), "works"),
        "model: ollama": "absent",
        "model: embedded": "works",
    }
    assert states(command("doctor", "--json"))["index"] == "absent"
    foreign = command("doctor", "--json", "--index", foreign_index)
    assert (foreign.status, states(foreign)["index"]) == (1, "broken")
    monkeypatch.setenv("DATELINE_MODEL__BACKEND", "ollama")
    without = command("doctor", "--index", index)
    assert without.status == 1
    said = " ".join(without.out.split())
    assert "broken answers come from Nothing answers at http://127.0.0.1:9. Start it with" in said


def test_help_loads_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", str(DATELINE), "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0
    for name in fields("ingest ask search articles models dates serve doctor eval"):
        assert f" {name} " in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "typer" in loaded
    heavy = fields("torch numpy chromadb gradio llama_index onnxruntime tantivy fastapi pydantic")
    assert not loaded & heavy


def test_the_installed_command_says_no_more_than_its_one_line() -> None:
    asked = ["ask", QUESTION, "--backend", "extractive"]
    done = subprocess.run([DATELINE, *asked], capture_output=True, text=True)
    refused(
        Ended(status=done.returncode, out=done.stdout, err=done.stderr),
        "There is no index in .dateline",
        "dateline ingest PATH",
    )
