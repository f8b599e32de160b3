"""Files that readers send, on a real index."""

import io
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom import FERRY, LIBRARY, again, files, stores_agree

from rag.errors import IngestError, StoreError
from rag.index.jobs import Job, Jobs
from rag.index.library import Library
from rag.index.receiving import Arrival, receive
from rag.index.report import IngestReport
from rag.index.uploads import arriving_folder, disk_use, uploads_folder

SUNDAY = FERRY.replace("Friday", "Sunday")
PROGRAM = Path(sys.executable).resolve().read_bytes()[:50_000]
Send = Callable[..., IngestReport]


def sent(library: Library, name: str, content: str | bytes) -> Arrival:
    """A file as the page leaves it: under a name and in a folder of its own."""
    data = content.encode() if isinstance(content, str) else content
    arriving = arriving_folder(library.folder)
    arriving.mkdir(parents=True, exist_ok=True)
    path = arriving / str(len(list(arriving.iterdir()))) / "1-2-3"
    path.parent.mkdir()
    path.write_bytes(data)
    return Arrival(name=name, size=len(data), path=path)


def kept(library: Library) -> set[str]:
    """The names of the uploads that an index keeps."""
    return {each.name for each in uploads_folder(library.folder).iterdir() if each.is_file()}


def left(library: Library) -> list[Path]:
    """What still lies where files arrive."""
    return list(arriving_folder(library.folder).iterdir())


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(f"{name}.txt", text)
    return buffer.getvalue()


@pytest.fixture
def send(library: Library) -> Send:
    """Give a function that uploads contents by their names."""

    def upload(**contents: str | bytes) -> IngestReport:
        named = {name.replace("_", "."): content for name, content in contents.items()}
        return receive(library, [sent(library, *each) for each in named.items()])

    return upload


def test_an_upload_makes_the_index_and_survives_ingests_of_other_folders(
    library: Library, articles: Path, send: Send
) -> None:
    report = send(mill_txt=FERRY.replace("ferry", "mill"))
    assert (report.added, report.articles) == (("mill.txt",), 1)
    library.ingest([articles])
    (articles / "ferry.txt").unlink()
    assert library.ingest([articles]).removed == ("ferry.txt",)
    assert files(again(library)) == {"mill.txt", "library.txt"}


@pytest.mark.parametrize("place", [".dateline", "index"])
def test_an_upload_survives_an_ingest_of_the_folder_around_the_index(
    library: Library, articles: Path, place: str
) -> None:
    inner = Library(articles / place, settings=library.settings, embedder=library.embedder)
    receive(inner, [sent(inner, "read me", FERRY.replace("ferry", "mill"))])
    assert inner.ingest([articles]).removed == ()
    assert files(inner) == {"read me", "ferry.txt", "library.txt"}
    inner.close()


def test_a_vanished_upload_goes_where_its_own_folder_is_ingested(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY, library_txt=LIBRARY)
    folder = uploads_folder(library.folder)
    (folder / "ferry.txt").unlink()
    assert library.ingest([folder]).removed == ("ferry.txt",)


def test_a_file_of_the_same_name_takes_the_place_of_the_earlier(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY)
    assert send(ferry_txt=FERRY).unchanged == ("ferry.txt",)
    assert send(ferry_txt=SUNDAY).updated == ("ferry.txt",)
    (article,) = library.articles()
    assert "Sunday" in article.text
    assert (uploads_folder(library.folder) / "ferry.txt").read_text() == SUNDAY
    assert stores_agree(library)


def test_what_cannot_be_read_leaves_the_earlier_file_and_nothing_else(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY)
    report = send(ferry_txt=PROGRAM, setup_exe=PROGRAM, empty_zip=archive(), none_txt="")
    assert [each.file for each in report.refused] == [
        "ferry.txt",
        "setup.exe",
        "empty.zip",
        "none.txt",
    ]
    assert (report.added, report.updated, report.articles) == ((), (), 1)
    assert kept(library) == {"ferry.txt"}
    assert (uploads_folder(library.folder) / "ferry.txt").read_text() == FERRY
    assert left(library) == []
    assert send(library_txt=LIBRARY).added == ("library.txt",)


def test_a_zip_that_unpacks_beyond_measure_is_refused_beyond_what_is_honest(
    library: Library, send: Send
) -> None:
    bomb = archive(**{f"m{number}": "a" * 9_000_000 for number in range(3)})
    report = send(bomb_zip=bomb, library_txt=LIBRARY)
    assert any("unpacks to more than" in each.problem for each in report.refused)
    assert "library.txt" in report.added
    assert kept(library) <= {"library.txt", "bomb.zip"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../ferry.txt", "ferry.txt"),
        ("..\\..\\ferry.txt", "ferry.txt"),
        ('<img src=x onerror="x()">.txt', '<img src=x onerror="x()">.txt'),
        ("\u202etxt.yrref\u202c", "txt.yrref"),
        (".hidden.txt", "hidden.txt"),
        ("/", "upload"),
        (f"{'ü' * 300}.txt", f"{'ü' * 88}.txt"),
    ],
)
def test_names_lead_nowhere(library: Library, name: str, shown: str) -> None:
    report = receive(library, [sent(library, name, FERRY)])
    assert report.added == (shown,)
    assert kept(library) == files(library) == {shown}


def test_files_of_one_name_in_one_upload_are_both_kept(library: Library) -> None:
    twins = [sent(library, "news.txt", FERRY), sent(library, "News.txt", LIBRARY)]
    assert set(receive(library, twins).added) == {"news.txt", "News (2).txt"}


