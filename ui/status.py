"""The state of index and model in words, and as the few lines of the masthead. Pure.

The line says what is there and which model would answer now; what is down says how to mend it in
plain sight, and the rest unfolds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.errors import DatelineError
from ui.drawing.markup import counted, escaped, isolated
from ui.known_models import LABELS, Known, short_name
from ui.models import ListedModel

State = Literal["ready", "loading", "down"]

_EMPTY = "Add articles under Collection, or with `dateline ingest PATH`."
_QUOTES = "the answer is put together of verified quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a part stands: `brief` for the line, `detail` for the list, `mend` where it is down.

    All are plain text; `brief` may be empty.
    """

    part: str
    state: State
    brief: str = ""
    detail: str
    mend: str = ""


def index_standing(size: tuple[int, int] | DatelineError) -> Standing:
    """Say how the index stands, of its numbers of articles and passages or of why it has none."""
    if isinstance(size, DatelineError):
        return Standing(
            part="Index", state="down", brief="no index", detail=size.problem, mend=size.mend
        )
    articles, passages = size
    if not articles:
        return Standing(
            part="Index", state="down", brief="no articles", detail="It is empty.", mend=_EMPTY
        )
    told = f"{counted(articles, 'article')}, {counted(passages, 'passage')}"
    brief = counted(articles, "article")
    return Standing(part="Index", state="ready", brief=brief, detail=told)


def search_standing(loaded: bool | DatelineError) -> Standing:
    """Say how the embedder stands, without which nothing is searched."""
    if isinstance(loaded, DatelineError):
        return Standing(
            part="Search", state="down", brief="no search", detail=loaded.problem, mend=loaded.mend
        )
    if loaded:
        return Standing(part="Search", state="ready", detail="ready")
    return Standing(part="Search", state="loading", brief="search is loading", detail="loading")


def model_standing(chosen: str, known: Known | None) -> Standing:
    """Say which model answers now; `chosen` is "auto", a backend, or "backend:name"."""
    backend, _, name = chosen.partition(":")
    if backend == "extractive":
        return _ready(backend, detail=_QUOTES)
    if known is None:
        return Standing(
            part="Model", state="loading", brief="looking for models", detail="looking for models"
        )
    model = known.automatic() if backend == "auto" else known.model(backend, name)
    if model is None:
        return _missing(known, backend=backend, name=name)
    if not model.ready:
        return _down(f"{short_name(model)} is not installed.", mend=_install(model))
    if model.backend == "extractive":
        return _ready("extractive", detail=f"as no model can be had, {_QUOTES}")
    label = f"{short_name(model)} ({LABELS[model.backend]})"
    waits = "it loads with the first question" if model.loaded is False else "ready"
    return Standing(part="Model", state="ready", brief=label, detail=f"{label}: {waits}")


def _ready(backend: str, *, detail: str) -> Standing:
    label = LABELS[backend]
    return Standing(part="Model", state="ready", brief=label.lower(), detail=f"{label}: {detail}")


def _missing(known: Known, *, backend: str, name: str) -> Standing:
    """Say of a model that isn't listed why, or that its backend takes one by itself."""
    silent = known.silent(backend) or (
        next(iter(known.listing.silent), None) if backend == "auto" else None
    )
    if silent:
        return _down(silent.problem, mend=silent.mend)
    label = LABELS.get(backend, backend)
    if name or backend not in ("ollama", "openai"):
        return _down(f"{label} has no model {name or 'to answer'}.", mend="Choose another.")
    return Standing(part="Model", state="ready", brief=label, detail=f"{label}: its own choice")


def _down(problem: str, *, mend: str) -> Standing:
    return Standing(part="Model", state="down", brief="model is down", detail=problem, mend=mend)


def _install(model: ListedModel) -> str:
    return f"Run `{model.install}`." if model.install else "Check model.embedded_model."


def backend_standings(known: Known | None) -> tuple[Standing, ...]:
    """Say how each backend stands, whichever is chosen; quotation needs no word."""
    return tuple(_backends(known)) if known else ()


def _backends(known: Known) -> Iterator[Standing]:
    for each in known.listing.silent:
        part = LABELS[each.backend]
        yield Standing(part=part, state="down", detail=each.problem, mend=each.mend)
    for backend in ("openai", "ollama", "embedded"):
        models = [each for each in known.listing.models if each.backend == backend]
        ready = [each for each in models if each.ready]
        part = LABELS[backend]
        if ready:
            names = ", ".join(map(short_name, ready))
            yield Standing(part=part, state="ready", detail=names)
        elif models:
            mend = _install(models[0])
            yield Standing(part=part, state="down", detail="It is not installed.", mend=mend)


def render_status(main: Sequence[Standing], others: Sequence[Standing]) -> str:
    """Give the line of the masthead: `main` are what an answer needs, `others` may be missing."""
    line = " · ".join(isolated(each.brief) for each in main if each.brief)
    down = [each for each in main if each.state == "down"]
    mends = "".join(
        f'<p class="mend">{isolated(each.detail)} {isolated(each.mend)}</p>' for each in down
    )
    rows = "".join(map(_row, [*main, *others]))
    return (
        f'<div class="standing {_worst(main)}" role="status"><details><summary>'
        f'<span class="light" aria-hidden="true"></span><span>{line}</span></summary>'
        f"<dl>{rows}</dl></details>{mends}</div>"
    )


def _worst(standings: Sequence[Standing]) -> State:
    states = {each.state for each in standings}
    return "down" if "down" in states else "loading" if "loading" in states else "ready"


def _row(standing: Standing) -> str:
    mend = f' <span class="note">{escaped(standing.mend)}</span>' if standing.mend else ""
    return (
        f'<div class="{standing.state}"><dt>{escaped(standing.part)}</dt>'
        f'<dd dir="auto">{escaped(standing.detail)}{mend}</dd></div>'
    )
