"""What became of the sentences that the model wrote, in a line with its explanation. Pure."""

from rag.schema import Checks
from ui.drawing.markup import counted

_HELP = (
    "Dateline holds every sentence of the model against the articles. One that they carry stands, "
    "if need be with other quotes than the model named; where the articles say it only in their "
    "own words, a quote takes its place; what they don’t carry at all is left out."
)


def checks_line(checks: Checks) -> str:
    """Give "2 sentences checked: 1 stands, 1 left out", which unfolds; "" where none is."""
    told = (
        (checks.kept, "stands" if checks.kept == 1 else "stand"),
        (checks.recited, "with other quotes"),
        (checks.replaced, "replaced by a quote"),
        (checks.dropped, "left out"),
    )
    number = sum(count for count, _ in told)
    if not number:
        return ""
    parts = ", ".join(f"{count} {words}" for count, words in told if count)
    summary = f"{counted(number, 'sentence')} checked: {parts}"
    return f'<details class="checks"><summary>{summary}</summary><p>{_HELP}</p></details>'
