"""What is shown while an answer forms: first what was found, then the draft, last the answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from rag.schema import Evidence
from ui.conversation import Exchange
from ui.terminal import console_of, harmless

_FOUND = 3
"""Reports named while the model is at work."""

_DRAFT_LINES = 6
"""Lines of the draft, of which the last are shown."""

Show = Callable[[Exchange], None]


@contextmanager
def growing(*, hidden: bool) -> Iterator[Show]:
    """Give what shows an exchange as it grows; a draft goes when the block ends.

    Nothing is shown where it is `hidden`, or the output is no terminal: a draft isn't checked.
    """
    console = console_of()
    if hidden or not console.is_terminal:
        yield lambda _: None
        return
    with Live(_busy("Searching"), console=console, transient=True) as live:
        told = False

        def show(exchange: Exchange) -> None:
            nonlocal told
            if exchange.evidence and not told:
                told = True
                _tell_found(console, exchange.evidence)
            live.update(_draft(exchange.text, console=console) if exchange.text else _step(told))

        yield show


def _step(found: bool) -> Spinner:
    return _busy("Reading and thinking" if found else "Searching")


def _busy(doing: str) -> Spinner:
    return Spinner("dots", f"{doing} … Ctrl-C stops it", style="dim")


def _draft(text: str, *, console: Console) -> Text:
    """Give the end of what the model has written so far."""
    words = " ".join(harmless(text).split())
    return Text(f"not checked yet: … {words[-_DRAFT_LINES * console.width :]}", style="dim italic")


def _tell_found(console: Console, evidence: tuple[Evidence, ...]) -> None:
    articles = {each.article_id: each.article for each in evidence}.values()
    for article in list(articles)[:_FOUND]:
        named = (article.outlet, article.title, str(article.reference_date or ""))
        line = " · ".join(filter(None, named)) or article.file
        console.print(f"found: {harmless(line)}", markup=False, style="dim", overflow="ellipsis",
                      no_wrap=True, soft_wrap=False)  # fmt: skip
    if len(articles) > _FOUND:
        console.print(f"found: and {len(articles) - _FOUND} more reports", style="dim")
