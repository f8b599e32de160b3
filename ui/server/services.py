"""What every door of one process stands on: the library, the Assistant, the models, the jobs."""

import threading
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import DatelineError

if TYPE_CHECKING:
    from rag.index.library import Library
    from rag.schema import Answer, Question, Reason, Verdict
    from rag.serving.services import Services
    from rag.settings import Settings


def make_services(settings: "Settings", *, index: Path) -> "Services":
    """Make the parts of an index; what searches loads in the background meanwhile."""
    from rag.assemble import Models, build_assistant, build_library
    from rag.index.jobs import Jobs
    from rag.serving.services import Services
    from ui.models import list_models
    from ui.server.processes import SharedAssistant

    library = build_library(settings, index=index)
    models = Models(settings)
    threading.Thread(target=_warm_up, args=[library], name="warm-up", daemon=True).start()
    return Services(
        settings=settings,
        library=library,
        assistant=SharedAssistant(
            build_assistant(settings, library=library, models=models),
            settings=settings,
            index=index,
            processes=settings.server.processes,
        ),
        choose_model=models.choose,
        jobs=Jobs(library),
        list_models=partial(list_models, settings),
        keep_feedback=partial(_keep_feedback, index),
    )


def _warm_up(library: "Library") -> None:
    with suppress(DatelineError):  # who asks is told
        library.load()


def _keep_feedback(
    index: Path,
    question: "Question",
    answer: "Answer",
    verdict: "Verdict",
    reason: "Reason",
    comment: str,
) -> None:
    from eval.feedback import keep_feedback, make_feedback

    feedback = make_feedback(question, answer, verdict=verdict, reason=reason, comment=comment)
    keep_feedback(index, feedback)
