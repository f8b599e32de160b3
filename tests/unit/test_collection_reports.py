from rag.errors import StoreError
from rag.index.jobs import Job
from rag.index.report import Duplicate, IngestReport, Refusal
from rag.settings import ReadingSettings
from ui.collection.reports import render_drop, render_jobs

HOSTILE = '<img src=x onerror="x()">\u202e.txt'


def done(report: IngestReport) -> str:
    return render_jobs([Job(job_id="a", total=1, state="done", report=report)])


def test_a_report_tells_what_became_of_each_file() -> None:
    html = done(
        IngestReport(
            added=("a.txt", "b.txt"),
            updated=("c.txt",),
            unchanged=("d.txt",),
            refused=(Refusal(file="e.exe", problem="e.exe is no text.", mend="Save it."),),
            duplicates=(
                Duplicate(file="a.txt", of=("d.txt",), exact=True),
                Duplicate(file="b.txt", of=("f.txt", "g.txt"), exact=False),
            ),
        )
    )
    assert "Upload: 2 added, 1 changed, 1 unchanged, 2 copies, 1 refused" in html
    assert "<bdi>a.txt</bdi> is the same as <bdi>d.txt</bdi>" in html
    assert "<bdi>b.txt</bdi> is nearly the same as <bdi>f.txt</bdi>, <bdi>g.txt</bdi>" in html
    assert "e.exe is no text.</strong> Save it." in html
    assert 'data-ended="1" data-latest="a"' in html


def test_a_long_report_is_cut_and_says_so() -> None:
    html = done(IngestReport(added=tuple(f"{number}.txt" for number in range(1_000))))
    assert "Upload: 1,000 added" in html
    assert html.count(".txt") == 20
    assert "and 980 more" in html


def test_an_upload_under_way_tells_how_far_it_is() -> None:
    jobs = [
        Job(job_id="a", total=4),
        Job(job_id="b", total=4, state="running", file="c.txt", done=2.5),
        Job(job_id="c", total=4, state="running", done=4),
        Job(job_id="d", total=4, state="running"),
    ]
    html = render_jobs(jobs)
    assert "4 files waiting for the uploads before" in html
    assert "Reading <bdi>c.txt</bdi>, 3 of 4 files" in html
    assert '<progress max="4" value="2.50" aria-label="Upload">' in html
    assert "Indexing 4 files…" in html
    assert html.count('aria-busy="true"') == 4
    assert 'data-ended="0" data-latest=""' in html


def test_a_failed_upload_tells_how_to_mend_it() -> None:
    error = StoreError("Another program is changing the index.", mend="Wait.")
    html = render_jobs([Job(job_id="a", total=1, state="failed", error=error)])
    assert "Another program is changing the index.</strong> Wait." in html


def test_names_of_files_are_text() -> None:
    refusal = Refusal(file=HOSTILE, problem=HOSTILE, mend=HOSTILE)
    copy = Duplicate(file=HOSTILE, of=(HOSTILE,), exact=True)
    html = done(
        IngestReport(added=(HOSTILE,), updated=(HOSTILE,), refused=(refusal,), duplicates=(copy,))
    ) + render_jobs([Job(job_id="a", total=1, state="running", file=HOSTILE)])
    assert "<img" not in html
    assert html.count("<bdi>&lt;img") == 5


def test_the_place_to_drop_files_on_tells_the_limits() -> None:
    html = render_drop(ReadingSettings(max_file_bytes=5_000_000))
    assert 'data-files="1000" data-bytes="50000000" data-largest="5000000"' in html
    assert "5.0 MB a file, 1,000 files at once" in html
