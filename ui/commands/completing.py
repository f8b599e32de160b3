"""What the shell completes when Tab is pressed: values from the index, wherever they are cheap.

Names of outlets are others' words, and shells read what they are given: only names that no shell
could read as a command are offered.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import typer

if TYPE_CHECKING:
    from rag.index.catalogue import Catalogue

_MOST = 200
"""Values offered for what has been typed so far."""

_PLAIN = re.compile(r"\w[\w .-]*")


def complete_outlets(context: typer.Context, incomplete: str) -> list[str]:
    """Give the outlets of the index that begin so."""
    from rag.errors import DatelineError

    try:
        return _offered(_catalogue(context).outlets(), incomplete)
    except DatelineError:  # a Tab is no place to complain
        return []


def complete_articles(context: typer.Context, incomplete: str) -> list[str]:
    """Give the ids of the articles of the index that begin so."""
    from rag.errors import DatelineError
    from rag.index.filters import EVERYTHING

    try:
        return _offered(_catalogue(context).article_ids(EVERYTHING), incomplete)
    except DatelineError:
        return []


def complete_models(incomplete: str) -> list[str]:
    """Give the bundled models that begin so; servers are not asked at every Tab."""
    from rag.llm.weights import BUNDLED_MODELS

    return _offered((each.name for each in BUNDLED_MODELS), incomplete)


def complete_backends(incomplete: str) -> list[str]:
    """Give the backends that begin so."""
    from rag.settings import BackendChoice

    return _offered(get_args(BackendChoice), incomplete)


def _catalogue(context: typer.Context) -> "Catalogue":
    from rag.index.catalogue import Catalogue
    from ui.commands.options import DEFAULT_INDEX

    folder = Path(context.params.get("index") or DEFAULT_INDEX)
    # By what embedder it was made doesn't matter here, and takes a while to tell.
    return Catalogue(folder, made_with={}, create=False)


def _offered(values: Iterable[str], incomplete: str) -> list[str]:
    begun = incomplete.casefold()
    fitting = sorted(each for each in values if each.casefold().startswith(begun))
    plain = [each for each in fitting if _PLAIN.fullmatch(each)][:_MOST]
    is_bash = os.environ.get("_DATELINE_COMPLETE", "").endswith("bash")
    # Bash puts the value into the line as it is; the others quote it themselves.
    return [each.replace(" ", "\\ ") for each in plain] if is_bash else plain