def test_what_was_not_sent_is_told(library: Library) -> None:
    lost = Arrival(name="lost.txt", size=10, path=None)
    large = Arrival(name="film.mp4", size=200_000_000, path=None)
    report = receive(library, [lost, large, sent(library, "ferry.txt", FERRY)])
    assert [each.problem for each in report.refused] == [
        "lost.txt did not arrive.",
        "film.mp4 is larger than 20,000,000 bytes.",
    ]
    assert report.added == ("ferry.txt",)


def test_copies_are_told(library: Library, articles: Path, send: Send) -> None:
    library.ingest([articles])
    (copy,) = send(wire_txt=FERRY).duplicates
    assert (copy.file, copy.of, copy.exact) == ("wire.txt", ("ferry.txt",), True)


def test_a_removed_article_takes_its_upload_along_once_nothing_else_came_of_it(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY, both_zip=archive(first=SUNDAY, second=LIBRARY))
    by_file = {each.file: each.article_id for each in library.articles()}
    library.remove(by_file["ferry.txt"])
    library.remove(by_file["both.zip/first.txt"])
    assert kept(library) == {"both.zip"}
    library.remove(by_file["both.zip/second.txt"])
    assert kept(library) == set()
    assert library.articles() == ()


def test_a_removed_article_comes_back_with_its_file(library: Library, send: Send) -> None:
    send(both_zip=archive(first=FERRY, second=LIBRARY))
    library.remove(library.articles()[0].article_id)
    assert send(both_zip=archive(first=FERRY, second=LIBRARY)).articles == 2


def test_disk_use_counts_uploads_and_all(library: Library, send: Send) -> None:
    send(ferry_txt=FERRY)
    use = disk_use(library.folder)
    assert (use.files, use.uploads) == (1, len(FERRY.encode()))
    assert use.index > 10_000


def test_while_another_program_writes_an_upload_is_refused_and_then_works(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY)
    with again(library).writing(), pytest.raises(StoreError, match="Another program"):
        send(library_txt=LIBRARY)
    assert kept(library) == {"ferry.txt"}
    assert left(library) == []
    assert send(library_txt=LIBRARY).added == ("library.txt",)


def test_an_upload_that_was_killed_leaves_nothing_that_the_next_does_not_mend(
    library: Library, send: Send
) -> None:
    send(ferry_txt=FERRY)
    killed = (
        "import os, sys; from pathlib import Path; from rag.assemble import build_library;"
        "from rag.index.receiving import Arrival, receive; from rag.settings import Settings;"
        "library = build_library(Settings(), index=Path(sys.argv[1]));"
        "sent = [Arrival(name=each.name, size=1, path=each) for each in map(Path, sys.argv[2:])];"
        "receive(library, sent, progress=lambda file, done, total: file or os._exit(9))"
    )
    news = library.folder.parent / "sent" / "news.txt"
    news.parent.mkdir()
    news.write_text(LIBRARY)
    command = [sys.executable, "-c", killed, str(library.folder), str(news)]
    assert subprocess.run(command, check=False).returncode == 9
    assert kept(library) == {"ferry.txt", "news.txt"}
    assert send(mill_txt=SUNDAY).added == ("mill.txt",)
    assert kept(library) == {"ferry.txt", "mill.txt"}
    assert stores_agree(library)


def ended(jobs: Jobs, job: Job) -> Job:
    """Wait for an upload to end: the threads that ingest are named after it."""
    for thread in threading.enumerate():
        if thread.name == "upload":
            thread.join()
    found = jobs.job(job.job_id)
    assert found is not None
    assert found.ended
    return found


def test_uploads_at_once_are_ingested_one_after_the_other(library: Library) -> None:
    jobs = Jobs(library)
    begun = [
        jobs.start([sent(library, f"{name}.txt", text)])
        for name, text in (("ferry", FERRY), ("library", LIBRARY), ("mill", SUNDAY))
    ]
    reports = [ended(jobs, each).report for each in begun]
    assert [report and report.added for report in reports] == [
        ("ferry.txt",),
        ("library.txt",),
        ("mill.txt",),
    ]
    assert jobs.unfinished() == ()
    assert files(library) == {"ferry.txt", "library.txt", "mill.txt"}
    assert stores_agree(library)


def test_a_job_tells_what_went_wrong_and_the_next_one_works(library: Library) -> None:
    jobs = Jobs(library)
    with again(library).writing():
        failed = ended(jobs, jobs.start([sent(library, "ferry.txt", FERRY)]))
    assert failed.state == "failed"
    assert "Another program" in str(failed.error)
    assert ended(jobs, jobs.start([sent(library, "ferry.txt", FERRY)])).state == "done"


def test_a_sender_finds_its_own_jobs_and_nobody_elses(library: Library) -> None:
    jobs = Jobs(library)
    for name, sender in (("a", "ann"), ("b", "ben"), ("c", "ann"), ("d", "")):
        ended(jobs, jobs.start([sent(library, f"{name}.txt", f"{FERRY} {name}")], sender=sender))
    added = [each.report and each.report.added for each in jobs.sent_by("ann")]
    assert added == [("a.txt",), ("c.txt",)]
    assert jobs.sent_by("") == jobs.sent_by("eve") == ()
    assert "ann" not in repr(jobs.known())


def test_too_many_waiting_uploads_are_refused_and_deleted(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs, go_on = Jobs(library), threading.Event()
    monkeypatch.setattr("rag.index.jobs.receive", lambda *_, **__: go_on.wait() and None)
    waiting = [jobs.start([sent(library, f"{number}.txt", FERRY)]) for number in range(8)]
    one_more = sent(library, "more.txt", FERRY)
    with pytest.raises(IngestError, match="As many uploads as can be"):
        jobs.start([one_more])
    go_on.set()
    for each in waiting:
        ended(jobs, each)
    assert one_more.path is not None
    assert not one_more.path.exists()
    ended(jobs, jobs.start([]))
