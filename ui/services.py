"""What every door of one process stands on: the library, the Assistant, the models, the jobs."""

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from eval.feedback import Reason, Verdict
    from rag.schema import Answer, Question
    from rag.serving.services import Services
    from rag.settings import Settings


def make_services(settings: "Settings", *, index: Path) -> "Services":
    """Make the parts of an index; the embedder loads in the background meanwhile."""
    from rag.assemble import Models, build_assistant, build_library
    from rag.index.jobs import Jobs
    from rag.serving.services import Services
    from ui.models import list_models

    library = build_library(settings, index=index)
    models = Models(settings)
    threading.Thread(target=library.embedder.load, name="warm-up", daemon=True).start()
    return Services(
        settings=settings,
        library=library,
        assistant=build_assistant(settings, library=library, models=models),
        choose_model=models.choose,
        jobs=Jobs(library),
        list_models=partial(list_models, settings),
        keep_feedback=partial(_keep_feedback, index),
    )


def _keep_feedback(
    index: Path, question: "Question", answer: "Answer", verdict: str, reason: str, comment: str
) -> None:
    from eval.feedback import keep_feedback, make_feedback

    feedback = make_feedback(  # what the routes let pass is one of these
        question,
        answer,
        verdict=cast("Verdict", verdict),
        reason=cast("Reason", reason),
        comment=comment,
    )
    keep_feedback(index, feedback)
