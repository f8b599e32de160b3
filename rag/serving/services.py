"""What the routes stand on; made once at the edge, for all programs that ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rag.answering.assistant import Assistant, ChooseModel
from rag.index.jobs import Jobs
from rag.index.library import Library
from rag.schema import Answer, Question, Reason, Verdict
from rag.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one process. Each of them is safe to use from several threads.

    `list_models` gives what `rag.schema.as_json` can write. `keep_feedback` takes the question, its
    answer, a verdict, a reason and a comment; it raises StoreError where it can't be kept.
    """

    settings: Settings
    library: Library
    assistant: Assistant
    choose_model: ChooseModel
    jobs: Jobs
    list_models: Callable[[], Any]
    keep_feedback: Callable[[Question, Answer, Verdict, Reason, str], None]
