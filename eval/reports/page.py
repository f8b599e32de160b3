"""A run as one HTML page that needs nothing beside it: no server, no network, no other file.

Every text passes through the template's escaping or, as JSON, through the script as text alone; a
content security policy admits the page's own style and script by their digests and nothing else.
"""

import base64
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.reports import setup, tables
from eval.reports.listing import list_cases
from eval.reports.plots import SHARES
from eval.reports.words import EXPLAINED, figure, flipped, headline, uncompared

if TYPE_CHECKING:
    from eval.comparing.comparison import Comparison
    from eval.runs.folder import StoredRun

_HERE = Path(__file__).parent


def render(
    run: "StoredRun", *, base: "StoredRun | None" = None, comparison: "Comparison | None" = None
) -> str:
    """Render a run; beside a base where one is given, with what a comparison of the two found.

    Raises RunError where the records of either can't be read.
    """
    style, script = _own("page.css"), _own("page.js")
    changes, scale = tables.change_rows(comparison) if comparison else ((), None)
    listing = list_cases(run, base=base, comparison=comparison)
    results = {row.result for row in listing.rows}
    summary = run.summary or {}
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            policy=f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
            "img-src data:; base-uri 'none'; form-action 'none'",
            style=Markup(style),  # noqa: S704 - a file of this package
            script=Markup(script),  # noqa: S704 - a file of this package
            run=run,
            base=base,
            comparison=comparison,
            headline=headline(run, comparison),
            flipped=flipped(comparison) if comparison else "",
            uncompared=list(uncompared(comparison)) if comparison else [],
            explained=EXPLAINED,
            changes=changes,
            scale=scale,
            shares=SHARES,
            metrics=tables.metric_rows(run, base),
            references=[
                (name, figure(value)) for name, value in summary.get("references", {}).items()
            ],
            kinds=tables.kind_rows(run, base),
            kind_metrics=tables.kind_metrics(run),
            summary=summary,
            essentials=setup.essentials(run.manifest),
            sections=setup.sections(run.manifest),
            differing=setup.differing(run.manifest, base.manifest) if base else [],
            listing=listing,
            kind_names=sorted({row.kind for row in listing.rows}),
            result_names=[name for name in tables.RESULTS if name in results],
            # Only "<" could end the script element, or begin a comment within it.
            details=Markup(listing.details.replace("<", "\\u003c")),  # noqa: S704
        )
    )


def _environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _own(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _digest(content: str) -> str:
    """Give the source expression by which a policy admits exactly this content."""
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
