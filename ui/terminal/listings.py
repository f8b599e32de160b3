"""What there is: the models to choose from, and what `doctor` found."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ui.commands.doctor import Finding
from ui.models import ListedModel, Listing
from ui.terminal.screen import console_of, harmless, print_rows


def print_findings(findings: Sequence[Finding]) -> None:
    """Print what `doctor` found."""
    print_rows(("", "", ""), [(each.state, each.part, each.detail) for each in findings])


def print_models(listing: Listing) -> None:
    """Print a table of the models to choose from, then a line for each backend that is silent."""
    rows = [
        (
            each.backend,
            each.name,
            _size(each.size),
            _about(each),
            str(each.context or ""),
            ", ".join(_state(each)),
        )
        for each in listing.models
    ]
    print_rows(("backend", "model", "size", "what it is", "context", "state"), rows)
    for silent in listing.silent:
        line = f"{silent.backend}: {silent.problem} {silent.mend}"
        console_of().print(harmless(line), markup=False)


def _size(size: int | None) -> str:
    if size is None:
        return ""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def _about(model: ListedModel) -> str:
    if model.file and model.ready and model.file != model.name:
        return model.file.removeprefix(f"{Path.cwd()}/")
    return ", ".join(filter(None, (model.family, model.parameters, model.quantisation)))


def _state(model: ListedModel) -> Iterator[str]:
    if model.auto:
        yield "taken by auto"
    if model.loaded:
        yield "loaded"
    if not model.ready:
        yield f"not there: run `{model.install}`" if model.install else "not there"
