"""A disagreement as a table of its positions, side by side. Pure.

Each position is a group of rows; the style sheet stands the groups beside each other where there is
room. Roles are named because a browser forgets those of a table that is laid out otherwise.
"""

from collections.abc import Mapping

from rag.schema import Conflict, ConflictKind, Position
from ui.drawing.cards import Source
from ui.drawing.markup import escaped, isolated

DIFFERING: Mapping[ConflictKind, str] = {
    "contradiction": "The reports disagree.",
    "update": "The reports differ; later ones stand first.",
    "ambiguity": "The reports speak of different things.",
}
"""What is said of a disagreement of each kind."""

_COLUMNS = "".join(
    f'<th role="columnheader" scope="col">{name}</th>'
    for name in ("Position", "Outlet", "Date", "Quote")
)


def positions_table(conflict: Conflict, *, sources: Mapping[int, Source]) -> str:
    """Give the positions of a conflict, each with the reports that take it."""
    positions = "".join(_position(each, sources=sources) for each in conflict.positions)
    return (
        f'<table class="positions" role="table"><caption dir="auto">{escaped(conflict.subject)}'
        f'</caption><thead role="rowgroup"><tr role="row">{_COLUMNS}</tr></thead>'
        f"{positions}</table>"
    )


def _position(position: Position, *, sources: Mapping[int, Source]) -> str:
    """Give a row for each report that takes the position; nothing where none is quoted."""
    quoted = [sources[marker] for marker in position.citations if marker in sources]
    if not quoted:
        return ""
    latest = ' <span class="note">the latest</span>' if position.latest else ""
    heading = (
        f'<th role="rowheader" scope="rowgroup" rowspan="{len(quoted)}">'
        f'<bdi class="value">{escaped(position.value)}</bdi>{latest}</th>'
    )
    rows = '</tr><tr role="row">'.join(map(_report, quoted))
    return f'<tbody role="rowgroup"><tr role="row">{heading}{rows}</tr></tbody>'


def _report(source: Source) -> str:
    return (
        f'<td role="cell" class="outlet">{isolated(source.name)}</td>'
        f'<td role="cell" class="date">{source.published}</td>'
        f'<td role="cell" class="quote" {source.place} data-marker="{source.marker}">'
        f'<blockquote dir="auto">{source.quote}</blockquote>'
        f'<p class="note">{source.button} {source.checked}</p></td>'
    )
