"""An upload under way, and the report of one that has ended -> HTML. Pure."""

from collections.abc import Iterable, Sequence

from rag.index.jobs import Job
from rag.index.receiving import MOST_FILES, most_bytes
from rag.index.report import Duplicate, IngestReport, Refusal
from rag.settings import ReadingSettings
from ui.collection.listing import written_size
from ui.drawing.markup import counted, escaped, isolated
from ui.render import render_error

_MOST_NAMED = 20
"""Files of a kind that a report names; of the others it gives the number."""


def render_drop(settings: ReadingSettings) -> str:
    """Give the place to drop files on, with the limits that the script sending them keeps."""
    largest = settings.max_file_bytes
    return (
        f'<form class="drop" data-files="{MOST_FILES}" data-bytes="{most_bytes(settings)}" '
        f'data-largest="{largest}">'
        "<p><strong>Drop articles here</strong> or "
        '<label class="choose">choose files<input type="file" multiple '
        'aria-describedby="upload-limits"></label></p>'
        f'<p class="note" id="upload-limits">Text, web pages, PDF, Word, mail, feeds, CSV, JSON, '
        f"or a zip of them; {written_size(largest)} a file, {MOST_FILES:,} files at once. A file "
        "replaces the one uploaded before under the same name.</p>"
        '<p class="sending" role="status"></p></form>'
    )


def render_jobs(jobs: Sequence[Job]) -> str:
    """Give uploads, under way or with the report of how they ended, those that began last first."""
    ended = [job.job_id for job in jobs if job.ended]
    latest = ended[0] if ended else ""
    return (
        f'<div class="uploads" data-ended="{len(ended)}" data-latest="{latest}">'
        f"{''.join(map(_job, jobs))}</div>"
    )


def _job(job: Job) -> str:
    if job.error:
        return f'<section class="report">{render_error(job.error)}</section>'
    if job.report:
        return _report(job.report)
    return (
        f'<section class="report" aria-busy="true"><p>{_progress(job)}</p>'
        f'<progress max="{job.total}" value="{job.done:.2f}" aria-label="Upload"></progress>'
        "</section>"
    )


def _progress(job: Job) -> str:
    files = counted(job.total, "file")
    if job.state == "waiting":
        return f"{files} waiting for the uploads before"
    if job.file:
        return f"Reading {isolated(job.file)}, {int(job.done) + 1:,} of {files}"
    return f"Indexing {files}…" if job.done else f"Beginning with {files}…"


def _report(report: IngestReport) -> str:
    """Give what became of the files, each kind with its number, worst last."""
    kinds = [
        ("Added", _names(report.added)),
        ("Changed", _names(report.updated)),
        ("Unchanged", _names(report.unchanged)),
        ("Copies", [_copy(each) for each in report.duplicates]),
        ("Refused", [_refusal(each) for each in report.refused]),
    ]
    told = [(kind, items) for kind, items in kinds if items]
    summary = ", ".join(f"{len(items):,} {kind.lower()}" for kind, items in told)
    parts = "".join(
        f'<dt>{kind}</dt><dd><ul class="{kind.lower()}">{_items(items)}</ul></dd>'
        for kind, items in told
    )
    return (
        f'<section class="report" aria-label="Report of an upload"><h3 role="status">Upload: '
        f"{summary}</h3><dl>{parts}</dl></section>"
    )


def _items(items: Sequence[str]) -> str:
    left = len(items) - _MOST_NAMED
    more = [f"and {left:,} more"] if left > 0 else []
    return "".join(f"<li>{each}</li>" for each in [*items[:_MOST_NAMED], *more])


def _names(files: Iterable[str]) -> list[str]:
    return [isolated(each) for each in files]


def _copy(copy: Duplicate) -> str:
    others = ", ".join(isolated(each) for each in copy.of[:_MOST_NAMED])
    how = "the same as" if copy.exact else "nearly the same as"
    return f"{isolated(copy.file)} is {how} {others}"


def _refusal(refusal: Refusal) -> str:
    return f"<bdi><strong>{escaped(refusal.problem)}</strong> {escaped(refusal.mend)}</bdi>"
