"""The tab of the collection: Gradio's parts and the wires between them."""

from pathlib import Path
from typing import Any

import gradio

from rag.errors import DatelineError
from rag.index.browsing import Browser, Wanted
from rag.index.jobs import Job, Jobs
from rag.index.library import Library
from rag.index.receiving import expect_few
from rag.index.uploads import disk_use
from ui.chat.place import read_place
from ui.collection.entering import announced, arrivals_of, wanted_of
from ui.collection.listing import FINDER, NONE_YET, render_listing, render_removed, render_totals
from ui.collection.reports import render_drop, render_jobs
from ui.controls import html_part
from ui.render import render_error

_FOLDER = Path(__file__).parent
_SCRIPTS = ("sending", "leafing")
_REPORTS = 3
"""Uploads of a reader that stay on the page."""

_SECONDS = 0.5
"""Between two looks at an upload that is under way."""

_FIND_ANEW = """() => document.querySelector("#finder form")?.dispatchEvent(new Event("input"))"""
_Jobs = tuple[Job, ...]


class _Shelves:
    """What happens when a reader does something; every method serves one listener."""

    def __init__(self, library: Library, *, jobs: Jobs) -> None:
        self._library = library
        self._browser = Browser(library)
        self._jobs = jobs

    def find(self, event: gradio.EventData) -> tuple[str, str]:
        """Give (articles, totals) as the reader wants them."""
        return self._listed(wanted_of(event._data))

    def remove(self, event: gradio.EventData) -> tuple[str, str]:
        """Remove an article; give (articles, totals)."""
        try:
            notice = render_removed(self._library.remove(str(event.article)))
        except DatelineError as error:
            notice = render_error(error)
        return self._listed(wanted_of(event._data), notice=notice)

    def take(self, own: _Jobs, told: str, event: gradio.EventData) -> tuple[Any, ...]:
        """Begin with what was sent; give what `follow` gives."""
        job = self._begun(event._data, sender=read_place(told).reader)
        return self.follow((*own, job), told)

    def follow(self, own: _Jobs, told: str) -> tuple[Any, ...]:
        """Give (the reader's uploads, all that is to be shown, the clock that calls again).

        Those of the same browser that this page has not seen begin, as it was loaded since, are
        among them.
        """
        seen = {each.job_id for each in own}
        sent = self._jobs.sent_by(read_place(told).reader)
        before = [each for each in sent if each.job_id not in seen]
        own = tuple(self._jobs.job(each.job_id) or each for each in (*before, *own))[-_REPORTS:]
        under_way = self._jobs.unfinished()
        known = {each.job_id for each in own}
        others = [each for each in under_way if each.job_id not in known]
        shown = render_jobs([*others, *reversed(own)])
        return own, shown, gradio.Timer(active=bool(under_way))

    def _begun(self, sent: dict[str, Any], *, sender: str) -> Job:
        arrivals = arrivals_of(sent, folder=Path(gradio.utils.get_upload_folder()))
        files, size = announced(sent)
        try:
            expect_few(files, size=size, settings=self._library.settings.reading)
            return self._jobs.start(arrivals, sender=sender)
        except DatelineError as error:
            for each in arrivals:
                each.discard()
            return Job(job_id="", total=files, state="failed", error=error)

    def _listed(self, wanted: Wanted, *, notice: str = "") -> tuple[str, str]:
        if not self._library.exists:
            return notice + NONE_YET, ""
        try:
            catalogue = self._library.catalogue
            articles, passages = catalogue.size()
            listed, outlets = self._browser.listed(wanted), catalogue.outlets()
        except DatelineError as error:
            return notice + render_error(error), ""
        use = disk_use(self._library.folder)
        shown = render_listing(listed, articles=articles, outlets=outlets) if articles else NONE_YET
        return notice + shown, render_totals(articles=articles, passages=passages, use=use)


def place_collection(
    tab: gradio.Tab, *, library: Library, jobs: Jobs, place: gradio.HTML
) -> gradio.HTML:
    """Place the collection; its entries open articles, and uploads become some of the jobs.

    `place` tells which reader sits before the page.
    """
    shelves = _Shelves(library, jobs=jobs)
    sending, leafing = ((_FOLDER / f"{name}.js").read_text("utf-8") for name in _SCRIPTS)
    own = gradio.State(())
    with gradio.Column(elem_id="collection"):
        drop = html_part(
            sending, html_template=render_drop(library.settings.reading), elem_id="drop"
        )
        uploads = html_part(leafing, elem_id="uploads")
        finder = html_part(leafing, html_template=FINDER, elem_id="finder")
        listing = html_part(leafing, elem_id="listing")
        totals = html_part(leafing, elem_id="totals")
    clock = gradio.Timer(_SECONDS, active=False)
    quiet: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    followed: dict[str, Any] = {"inputs": [own, place], "outputs": [own, uploads, clock], **quiet}
    shown: dict[str, Any] = {"outputs": [listing, totals], **quiet}
    drop.upload(shelves.take, trigger_mode="multiple", **followed)
    clock.tick(shelves.follow, **followed)
    place.arrive(shelves.follow, **followed)  # who is quick is here before it is known who that is
    tab.select(shelves.follow, **followed).then(None, js=_FIND_ANEW)
    finder.input(shelves.find, trigger_mode="always_last", **shown)
    listing.select(shelves.find, trigger_mode="always_last", **shown)
    listing.delete(shelves.remove, **shown)
    return listing
